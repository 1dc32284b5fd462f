import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { secondsText, timeCode, timeOfDay } from "../state/format.js";
import { amongWords, othersS } from "../state/sounds.js";
import { languageName, mayBeForeign, turns, turnsAt, UNCLEAR_BELOW, wordAt, wordsBySeat } from "../state/transcript.js";
import { LightElement } from "./base.js";
import { Corrections } from "./corrections.js";
import { heardSound } from "./heard_sound.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/transcript.js").Turn} Turn */

/** The reader's own scrolling is left alone for so long. */
const READING_MS = 4000;

/** More than a screen holds: so many turns are there with the first picture, the others come in the frames after it. */
const TURNS_AT_ONCE = 16;
/** As much as fits between two frames without being felt; two hours are there after a second. */
const TURNS_A_FRAME = 90;

/** What was said, by speaker. A word that is pressed is heard; the word that is heard is marked. */
export class ExamTranscript extends LightElement {
  static properties = { bundle: { attribute: false }, exports: { type: Boolean }, _turns: { state: true }, _upTo: { state: true } };

  constructor() {
    super();
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** Offer the words as a file. */
    this.exports = true;
    /** @type {Turn[]} */
    this._turns = [];
    /** How many turns stand there so far. */
    this._upTo = TURNS_AT_ONCE;
    /** The turns that no screen holds wait until the rest of the page stands. */
    this._goesOn = false;
    /** The element of each turn, in their order: nobody searches 20,000 words on each frame. @type {readonly Element[]} */
    this._turnElements = [];
    /** @type {ReturnType<typeof wordsBySeat>} */
    this._words = new Map();
    /** The transcripts as they are shown: words, sounds and recogniser of one version each. @type {import("../state/bundle.d.ts").TrackTranscript[]} */
    this._shown = [];
    /** What is marked now. @type {Set<Element>} */
    this._marked = new Set();
    this._atS = 0;
    this._scrolledAtMs = -READING_MS;
    /** What people have made of it. */
    this.corrections = new Corrections(this);
  }

  /** When each turn and each word begins, in order: what the arrow keys step through. */
  get turnStarts() {
    return this._turns.map(({ startS }) => startS);
  }

  get wordStarts() {
    return [...this._words.values()].flat().map(({ start_s }) => start_s).sort((a, b) => a - b);
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {ReplayBundle | null | undefined} */ (changed.get("bundle"));
    const heardAnew = changed.has("bundle") && JSON.stringify(before?.transcripts) !== JSON.stringify(this.bundle?.transcripts);
    if (!heardAnew && !this.corrections.stale) return;
    const shown = this.corrections.shown(this.bundle?.transcripts ?? []);
    this._shown = shown;
    this._turns = turns(shown);
    this._words = wordsBySeat(shown);
    this.corrections.order(this._turns);
  }

  /** Lay out all turns from now on: what stands around them is there. */
  goOn() {
    if (this._goesOn) return;
    this._goesOn = true;
    this.requestUpdate();
  }

  updated() {
    this._turnElements = [...this.querySelectorAll("[data-turn]")];
    // Behind the frame, not in it: what stands there is seen first.
    if (this._goesOn && this._upTo < this._turns.length) requestAnimationFrame(() => setTimeout(() => { this._upTo = Math.max(this._upTo, this._turnElements.length + TURNS_A_FRAME); }));
    this.showTime(this._atS, false);
  }

  /** The words that are selected, in whole. @returns {import("../state/bundle.d.ts").Word[]} */
  selectedWords() {
    const selection = getSelection();
    if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return [];
    const range = selection.getRangeAt(0);
    return [...this.querySelectorAll("[data-word]")].filter((word) => range.intersectsNode(word)).flatMap((word) => this._spokenWord(word) ?? []);
  }

  /** What is heard again and again where nothing is selected: the phrase at `atS`, or the last one before. @param {number} atS @returns {import("../state/timeline.js").Span | null} */
  phraseAt(atS) {
    const words = this.selectedWords();
    if (words.length > 0) return { startsS: Math.min(...words.map(({ start_s }) => start_s)) - 0.15, endsS: Math.max(...words.map(({ end_s }) => end_s)) + 0.15 };
    const parts = this._turns.flatMap((turn) => turn.parts).filter(({ startS }) => startS <= atS + 0.1).sort((a, b) => a.startS - b.startS);
    const part = parts.findLast(({ endS }) => atS < endS) ?? parts.at(-1);
    return part === undefined ? null : { startsS: part.startS - 0.15, endsS: part.endS + 0.15 };
  }

