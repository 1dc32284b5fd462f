/**
 * The one peer connection of a seat to the server: made, watched, and made anew when it breaks.
 *
 * A way on which nothing has come for 2.5 s is lost, whatever ICE still hopes (issue 6: noticed within 3 s); without the
 * socket nothing is offered, and with it again at once.
 *
 * The server does no ICE restart (shared media notes): a way that is lost is a new peer connection under the
 * same seat. A party's tracks stay silent until the call is answered; the observer only receives.
 */

import { codeOf } from "./problem.js";
import { whenDevicesChange } from "./devices.js";
import { OwnDevices } from "./own_devices.js";
import { Hearing } from "./hearing.js";
import { CONFIGURATION, measured, offered, onlyCodecs } from "./peer_parts.js";
import { Pictures } from "./pictures.js";
import { hasPicture, hasTwoVoices, isInPerson } from "../state/manner.js";

/** @typedef {import("../state/seat.js").MediaState} MediaState */
/** @typedef {import("../state/seat.js").RemoteStream} RemoteStream */

const VIDEO_BIT_S = 700_000;
const AUDIO_BIT_S = 40_000;
/** `disconnected` may mend itself for so long; `failed` does not. */
const MEND_WITHIN_MS = 2000;
/** A connection that does not stand after this is given up (an aiortc connect may never fail by itself). */
const STAND_WITHIN_MS = 8000;
const BACK_OFF_MS = [250, 500, 1000, 2000];
/** When the socket is back, the old way may mend itself for so long. */
const MEND_WITH_LINK_MS = 700;

/**
 * @typedef {object} MediaLinkOptions
 * @property {"candidate" | "juror" | "observer"} seat
 * @property {import("../state/manner.js").Manner} manner
 * @property {(sdp: string) => Promise<string>} offer
 * @property {() => Promise<RTCIceServer[]>} [relays] What goes around a firewall, with credentials that are good now.
 * @property {(change: Partial<MediaState>) => void} onChange
 * @property {(voices: readonly MediaStreamTrack[], swapped?: boolean) => void} [onVoices] Told which microphones are open (`swapped`: in the place of others), the left one first.
 */

export class MediaLink {
  /** @param {MediaLinkOptions} options */
  constructor({ seat, manner, offer, onChange, relays = async () => [], onVoices = () => {} }) {
    this.seat = seat;
    this.manner = manner;
    this.video = hasPicture(manner);
    this._offer = offer;
    this._relays = relays;
    this._onChange = onChange;
    this._onVoices = onVoices;
    /** @type {RTCPeerConnection | null} */
    this._peer = null;
    /** @type {OwnDevices | null} */
    this._own = null;
    /** @type {Map<string, RemoteStream>} */
    this._remote = new Map();
    /** Whose transceiver it is, as the server's answer says (msid). @type {WeakMap<RTCRtpTransceiver, "candidate" | "juror">} */
    this._named = new WeakMap();
    this._live = false;
    this._muted = false;
    this._cameraOff = false;
    this._tries = 0;
    this._stopped = false;
    this._linked = true;
    this._retrying = /** @type {Promise<void> | null} */ (null);
    this._hearing = new Hearing(() => performance.now());
    this._pictures = new Pictures({ tell: (change) => this._onChange(change), seatOf: (one) => this._seatOf(one) });
    this._timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  }

  /** Open the devices (a party's) and connect. Problems are told through `onChange`, never thrown. */
  async start() {
    if (this._stopped || (this.seat !== "observer" && this._own === null && !(await this._open()))) return;
    if (!this._stopped) await this._connect();
  }

  /** The same again, after the person has done something about a problem, or a device has come. */
  retry() {
    return (this._retrying ??= (this._own === null ? this.start() : this._own.cameraBack()).finally(() => { this._retrying = null; }));
  }

  /** From the answer on what is said leaves this computer; before it the tracks are silent. @param {boolean} live */
  setLive(live) {
    if (live && !this._live) this._hearing.begin();
    this._live = live;
    this._applyTracks();
  }

  /** Whether the socket stands, over which a new way is offered. @param {boolean} linked */
  linked(linked) {
    const came = linked && !this._linked;
    this._linked = linked;
    if (!came || this._stopped) return;
    this._tries = 0;
    const peer = this._peer;
    if (peer === null) {
      if (this.seat === "observer" || this._own !== null) this._again();
    } else if (!this._flows(peer)) {
      this._later(peer, MEND_WITH_LINK_MS, () => !this._flows(peer));
    }
  }

