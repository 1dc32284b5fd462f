/** Relays: the first connection waits for them, the next ones take what is known, and what has ended is used by nobody. */

import assert from "node:assert/strict";
import test from "node:test";

import { Relays } from "../../web/js/protocol/relays.js";

const server = (number) => ({ urls: ["turn:relay.example"], username: `${number}`, credential: "x" });

/** Answers with a new name each time, until it is told to fail. */
function asked() {
  const house = { times: 0, fails: false, nowMs: 0 };
  const ask = async () => {
    house.times += 1;
    if (house.fails) throw new Error("no server");
    return { ice_servers: [server(house.times)] };
  };
  return { house, relays: new Relays("/api/…", ask, () => house.nowMs) };
}

test("the first connection waits, a later one does not, and has newer ones in time", async () => {
  const { house, relays } = asked();
  assert.equal((await relays.current())[0].username, "1");
  assert.equal((await relays.current())[0].username, "1", "what is known, at once");
  await Promise.resolve();
  assert.equal(house.times, 2, "and new ones are on their way");
});

test("without a server the page goes the straight way, and old credentials end", async () => {
  const { house, relays } = asked();
  house.fails = true;
  assert.deepEqual(await relays.current(), []);
  house.fails = false;
  assert.equal((await relays.current()).length, 1);
  house.fails = true;
  house.nowMs = 60_000;
  assert.equal((await relays.current()).length, 1, "a cut of a minute");
  house.nowMs += 4 * 60 * 60 * 1000;
  assert.deepEqual(await relays.current(), [], "they have ended");
});
