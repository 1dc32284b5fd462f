/** What a connection tells of itself: browsers differ in what their statistics hold. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { measured, WayDown } from "../../web/js/protocol/peer_parts.js";

/** A connection with one voice each way. @param {object} source What the browser says of the own microphone. */
function peerWith(source) {
  const sent = { kind: "audio" };
  const reports = [{ type: "media-source", ...source }, { type: "remote-inbound-rtp", timestamp: 7, fractionLost: 0.1, roundTripTime: 0.2 }];
  const received = [{ type: "inbound-rtp", audioLevel: 0.4, packetsReceived: 100 }];
  const transceiver = {
    sender: { track: sent, getStats: async () => reports },
    receiver: { track: { kind: "audio" }, getStats: async () => received },
  };
  return { sent, peer: { getTransceivers: () => [transceiver] } };
}

test("a level that the statistics hold is taken, and nothing else is asked (Chromium)", async () => {
  const { peer } = peerWith({ audioLevel: 0 });
  const whose = { own: { secondVoice: undefined, loudness: () => assert.fail("asked") }, receives: true, seatOf: () => "juror" };
  assert.deepEqual(await measured(peer, whose), { own: 0, others: { juror: 0.4 }, loss: 0.1, roundTripS: 0.2, heard: 107 });
});

test("where they hold none, the microphone itself is asked: it is not silent (Firefox)", async () => {
  const { peer, sent } = peerWith({});
  const whose = { own: { secondVoice: undefined, loudness: (track) => (track === sent ? 0.3 : 0) }, receives: true, seatOf: () => "juror" };
  assert.equal((await measured(peer, whose)).own, 0.3);
});

/** A voice of 50 packets a second, looked at ten times a second, with a report of the server's in each. */
function voice() {
  const way = new WayDown();
  const now = { sent: undefined, lost: 0, received: 0 };
  let sent = 0;
  return (seconds, { up = 0, down = 0, gone = false } = {}) => {
    for (let look = 1; look <= 10 * seconds; look += 1) {
      if (gone) {
        way.look(now);
        continue;
      }
      sent += 5 * (1 - up);
      now.received += 5 * (1 - up) * (1 - down);
      now.lost += 5 * (1 - (1 - up) * (1 - down));
      if (look % 10 === 0) now.sent = sent;
      way.look(now);
    }
    return Math.round(100 * way.loss);
  };
}

test("what a page misses of what the server sent is loss, and it is over when all comes again", () => {
  const pass = voice();
  assert.equal(pass(10), 0);
  assert.equal(pass(3, { down: 0.2 }), 20);
  assert.equal(pass(3), 0);
});

test("what the other party's own way has lost is not this station's loss", () => {
  const pass = voice();
  assert.equal(pass(10, { up: 0.3 }), 0);
  assert.equal(pass(5, { up: 0.3, down: 0.1 }), 10);
});

test("the worse of both ways is told", async () => {
  const { peer } = peerWith({ audioLevel: 0 });
  const { receiver } = peer.getTransceivers()[0];
  const whose = { own: null, receives: true, seatOf: () => "juror" };
  for (const [packetsSent, packetsReceived, packetsLost] of [[100, 100, 0], [200, 160, 40]]) {
    receiver.getStats = async () => [{ type: "inbound-rtp", packetsReceived, packetsLost }, { type: "remote-outbound-rtp", packetsSent }];
    const { loss } = await measured(peer, whose);
    assert.equal(loss, packetsSent === 100 ? 0.1 : 0.4);
  }
});

test("loss is over when the other has gone, and no report tells of anything any more", () => {
  const pass = voice();
  assert.equal(pass(10, { down: 0.2 }), 20);
  assert.equal(pass(2, { gone: true }), 20);
  assert.equal(pass(5, { gone: true }), 0);
  assert.equal(pass(5, { down: 0.2 }), 20);
});
