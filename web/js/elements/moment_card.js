import { html, nothing, svg } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { timeCode } from "../state/format.js";
import { laidOn, loudest } from "../state/timeline.js";
import { LightElement } from "./base.js";

/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */
/** @typedef {import("../state/timeline.js").Span} Span */

const BARS = 96;

/** A moment and what sounds in it; the page beside it plays. */
export class ExamMomentCard extends LightElement {
  static properties = { span: { attribute: false }, whole: { attribute: false }, peaks: { attribute: false }, playing: { type: Boolean }, ready: { type: Boolean }, tieWords: {}, note: {} };

  constructor() {
    super();
    /** The stretch that is shown. @type {Span} */
    this.span = { startsS: 0, endsS: 20 };
    /** All that can be heard. @type {Span} */
    this.whole = { startsS: 0, endsS: 1 };
    /** By seat. @type {Readonly<Record<string, Peaks>>} */
    this.peaks = {};
    this.playing = false;
    this.ready = false;
    /** What the button says that ties what is heard; "" where nothing can be tied. */
    this.tieWords = "";
    this.note = "";
    this._atS = 0;
    /** @type {readonly number[]} */
    this._heights = [];
  }

  /** Called on every frame: it touches only what moves. @param {number} atS */
  showTime(atS) {
    this._atS = atS;
    const played = Math.round((BARS * (atS - this.span.startsS)) / (this.span.endsS - this.span.startsS));
    this.querySelector(".wave-played")?.setAttribute("d", bars(this._heights.slice(0, Math.max(0, played)), 0));
    this.querySelector(".wave-coming")?.setAttribute("d", bars(this._heights.slice(Math.max(0, played)), Math.max(0, played)));
    const clock = this.querySelector(".moment-now");
    const text = timeCode(atS);
    if (clock !== null && clock.textContent !== text) clock.textContent = text;
    const slider = /** @type {HTMLInputElement | null} */ (this.querySelector("input[type=range]"));
    if (slider !== null && document.activeElement !== slider) slider.value = String(Math.round(atS));
    if (slider !== null) slider.setAttribute("aria-valuetext", text);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("span") || changed.has("peaks")) this._heights = heightsOf(this.peaks, this.span);
  }

  updated() {
    this.showTime(this._atS);
  }

  /** M ties here, too: whoever listens has the focus in this card. @param {KeyboardEvent} event */
  _key(event) {
    if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.altKey || event.metaKey || this.tieWords === "" || !this.ready) return;
    event.preventDefault();
    this.tell("tie");
  }

  render() {
    return html`
      <section class="scoring-card" aria-labelledby="heard" @keydown=${this._key}>
        <h2 id="heard">${t("score.heard")}</h2>
        <svg class="wave" viewBox="0 0 ${BARS} 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">${svg`<path class="wave-played"></path><path class="wave-coming"></path>`}</svg>
        <p><b class="moment-now"></b> <span class="note">${t("score.heard.in", { from: timeCode(this.span.startsS), to: timeCode(this.span.endsS) })}</span></p>
        <label class="moment-place"><span class="visually-hidden">${t("score.position")}</span>
          <input type="range" min=${Math.floor(this.whole.startsS)} max=${Math.ceil(this.whole.endsS)} step="1" ?disabled=${!this.ready}
            @input=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => this.tell("seek", Number(target.value))}></label>
        <div class="row">
          <button class="button" type="button" ?disabled=${!this.ready} @click=${() => this.tell("play")}>${t(this.playing ? "replay.pause" : "score.listen")}</button>
          <button class="button" type="button" ?disabled=${!this.ready} @click=${() => this.tell("step", -5)}>${t("replay.back")}</button>
          ${this.tieWords === "" ? nothing : html`<button class="button" type="button" ?disabled=${!this.ready} @click=${() => this.tell("tie")}>${this.tieWords}</button>`}
        </div>
        ${this.note === "" ? nothing : html`<p class="note" role="status">${this.note}</p>`}
      </section>`;
  }
}
customElements.define("exam-moment-card", ExamMomentCard);

/** Both voices as one outline. @param {Readonly<Record<string, Peaks>>} peaks @param {Span} span */
function heightsOf(peaks, span) {
  const voices = Object.values(peaks);
  if (voices.length === 0) return Array.from({ length: BARS }, () => 0);
  const top = loudest(voices);
  const laid = voices.map((voice) => laidOn(voice, span, top));
  const many = laid[0]?.length ?? 0;
  return Array.from({ length: BARS }, (_unused, bar) => {
    const from = Math.floor((bar * many) / BARS);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * many) / BARS));
    return Math.max(0, ...laid.flatMap((heights) => heights.slice(from, to)));
  });
}

/** @param {readonly number[]} heights @param {number} first */
function bars(heights, first) {
  return heights.map((height, index) => {
    const half = Math.max(1, height * 48);
    return `M${first + index + 0.5} ${(50 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
  }).join("");
}