  /** @param {RTCPeerConnection} peer */
  _flows(peer) {
    return peer.connectionState === "connected" && (!this._live || !this._hearing.silent);
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this._muted = muted;
    this._applyTracks();
    this._onChange({ muted });
  }

  /** @param {boolean} cameraOff */
  setCameraOff(cameraOff) {
    this._cameraOff = cameraOff;
    this._applyTracks();
    this._onChange({ cameraOff });
  }

  /** In the middle of the call, nothing is offered anew; null where everything had to be opened. @param {"microphone" | "camera"} kind */
  async swap(kind) {
    const own = this._own;
    if (own === null) return this.retry().then(() => null);
    const { now, sent } = await own.swap(kind);
    if (sent && kind === "microphone") this._onVoices([now], true);
    return now;
  }

  /** A person has pressed something: a browser that waited for that lets sound pass now. */
  wake() {
    this._own?.wake();
  }

  /** The server has forgotten this connection (it was restarted): offer a new one now. */
  renew() {
    if (this._stopped || this._peer === null) return;
    this._tries = 0;
    this._again();
  }

  stop() {
    this._stopped = true;
    this._closePeer();
    this._closeDevices();
    this._onChange({ devices: "off", way: "idle", own: null, remote: [], soundBlocked: false, sameVoices: false });
  }

  /** How loud it is now, from 0 to 1: one's own microphone, and each voice that is received. */
  async levels() {
    const peer = this._peer;
    if (peer === null) return { own: 0, others: {} };
    this._own?.compareVoices();
    const receives = this.seat === "observer" || !isInPerson(this.manner);
    const { heard, ...levels } = await measured(peer, { own: this._own, receives, seatOf: (one) => this._seatOf(one) });
    if (peer === this._peer) this._watch(peer, heard);
    if (this._live) void this._pictures.look(peer);
    return levels;
  }

  /** The watchdog: called ten times a second with what has come so far. @param {RTCPeerConnection} peer @param {number} heard */
  _watch(peer, heard) {
    if (this._stopped || peer.connectionState !== "connected") return;
    const told = this._hearing.look(heard);
    if (!this._live) this._hearing.begin();
    else if (told === "back") this._onChange({ way: "up" });
    // An observer hears nothing, either, when both parties are lost: a new offer would help nobody then.
    else if (told === "dead" && this._linked && this.seat !== "observer") this._again();
    else if (told !== "heard" && this.seat !== "observer") this._onChange({ way: "lost" });
  }

  async _open() {
    this._onChange({ devices: "asking", problem: "" });
    const two = hasTwoVoices(this.manner, this.seat);
    const own = new OwnDevices({
      video: this.video,
      sound: two ? "two-voices" : isInPerson(this.manner) ? "room" : "call",
      onChange: this._onChange,
      peer: () => this._peer, onGone: () => this._microphoneGone(),
    });
    try {
      await own.open();
    } catch (thrown) {
      if (!this._stopped) this._onChange({ devices: "problem", problem: codeOf(thrown) });
      return false;
    }
    if (this._stopped) {
      own.close();
      return false;
    }
    this._own = own;
    this._applyTracks();
    this._onVoices(own.sent.filter((track) => track.kind === "audio"));
    this._onChange({ devices: "open", own: own.stream });
    return true;
  }

  /** A cable was pulled: say so, and take the device that is there when one comes. */
  _microphoneGone() {
    if (this._stopped) return;
    this._closePeer();
    this._closeDevices();
    this._onChange({ devices: "problem", problem: "microphone-gone", own: null, way: "lost" });
    whenDevicesChange(() => this.retry().then(() => this._own !== null || this._stopped));
  }

  _closeDevices() {
    if (this._own !== null) this._onVoices([]);
    this._own?.close();
    this._own = null;
  }

  _applyTracks() {
    this._own?.enable({ voice: this._live && !this._muted, picture: this._live && !this._cameraOff });
  }

