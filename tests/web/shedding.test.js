import assert from "node:assert/strict";
import test from "node:test";
import { Shedding } from "../../web/js/protocol/picture_shedding.js";

/** Looks once a second, for so many seconds. */
function link() {
  const shedding = new Shedding();
  let nowMs = 0;
  return (bitS, seconds) => {
    for (let gone = 0; gone < seconds; gone += 1) {
      nowMs += 1000;
      shedding.look(bitS, nowMs);
    }
    return shedding.shed;
  };
}

test("a picture is shed when the link has carried less than 150 kbit/s for three seconds", () => {
  const look = link();
  assert.equal(look(600_000, 30), false);
  assert.equal(look(140_000, 3), false);
  assert.equal(look(140_000, 1), true);
});

test("it returns when the link has carried more than 180 kbit/s for five seconds: the server may tell 200 and no more", () => {
  const look = link();
  look(100_000, 5);
  assert.equal(look(170_000, 60), true);
  assert.equal(look(200_000, 5), true);
  assert.equal(look(200_000, 1), false);
});

test("a dip, or a browser that does not know yet, takes no picture away", () => {
  const look = link();
  assert.equal(look(undefined, 60), false);
  for (let dip = 0; dip < 10; dip += 1) {
    look(100_000, 2);
    assert.equal(look(500_000, 1), false);
  }
});
