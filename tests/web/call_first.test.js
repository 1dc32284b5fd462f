import assert from "node:assert/strict";
import test from "node:test";
import { CallFirst, leftBy, WAY_WITHIN_MS } from "../../web/js/copies/call_first.js";

const CALL = { live: true, link: "live", way: "up", pictureShed: false };

/** What is told, under a clock that the test moves. */
function watched() {
  const told = [];
  let nowMs = 0;
  const timers = [];
  const first = new CallFirst((left) => told.push(left), (act, afterMs) => timers.push({ act, atMs: nowMs + afterMs }));
  const pass = (ms) => {
    nowMs += ms;
    for (const timer of timers.splice(0)) {
      if (timer.atMs <= nowMs) timer.act();
      else timers.push(timer);
    }
  };
  return { told, pass, look: (change) => first.look({ ...CALL, ...change }) };
}

test("a call leaves half of its link, little without room for a picture, and none while its way is not up", () => {
  assert.equal(leftBy({ ...CALL, live: false, link: "lost", way: "lost" }), "all");
  assert.equal(leftBy(CALL), "half");
  assert.equal(leftBy({ ...CALL, pictureShed: true }), "little");
  for (const way of ["connecting", "lost"]) assert.equal(leftBy({ ...CALL, way }), "nothing");
  for (const link of ["connecting", "lost"]) assert.equal(leftBy({ ...CALL, link }), "nothing");
});

test("a tab that another has replaced leaves the link to that one", () => {
  assert.equal(leftBy({ ...CALL, link: "replaced" }), "little");
  assert.equal(leftBy({ ...CALL, live: false, link: "replaced", way: "idle" }), "little");
});

test("a page that has no media way at all brings what it has as ever", () => {
  assert.equal(leftBy({ ...CALL, way: "idle" }), "half");
});

test("the call's way is waited for when the link is back, and no longer than some seconds", () => {
  const { told, pass, look } = watched();
  look({});
  look({ way: "lost" });
  look({ way: "lost", link: "lost" });
  pass(60_000);
  assert.deepEqual(told, ["half", "nothing"], "a link that is lost is waited for as long as it is");
  look({ way: "lost" });
  look({ way: "connecting" });
  pass(WAY_WITHIN_MS - 100);
  assert.equal(told.at(-1), "nothing");
  pass(200);
  assert.equal(told.at(-1), "half");
  look({ way: "lost" });
  assert.equal(told.at(-1), "half", "it was waited for");
});

test("a way that is up in time ends the wait, and an old wait ends nothing", () => {
  const { told, pass, look } = watched();
  look({ way: "lost" });
  pass(1000);
  look({});
  look({ way: "lost" });
  pass(WAY_WITHIN_MS - 500);
  assert.deepEqual(told, ["nothing", "half", "nothing"]);
  look({ live: false, way: "idle" });
  pass(WAY_WITHIN_MS);
  assert.equal(told.at(-1), "all");
});
