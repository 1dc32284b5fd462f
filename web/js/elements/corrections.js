import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, language, t } from "../i18n.js";
import { timeCode, timeOfDay } from "../state/format.js";
import { asRead, keepingEdited, keyOf, newerThanRead, progress, readingOf, storyOf } from "../state/reading.js";
import { authorName } from "./correction_editor.js";

/** @typedef {import("../state/correction.d.ts").Readings} Readings */
/** @typedef {import("../state/correction.d.ts").ShownUtterance} ShownUtterance */
/** @typedef {import("../state/bundle.d.ts").TrackTranscript} TrackTranscript */
/** @typedef {import("../state/transcript.js").Part} Part */
/** @typedef {{ key: string, seat: string, version: number, atS: number, endsS: number, heard: string | null, given: string, text: string, revision: number, utteranceId: string | null }} Editing `given`: what stood there before somebody typed; `text`: what is typed by now. */

/** What people do about a transcript, for the element that shows it: which words stand, and what may be pressed. */
export class Corrections {
  /** @param {import("./base.js").LightElement} host */
  constructor(host) {
    this._host = host;
    /** @type {Readings} */
    this.readings = { may_correct: false, readings: [] };
    /** What the machine wrote is shown, and nothing can be done about it. */
    this.machine = false;
    /** A version that the reader asked for, by seat. @type {Map<string, number>} */
    this._chosen = new Map();
    this._selected = "";
    this._story = "";
    /** @type {Editing | null} */
    this.editing = null;
    this.busy = false;
    this.looping = false;
    this.problem = "";
    /** @type {import("../state/correction.d.ts").HistoryLine | null} */
    this._other = null;
    /** All utterances in the order in which they begin. @type {ShownUtterance[]} */
    this._inOrder = [];
    /** @type {ReadonlySet<string>} */
    this._keys = new Set();
    this._first = "";
    /** Where the focus goes once an act stands. */
    this._next = "";
    /** What is shown is not what is read by now. */
    this.stale = false;
  }

  /** The transcripts as they are shown. @param {readonly TrackTranscript[]} transcripts */
  shown(transcripts) {
    this.stale = false;
    return this.machine ? [...transcripts] : asRead(transcripts, this.readings.readings, this._pinned());
  }

  /** What the server has said about all of it. @param {Readings} readings */
  take(readings) {
    this.readings = { ...readings, readings: keepingEdited(readings.readings, this.readings.readings, this.editing) };
    this._changed();
  }

  /** One track as it reads by now. @param {import("../state/correction.d.ts").TrackReading} reading */
  takeOne(reading) {
    const others = this.readings.readings.filter(({ seat, version }) => seat !== reading.seat || version !== reading.version);
    this.take({ ...this.readings, readings: [...others, reading] });
  }

  /** What was saved stands: the editor closes, and the utterance has the focus again. */
  saved() {
    this.busy = false;
    this.closeEditor();
    if (this._next !== "") void this._focus(this._next);
    this._next = "";
  }

  /** It could not be saved; what was typed stays. @param {string} code @param {import("../state/correction.d.ts").TrackReading | null} reading How it reads by now, where somebody else was there. */
  refused(code, reading) {
    this.busy = false;
    this._next = "";
    this.problem = code;
    if (reading !== null) {
      const editing = this.editing;
      const id = editing?.utteranceId ?? "";
      this._other = storyOf(reading, id)[0] ?? null;
      const now = reading.utterances.find(({ utterance_id }) => utterance_id === id);
      if (editing !== null) this.editing = { ...editing, revision: now?.revision ?? this._other?.revision ?? editing.revision };
      this.takeOne(reading);
    }
    this._host.requestUpdate();
    this._showEditor();
  }

  /** Something is typed that is saved nowhere. */
  get unsaved() {
    return this.editing !== null && this.editing.text !== this.editing.given;
  }

  closeEditor() {
    const key = this.editing?.key ?? "";
    if (this.looping) this.loop();
    this.editing = null;
    this._other = null;
    this.problem = "";
    this._changed(); // The version that was written upon is not held any more.
    void this._focus(key);
  }

