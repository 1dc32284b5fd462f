/** Markers: a criterion a column, plus and minus a key each; and what is noted beside the last one. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { timeCode } from "../state/format.js";
import { keyNames, keyPressed, shown } from "../state/markers.js";
import { serverNowMs, steadyNowMs } from "../state/server_time.js";
import { LightElement } from "./base.js";
import { wordsOf } from "./words.js";

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../protocol/messages.d.ts").CriterionToMark} CriterionToMark */
/** @typedef {import("../state/markers.js").Shown} Shown */
/** @typedef {import("../state/markers.js").MarkerQueue} MarkerQueue */
/** @typedef {import("./stage.js").Stage<JuryView>} Stage */
/** @typedef {import("./stage.js").Marking} Marking */

/** Under this a device remembers that keys mark nothing on it (WCAG 2.2, 2.1.4: they can be turned off). */
const KEYS_OFF = "oralexam-marker-keys-off";
/** Says to the page that keys were turned on or off. */
const TURNED = "exam-marker-keys";
const SHOWN_IN = new Set(["ringing", "connecting", "call", "writing"]);

/** Whether the page has room for markers now. @param {JuryView} view */
export function marksMoments(view) {
  return view.criteria.length > 0 && SHOWN_IN.has(view.phase);
}

/** Everything that this page knows to be marked. @param {Stage} stage @returns {Shown[]} */
function markersOf({ state, view }) {
  const { time } = state;
  const aheadMs = time === null ? 0 : serverNowMs(time, performance.now()) - steadyNowMs();
  return shown(state.markers, view.markers, (atMs) => atMs + aheadMs);
}

/** The row of keys. @param {Stage} stage */
export function markers(stage) {
  const { view } = stage;
  if (!marksMoments(view)) return nothing;
  return html`<exam-markers class="jury-markers" .view=${view} .shown=${markersOf(stage)} .open=${view.phase === "call"}></exam-markers>`;
}

/** Where one writes beside a marker, and takes the last one back. @param {Stage} stage */
export function markerNote(stage) {
  const { view, state } = stage;
  if (!marksMoments(view)) return nothing;
  return html`<exam-marker-note class="jury-note" .view=${view} .shown=${markersOf(stage)} .lastId=${state.markers.lastId} .open=${view.phase === "call"} .time=${state.time}></exam-marker-note>`;
}

/** @param {JuryView} view @param {string} criterionId @returns {string} */
function nameOf(view, criterionId) {
  const found = view.criteria.find(({ criterion_id }) => criterion_id === criterionId);
  return found === undefined ? t("markers.note-alone") : found.short[language()];
}

/** @param {JuryView} view @param {number} atMs */
const codeAt = (view, atMs) => timeCode((atMs - Date.parse(view.line.call_started_at ?? view.phase_since)) / 1000);

/** « Conciliation + » @param {JuryView} view @param {Shown} marker */
const called = (view, { criterionId, sign }) => (sign === "note" ? nameOf(view, criterionId) : `${nameOf(view, criterionId)} ${sign === "-" ? "−" : "+"}`);

export class ExamMarkers extends LightElement {
  static properties = { view: { attribute: false }, shown: { attribute: false }, open: { type: Boolean }, _said: { state: true }, _keys: { state: true } };

  constructor() {
    super();
    /** @type {JuryView | null} */
    this.view = null;
    /** @type {Shown[]} */
    this.shown = [];
    this.open = false;
    this._said = "";
    this._keys = !areKeysOff();
    this._listener = (/** @type {KeyboardEvent} */ event) => this._key(event);
    this._turned = () => { this._keys = !areKeysOff(); };
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this._listener);
    document.addEventListener(TURNED, this._turned);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this._listener);
    document.removeEventListener(TURNED, this._turned);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || !this._keys || !this.open || this.view === null || typesNow(event)) return;
    if (event.key === "Backspace") {
      event.preventDefault();
      this._takeBack();
      return;
    }
    const key = keyPressed(event.code);
    const criterion = key === null ? undefined : this.view.criteria[key.column];
    if (key === null || criterion === undefined) return;
    event.preventDefault();
    this._press(criterion, /** @type {"+" | "-"} */ (key.sign));
  }

  /** @param {CriterionToMark} criterion @param {"+" | "-"} sign */
  _press(criterion, sign) {
    if (!this.open || this.view === null) return;
    this.tell("mark", { what: "press", criterionId: criterion.criterion_id, sign });
    this._said = t(sign === "+" ? "markers.said.plus" : "markers.said.minus", { name: criterion.short[language()] });
  }

  _takeBack() {
    const last = lastOf(this.shown);
    if (last === undefined || this.view === null) return;
    this.tell("mark", { what: "take-back", id: last.id });
    this._said = t("markers.said.back", { name: called(this.view, last) });
  }

  render() {
    const { view } = this;
    if (view === null) return nothing;
    return html`
      <section aria-labelledby="markers-heading">
        <h2 class="visually-hidden" id="markers-heading">${t("markers.heading")}</h2>
        <ul class="markers">${view.criteria.map((criterion, column) => this._column(criterion, column))}</ul>
        <p class="visually-hidden" role="status">${this._said}</p>
      </section>`;
  }

  /** @param {CriterionToMark} criterion @param {number} column */
  _column(criterion, column) {
    const own = this.shown.filter(({ criterionId }) => criterionId === criterion.criterion_id);
    const plus = own.filter(({ sign }) => sign === "+").length;
    const name = criterion.short[language()];
    const keys = keyNames(column, language());
    const off = this.open ? "false" : "true";
    return html`
      <li class="marker">
        <span class="marker-name" title=${criterion.text[language()]}>${name} <span class="marker-count">${tally(plus, own.length - plus)}</span></span>
        <button class="button" type="button" aria-disabled=${off} aria-label=${t("markers.plus", { name })} @click=${() => this._press(criterion, "+")}>+${this._keys ? html`<kbd aria-hidden="true">${keys.plus}</kbd>` : nothing}</button>
        <button class="button" type="button" aria-disabled=${off} aria-label=${t("markers.minus", { name })} @click=${() => this._press(criterion, "-")}>−${this._keys ? html`<kbd aria-hidden="true">${keys.minus}</kbd>` : nothing}</button>
      </li>`;
  }
}
customElements.define("exam-markers", ExamMarkers);

