/** What has to be changed in the browser's offer before it is sent. Pure. */

/**
 * Ask for repeats of lost audio packets: Chromium understands negative acknowledgements for Opus (RFC 4585
 * §6.2.1) but does not offer them. Without: 4.6 % of the recording missing at 5 % loss; with: none (shared
 * media notes, measured).
 * @param {string} sdp
 */
export function withAudioNack(sdp) {
  const payload = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/m.exec(sdp)?.[1];
  if (payload === undefined || new RegExp(`^a=rtcp-fb:${payload} nack\\r?$`, "m").test(sdp)) return sdp;
  return sdp.replaceAll(
    new RegExp(`^(a=rtpmap:${payload} opus/48000/2)(\\r?)$`, "gm"),
    (_line, map, end) => `${map}${end}\na=rtcp-fb:${payload} nack${end}`,
  );
}
