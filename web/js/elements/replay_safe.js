import { html, nothing, ref } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { longDate } from "../state/format.js";
import { pictures } from "./pictures.js";
import { ReplayElement } from "./replay_element.js";
import { wordsOf } from "./words.js";
import "./timeline.js";
import "./transcript.js";
import "./written.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

/** The replay as the candidate may see it: sound, pictures, words, the candidate's own papers, and letters. */
export class ExamReplaySafe extends ReplayElement {
  static properties = {
    ...ReplayElement.properties,
    course: { attribute: false }, follows: { type: Boolean }, lost: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {readonly import("../state/cockpit.d.ts").CoursePart[]} */
    this.course = [];
    /** It is a second screen: the first one leads. */
    this.follows = false;
    /** The first one says nothing any more. */
    this.lost = false;
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
