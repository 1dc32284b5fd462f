import { createRef } from "../../vendor/lit.js";
import { LightElement } from "./base.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

/** What the jury's replay and the candidate's view of it have alike: one timeline, the words, and where playing stands. */
export class ReplayElement extends LightElement {
  static properties = {
    bundle: { attribute: false }, peaks: { attribute: false }, muted: { attribute: false },
    playing: { type: Boolean }, speed: { type: Number }, phase: {}, clips: { attribute: false }, clip: {}, looping: { type: Boolean }, letters: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** @type {Readonly<Record<string, Peaks>>} */
    this.peaks = {};
    /** @type {ReadonlySet<string>} */
    this.muted = new Set();
    this.playing = false;
    this.speed = 1;
    this.phase = "call";
    /** @type {readonly import("../state/cockpit.d.ts").Clip[]} */
    this.clips = [];
    this.clip = "";
    this.looping = false;
    /** Keys of one character do something (WCAG 2.2, 2.1.4: they can be switched off). */
    this.letters = true;
    /** @type {import("../../vendor/lit.js").Ref<import("./timeline.js").ExamTimeline>} */
    this.timeline = createRef();
    /** @type {import("../../vendor/lit.js").Ref<import("./transcript.js").ExamTranscript>} */
    this.transcript = createRef();
    /** @type {import("../../vendor/lit.js").Ref<import("./written.js").ExamWritten>} */
    this.written = createRef();
  }

  /** @param {number} atS @param {boolean} playing */
  showTime(atS, playing) {
    this.timeline.value?.showTime(atS);
    this.transcript.value?.showTime(atS, playing);
  }

  /** The picture of each speaker, for the player. @returns {Map<string, HTMLVideoElement>} */
  pictures() {
    return new Map([...this.querySelectorAll("video")].map((video) => [video.dataset["seat"] ?? "", video]));
  }
}
