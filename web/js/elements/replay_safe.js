import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { longDate } from "../state/format.js";
import { LightElement } from "./base.js";
import { pictures } from "./pictures.js";
import { wordsOf } from "./words.js";
import "./timeline.js";
import "./transcript.js";
import "./written.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

/** The replay as the candidate may see it: sound, pictures, words, the candidate's own papers, and letters. */
export class ExamReplaySafe extends LightElement {
  static properties = {
    bundle: { attribute: false }, peaks: { attribute: false }, muted: { attribute: false }, playing: { type: Boolean }, speed: { type: Number }, phase: {},
    clips: { attribute: false }, clip: {}, course: { attribute: false }, looping: { type: Boolean }, follows: { type: Boolean }, lost: { type: Boolean },
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
    /** @type {readonly import("../state/cockpit.d.ts").CoursePart[]} */
    this.course = [];
    this.looping = false;
    /** It is a second screen: the first one leads. */
    this.follows = false;
    /** The first one says nothing any more. */
    this.lost = false;
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

  render() {
    const bundle = this.bundle;
    if (bundle === null) return nothing;
    const withPictures = bundle.tracks.some(({ video }) => video !== null);
    const day = bundle.zero_utc === null ? "" : longDate(new Date(bundle.zero_utc), language());
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${bundle.candidate_name}</strong> – ${wordsOf({ part: bundle.part, station_setup: null, mode: null }).t("replay.heading")}${day === "" ? nothing : html`, ${day}`}</h1>
        ${this.follows ? html`<p class="note" role="status">${t(this.lost ? "safe.lost" : "safe.follows")}</p>` : html`
          <button class="button" type="button" @click=${() => this.tell("back")}>${t("safe.back")}</button>`}
      </header>
      <p class="shared-band" role="status"><b>${t("safe.title")}.</b> ${t("safe.band")}</p>
      <main class="screen-main replay replay-safe ${withPictures ? "replay-pictured" : ""}">
        <exam-timeline class="timeline" role="region" aria-label=${t("replay.timeline")} ${ref(this.timeline)} .bundle=${bundle} .peaks=${this.peaks} .muted=${this.muted}
          .playing=${this.playing} .speed=${this.speed} .phase=${this.phase} .clips=${this.clips} .clip=${this.clip} .course=${this.course}
          .manner=${this.follows ? "follow" : "safe"} .looping=${this.looping}></exam-timeline>
        <exam-transcript class="pane replay-transcript" role="region" aria-labelledby="transcript" ${ref(this.transcript)} .bundle=${bundle} .exports=${false}></exam-transcript>
        <exam-written class="pane replay-written" role="region" aria-label=${t("replay.written")} ${ref(this.written)} .bundle=${bundle}></exam-written>
        ${withPictures ? html`<div class="replay-side">${pictures(bundle)}</div>` : nothing}
      </main>`;
  }
}
customElements.define("exam-replay-safe", ExamReplaySafe);
