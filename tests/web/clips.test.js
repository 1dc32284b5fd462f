import assert from "node:assert/strict";
import test from "node:test";
import { adjusted, around, letterOf, neighbourFor, ofWords, placeOfKey } from "../../web/js/state/clips.js";

const span = { startsS: -1, endsS: 600 };
const clip = { clip_id: "b", starts_s: 30, ends_s: 35, revision: 1 };

test("a clip has its letter by its place, and a key of the top row or the number pad", () => {
  assert.equal([0, 1, 25].map(letterOf).join(""), "ABZ");
  assert.deepEqual(["Digit1", "Numpad9", "Digit0", "KeyA"].map(placeOfKey), [0, 8, null, null]);
});

test("a clip is picked around an instant, within what can be heard", () => {
  assert.deepEqual(around(100, span), { startsS: 92, endsS: 104 });
  assert.deepEqual(around(0, span), { startsS: -1, endsS: 4 });
  assert.deepEqual(around(600, span), { startsS: 592, endsS: 600 });
});

test("selected words make a clip from the first to the last, with a breath", () => {
  assert.deepEqual(ofWords([{ start_s: 12, end_s: 13 }, { start_s: 10, end_s: 10.5 }], span), { startsS: 9.85, endsS: 13.15 });
  assert.equal(ofWords([], span), null);
});

test("an edge moves until nothing would be left", () => {
  assert.deepEqual(adjusted(clip, "start", 29.5, span), { startsS: 29.5, endsS: 35 });
  assert.deepEqual(adjusted(clip, "end", 1000, span), { startsS: 30, endsS: 600 });
  assert.equal(adjusted(clip, "end", 30.1, span), null);
});

test("moving names the neighbour that a clip comes before", () => {
  const clips = ["a", "b", "c"].map((clip_id) => ({ ...clip, clip_id }));
  assert.equal(neighbourFor(clips, 1, -1), "a");
  assert.equal(neighbourFor(clips, 0, 1), "c");
  assert.equal(neighbourFor(clips, 1, 1), null);
  assert.equal(neighbourFor(clips, 0, -1), undefined);
  assert.equal(neighbourFor(clips, 2, 1), undefined);
});
