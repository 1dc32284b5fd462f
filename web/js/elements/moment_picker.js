import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { timeCode } from "../state/format.js";
import { momentOfMarker, shortened } from "../state/judging.js";
import { newMarkerId } from "../state/markers.js";
import { LightElement } from "./base.js";
import { workOf } from "./work_read.js";

/** @typedef {import("../state/judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("../state/judgement.d.ts").Moment} Moment */
/** @typedef {import("../state/judgement.d.ts").JurorMarker} JurorMarker */
/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */

/** Where a moment comes from: what was just heard, one's own markers, what the candidate wrote. */
export class ExamMomentPicker extends LightElement {
  static properties = { sheet: { attribute: false }, bundle: { attribute: false }, heard: { attribute: false }, criterion: { attribute: false }, place: { type: Number }, linked: { attribute: false }, _label: { state: true }, _quote: { state: true } };

  constructor() {
    super();
    /** @type {JudgingSheet | null} */
    this.sheet = null;
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** @type {Moment | null} */
    this.heard = null;
    /** @type {import("../state/judgement.d.ts").GridCriterion | null} */
    this.criterion = null;
    this.place = 0;
    /** @type {readonly Moment[]} */
    this.linked = [];
    this._label = "";
    this._quote = "";
  }

  firstUpdated() {
    /** @type {HTMLElement | null} */ (this.querySelector("input"))?.focus();
  }

  /** @param {Moment} moment */
  _pick(moment) {
    this.tell("picked", moment);
    this.tell("close");
  }

  /** @param {JurorMarker} marker */
  _fromMarker(marker) {
    this._pick(momentOfMarker(marker));
  }

  /** @param {"notes" | "text" | "sheet"} source @param {number} atS */
  _fromWritten(source, atS) {
    this._pick({ moment_id: newMarkerId(), source, starts_s: Math.round(atS * 10) / 10, ends_s: null, label: shortened(this._quote || this._label) });
  }

  /** What is selected in a text is what one means. */
  _select() {
    const selection = getSelection();
    const inside = selection !== null && selection.anchorNode !== null && this.contains(selection.anchorNode);
    this._quote = inside ? shortened(selection.toString()) : "";
  }

  render() {
    const { sheet, criterion } = this;
    if (sheet === null || criterion === null) return nothing;
    const markers = sheet.markers.filter(({ marker_id }) => !this.linked.some(({ moment_id }) => moment_id === marker_id));
    const own = markers.filter(({ criterion_id }) => criterion_id === criterion.id);
    const others = markers.filter(({ criterion_id }) => criterion_id !== criterion.id);
    return html`
      <section class="picker" aria-label=${t("score.pick.heading", { n: this.place })} @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") this.tell("close"); }}>
        <p class="row row-apart"><b>${t("score.pick.heading", { n: this.place })}</b> <button class="button button-quiet" type="button" @click=${() => this.tell("close")}>${t("links.close")}</button></p>
        <p class="picker-row"><label for="pick-label">${t("score.pick.label")}</label>
          <input id="pick-label" type="text" maxlength="120" autocomplete="off" .value=${this._label} @input=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => { this._label = target.value; }}></p>
        ${this.heard === null ? html`<p class="note">${t("score.pick.hear-first")}</p>` : html`<p><button class="moment" type="button" @click=${() => this._pick({ .../** @type {Moment} */ (this.heard), moment_id: newMarkerId(), label: shortened(this._label || (this.heard?.label ?? "")) })}>
          ${t("score.pick.heard")} <b>${timeCode(this.heard.starts_s)}</b> ${this.heard.label}</button></p>`}
        ${this._markers("score.pick.own", own)}${this._markers("score.pick.others", others)}
        ${this._written()}
      </section>`;
  }

  /** @param {string} heading @param {readonly JurorMarker[]} markers */
  _markers(heading, markers) {
    if (markers.length === 0) return nothing;
    return html`<div role="group" aria-label=${t(heading)}><p class="note">${t(heading)}</p>
      <p class="moments">${markers.map((marker) => html`<button class="moment" type="button" @click=${() => this._fromMarker(marker)}><b>${timeCode(marker.at_s)}</b> ${marker.sign === "note" ? nothing : html`<span aria-hidden="true">${marker.sign === "-" ? "−" : "+"}</span><span class="visually-hidden">${t(marker.sign === "-" ? "score.sign.minus" : "score.sign.plus")}</span>`} ${marker.note}</button>`)}</p></div>`;
  }

  _written() {
    const { bundle } = this;
    if (bundle === null) return nothing;
    const works = /** @type {const} */ (["text", "sheet", "notes"]).flatMap((source) => {
      const work = workOf(bundle, source);
      return work === null ? [] : [{ source, ...work }];
    });
    if (works.length === 0) return nothing;
    return html`<div><p class="note">${t("score.pick.written")}</p>${works.map(({ source, at, words }) => html`
      <details class="picker-work"><summary>${t(`score.source.${source}`)}</summary>
        <div class="picker-text" tabindex="0" role="group" aria-label=${t(`score.source.${source}`)} lang="en" @pointerup=${() => this._select()} @keyup=${() => this._select()}>${words}</div>
        <p class="row"><button class="button" type="button" ?disabled=${this._quote === "" && this._label.trim() === ""} @click=${() => this._fromWritten(source, at)}>${t("score.pick.tie-passage")}</button>
          <span class="note">${this._quote === "" ? t("score.pick.select") : t("score.pick.quote", { words: this._quote })}</span></p></details>`)}</div>`;
  }
}
customElements.define("exam-moment-picker", ExamMomentPicker);