  /** Mark what is spoken at `atS`; follow it if it plays and nobody is reading elsewhere. @param {number} atS @param {boolean} playing */
  showTime(atS, playing) {
    const jumped = Math.abs(atS - this._atS) > 0.5;
    this._atS = atS;
    /** @type {Set<Element>} */
    const now = new Set();
    for (const turn of turnsAt(this._turns, atS)) {
      const element = this._turnElements[turn];
      if (element === undefined) continue;
      now.add(element);
      const { seat } = /** @type {Turn} */ (this._turns[turn]);
      const word = element.querySelector(`[data-word="${seat}-${wordAt(this._words.get(seat) ?? [], atS)}"]`);
      if (word !== null) now.add(word);
    }
    for (const element of this._marked) if (!now.has(element)) this._mark(element, false);
    for (const element of now) if (!this._marked.has(element)) this._mark(element, true);
    this._marked = now;
    if (playing || jumped) this._follow(atS, jumped);
  }

  /** Bring what is spoken into view; a jump does it at once, playing waits until nobody scrolls. @param {number} atS @param {boolean} jumped */
  _follow(atS, jumped) {
    const pane = /** @type {HTMLElement | null} */ (this.querySelector(".transcript"));
    // The pane scrolls by itself where the page is an instrument; where it is a document the reader scrolls.
    if (this.corrections.editing !== null) return; // Nobody writes while the paper moves.
    if (pane === null || pane.scrollHeight <= pane.clientHeight) return;
    if (!jumped && performance.now() - this._scrolledAtMs < READING_MS) return;
    const last = this._turns.findLastIndex(({ startS }) => startS <= atS);
    const turn = /** @type {HTMLElement | undefined} */ (this._turnElements[last]);
    if (turn === undefined && last >= this._upTo) {
      this._upTo = last + TURNS_A_FRAME;
      void this.updateComplete.then(() => this._follow(atS, jumped));
      return;
    }
    if (turn === undefined) {
      if (jumped) pane.scrollTop = 0;
      return;
    }
    if (show(pane, turn)) requestAnimationFrame(() => show(pane, turn)); // What was far away is laid out only now, and may be higher.
  }

  /** @param {Element} element @param {boolean} on */
  _mark(element, on) {
    element.classList.toggle(element.hasAttribute("data-turn") ? "turn-now" : "word-now", on);
    if (on) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  }

  /** @param {Event} event */
  _pressed(event) {
    const word = event.target instanceof Element ? event.target.closest("[data-word]") : null;
    if (word === null) return;
    // A selection that was being made is not a press.
    if (getSelection()?.isCollapsed === false) return;
    const spoken = this._spokenWord(word);
    if (spoken !== undefined) this.tell("hear", spoken.start_s);
  }

  /** @param {Element} word */
  _spokenWord(word) {
    const [seat = "", index = ""] = (word.getAttribute("data-word") ?? "").split(/-(?=\d+$)/);
    return this._words.get(seat)?.[Number(index)];
  }

  render() {
    const bundle = this.bundle;
    if (bundle === null) return nothing;
    const ready = this._turns.length > 0;
    return html`
      <div class="pane-heading"><h2 id="transcript">${t("replay.transcript")}</h2>${ready ? html`<p class="note">${t("replay.unclear")}</p>${this.exports ? html`<exam-exports .sitting=${bundle.sitting_id}></exam-exports>` : nothing}` : nothing}${this.corrections.bar(bundle.transcripts.map(({ seat }) => seat))}</div>
      <div class="transcript pane-scroll" tabindex="0" role="group" aria-labelledby="transcript" @click=${this._pressed} @keydown=${(/** @type {KeyboardEvent} */ event) => this.corrections.pressed(event, this._atS)}
        @wheel=${() => { this._scrolledAtMs = performance.now(); }} @touchmove=${() => { this._scrolledAtMs = performance.now(); }}>
        ${bundle.transcript_state === "ready" ? nothing : html`
          <div class="transcript-state" role="status"><p><b>${t(`replay.transcript.${bundle.transcript_state}`)}</b></p>
            <p>${t(this._soundIsComing(bundle) ? "replay.transcript.before-sound" : `replay.transcript.${bundle.transcript_state}.note`)}</p>
            ${bundle.transcript_ready_at === null ? nothing : html`<p>${t("replay.transcript.at", { time: timeOfDay(new Date(bundle.transcript_ready_at), language()) })}</p>`}</div>`}
        ${bundle.transcript_state === "ready" && !ready ? html`<p class="transcript-state">${t("replay.transcript.silence")}</p>` : nothing}
        ${this.corrections.above(bundle.transcripts.map(({ seat }) => ({ seat, name: this._name(seat, bundle) })))}
        ${this._doubts(bundle)}
        ${this._turns.slice(0, this._upTo).map((turn, index) => this._turn(turn, index, bundle))}
        ${this._recognizers(bundle)}
      </div>`;
  }

