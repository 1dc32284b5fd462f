import assert from "node:assert/strict";
import { test } from "node:test";

import { atFieldTime, fieldTime, hourText, moved, noonOf, placeLabels, rowsOf, scaleOf, shorterNames, wallClock, withChanges, keyOf } from "../../web/js/state/plan.js";

const PARIS = "Europe/Paris";

/** @param {string} candidate @param {string} kind @param {string} starts_at @param {any} [more] */
const entry = (candidate, kind, starts_at, more = {}) => ({
  candidacy_id: candidate, kind, starts_at, jury_id: "A", place_id: "E1", jury_room_id: "J", pinned: false, state: "planned",
  phases: [{ name: "preparation", seconds: 900, jury: false }, { name: "call", seconds: 600, jury: true }, { name: "writing", seconds: 600, jury: false }],
  ...more,
});
/** @type {any} */
const PAGE = {
  session: {
    time_zone: PARIS,
    days: [{ date: "2026-12-08", opens: "08:30:00", closes: "18:00:00" }],
    places: [{ place_id: "E1", name: "Salle 1", kind: "exam-room" }, { place_id: "J", name: "Jury", kind: "jury-room" }],
    juries: [{ jury_id: "A", name: "Jury A", member_ids: [] }],
    candidacies: [{ candidacy_id: "C1", name: "Inès Marchetti" }, { candidacy_id: "C2", name: "Côme Vasseur" }],
  },
};

test("hours are those of the centre, on both sides of the change of clocks", () => {
  assert.equal(hourText(Date.parse("2026-10-24T07:05:00Z"), PARIS, "fr"), "9\u00a0h\u00a005");
  assert.equal(hourText(Date.parse("2026-10-26T07:05:00Z"), PARIS, "en"), "08:05");
  assert.equal(wallClock(Date.parse("2026-12-08T23:30:00Z"), PARIS).date, "2026-12-09");
});

test("a time that is typed is an instant of the same day", () => {
  const at = Date.parse("2026-12-08T09:12:30Z");
  assert.equal(fieldTime(at, PARIS), "10:12");
  assert.equal(new Date(atFieldTime(at, PARIS, "14:05")).toISOString(), "2026-12-08T13:05:00.000Z");
});

test("a date means that day there, however far from Greenwich", () => {
  for (const zone of [PARIS, "Pacific/Wallis", "Pacific/Tahiti", "Pacific/Kiritimati", "Pacific/Noumea"]) {
    for (const date of ["2026-03-29", "2026-10-25", "2026-12-08"]) {
      const seen = wallClock(noonOf(date, zone), zone);
      assert.deepEqual([seen.date, seen.hours, seen.minutes], [date, 12, 0], `${zone} ${date}`);
    }
  }
});

test("an entry moves on the grid and is pinned", () => {
  const call = entry("C1", "call", "2026-12-08T09:00:00Z");
  const change = moved(/** @type {any} */ (call), 7, 5);
  assert.deepEqual([change.starts_at, change.pinned], ["2026-12-08T09:05:00.000Z", true]);
  const [after] = withChanges(/** @type {any} */ ([call]), new Map([[keyOf(call), change]]));
  assert.equal(after?.starts_at, change.starts_at);
  assert.equal(after?.place_id, "E1");
});

test("a row of a candidate holds the whole part, that of a jury or its room only its own minutes", () => {
  const entries = /** @type {any} */ ([entry("C1", "call", "2026-12-08T09:00:00Z"), entry("C1", "marking", "2026-12-08T12:00:00Z", { place_id: "J", jury_room_id: null, phases: [{ name: "marking", seconds: 600, jury: true }] })]);
  const length = (/** @type {any} */ bar) => (bar.toMs - bar.fromMs) / 60000;
  const [candidate, nobody] = rowsOf(PAGE, entries, "2026-12-08", "candidates");
  assert.deepEqual(candidate?.bars.map(length), [35]);
  assert.deepEqual(candidate?.bars[0]?.segments.map(length), [15, 10, 10]);
  assert.deepEqual(nobody?.bars, []);
  const [jury] = rowsOf(PAGE, entries, "2026-12-08", "juries");
  assert.deepEqual(jury?.bars.map(length), [10, 10]);
  const rooms = rowsOf(PAGE, entries, "2026-12-08", "rooms");
  assert.deepEqual(rooms.map(({ bars }) => bars.map(length)), [[35], [10, 10]]);
  assert.deepEqual(rowsOf(PAGE, entries, "2026-12-09", "juries")[0]?.bars, []);
});

test("the scale has whole hours around the opening hours and whatever lies outside them", () => {
  const scale = scaleOf(PAGE, /** @type {any} */ ([entry("C1", "call", "2026-12-08T18:40:00Z")]), "2026-12-08");
  assert.deepEqual([new Date(scale.fromMs).toISOString(), new Date(scale.toMs).toISOString()], ["2026-12-08T07:00:00.000Z", "2026-12-08T20:00:00.000Z"]);
  assert.equal(scale.hours.length, 14);
});

test("labels of short parts stand by turns above and below, and no two lie on each other", () => {
  const bars = Array.from({ length: 12 }, (_, n) => ({ fromMs: n * 15 * 60000, texts: ["Inès Marchetti", "I. Marchetti", "IM"] }));
  const labels = placeLabels(bars, 110);
  for (const level of ["above", "below"]) {
    let free = -Infinity;
    labels.forEach((label, n) => {
      if (label.level !== level) return;
      const x = (n * 110) / 4;
      assert.ok(x >= free, `${n} ${label.text}`);
      free = x + label.text.length * 7.2;
    });
  }
  assert.ok(labels.every(({ level }) => level !== "none"));
});

test("a name is shortened before it is left out", () => {
  assert.deepEqual(shorterNames("Inès Marchetti"), ["Inès Marchetti", "I. Marchetti", "IM"]);
  assert.deepEqual(shorterNames("Zoé"), ["Zoé", "Zo"]);
});
