import assert from "node:assert/strict";
import test from "node:test";
import { withAudioNack } from "../../web/js/protocol/sdp.js";

const OFFER = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n";

test("the offer asks for repeats of lost audio packets", () => {
  const asked = withAudioNack(OFFER);
  assert.match(asked, /a=rtpmap:111 opus\/48000\/2\r\na=rtcp-fb:111 nack\r\n/);
  assert.equal(asked.includes("\n\n"), false);
});

test("asking twice changes nothing, and an offer without Opus is left alone", () => {
  assert.equal(withAudioNack(withAudioNack(OFFER)), withAudioNack(OFFER));
  assert.equal(withAudioNack("v=0\r\n"), "v=0\r\n");
});

test("every audio section of an observer's offer asks for them", () => {
  const asked = withAudioNack(OFFER + OFFER.replace("v=0\r\n", ""));
  assert.equal(asked.match(/a=rtcp-fb:111 nack\r\n/g).length, 2);
});