  /** Write down what the machine has not heard. @param {number} atS */
  add(atS) {
    if (!this._may() || this.editing !== null) return;
    const reading = this.readings.readings[0];
    if (reading === undefined) return;
    this._open({ key: "added", seat: reading.seat, version: reading.version, atS, endsS: atS + 4, heard: null, given: "", text: "", revision: 0, utteranceId: null });
  }

  /** The loop of what is being corrected, on or off. */
  loop() {
    const editing = this.editing;
    this.looping = !this.looping && editing !== null;
    this._host.tell("loop", this.looping && editing !== null ? { startsS: editing.atS, endsS: editing.endsS } : null);
    this._host.requestUpdate();
  }

  /** Above the words: whose they are, how many were read, and what was missed. @param {readonly string[]} seats */
  bar(seats) {
    if (this.readings.readings.length === 0) return nothing;
    const { read, all } = progress(this.readings.readings, seats, this._pinned());
    return html`<div class="reading-bar">
      <div class="reading-switch" role="group" aria-label=${t("reading.shown")}>
        ${[false, true].map((machine) => html`<button class="button button-small" type="button" aria-pressed=${this.machine === machine} ?disabled=${this.editing !== null}
          @click=${() => { this.machine = machine; this._changed(); }}>${t(machine ? "reading.machine" : "reading.read")}</button>`)}
      </div>
      <p class="note">${t("reading.progress", { read, all })}</p>
      ${this._may() ? html`<button class="button button-small button-quiet" type="button" @click=${() => this._host.tell("add-utterance")}>${t("reading.add")}</button>` : nothing}
    </div>`;
  }

  /** Before the words: a version that was read while the machine has written another; what is being added, or written where a colleague has taken the utterance back. @param {readonly { seat: string, name: string }[]} speakers */
  above(speakers) {
    const newer = this.machine ? [] : speakers.flatMap(({ seat, name }) => {
      const newest = newerThanRead(this.readings.readings, seat, this._pinned().get(seat));
      const read = readingOf(this.readings.readings, seat, this._pinned().get(seat));
      // What comes while somebody writes stands in the editor.
      return newest === null || read === null || (this.editing?.seat === seat && read.history.length === 0) ? [] : [{ name, newest, read }];
    });
    return html`${newer.map(({ name, newest, read }) => html`<div class="transcript-state"><p>${t("reading.older", { name, old: read.recognizer.model, model: newest.recognizer.model })}</p>
        ${this._may() ? html`<p><button class="button button-small" type="button" ?disabled=${this.editing !== null} @click=${() => { this._chosen.set(newest.seat, newest.version); this._changed(); }}>${t("reading.anew")}</button></p>` : nothing}</div>`)}
      ${this.editing !== null && !this._keys.has(this.editing.key) ? this._editor(this.editing, this.editing.utteranceId === null ? speakers : []) : nothing}
      ${this.problem !== "" && this.editing === null ? html`<p class="refusal" role="alert">${errorSentence(this.problem)}</p>` : nothing}`;
  }

  /** Beside a speaker's name: what may be done about the utterance that has the focus. @param {readonly Part[]} parts */
  acts(parts) {
    const shown = parts.find((part) => part.shown !== null && keyOf(part.shown) === this._selected)?.shown ?? null;
    if (shown === null || this.machine || this.editing?.key === this._selected) return nothing;
    const { standing } = shown.utterance.line;
    return html`<span class="turn-acts">
      ${this._may() ? html`<button class="act" type="button" @click=${() => this._edit(shown)}>${t("reading.correct")}</button>` : nothing}
      ${this._may() && standing === "as-heard" ? html`<button class="act" type="button" @click=${() => this._confirm(shown)}>${t("reading.confirm-act")}</button>` : nothing}
      ${shown.utterance.revision > 0 ? html`<button class="act" type="button" aria-expanded=${this._story === this._selected} @click=${() => this._toggleStory(this._selected)}>${t("reading.story")}</button>` : nothing}
    </span>`;
  }

