/** What a connection tells of itself: browsers differ in what their statistics hold. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { measured } from "../../web/js/protocol/peer_parts.js";

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
