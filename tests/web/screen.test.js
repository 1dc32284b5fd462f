import assert from "node:assert/strict";
import test from "node:test";
import { gainFor } from "../../web/js/state/loudness.js";
import { channelOf, heard, whereNow } from "../../web/js/state/screen.js";

const said = { kind: "at", sitting_id: "s", at_s: 10, playing: true, rate: 0.5, clip: null, sent_ms: 1000 };

test("the second screen knows where the first one is by now", () => {
  assert.equal(whereNow(said, 3000), 11);
  assert.equal(whereNow({ ...said, playing: false }, 3000), 10);
  assert.equal(whereNow(said, 900), 10);
});

test("what is no message of the other window is nothing", () => {
  assert.deepEqual(heard(said), said);
  assert.deepEqual(heard({ kind: "hello", more: "x" }), { kind: "hello" });
  for (const other of [null, "at", {}, { kind: "mark" }, { ...said, at_s: "10" }]) assert.equal(heard(other), null);
});

test("nothing in words can be said on the channel", () => {
  assert.deepEqual(Object.keys(heard({ ...said, note: "a secret" }) ?? {}).includes("note"), false);
});

test("a candidate has one channel, whichever part is shown", () => {
  assert.equal(channelOf([{ sitting_id: "call" }, { sitting_id: "visit" }], "visit"), channelOf([{ sitting_id: "call" }], "call"));
  assert.notEqual(channelOf([], "one"), channelOf([], "other"));
});

test("a quiet voice is raised, a loud one lowered, an unmeasured one left alone", () => {
  assert.equal(gainFor(null), 1);
  assert.equal(gainFor(-18), 1);
  assert.ok(Math.abs(gainFor(-38) - 10) < 1e-9);
  assert.equal(gainFor(-70), gainFor(-38));
  assert.ok(gainFor(-12) < 0.51);
});
