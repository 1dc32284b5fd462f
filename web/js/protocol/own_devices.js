/** The microphones and the camera of one page: opened, taken apart where two people share an input, and what is sent of them. */

import { openCamera, openDevices, whenDevicesChange } from "./devices.js";
import { codeOf, Problem } from "./problem.js";
import { TrackLevels } from "./track_level.js";
import { TwoVoices } from "./two_voices.js";

/** Levels are read ten times a second; so often in a row the two microphones must have been one to say so. */
const SAME_TIMES = 15;

export class OwnDevices {
  /**
   * @param {{ video: boolean, sound: "call" | "room" | "two-voices",
   *   peer: () => RTCPeerConnection | null, onChange: (change: Partial<import("../state/seat.js").MediaState>) => void, onGone: () => void }} options
   *   `peer` sends what is open here; `onGone` is told when there is no microphone any more.
   */
  constructor({ video, sound, peer, onChange, onGone }) {
    this._wanted = { video, sound };
    this._peer = peer;
    this._onChange = onChange;
    this._onGone = onGone;
    /** While there is no camera: a voice goes on without one. */
    this._noCamera = false;
    /** What the devices give. @type {MediaStream | null} */
    this.stream = null;
    /** @type {TwoVoices | null} */
    this._voices = null;
    this._levels = new TrackLevels();
    this._sameFor = 0;
    this._told = false;
    this._enabled = { voice: false, picture: false };
    /** The swap that was asked for last, and the look for a camera that is under way. @type {Promise<unknown>} */
    this._last = Promise.resolve();
    /** @type {Promise<void> | null} */
    this._back = null;
  }

  /** @throws {import("./problem.js").Problem} */
  async open() {
    const stream = await openDevices(this._wanted);
    this.stream = stream;
    for (const track of stream.getTracks()) this._watch(track);
    if (this._wanted.sound !== "two-voices") return;
    const voices = new TwoVoices(stream, () => this._onChange({ soundBlocked: !voices.runs }));
    this._voices = voices;
    voices.wake();
  }

  /** @param {MediaStreamTrack} track */
  _watch(track) {
    track.onended = () => {
      if (track.kind === "audio") this._onGone();
      else this._cameraGone();
    };
  }

  /** Its track stays among those that are sent, and brings nothing: what the server expects has not changed. */
  _cameraGone() {
    this._noCamera = true;
    this._onChange({ devices: "problem", problem: "camera-gone" });
    whenDevicesChange(() => this.cameraBack().then(() => !this._noCamera));
  }

  /** Whichever camera is there now takes the place of the one that was pulled out. */
  cameraBack() {
    return (this._back ??= this._tryCamera().finally(() => { this._back = null; }));
  }

  async _tryCamera() {
    if (!this._noCamera) return;
    try {
      await this.swap("camera", false);
    } catch (thrown) {
      // The call ended meanwhile: there is nobody any more whom a camera could be missing.
      if (this.stream === null) return;
      const code = codeOf(thrown);
      this._onChange({ devices: "problem", problem: code === "no-camera" ? "camera-gone" : code });
    }
  }

  /**
   * Take the device that was chosen last in the place of the one that is open, also in what is sent; `exact`: that one or none.
   * `sent` is false where that stays the same tracks: two microphones are taken apart here.
   * One after the other: what the second takes the place of is what the first has brought.
   * @param {"microphone" | "camera"} kind @param {boolean} [exact] @returns {Promise<{ now: MediaStreamTrack, sent: boolean }>}
   * @throws {Problem}
   */
  swap(kind, exact = true) {
    const now = this._last.catch(() => {}).then(() => this._swap(kind, exact));
    this._last = now;
    return now;
  }

  /** @param {"microphone" | "camera"} kind @param {boolean} exact @returns {Promise<{ now: MediaStreamTrack, sent: boolean }>} */
  async _swap(kind, exact) {
    // The page was left while another one was under way: nothing is opened any more.
    if (this.stream === null) throw new Problem(`no-${kind}`);
    const fresh = kind === "camera" ? await openCamera({ exact }) : await openDevices({ ...this._wanted, video: false, exact });
    const now = /** @type {MediaStreamTrack} */ (fresh.getTracks()[0]);
    const { stream } = this;
    // The page was left meanwhile.
    if (stream === null) {
      now.stop();
      throw new Problem(`no-${kind}`);
    }
    const before = (kind === "camera" ? stream.getVideoTracks() : stream.getAudioTracks())[0];
    if (before !== undefined) {
      before.onended = null;
      stream.removeTrack(before);
    }
    this._watch(now);
    stream.addTrack(now);
    const voices = kind === "microphone" ? this._voices : null;
    if (voices === null) {
      this.enable(this._enabled);
      await this._peer()?.getSenders().find(({ track }) => track !== null && track === before)?.replaceTrack(now);
    } else {
      voices.follow(fresh);
    }
    before?.stop();
    if (kind === "camera" && this._noCamera) {
      this._noCamera = false;
      this._onChange({ devices: "open", problem: "" });
    }
    return { now, sent: voices === null };
  }

  /** What is sent, in the order that the server expects: voices first, the left one before the right one. */
  get sent() {
    const stream = this.stream;
    if (stream === null) return [];
    return [...(this._voices?.tracks ?? stream.getAudioTracks()), ...stream.getVideoTracks()];
  }

  /** The juror's voice, where this input holds it. */
  get secondVoice() {
    return this._voices?.tracks[1];
  }

  /** How loud one of the voices is now, 0 to 1, without asking the connection. @param {MediaStreamTrack} track */
  loudness(track) {
    return this._levels.of(track);
  }

  /** @param {{ voice: boolean, picture: boolean }} what */
  enable({ voice, picture }) {
    this._enabled = { voice, picture };
    for (const track of this.sent) track.enabled = track.kind === "video" ? picture : voice;
  }

  /** A person has pressed something: a browser that waited for that lets sound pass now. */
  wake() {
    this._voices?.wake();
  }

  /** Two people never sound alike for seconds: where two microphones do, there is only one. Call it ten times a second. */
  compareVoices() {
    if (this._voices === null) return;
    this._sameFor = Math.min(SAME_TIMES, Math.max(0, this._sameFor + (this._voices.areOne ? 1 : -1)));
    const told = this._told;
    this._told = this._sameFor === SAME_TIMES || (told && this._sameFor > 0);
    if (this._told !== told) this._onChange({ sameVoices: this._told });
  }

  close() {
    this._noCamera = false;
    this._levels.close();
    this._voices?.close();
    this._voices = null;
    for (const track of this.stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.stream = null;
  }
}
