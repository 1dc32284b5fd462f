import assert from "node:assert/strict";
import test from "node:test";
import { changed, choiceOf, consistent, newCandidacy, playerOf, problemsByStep, seated, shownCode, stepOf, without } from "../../web/js/state/session.js";

const session = {
  session_id: "s", title: "T", centre: "", format_id: "aie-title", time_zone: "Europe/Paris",
  settings: { grace_s: 0, clock_shown: true, narrow_band: false, jury_in_preparation: true, paste_allowed: false, minutes: [] },
  days: [], places: [{ place_id: "p", name: "Salle 1", kind: "exam-room" }],
  members: [{ member_id: "m", name: "A", judges_b2: true, account_id: null }, { member_id: "n", name: "B", judges_b2: false, account_id: null }],
  juries: [{ jury_id: "j", name: "Jury 1", member_ids: ["m", "n"], jury_room_id: "p", reception_id: null, station_setup: null }],
  candidacies: [{ ...newCandidacy("c", "C", "1"), jury_id: "j", exam_room_id: "p", casts: [{ part: "visitor", player_id: "n" }] }],
};

test("what is taken out is named nowhere any more", () => {
  const roomless = consistent({ ...session, places: [] });
  assert.equal(roomless.juries[0].jury_room_id, null);
  assert.equal(roomless.candidacies[0].exam_room_id, null);
  const alone = consistent({ ...session, members: without(session.members, "member_id", "n") });
  assert.deepEqual(alone.juries[0].member_ids, ["m"]);
  assert.deepEqual(alone.candidacies[0].casts, []);
  assert.equal(consistent({ ...session, juries: [] }).candidacies[0].jury_id, null);
  assert.deepEqual(consistent(session), session);
});

test("one field changes, in one thing, and the old session stays as it was", () => {
  const places = changed(session.places, "place_id", "p", { name: "Salle 2" });
  assert.equal(places[0].name, "Salle 2");
  assert.equal(session.places[0].name, "Salle 1");
});

test("a jury has two seats, and an emptied one closes up", () => {
  assert.deepEqual(seated([], 1, "n"), ["n"]);
  assert.deepEqual(seated(["m", "n"], 0, "x"), ["x", "n"]);
  assert.deepEqual(seated(["m", "n"], 0, ""), ["n"]);
});

test("who plays is chosen for each part; else it is the jury's first member", () => {
  assert.equal(playerOf(session, session.candidacies[0], "visitor"), "n");
  assert.equal(playerOf(session, session.candidacies[0], "call"), "m");
  assert.equal(playerOf({ ...session, juries: [] }, session.candidacies[0], "call"), "");
});

test("each problem belongs to the step where it is put right", () => {
  const found = ["no-day", "no-b2-assessor", "jury-not-of-two", "candidate-twice", "minutes-not-given"].map((code) => ({ code }));
  assert.deepEqual(problemsByStep(found), { format: 1, rooms: 1, jury: 2, candidates: 1, open: 0 });
  assert.equal(stepOf({ code: "something-new" }), "candidates");
});

test("codes and extra lengths read as they are printed and chosen", () => {
  assert.equal(shownCode("K7MP4QTX"), "K7MP-4QTX");
  assert.equal(shownCode(""), "");
  assert.equal(choiceOf({ fraction: "1/3" }), "1/3");
  assert.equal(choiceOf({ minutes: 25 }), "25");
  assert.equal(choiceOf(null), "");
});