  /** Neither words nor sound are there: nobody is to be told to listen meanwhile. @param {ReplayBundle} bundle */
  _soundIsComing(bundle) {
    return ["queued", "running"].includes(bundle.transcript_state) && bundle.mix === null && bundle.tracks.every(({ audio }) => audio === null);
  }

  /** @param {Turn} turn @param {number} index @param {ReplayBundle} bundle */
  _turn(turn, index, bundle) {
    const track = bundle.tracks.find(({ seat }) => seat === turn.seat);
    const name = this._name(turn.seat, bundle);
    return html`
      <div class="turn ${track?.shared ? "turn-uncertain" : turn.seat === "candidate" ? "turn-candidate" : ""}" data-turn=${index}>
        <button class="turn-time" type="button" aria-label=${t("replay.hear-from", { time: timeCode(turn.startS), name })} @click=${() => this.tell("hear", turn.startS)}>${timeCode(turn.startS)}</button>
        <div class="turn-head"><p class="turn-who">${name}</p>${this.corrections.acts(turn.parts)}</div>
        <div class="turn-text" lang="en">${turn.parts.map((part, place) => this.corrections.part(part, name, this._spoken(turn, place, bundle)))}</div>
      </div>`;
  }

  /** The words of one utterance, and what was heard beside them. @param {Turn} turn @param {number} part @param {ReplayBundle} bundle */
  _spoken(turn, part, bundle) {
    const { seat } = turn;
    return amongWords(turn, part, this._sounds(seat)).map((item) => {
      if ("sound" in item) return heardSound(item.sound);
      const { word, index: place } = item.placed;
      const { changed, doubted } = /** @type {import("../state/correction.d.ts").ShownWord} */ (word);
      const looks = `word${doubted || word.probability < UNCLEAR_BELOW ? " unclear" : ""}${changed ? " word-changed" : ""}`;
      return html`<span class=${looks} data-word=${`${seat}-${place}`}>${word.text.trim()}</span> `;
    });
  }

  /** @param {string} seat */
  _sounds(seat) {
    return this._shown.find((each) => each.seat === seat)?.sounds ?? [];
  }

  /** Whose voice was also in whose microphone, which is written down where it belongs. @param {ReplayBundle} bundle */
  _others(bundle) {
    return bundle.transcripts.map(({ seat }) => {
      const seconds = othersS(this._sounds(seat));
      return seconds < 1 ? nothing : html` ${t("replay.sound.others", { name: this._name(seat, bundle), length: secondsText(seconds, language()) })}`;
    });
  }

  /** @param {string} seat @param {ReplayBundle} bundle */
  _name(seat, bundle) {
    const track = bundle.tracks.find((each) => each.seat === seat);
    return track?.shared ? t("replay.uncertain") : seat === "juror" ? bundle.other_party?.name ?? bundle.juror_name : track?.name ?? bundle.candidate_name;
  }

  /** Which program wrote this down, and with what: a transcript is evidence only together with it. @param {ReplayBundle} bundle */
  _recognizers(bundle) {
    const first = this._shown[0];
    if (first === undefined) return nothing;
    const { engine, engine_version, model, note } = first.recognizer;
    const unclear = [...this._words.values()].flat().filter(({ probability }) => probability < UNCLEAR_BELOW).length;
    return html`<footer class="transcript-foot note">
      ${note === "" ? nothing : html`<p lang="en"><b>${note}</b></p>`}
      <p>${t("replay.recognizer", { engine, version: engine_version, model })} ${unclear > 0 ? tn("replay.unclear-words", unclear) : nothing}${this._others(bundle)}</p>
      ${this.exports && this._shown.every(({ language: checked }) => checked == null) ? html`<p>${t("replay.language.not-checked")}</p>` : nothing}</footer>`;
  }

  /** Who may not have spoken English: said before the words, which do not tell. @param {ReplayBundle} bundle */
  _doubts(bundle) {
    if (!this.exports) return nothing; // the candidate looks on
    return this._shown.map(({ seat, language: checked }) => checked == null || !mayBeForeign(checked) ? nothing
      : html`<p class="transcript-state"><b>${t("replay.language.doubtful", { name: this._name(seat, bundle), language: languageName(checked.other, language()), other: secondsText(checked.other_s, language()), checked: secondsText(checked.checked_s, language()) })}</b></p>`);
  }
}

/** Bring a turn into the pane; whether it had to move. @param {HTMLElement} pane @param {HTMLElement} turn */
function show(pane, turn) {
  const top = turn.offsetTop - pane.offsetTop;
  if (top >= pane.scrollTop + 24 && top + turn.offsetHeight <= pane.scrollTop + pane.clientHeight - 24) return false;
  pane.scrollTop = top - pane.clientHeight / 3;
  return true;
}
customElements.define("exam-transcript", ExamTranscript);
