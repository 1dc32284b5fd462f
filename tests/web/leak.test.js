import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning, stationsWaiting } from "../../web/js/state/leak.js";

/** @param {Record<string, unknown>} change @returns {any} */
const sitting = (change) => ({ sitting_id: "a", room_name: "Salle 1", candidate_name: "Inès", juror_name: "Mme Okafor", phase: "waiting", present: [], ...change });

test("stations that wait with their page open can be tried, and no others", () => {
  const found = stationsWaiting([
    sitting({ present: ["candidate", "observer"] }), sitting({ sitting_id: "b", phase: "drawn", present: ["juror"] }),
    sitting({ sitting_id: "c", phase: "call", present: ["candidate", "juror"] }), sitting({ sitting_id: "d" }),
  ]);
  assert.deepEqual(found.map(({ key, name }) => [key, name]), [["a candidate", "Inès"], ["b juror", "Mme Okafor"]]);
});

test("a figure means something for the day", () => {
  assert.equal(meaning({ attenuation_db: 46, at_least: false }), "fine");
  assert.equal(meaning({ attenuation_db: 52, at_least: true }), "fine");
  assert.equal(meaning({ attenuation_db: 35, at_least: false }), "faint");
  assert.equal(meaning({ attenuation_db: 22, at_least: false }), "followed");
  assert.equal(meaning({ attenuation_db: 35, at_least: true }), "noisy");
});
