/** The candidate's screens in which nobody talks: before the file, with the file, and after. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { countWords, lengthText, longDate, shortHash, timeOfDay, timeOfDayExact } from "../state/format.js";
import { NO_REFERENCE } from "../state/reference.js";
import { secondsUntil } from "../state/server_time.js";
import { count, fieldsOf } from "../state/sheet.js";
import { envelope, spoken } from "./envelope.js";
import { notesPane } from "./notes.js";
import { papersOf } from "./paper.js";
import { copyLine, noClock } from "./parts.js";
import { printButton, printedWork } from "./print_work.js";
import { wordsOf } from "./words.js";
import "./full_screen.js";
import "./mic_check.js";
import "./documents.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("./stage.js").Stage<CandidateView>} Stage */

/** Whoever opens the page later than this after the preparation began sees no envelope. */
const OPENING_S = 3;

/** How long a step is planned to last, in words. @param {CandidateView} view @param {"preparation" | "call" | "writing"} phase */
function planned(view, phase) {
  return lengthText(view.rail.find((step) => step.phase === phase)?.planned_s ?? 0);
}

/** @param {string} words */
function next(words) {
  return html`<section class="next" aria-labelledby="next"><h2 class="next-label" id="next">${t("next.label")}</h2><p>${words}</p></section>`;
}

/** Before the file: who, what is recorded, and a try of the microphone. @param {Stage} stage */
export function waiting({ view }) {
  const words = wordsOf(view);
  const drawn = view.phase === "drawn";
  return html`
    <main class="screen-main before">
      <div class="before-heading">
        <h1>${view.candidate_name}</h1>
        <p>${t("before.where", { room: view.room_name, date: longDate(new Date(), language()) })}</p>
      </div>
      <section class="before-state" aria-labelledby="state">
        ${drawn ? envelope(null, "envelope before-envelope") : nothing}
        <div role="status"><h2 class="before-result" id="state">${t(drawn ? "before.drawn" : "before.waiting")}</h2></div>
        <p>${t(drawn ? "before.drawn.note" : "before.waiting.note", { length: planned(view, "preparation") })}</p>
        ${next(words.t("before.next", {
          preparation: planned(view, "preparation"), call: planned(view, "call"), writing: planned(view, "writing"),
        }))}
        <exam-full-screen class="before-full-screen" asks></exam-full-screen>
      </section>
      <section class="before-notice" aria-labelledby="notice">
        <h2 id="notice">${words.t("notice.heading")}</h2>
        <ul class="plain-list">
          <li>${words.t("notice.what")}</li><li>${t("notice.why")}</li><li>${t("notice.who")}</li><li>${t("notice.machine")}</li><li>${t("notice.rights")}</li>
        </ul>
      </section>
      ${view.formalities?.station ? nothing : html`<exam-mic-check class="before-mic stack" .manner=${view.station_setup}></exam-mic-check>`}
    </main>`;
}

/** The envelope opens before the candidate as the time starts; it takes no press, and is gone at once. @param {CandidateView} view @param {import("../state/seat.js").SeatState} state */
function opening(view, { time }) {
  if (time === null || secondsUntil(time, view.phase_since, performance.now()) < -OPENING_S) return nothing;
  return html`<div class="opening" aria-hidden="true">${envelope({ number: view.number, title: view.title, manner: "" })}</div>`;
}

/** Which scenario it is, and the seal of the set that it was drawn from. @param {CandidateView} view */
function drawnFrom(view) {
  if (view.number === null || view.sealed_set === "") return nothing;
  return html`<p class="note preparation-drawn">${t("draw.candidate", { number: spoken(view.number), seal: shortHash(view.sealed_set) })}${view.draws > 1 ? html`. ${t("draw.candidate.again", { n: view.draws })}` : nothing}</p>`;
}

/** Documents to read, notes to take, the time left. @param {Stage} stage */
export function preparation(stage) {
  const { state, view, reference = NO_REFERENCE } = stage;
  const words = wordsOf(view);
  const how = view.part === "visitor" ? "visitor" : `${view.mode ?? "telephone"}.${view.line.you_ring ? "you" : "them"}`;
  const at = view.deadline === null ? "" : timeOfDay(new Date(view.deadline), language());
  return html`
    <main class="screen-main preparation">
      <h1 class="visually-hidden">${words.t("preparation.heading")}</h1>
      ${opening(view, state)}
      ${view.clock_shown ? html`<exam-clock class="clock" .time=${state.time} .pausedSince=${view.paused_since} .deadline=${view.deadline} .label=${t("clock.preparation")}
        .until=${t(`clock.preparation.until.${how}`, { time: at })}></exam-clock>` : noClock(words.t("preparation.heading"))}
      <exam-documents class="pane preparation-documents" role="region" aria-label=${t("documents.label")} .brief=${view.brief} .heading=${view.title} .papers=${papersOf(view.sitting_id, "candidate")} .reference=${reference}></exam-documents>
      ${notesPane(stage, "preparation-notes")}
      <div class="preparation-next">${drawnFrom(view)}${next(words.t(`preparation.next.${how}`, {
        name: view.other_party?.name ?? "", length: planned(view, "call"),
      }))}</div>
    </main>`;
}

/** The way to the next part, for a candidate who came by a code. @param {boolean | undefined} goesOn */
function goOn(goesOn) {
  return goesOn ? html`<a class="button button-primary" href="/candidate">${t("way.on")}</a>` : nothing;
}

/** @param {Stage} stage */
export function handedIn({ view, state, goesOn }) {
  const words = wordsOf(view);
  const at = view.handed_in_at === null ? "" : timeOfDayExact(new Date(view.handed_in_at), language());
  const what = view.part === "visitor" ? sheetTally(view, state) : tn("writing.words", countWords(view.text.text || state.text.text));
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        ${doneSign}
        <div role="status"><h1>${words.t("handed-in.heading")}</h1></div>
        <p>${words.t(view.handed_in_by_time ? "handed-in.words.time" : "handed-in.words", { time: at, words: what })}</p>
        ${copyLine(state.copy)}
        <div class="next"><h2 class="next-label">${t("next.label")}</h2><p>${words.t("handed-in.next")}</p></div>
        <p class="row">${goOn(goesOn)}${printButton(words.t("print.mine"))}</p>
      </section>
      ${printedWork({
        name: view.candidate_name, room: view.room_name, title: view.title, at: view.handed_in_at, handedIn: true, tally: what,
        textTask: view.text_task, text: view.text.text || state.text.text, sheetTask: view.contact_sheet, fields: fieldsOf(state.sheet.text),
      })}
    </main>`;
}

/** @param {CandidateView} view @param {import("../state/seat.js").SeatState} state */
function sheetTally(view, state) {
  const { filled } = view.contact_sheet === null ? { filled: 0 } : count(view.contact_sheet, fieldsOf(state.sheet.text));
  return tn("sheet.tally", filled);
}

/** The manager ended the part: what was written until then is kept. @param {Stage} _stage */
export function aborted({ goesOn }) {
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        <div role="status"><h1>${t("aborted.heading")}</h1></div>
        <p>${t("aborted.words")}</p>
        <div class="next"><h2 class="next-label">${t("next.label")}</h2><p>${t("aborted.next")}</p></div>
        ${goesOn ? html`<p class="row">${goOn(goesOn)}</p>` : nothing}
      </section>
    </main>`;
}

const doneSign = html`<svg class="plain-sign" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="30"></circle><path d="M19 33l9 9 18-20"></path></svg>`;