export class ExamMarkerNote extends LightElement {
  static properties = { view: { attribute: false }, shown: { attribute: false }, lastId: {}, open: { type: Boolean }, time: { attribute: false }, _text: { state: true }, _for: { state: true } };

  constructor() {
    super();
    /** @type {JuryView | null} */
    this.view = null;
    /** @type {Shown[]} */
    this.shown = [];
    /** The marker that was set last, and has no note yet. */
    this.lastId = "";
    this.open = false;
    /** @type {import("../state/server_time.js").ServerTime | null} */
    this.time = null;
    this._text = "";
    /** Which marker is written beside; "" for a note of its own. */
    this._for = "";
    this._begunMs = 0;
    this._listener = (/** @type {KeyboardEvent} */ event) => {
      if (event.code !== "KeyN" || event.repeat || event.ctrlKey || event.altKey || event.metaKey || typesNow(event) || areKeysOff()) return;
      event.preventDefault();
      this._begin();
      /** @type {HTMLElement | null} */ (this.querySelector("#marker-note"))?.focus();
    };
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this._listener);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this._listener);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    // What is being written stays with the moment that it was begun for.
    if (changed.has("lastId") && this._text === "") this._for = this.lastId;
  }

  _turn() {
    try {
      if (areKeysOff()) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "yes");
    } catch {
      // Where nothing may be kept, the keys stay as they are.
    }
    document.dispatchEvent(new Event(TURNED));
    this.requestUpdate();
  }

  /** A note of its own belongs to the moment at which one began to write it. */
  _begin() {
    if (this._text === "") this._begunMs = steadyNowMs();
  }

  /** @param {string} text */
  _typed(text) {
    if (this._text === "") this._begin();
    this._text = text;
  }

  _save() {
    const note = this._text.trim();
    if (note === "") return;
    if (this._for !== "") this.tell("mark", { what: "note", id: this._for, note });
    else if (this.open) this.tell("mark", { what: "note-alone", note, agoMs: steadyNowMs() - this._begunMs });
    else return;
    this._clear();
  }

  _clear() {
    this._text = "";
    this._for = "";
    this.tell("mark", { what: "leave-alone" });
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this._save();
    } else if (event.key === "Escape") {
      this._clear();
      /** @type {HTMLElement} */ (event.target).blur();
    }
  }

  render() {
    const { view } = this;
    if (view === null) return nothing;
    const target = this.shown.find(({ id }) => id === this._for);
    const last = lastOf(this.shown);
    const waiting = this.shown.filter((one) => one.waiting).length;
    const may = this.open || target !== undefined;
    return html`
      <div class="row row-apart"><label for="marker-note">${areKeysOff() ? nothing : html`<kbd class="marker-key" aria-hidden="true">N</kbd> `}${target === undefined ? t("markers.note") : t("markers.note-for", { name: called(view, target), time: codeAt(view, target.atMs) })}</label>
        <label class="marker-keys note"><input type="checkbox" .checked=${!areKeysOff()} @change=${() => this._turn()}> ${t("markers.keys")}</label></div>
      <div class="row marker-write">
        <input id="marker-note" type="text" maxlength="300" autocomplete="off" .value=${this._text} ?disabled=${!may} @focus=${() => this._begin()}
          @input=${(/** @type {Event & { target: HTMLInputElement }} */ event) => this._typed(event.target.value)} @keydown=${(/** @type {KeyboardEvent} */ event) => this._key(event)}>
        <button class="button" type="button" ?disabled=${!may || this._text.trim() === ""} @click=${() => this._save()}>${t("markers.note.save")}</button>
      </div>
      ${last === undefined ? html`<p class="note">${this.open ? t("markers.none") : wordsOf(view).t("markers.later")}</p>` : html`
        <p class="row row-apart marker-last"><span class="note"><b>${codeAt(view, last.atMs)}</b> ${called(view, last)}${last.note === "" ? nothing : html` – ${last.note}`}</span>
          <button class="button button-quiet" type="button" aria-label=${t("markers.undo.one", { name: called(view, last), time: codeAt(view, last.atMs) })} @click=${() => this.tell("mark", { what: "take-back", id: last.id })}>${t("markers.undo")}</button></p>`}
      ${waiting === 0 ? nothing : html`<p class="note" role="status">${tn("markers.waiting", waiting)}</p>`}`;
  }
}
customElements.define("exam-marker-note", ExamMarkerNote);

/** « 2 plus, 1 moins » @param {number} plus @param {number} minus */
function tally(plus, minus) {
  const words = [plus > 0 ? tn("markers.count.plus", plus) : "", minus > 0 ? tn("markers.count.minus", minus) : ""].filter(Boolean);
  return words.length > 0 ? words.join(", ") : t("markers.count.none");
}

/** What was marked last. @param {Shown[]} all */
function lastOf(all) {
  return all.at(-1);
}

/** Whether the key belongs to what is being written, chosen or asked. @param {KeyboardEvent} event */
function typesNow(event) {
  const { target } = event;
  return document.querySelector("dialog[open]") !== null
    || (target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select")));
}

function areKeysOff() {
  try {
    return localStorage.getItem(KEYS_OFF) === "yes";
  } catch {
    return false;
  }
}
