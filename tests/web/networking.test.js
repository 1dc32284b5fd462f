/** What follows from what a station found: one sentence where all is well, else what to open, the worst first. */

import assert from "node:assert/strict";
import test from "node:test";

import { findings, lossOf } from "../../web/js/state/networking.js";

const NONE = { connected: false, connect_ms: null, round_trip_ms: null, sent: 0, lost_there: 0, received: 0, lost_back: 0, over: "", problem: "no-connection" };
const GOOD = { ...NONE, connected: true, connect_ms: 80, round_trip_ms: 2, sent: 150, received: 150, over: "host", problem: "" };
const FOUND = { socket_ms: 2, hosts: 1, reflexive: 0, relayed: 1, six: 0, direct: GOOD, relay: GOOD };
const keys = (found, ports = "40000-40399") => findings({ ...FOUND, ...found }, ports).map(({ level, key }) => `${level} ${key}`);

test("a station on which both ways stand can hold a call", () => {
  assert.deepEqual(keys({}), ["well well"]);
  assert.deepEqual(keys({ relay: null }), ["well well"], "and without a relay, too");
});

test("what does not pass is told with the ports to open", () => {
  assert.deepEqual(keys({ direct: NONE }), ["warn relay-only"]);
  assert.deepEqual(keys({ direct: NONE, relay: NONE }), ["bad both-none"]);
  assert.deepEqual(keys({ direct: NONE, relay: null }), ["bad direct-none"]);
  assert.deepEqual(keys({ relay: NONE }), ["warn relay-none"]);
  assert.equal(findings({ ...FOUND, direct: NONE, relay: null }, "40000-40399")[0].blanks.ports, "UDP 40000-40399");
  assert.equal(findings({ ...FOUND, direct: NONE, relay: null }, "")[0].blanks.ports, "UDP");
});

test("a browser that offers nothing is no firewall's fault", () => {
  assert.deepEqual(keys({ hosts: 0, relayed: 0, direct: NONE, relay: null }), ["bad no-addresses"]);
});

test("the page's own link comes before what is only to be looked at", () => {
  assert.deepEqual(keys({ socket_ms: null, direct: NONE }), ["bad socket-none", "warn relay-only"]);
});

test("loss, length and silence of the way that a call would take", () => {
  assert.equal(lossOf({ ...GOOD, lost_there: 3, received: 140, lost_back: 10 }), 10 / 150);
  assert.deepEqual(keys({ direct: { ...GOOD, lost_there: 15 } }), ["warn loss"]);
  assert.deepEqual(keys({ direct: { ...GOOD, lost_there: 1 } }), ["well well"]);
  assert.deepEqual(keys({ direct: { ...GOOD, round_trip_ms: 180 } }), ["warn far"]);
  assert.deepEqual(keys({ direct: { ...GOOD, received: 0 } }), ["bad nothing-back"]);
  assert.deepEqual(keys({ direct: { ...GOOD, sent: 0, received: 0 } }), ["warn no-sound"]);
  assert.deepEqual(keys({ relay: { ...GOOD, lost_back: 50 } }), ["well well"], "the relay's loss is nobody's, while the straight way stands");
});

test("what was not tried says nothing of the network", () => {
  assert.deepEqual(keys({ direct: { ...NONE, problem: "check-not-now" } }), ["warn not-tried"]);
});
