import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { errorSentence, language, t } from "../i18n.js";
import { timeCode, timeOfDay } from "../state/format.js";
import { bracketed, wouldBe } from "../state/reading.js";
import { LightElement } from "./base.js";

/** The longest text of one utterance, as the server has it. */
const LONGEST = 1000;

/**
 * One utterance while it is corrected. What a colleague wrote meanwhile stands beside it; what is typed here is lost
 * only by giving it up.
 */
export class ExamCorrection extends LightElement {
  static properties = {
    text: {}, heard: {}, anew: {}, atS: { type: Number }, other: { attribute: false }, problem: {}, busy: { type: Boolean }, looping: { type: Boolean }, speakers: { attribute: false },
  };

  constructor() {
    super();
    this.text = "";
    /** What the machine heard; null where it heard nothing and somebody adds an utterance. @type {string | null} */
    this.heard = null;
    /** The model of the machine's newer version; "" where there is none. */
    this.anew = "";
    this.atS = 0;
    /** What a colleague made of it meanwhile. @type {import("../state/correction.d.ts").HistoryLine | null} */
    this.other = null;
    this.problem = "";
    this.busy = false;
    this.looping = false;
    /** Who may have spoken, where that has to be said: seats and names. @type {{ seat: string, name: string }[]} */
    this.speakers = [];
    /** @type {import("../../vendor/lit.js").Ref<HTMLTextAreaElement>} */
    this._field = createRef();
    /** @type {import("../../vendor/lit.js").Ref<HTMLSelectElement>} */
    this._speaker = createRef();
  }

  firstUpdated() {
    const field = this._field.value;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
    this._fit();
  }

  updated() {
    this._fit();
  }

  /** As high as its words. */
  _fit() {
    const field = this._field.value;
    if (field === undefined) return;
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 2}px`;
  }

  /** What is typed is held outside, too: this element may be made anew where the turns around it change. @param {string} text */
  _typed(text) {
    this.text = text;
    this.tell("correction-typed", text);
  }

  /** @param {string} text @param {number} [caret] */
  async _take(text, caret) {
    this._typed(text);
    await this.updateComplete;
    if (caret !== undefined) this._field.value?.setSelectionRange(caret, caret);
    this._field.value?.focus();
  }

  _doubt() {
    const field = this._field.value;
    if (field === undefined) return;
    const { text, caret } = bracketed(this.text, field.selectionStart, field.selectionEnd);
    void this._take(text, caret);
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    /** @type {Record<string, () => void>} */
    const keys = { Escape: () => this.tell("correction-over"), ...(event.ctrlKey || event.metaKey ? { Enter: () => this._save(), " ": () => this.tell("correction-loop") } : {}) };
    const press = keys[event.key];
    // What is typed here is text: the page's keys do not hear it.
    event.stopPropagation();
    if (press === undefined) return;
    event.preventDefault();
    press();
  }

  _save() {
    if (!this.busy) this.tell("correction-save", { text: this.text, seat: this._speaker.value?.value ?? "" });
  }

  render() {
    const would = this.heard === null && this.text.trim() === "" ? "save" : wouldBe(this.text, this.heard);
    return html`
      <div class="correction" role="group" aria-label=${t("reading.editor", { time: timeCode(this.atS) })} lang=${language()} @keydown=${this._pressed}>
        ${this.speakers.length === 0 ? nothing : html`<p class="correction-who"><label for="correction-who">${t("reading.who", { time: timeCode(this.atS) })}</label>
          <select id="correction-who" ${ref(this._speaker)}>${this.speakers.map(({ seat, name }) => html`<option value=${seat}>${name}</option>`)}</select></p>`}
        <textarea id="correction-text" lang="en" rows="1" maxlength=${LONGEST} spellcheck="false" autocomplete="off" aria-label=${t("reading.text")} aria-describedby="correction-how"
          .value=${this.text} ?readonly=${this.busy} @input=${(/** @type {InputEvent} */ event) => this._typed(/** @type {HTMLTextAreaElement} */ (event.target).value)} ${ref(this._field)}></textarea>
        ${this.problem === "" ? nothing : html`<p class="refusal" role="alert">${errorSentence(this.problem)}</p>`}
        <div role="status" ?hidden=${this.anew === ""}>${this.anew === "" ? nothing : html`<p>${t("reading.older-meanwhile", { model: this.anew })}</p>`}</div>
        ${this.other === null ? nothing : html`<div class="correction-other">
          <p>${t("reading.other", { name: authorName(this.other.author), time: timeOfDay(new Date(this.other.at), language()) })}</p>
          <p lang="en">${this.other.after === "" ? html`<span lang=${language()}>${t("reading.removed")}</span>` : this.other.after}</p>
          <button class="button button-small" type="button" @click=${() => this.tell("correction-over")}>${t("reading.keep-other")}</button></div>`}
        <div class="correction-acts">
          <button class="button button-small" type="button" ?disabled=${this.busy} @click=${this._save}>${t(this.other === null ? `reading.${would}` : "reading.save-mine")}</button>
          <button class="button button-small" type="button" aria-pressed=${this.looping} @click=${() => this.tell("correction-loop")}>${t("reading.loop")}</button>
          <button class="button button-small" type="button" @click=${this._doubt}>${t("reading.doubt")}</button>
          <button class="button button-small button-quiet" type="button" @click=${() => this.tell("correction-over")}>${t("reading.give-up")}</button>
        </div>
        <p class="note" id="correction-how">${t("reading.how")}</p>
      </div>`;
  }
}

/** Who did it; a browser that came by the evaluator's link has no name. @param {string} author */
export function authorName(author) {
  return author === "" ? t("reading.by-link") : author;
}
customElements.define("exam-correction", ExamCorrection);