  async _connect() {
    this._closePeer();
    this._onChange({ way: this._tries === 0 ? "connecting" : "lost" });
    const peer = new RTCPeerConnection(CONFIGURATION);
    this._peer = peer;
    this._addTransceivers(peer);
    peer.ontrack = (event) => this._received(peer, event);
    peer.onconnectionstatechange = () => this._stateChanged(peer);
    try {
      const sdp = await this._offer(await offered(peer, this._relays()));
      if (peer !== this._peer) return;
      await peer.setRemoteDescription({ type: "answer", sdp });
      this._later(peer, STAND_WITHIN_MS, () => peer.connectionState !== "connected");
    } catch (thrown) {
      if (peer !== this._peer) return;
      console.warn("media-offer-failed", codeOf(thrown));
      this._again();
    }
  }

  /** @param {RTCPeerConnection} peer */
  _addTransceivers(peer) {
    if (this.seat === "observer") {
      // Candidate first, then juror: the server fills them in this order, and names the streams after the seats.
      for (let party = 0; party < 2; party += 1) {
        onlyCodecs(peer.addTransceiver("audio", { direction: "recvonly" }), "audio");
        if (this.video) onlyCodecs(peer.addTransceiver("video", { direction: "recvonly" }), "video");
      }
      return;
    }
    const own = /** @type {OwnDevices} */ (this._own);
    const direction = isInPerson(this.manner) ? "sendonly" : "sendrecv";
    for (const track of own.sent) {
      const maxBitrate = track.kind === "video" ? VIDEO_BIT_S : AUDIO_BIT_S;
      const transceiver = peer.addTransceiver(track, { direction, streams: own.stream === null ? [] : [own.stream], sendEncodings: [{ maxBitrate }] });
      onlyCodecs(transceiver, track.kind);
    }
  }

  /** @param {RTCPeerConnection} peer @param {RTCTrackEvent} event */
  _received(peer, { track, transceiver, streams }) {
    if (peer !== this._peer) return;
    const named = streams[0]?.id;
    if (named === "candidate" || named === "juror") this._named.set(transceiver, named);
    const seat = this._seatOf(transceiver);
    const stream = this._remote.get(seat)?.stream ?? new MediaStream();
    stream.addTrack(track);
    this._remote.set(seat, { seat, stream, video: stream.getVideoTracks().length > 0 });
    this._onChange({ remote: [...this._remote.values()] });
  }

  /** Whose voice or face a transceiver brings. @param {RTCRtpTransceiver} transceiver @returns {"candidate" | "juror"} */
  _seatOf(transceiver) {
    if (this.seat === "candidate") return "juror";
    if (this.seat === "juror") return "candidate";
    const named = this._named.get(transceiver);
    if (named !== undefined) return named;
    const same = this._peer?.getTransceivers().filter((one) => one.receiver.track.kind === transceiver.receiver.track.kind);
    return same?.indexOf(transceiver) === 1 ? "juror" : "candidate";
  }

  /** @param {RTCPeerConnection} peer */
  _stateChanged(peer) {
    if (peer !== this._peer || this._stopped) return;
    switch (peer.connectionState) {
      case "connected":
        this._tries = 0;
        clearTimeout(this._timer);
        this._hearing.begin();
        this._onChange({ way: "up" });
        break;
      case "disconnected":
        this._onChange({ way: "lost" });
        this._later(peer, MEND_WITHIN_MS, () => peer.connectionState !== "connected");
        break;
      case "failed":
      case "closed":
        this._again();
        break;
    }
  }

  /** @param {RTCPeerConnection} peer @param {number} afterMs @param {() => boolean} stillBroken */
  _later(peer, afterMs, stillBroken) {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      if (peer === this._peer && !this._stopped && stillBroken()) this._again();
    }, afterMs);
  }

  _again() {
    this._closePeer();
    if (this._stopped) return;
    this._onChange({ way: "lost" });
    if (!this._linked) return;
    const waitMs = this._tries === 0 ? 0 : BACK_OFF_MS[Math.min(this._tries - 1, BACK_OFF_MS.length - 1)];
    this._tries += 1;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this._connect(), waitMs);
  }

  _closePeer() {
    clearTimeout(this._timer);
    const peer = this._peer;
    this._peer = null;
    this._remote.clear();
    this._pictures.begin();
    if (peer === null) return;
    peer.ontrack = peer.onconnectionstatechange = null;
    peer.close();
  }
}
