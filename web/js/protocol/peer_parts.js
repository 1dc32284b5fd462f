/** What a seat's peer connection is made of, and what it tells of itself. */

import { withAudioNack } from "./sdp.js";

/** The codecs that the server forwards; the others only make the offer longer than the server reads. */
const FORWARDED = { audio: ["audio/opus"], video: ["video/VP8", "video/rtx"] };

/** @param {RTCRtpTransceiver} transceiver @param {string} kind */
export function onlyCodecs(transceiver, kind) {
  const wanted = kind === "video" ? FORWARDED.video : FORWARDED.audio;
  const known = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const kept = known.filter((codec) => wanted.includes(codec.mimeType));
  if (kept.length > 0) transceiver.setCodecPreferences(kept);
}

/** @type {RTCConfiguration} */
export const CONFIGURATION = { bundlePolicy: "max-bundle", iceServers: [] };

/** The offer of a connection that has its tracks. @param {RTCPeerConnection} peer @param {Promise<RTCIceServer[]>} relays @returns {Promise<string>} */
export async function offered(peer, relays) {
  const iceServers = await relays;
  if (iceServers.length > 0) peer.setConfiguration({ ...CONFIGURATION, iceServers });
  const offer = await peer.createOffer();
  await peer.setLocalDescription({ type: "offer", sdp: withAudioNack(offer.sdp ?? "") });
  // Nothing is waited for: the server needs no candidate of ours (it answers whoever proves to know the password), and
  // gathering took from 0.1 to 1 s of those in which a voice could be back (docs/decisions/0184).
  return withAudioNack(peer.localDescription?.sdp ?? "");
}

/** So many of the server's reports are looked back on, one comes every 0.5 to 1.5 s (media/peer.py): one gap is no loss. */
const REPORTS_LOOKED_AT = 3;
/** Half a second of a voice: of less no share can be told. */
const LEAST_PACKETS = 25;

/** Ten looks a second: after so many without a new report nothing is sent any more (the other has gone), and nothing is lost. */
const LOOKS_WITHOUT_REPORT = 50;

/** What is lost of a voice between the server and this page. Pure. */
export class WayDown {
  constructor() {
    this.loss = 0;
    /** @type {{ sent: number, lost: number, received: number }[]} */
    this._reports = [];
    this._without = 0;
  }

  /**
   * What the other party's own way has lost is missing here, too, but the server never sent it: so both counts have to say it.
   * @param {{ sent: number | undefined, lost: number, received: number }} now `sent`: by the server's last report; all since the beginning.
   */
  look({ sent, lost, received }) {
    if (sent === undefined || sent === this._reports.at(-1)?.sent) {
      this._without += 1;
      if (this._without >= LOOKS_WITHOUT_REPORT) this.loss = 0;
      return this.loss;
    }
    this._without = 0;
    this._reports = [...this._reports, { sent, lost, received }].slice(-REPORTS_LOOKED_AT);
    const first = /** @type {{ sent: number, lost: number, received: number }} */ (this._reports[0]);
    const sentSince = sent - first.sent;
    if (sentSince < LEAST_PACKETS) return this.loss;
    const lostSince = Math.max(0, lost - first.lost);
    const receivedSince = received - first.received;
    this.loss = Math.max(0, Math.min(lostSince / Math.max(1, lostSince + receivedSince), 1 - receivedSince / sentSince));
    return this.loss;
  }
}

/** They go with their receivers, which go with a connection. @type {WeakMap<RTCRtpReceiver, WayDown>} */
const waysDown = new WeakMap();

/** @param {RTCRtpReceiver} receiver */
function wayDownTo(receiver) {
  const way = waysDown.get(receiver) ?? new WayDown();
  waysDown.set(receiver, way);
  return way;
}

/**
 * How loud it is now, from 0 to 1, what is lost of it (the worse of both ways: what the server misses of ours, what we miss of the server's) and how long the way and back takes, and `heard`: a number that each packet changes, also the server's reports on what is sent.
 * @param {RTCPeerConnection} peer
 * @param {{ own: { secondVoice: MediaStreamTrack | undefined, loudness: (track: MediaStreamTrack) => number } | null,
 *   receives: boolean, seatOf: (transceiver: RTCRtpTransceiver) => string }} whose `loudness` is asked where the statistics do not say.
 */
export async function measured(peer, { own: devices, receives, seatOf }) {
  let own = 0;
  let loss = 0;
  let roundTripS = 0;
  let heard = 0;
  /** @type {Record<string, number>} */
  const others = {};
  for (const transceiver of peer.getTransceivers()) {
    if (transceiver.receiver.track.kind !== "audio") continue;
    const sent = transceiver.sender.track;
    if (sent !== null) {
      /** @type {number | undefined} */
      let said;
      (await transceiver.sender.getStats()).forEach((report) => {
        if (report.type === "media-source") said = report.audioLevel;
        if (report.type !== "remote-inbound-rtp") return;
        heard += report.timestamp;
        loss = Math.max(loss, report.fractionLost ?? 0);
        roundTripS = Math.max(roundTripS, report.roundTripTime ?? 0);
      });
      const loud = said ?? devices?.loudness(sent) ?? 0;
      if (sent === devices?.secondVoice) others["juror"] = loud;
      else own = Math.max(own, loud);
    }
    if (!receives) continue;
    const seat = seatOf(transceiver);
    const now = { sent: /** @type {number | undefined} */ (undefined), lost: 0, received: 0 };
    (await transceiver.receiver.getStats()).forEach((report) => {
      if (report.type === "remote-outbound-rtp") now.sent = report.packetsSent;
      if (report.type !== "inbound-rtp") return;
      now.lost = report.packetsLost ?? 0;
      now.received = report.packetsReceived ?? 0;
      others[seat] = Math.max(others[seat] ?? 0, report.audioLevel ?? 0);
      heard += now.received;
    });
    loss = Math.max(loss, wayDownTo(transceiver.receiver).look(now));
  }
  return { own, others, loss, roundTripS, heard };
}