  /** One utterance: its words as they were given, what people did about it, or its editor. @param {Part} part @param {string} name @param {unknown} words */
  part(part, name, words) {
    const shown = part.shown;
    if (shown === null || this.machine) return html`${words}`;
    const key = keyOf(shown);
    if (this.editing?.key === key) return this._editor(this.editing, []);
    const { standing } = shown.utterance.line;
    const removed = standing === "removed";
    return html`<span class="utterance ${removed ? "utterance-removed" : ""}" data-utterance=${key} role="group" tabindex=${this._tabStop(key) ? 0 : -1}
        aria-label=${t(`reading.label.${standing}`, { name, time: timeCode(part.startS) })} @focus=${() => this._select(key)}>${removed ? html`<i lang=${language()}>${t("reading.removed")}</i>` : words}${
      standing === "as-heard" ? nothing : html`<svg class="utterance-read" viewBox="0 0 14 14" aria-hidden="true"><path d="M2 7.5l3.5 3.5L12 3.5"></path></svg>`}</span> ${this._story === key ? this._told(shown) : nothing}`;
  }

  /** What the machine had heard, and who did what. @param {ShownUtterance} shown */
  _told(shown) {
    const { utterance } = shown;
    const reading = this.readings.readings.find(({ seat, version }) => seat === shown.seat && version === shown.version) ?? null;
    const story = storyOf(reading, utterance.utterance_id);
    return html`<span class="utterance-story" role="group" aria-label=${t("reading.story")} lang=${language()}>
      <span class="story-line"><b>${t("reading.heard")}</b> ${utterance.heard === null ? t("reading.heard.nothing") : html`<span lang="en">${utterance.heard}</span>`}</span>
      ${story.map((line) => html`<span class="story-line"><b>${timeOfDay(new Date(line.at), language())}, ${authorName(line.author)}</b>
        ${t(`reading.did.${line.kind}`)} ${line.kind === "confirmed" || line.after === "" ? nothing : html`<span lang="en">${line.after}</span>`}</span>`)}
      ${this._may() && story.length > 0 ? html`<span><button class="act" type="button" @click=${() => this._order(shown, { type: "undo", utterance_id: utterance.utterance_id, revision: utterance.revision })}>${t("reading.undo")}</button></span>` : nothing}
    </span>`;
  }

  /** @param {Editing} editing @param {readonly { seat: string, name: string }[]} speakers */
  _editor(editing, speakers) {
    const newest = newerThanRead(this.readings.readings, editing.seat, editing.version);
    return html`<exam-correction .text=${editing.text} .anew=${newest?.recognizer.model ?? ""} .heard=${editing.heard} .atS=${editing.atS} .other=${this._other} .problem=${this.problem} .busy=${this.busy} .looping=${this.looping} .speakers=${speakers}
      @exam-correction-typed=${(/** @type {CustomEvent} */ event) => { if (this.editing !== null) this.editing = { ...this.editing, text: event.detail }; }}
      @exam-correction-over=${() => this.closeEditor()} @exam-correction-loop=${() => this.loop()} @exam-correction-save=${(/** @type {CustomEvent} */ event) => this._save(event.detail)}></exam-correction>`;
  }

