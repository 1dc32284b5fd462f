import assert from "node:assert/strict";
import test from "node:test";
import { connects, hasPicture, hasTwoVoices, isInPerson, mannerOf } from "../../web/js/state/manner.js";

test("face to face is what the reception space is equipped with; nothing is known before the draw", () => {
  assert.equal(mannerOf({ mode: "in-person", station_setup: "two-microphones" }), "two-microphones");
  assert.equal(mannerOf({ mode: null, station_setup: "two-microphones" }), null);
  assert.equal(mannerOf({ mode: "video", station_setup: null }), "video");
  assert.equal(mannerOf({ mode: "telephone" }), "telephone");
});

test("with one station in the room only the candidate's page has a connection; an observer always has", () => {
  for (const manner of /** @type {const} */ (["two-microphones", "one-microphone"])) {
    assert.ok(connects(manner, "candidate") && connects(manner, "observer") && !connects(manner, "juror"));
  }
  assert.ok(connects("two-stations", "juror") && connects("telephone", "juror"));
});

test("only a station with two lapel microphones is taken apart", () => {
  assert.ok(hasTwoVoices("two-microphones", "candidate"));
  assert.ok(!hasTwoVoices("two-microphones", "observer") && !hasTwoVoices("one-microphone", "candidate") && !hasTwoVoices("video", "candidate"));
  assert.ok(isInPerson("two-stations") && !isInPerson("video"));
  assert.ok(hasPicture("one-microphone") && !hasPicture("telephone"));
});
