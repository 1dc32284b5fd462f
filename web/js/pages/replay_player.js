/**
 * Plays one position on the exam clock through several files: the levelled mix, or a file a speaker when one of
 * them is muted, and the pictures beside them without sound.
 *
 * One element leads and the clock follows it; the others are put right when they are off by more than the ear
 * or the eye forgives. A file plays only where it has something: each begins at its own time. A file is fetched
 * when it is first needed: the voices behind a mix are not, until one of them is muted.
 */

import { Levels } from "./replay_loudness.js";

/** @typedef {import("../state/bundle.d.ts").MediaFile} MediaFile */

/** Two voices apart by more than this sound like an echo (Haas: about 40 ms for speech). */
const AUDIO_TOLERANCE_S = 0.04;
/** Lips and voice apart by more than this are seen (ITU-R BT.1359: −125 to +45 ms). */
const VIDEO_TOLERANCE_S = 0.1;
/** A window that nobody sees gets no frames, and is heard all the same: so often it looks where it is. */
const UNSEEN_MS = 100;

/** @typedef {{ key: string, element: HTMLMediaElement, file: MediaFile, toleranceS: number, lufs: number | null }} Part */

export class ReplayPlayer {
  /** @param {(positionS: number, playing: boolean) => void} onTime */
  constructor(onTime) {
    this._onTime = onTime;
    /** @type {Map<string, Part>} */
    this._parts = new Map();
    /** @type {Set<string>} */
    this._muted = new Set();
    this._position = 0;
    this._anchorMs = 0;
    this._rate = 1;
    this._frame = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    this._span = { startsS: 0, endsS: 0 };
    /** What is heard again and again. @type {import("../state/timeline.js").Span | null} */
    this._loop = null;
    /** Where playing stops by itself: a clip ends. @type {number | null} */
    this._untilS = null;
    this._levels = new Levels();
    /** Somebody has played, or gone somewhere: from now on files are fetched. */
    this._begun = false;
    this.playing = false;
    document.addEventListener("visibilitychange", () => { if (this.playing) this._again(); });
  }

  get position() {
    return this._position;
  }

  get rate() {
    return this._rate;
  }

  /** What can be played, and between which times. @param {import("../state/timeline.js").Span} span */
  setSpan(span) {
    this._span = span;
    if (this._position < span.startsS || this._position > span.endsS) this._jump(span.startsS);
  }

  /**
   * A file under a key: `mix`, `audio-SEAT` or `video-SEAT`. The same file again changes nothing.
   * @param {string} key @param {MediaFile} file @param {HTMLMediaElement} element
   * @param {{ lufs?: number | null, needed?: boolean }} [about] How loud a voice was recorded; whether something of it is shown before anybody plays.
   */
  setPart(key, file, element, { lufs = null, needed = false } = {}) {
    const known = this._parts.get(key);
    if (known?.file.url === file.url && known.element === element) {
      known.file = file; // its place may be known better by now
      known.lufs = lufs;
      return;
    }
    if (known !== undefined && known.element !== element) known.element.pause();
    // Nothing before somebody plays: of 10 minutes with two pictures a browser takes 3 MB for a look at their heads.
    element.preload = this._begun || needed ? "metadata" : "none";
    element.muted = key.startsWith("video-");
    element.preservesPitch = true;
    // The pictures come when the sound is there.
    if (!key.startsWith("video-") && known?.element !== element) for (const told of ["loadeddata", "error"]) element.addEventListener(told, () => this._place());
    this._parts.set(key, { key, element, file, toleranceS: key.startsWith("video-") ? VIDEO_TOLERANCE_S : AUDIO_TOLERANCE_S, lufs });
    this._place();
  }

  /**
   * Fetch what is needed now; false: not yet. What is heard comes first: two pictures, fetched and decoded beside it, kept the
   * first word of a page waiting for 0.3 s.
   * @param {Part} part
   */
  _open({ key, element, file, lufs }) {
    if (key.startsWith("video-") && !element.hasAttribute("src") && element.preload === "none" && this._soundIsComing()) return false;
    if (this._begun && element.preload === "none") element.preload = "metadata";
    if (element.getAttribute("src") !== file.url) {
      element.src = file.url;
      element.playbackRate = this._rate;
    }
    if (this.playing && key.startsWith("audio-")) this._levels.level(element, lufs);
    return true;
  }

  /** Something is to be heard here, and nothing of it is there yet. */
  _soundIsComing() {
    if (!this._begun) return false;
    const voices = this._active().filter((part) => !part.key.startsWith("video-") && this._expected(part) !== null);
    return voices.length > 0 && voices.every(({ element }) => element.readyState < 2 && element.error === null);
  }

  /** Hear a stretch once, from its beginning. @param {import("../state/timeline.js").Span} span */
  playStretch(span) {
    this._loop = null;
    this.seek(span.startsS);
    this.play();
    this._untilS = span.endsS;
  }

  /** What is heard again and again. */
  get loop() {
    return this._loop;
  }

  /** Go on behind what was heard again and again. */
  endLoop() {
    this._loop = null;
  }