  /**
   * What the keys do while the focus is in the transcript, and nowhere else (WCAG 2.2, 2.1.4): upon the utterance that
   * has it, or else upon the one that is heard at `atS`.
   * @param {KeyboardEvent} event @param {number} atS
   */
  pressed(event, atS) {
    if (!(event.target instanceof Element) || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = this._inOrder;
    const key = event.target.getAttribute("data-utterance");
    const at = key === null ? all.findLastIndex(({ utterance }) => utterance.line.start_s <= atS) : all.findIndex((each) => keyOf(each) === key);
    const shown = all[at] ?? all[0];
    if (shown === undefined) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      e: () => this._edit(shown), c: () => this._confirm(shown), h: () => this._toggleStory(keyOf(shown)), a: () => this._host.tell("add-utterance"),
      ...(key === null ? {} : { Enter: () => this._edit(shown), ArrowDown: () => this._go(all[at + 1]), ArrowUp: () => this._go(all[at - 1]) }),
    };
    const press = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (press === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    press();
  }

  /** @param {ShownUtterance | undefined} shown */
  _go(shown) {
    if (shown === undefined) return;
    this._host.tell("seek", shown.utterance.line.start_s);
    void this._focus(keyOf(shown));
  }

  /** @param {ShownUtterance} shown */
  _edit(shown) {
    const { utterance, seat, version } = shown;
    if (!this._may() || this.editing !== null || this.machine) return;
    this._open({
      key: keyOf(shown), seat, version, atS: utterance.line.start_s, endsS: utterance.line.end_s, heard: utterance.heard, given: utterance.line.text, text: utterance.line.text,
      revision: utterance.revision, utteranceId: utterance.utterance_id,
    });
  }

  /** @param {Editing} editing */
  _open(editing) {
    this.editing = editing;
    this._selected = editing.key;
    this.problem = "";
    this._host.requestUpdate();
    this._showEditor();
  }

  /** Bring all of the editor into view. */
  _showEditor() {
    void this._host.updateComplete.then(() => requestAnimationFrame(() => this._host.querySelector("exam-correction")?.scrollIntoView({ block: "nearest" })));
  }

  /** @param {ShownUtterance} shown */
  _confirm(shown) {
    if (!this._may() || this.busy || shown.utterance.line.standing !== "as-heard") return;
    // Whoever reads on confirms one after the other with one key.
    const next = this._inOrder[this._inOrder.indexOf(shown) + 1];
    this._next = next === undefined ? "" : keyOf(next);
    this._order(shown, { type: "confirm", utterance_id: shown.utterance.utterance_id, revision: shown.utterance.revision });
  }

  /** @param {{ text: string, seat: string }} typed */
  _save({ text, seat }) {
    const editing = this.editing;
    if (editing === null) return;
    this.editing = { ...editing, text };
    const { utteranceId, revision } = editing;
    const to = utteranceId === null ? readingOf(this.readings.readings, seat, this._pinned().get(seat)) ?? editing : editing;
    const order = utteranceId === null ? { type: "add", at_s: editing.atS, text } : { type: "correct", utterance_id: utteranceId, revision, text };
    this._order(to, /** @type {import("../state/correction.d.ts").CorrectionOrder} */ (order));
  }

  /** @param {{ seat: string, version: number }} to @param {import("../state/correction.d.ts").CorrectionOrder} order */
  _order({ seat, version }, order) {
    if (this.busy) return;
    this.busy = true;
    this.problem = "";
    this._host.tell("correction", { seat, version, order });
    this._host.requestUpdate();
  }

  /** @param {string} key */
  _toggleStory(key) {
    this._story = this._story === key ? "" : key;
    this._selected = key;
    this._host.requestUpdate();
  }

  /** @param {string} key */
  _select(key) {
    if (this._selected === key) return;
    this._selected = key;
    this._host.requestUpdate();
  }

  /** One utterance at a time is a stop of the Tab key: arrows go on from there. @param {string} key */
  _tabStop(key) {
    return key === (this._keys.has(this._selected) ? this._selected : this._first);
  }

  /** The versions that were asked for; while somebody writes, that which is written upon. @returns {ReadonlyMap<string, number>} */
  _pinned() {
    return this.editing === null ? this._chosen : new Map([...this._chosen, [this.editing.seat, this.editing.version]]);
  }

  _may() {
    return this.readings.may_correct;
  }

  /** What is shown by now. @param {readonly import("../state/transcript.js").Turn[]} turns */
  order(turns) {
    this._inOrder = turns.flatMap(({ parts }) => parts.flatMap(({ shown }) => (shown === null ? [] : [shown])));
    const keys = this._inOrder.map(keyOf);
    this._first = keys[0] ?? "";
    this._keys = new Set(keys);
  }

  _changed() {
    this.stale = true;
    this._host.requestUpdate();
  }

  /** @param {string} key */
  async _focus(key) {
    await this._host.updateComplete;
    const span = this._host.querySelector(`[data-utterance="${key}"]`);
    if (span instanceof HTMLElement) span.focus();
  }
}
