import assert from "node:assert/strict";
import test from "node:test";
import { PictureShedding, Shedding } from "../../web/js/protocol/picture_shedding.js";

/** Looks once a second, for so many seconds. */
function link() {
  const shedding = new Shedding();
  let nowMs = 0;
  return (bitS, seconds) => {
    for (let gone = 0; gone < seconds; gone += 1) {
      nowMs += 1000;
      shedding.look(bitS, nowMs, { loss: 0, roundTripS: 0.02, heard: nowMs });
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

/** A browser without an estimate: a report each second, unless the link is cut. */
function reportedLink() {
  const shedding = new Shedding();
  let nowMs = 0;
  let heard = 0;
  return (seconds, { loss = 0, roundTripS = 0.05, cut = false } = {}) => {
    let shedFor = 0;
    for (let gone = 0; gone < seconds; gone += 1) {
      nowMs += 1000;
      if (!cut) heard += 1000;
      if (shedding.look(undefined, nowMs, { loss, roundTripS, heard })) shedFor += 1;
    }
    return { shed: shedding.shed, shedFor };
  };
}

test("where the browser has no estimate, three reports of 30 % loss, or of packets that wait, shed the picture (Firefox)", () => {
  for (const thin of [{ loss: 0.35 }, { roundTripS: 0.6 }]) {
    const look = reportedLink();
    assert.equal(look(30).shed, false);
    assert.equal(look(2, thin).shed, false);
    assert.equal(look(1, thin).shed, true);
  }
});

test("a long way is no full one, a hiccup and a link that is cut are none either", () => {
  assert.equal(reportedLink()(60, { roundTripS: 0.7 }).shed, false);
  const look = reportedLink();
  for (let hiccup = 0; hiccup < 10; hiccup += 1) assert.equal(look(2, { loss: 0.5 }).shed || look(1).shed, false);
  look(1, { loss: 0.5 });
  assert.equal(look(60, { loss: 0.5, cut: true }).shed, false);
});

test("it is tried again after 5 s, then 10, 20 and 40; one that was carried for 10 s has come back", () => {
  const look = reportedLink();
  const pauses = [];
  look(12);
  for (let tried = 0; tried < 5; tried += 1) {
    look(3, { loss: 0.5 });
    let shedFor = 1;
    while (look(1, { loss: 0.5 }).shed) shedFor += 1;
    pauses.push(shedFor);
  }
  assert.deepEqual(pauses, [5, 10, 20, 40, 40]);
  assert.equal(look(12).shed, false);
  look(3, { loss: 0.5 });
  assert.equal(look(4).shed, true);
  assert.equal(look(1).shed, false);
});

test("what a connection of Firefox tells is read, and its encoding stops", async (t) => {
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const encodings = [{ active: true }];
  const sender = { track: { kind: "video" }, getParameters: () => ({ encodings }), setParameters: async () => {} };
  const peer = {
    getSenders: () => [sender],
    getStats: async () => [
      { type: "candidate-pair", nominated: true },
      { type: "remote-inbound-rtp", kind: "audio", timestamp: nowMs, fractionLost: 0.4, roundTripTime: 0.1 },
      { type: "remote-inbound-rtp", kind: "video", timestamp: nowMs, fractionLost: 0, roundTripTime: 0.1 },
    ],
  };
  const told = [];
  const shedding = new PictureShedding((shed) => told.push(shed));
  for (nowMs = 1000; nowMs <= 3000; nowMs += 1000) {
    assert.deepEqual(told, []);
    await shedding.look(peer);
  }
  assert.deepEqual(told, [true]);
  assert.equal(encodings[0].active, false);
});
