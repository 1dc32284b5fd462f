import assert from "node:assert/strict";
import test from "node:test";
import { Hearing } from "../../web/js/protocol/hearing.js";

/** One way, looked at ten times a second. */
function watched() {
  let nowMs = 0;
  const hearing = new Hearing(() => nowMs);
  let count = 0;
  /** Look for so long; packets come, or not. */
  const pass = (ms, comes) => {
    let told = "";
    for (let gone = 0; gone < ms; gone += 100) {
      nowMs += 100;
      if (comes) count += 5;
      told = hearing.look(count);
    }
    return told;
  };
  return { hearing, pass, stand: (ms) => { nowMs += ms; } };
}

test("a way on which nothing comes is silent within three seconds, and given up later", () => {
  const { pass } = watched();
  assert.equal(pass(10_000, true), "heard");
  assert.equal(pass(2400, false), "heard");
  assert.equal(pass(400, false), "silent");
  assert.equal(pass(1600, false), "silent");
  assert.equal(pass(300, false), "dead");
});

test("the first packet after a silence says that the way is back, once", () => {
  const { pass } = watched();
  pass(1000, true);
  pass(3000, false);
  assert.equal(pass(100, true), "back");
  assert.equal(pass(100, true), "heard");
});

test("a page that was not let run blames no link", () => {
  const { pass, stand } = watched();
  pass(1000, true);
  stand(20_000);
  assert.equal(pass(100, false), "heard");
  assert.equal(pass(2400, false), "heard");
});

test("what begins now is not silent since before", () => {
  const { hearing, pass } = watched();
  pass(1000, true);
  pass(3000, false);
  hearing.begin();
  assert.equal(hearing.silent, false);
  assert.equal(pass(1000, false), "heard");
});
