import assert from "node:assert/strict";
import test from "node:test";
import { Standing } from "../../web/js/protocol/pictures.js";

/** Looks once a second; 50 packets of a voice, and 30 of each picture that comes, in each of them. */
function receiver(seats = ["juror"]) {
  const standing = new Standing();
  const packets = new Map(seats.map((seat) => [seat, 0]));
  const voices = new Map(seats.map((seat) => [seat, 0]));
  let nowMs = 5000;
  return (seconds, { comes = seats, voice = true, heard = voice ? seats : [], everyMs = 1000 } = {}) => {
    /** @type {string[]} */
    let said = [];
    for (let second = 0; second < seconds; second += 1) {
      nowMs += everyMs;
      for (const seat of heard) voices.set(seat, voices.get(seat) + 50);
      for (const seat of comes) packets.set(seat, packets.get(seat) + 30);
      said = standing.look(new Map(packets), new Map(voices), nowMs);
    }
    return said;
  };
}

test("a picture that comes no more while the voice does stands after three seconds, and no longer once it is back", () => {
  const pass = receiver();
  assert.deepEqual(pass(10), []);
  assert.deepEqual(pass(2, { comes: [] }), []);
  assert.deepEqual(pass(1, { comes: [] }), ["juror"]);
  assert.deepEqual(pass(30, { comes: [] }), ["juror"]);
  assert.deepEqual(pass(1), []);
});

test("without a voice the way is gone, and a picture that never came is waited for", () => {
  const pass = receiver();
  assert.deepEqual(pass(20, { comes: [] }), []);
  pass(5);
  assert.deepEqual(pass(20, { comes: [], voice: false }), []);
});

test("of two pictures the one that stands is said", () => {
  const pass = receiver(["candidate", "juror"]);
  pass(5);
  assert.deepEqual(pass(4, { comes: ["juror"] }), ["candidate"]);
  assert.deepEqual(pass(4, { comes: [] }), ["candidate", "juror"]);
});

test("a picture stands beside its own voice, not beside another's", () => {
  const pass = receiver(["candidate", "juror"]);
  pass(5);
  assert.deepEqual(pass(20, { comes: ["juror"], heard: ["juror"] }), []);
});

test("what a page did not look at for long is not held against the picture", () => {
  const pass = receiver();
  pass(5);
  pass(2, { comes: [] });
  assert.deepEqual(pass(1, { comes: [], everyMs: 60_000 }), []);
  assert.deepEqual(pass(3, { comes: [] }), ["juror"]);
});