  /** Hear a stretch again and again from now on, or no more. @param {import("../state/timeline.js").Span | null} span */
  setLoop(span) {
    this._loop = span;
    if (span === null) return this.pause();
    this.seek(span.startsS);
    this.play();
  }

  /** @param {string} seat @param {boolean} muted */
  setMuted(seat, muted) {
    if (muted) this._muted.add(seat);
    else this._muted.delete(seat);
    this._place();
  }

  /** @param {string} seat */
  isMuted(seat) {
    return this._muted.has(seat);
  }

  /** @param {number} rate */
  setRate(rate) {
    this._rate = rate;
    this._anchorMs = performance.now();
    for (const { element } of this._parts.values()) element.playbackRate = rate;
  }

  play() {
    this._begun = true;
    this._untilS = null;
    this._levels.wake();
    if (this._position >= this._span.endsS - 0.05) this._position = this._span.startsS;
    this.playing = true;
    this._anchorMs = performance.now();
    this._place();
    this._again();
  }

  /** Look again with the next frame; by a timer where a clip is heard while another window lies above this one. */
  _again() {
    this._rest();
    if (document.hidden) this._timer = setTimeout(() => this._tick(), UNSEEN_MS);
    else this._frame = requestAnimationFrame(() => this._tick());
  }

  _rest() {
    cancelAnimationFrame(this._frame);
    clearTimeout(this._timer);
  }

  pause() {
    this.playing = false;
    this._rest();
    for (const { element } of this._parts.values()) element.pause();
    this._onTime(this._position, false);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} positionS */
  seek(positionS) {
    this._begun = true;
    this._jump(positionS);
  }

  /** @param {number} positionS */
  _jump(positionS) {
    this._position = Math.min(this._span.endsS, Math.max(this._span.startsS, positionS));
    this._untilS = null; // Whoever goes elsewhere does not want to stop where a clip ends.
    this._anchorMs = performance.now();
    for (const part of this._active()) if (this._open(part)) this._moveTo(part);
    this._onTime(this._position, this.playing);
  }

  stop() {
    this.pause();
    for (const { element } of this._parts.values()) element.removeAttribute("src");
    this._parts.clear();
  }

  /** Which files sound now: the mix if everybody is heard and there is one, else those of who is heard. */
  _active() {
    const wholeMix = this._muted.size === 0 && this._parts.has("mix");
    return [...this._parts.values()].filter(({ key }) => {
      if (key.startsWith("video-")) return true;
      if (key === "mix") return wholeMix;
      return !wholeMix && !this._muted.has(key.slice("audio-".length));
    });
  }

  /** @param {Part} part */
  _expected(part) {
    const at = this._position - part.file.starts_s;
    const { duration } = part.element;
    // A file may be a little shorter than it was measured: at its real end it has nothing more to say.
    const ends = Number.isFinite(duration) ? Math.min(part.file.duration_s, duration - 0.05) : part.file.duration_s;
    return at >= 0 && at < ends ? at : null;
  }

  /** @param {Part} part */
  _moveTo(part) {
    const at = this._expected(part);
    if (at !== null) part.element.currentTime = at;
    else part.element.pause();
  }

  /** Start and stop the right files at the right places. */
  _place() {
    const active = new Set(this._active().filter((part) => this._open(part)));
    for (const part of this._parts.values()) {
      const at = this._expected(part);
      if (!active.has(part) || at === null || !this.playing) {
        if (!part.element.paused) part.element.pause();
        if (active.has(part) && at !== null && !this.playing && Math.abs(part.element.currentTime - at) > part.toleranceS) part.element.currentTime = at;
        continue;
      }
      if (part.element.paused) {
        part.element.currentTime = at;
        // A pause that comes before it began is no fault; a missing right to play sound is told by silence.
        part.element.play().catch(() => {});
      }
    }
  }

  _tick() {
    if (!this.playing) return;
    const nowMs = performance.now();
    const lead = this._active().find((part) => !part.key.startsWith("video-") && this._expected(part) !== null && part.element.readyState >= 2 && !part.element.seeking && !part.element.paused);
    const step = ((nowMs - this._anchorMs) / 1000) * this._rate;
    this._anchorMs = nowMs;
    // The leading file says where we are; where none plays (between two), time itself does.
    const waiting = this._active().some((part) => !part.key.startsWith("video-") && this._expected(part) !== null && (part.element.seeking || part.element.readyState < 2));
    if (lead !== undefined) this._position = lead.file.starts_s + lead.element.currentTime;
    else if (!waiting) this._position += step;
    for (const part of this._active()) {
      const at = this._expected(part);
      if (part === lead || at === null || part.element.seeking || !part.element.hasAttribute("src")) continue;
      if (Math.abs(part.element.currentTime - at) > part.toleranceS) part.element.currentTime = at;
    }
    this._place();
    // Whoever goes elsewhere meanwhile is left there.
    if (this._loop !== null && this._position >= this._loop.endsS && this._position < this._loop.endsS + 1) this.seek(this._loop.startsS);
    if (this._untilS !== null && this._position >= this._untilS) {
      this._untilS = null;
      this.pause();
      return;
    }
    if (this._position >= this._span.endsS) {
      this._position = this._span.endsS;
      this.pause();
      return;
    }
    this._onTime(this._position, true);
    this._again();
  }
}
