import assert from "node:assert/strict";
import test from "node:test";
import { TroubleWatch } from "../../web/js/state/troubles.js";

const WELL = { live: true, muted: false, cameraOff: false, level: 0.1, loss: 0, roundTripS: 0.02, hidden: false, leftFullScreen: false };

/** Looks twice a second, for so many seconds, and says what stands then. */
function station(inCall = true) {
  const watch = new TroubleWatch();
  return (seconds, look = {}, call = inCall) => {
    for (let gone = 0; gone < 2 * seconds; gone += 1) watch.look({ ...WELL, ...look }, call);
    return [...watch.standing];
  };
}

test("a microphone that is switched off is said at once, and is not silent beside that", () => {
  const pass = station();
  assert.deepEqual(pass(0.5, { muted: true, level: 0 }), ["muted"]);
  assert.deepEqual(pass(20, { muted: true, level: 0 }), ["muted"]);
  assert.deepEqual(pass(0.5), []);
});

test("a microphone that brings nothing is silent after eight seconds, somebody who listens never", () => {
  const pass = station();
  assert.deepEqual(pass(60, { level: 0.0001 }), []);
  assert.deepEqual(pass(7.5, { level: 0 }), []);
  assert.deepEqual(pass(0.5, { level: 0 }), ["silent"]);
  assert.deepEqual(pass(1), []);
});

test("a voice that clips again and again is said, one loud word is not", () => {
  const pass = station();
  assert.deepEqual(pass(1, { level: 1 }), []);
  assert.deepEqual(pass(10), []);
  for (let second = 0; second < 8; second += 1) {
    pass(0.5, { level: 1 });
    pass(0.5);
  }
  assert.deepEqual(pass(0.5), ["clipping"]);
  assert.deepEqual(pass(10), []);
});

test("loss and delay count when they last, and end later than they began", () => {
  const pass = station();
  assert.deepEqual(pass(1, { loss: 0.3 }), []);
  assert.deepEqual(pass(3), []);
  assert.deepEqual(pass(3, { loss: 0.3, roundTripS: 0.6 }), ["loss", "slow"]);
  assert.deepEqual(pass(1), ["loss", "slow"]);
  assert.deepEqual(pass(2), []);
});

test("outside a call only the page itself counts, and what was of the call is over", () => {
  const pass = station();
  pass(1, { muted: true });
  assert.deepEqual(pass(0.5, { muted: true, hidden: true }, false), ["away"]);
  assert.deepEqual(TroubleWatch.of(false), ["away", "not-full-screen"]);
});
