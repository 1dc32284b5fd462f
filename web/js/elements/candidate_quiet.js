/** The candidate's screens in which nobody talks: before the file, with the file, and after. */

import { html, live as fresh, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { countWords, lengthText, longDate, timeOfDay, timeOfDayExact } from "../state/format.js";
import { notesPane } from "./notes.js";
import { refusal, savedState } from "./parts.js";
import "./mic_check.js";
import "./documents.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("./stage.js").Stage<CandidateView>} Stage */

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
  const drawn = view.phase === "drawn";
  return html`
    <main class="screen-main before">
      <div class="before-heading">
        <h1>${view.candidate_name}</h1>
        <p>${t("before.where", { room: view.room_name, date: longDate(new Date(), language()) })}</p>
      </div>
      <section class="before-state" aria-labelledby="state">
        <div role="status"><h2 class="before-result" id="state">${t(drawn ? "before.drawn" : "before.waiting")}</h2></div>
        <p>${t(drawn ? "before.drawn.note" : "before.waiting.note", { length: planned(view, "preparation") })}</p>
        ${next(t("before.next", {
          preparation: planned(view, "preparation"), call: planned(view, "call"), writing: planned(view, "writing"),
        }))}
      </section>
      <section class="before-notice" aria-labelledby="notice">
        <h2 id="notice">${t("notice.heading")}</h2>
        <ul class="plain-list">
          <li>${t("notice.what")}</li><li>${t("notice.why")}</li><li>${t("notice.who")}</li><li>${t("notice.rights")}</li>
        </ul>
      </section>
      <exam-mic-check class="before-mic stack"></exam-mic-check>
    </main>`;
}

/** Documents to read, notes to take, the time left. @param {Stage} stage */
export function preparation(stage) {
  const { state, view } = stage;
  const rings = view.line.you_ring ? "you" : "them";
  const at = view.deadline === null ? "" : timeOfDay(new Date(view.deadline), language());
  return html`
    <main class="screen-main preparation">
      <h1 class="visually-hidden">${t("preparation.heading")}</h1>
      <exam-clock class="clock" .time=${state.time} .pausedSince=${view.paused_since} .deadline=${view.deadline} .label=${t("clock.preparation")}
        .until=${t(`clock.preparation.until.${view.mode ?? "telephone"}.${rings}`, { time: at })}></exam-clock>
      <exam-documents class="pane preparation-documents" role="region" aria-label=${t("documents.label")} .brief=${view.brief} .heading=${view.title}></exam-documents>
      ${notesPane(stage, "preparation-notes")}
      <div class="preparation-next">${next(t(`preparation.next.${view.mode ?? "telephone"}.${rings}`, {
        name: view.other_party?.name ?? "", length: planned(view, "call"),
      }))}</div>
    </main>`;
}

/** The professional text: a sheet of paper, the task and the notes beside it. @param {Stage} stage */
export function writing(stage) {
  const { state, view, live, write, ask, sheet, showSheet } = stage;
  const task = view.text_task;
  const text = state.text.text;
  const at = view.deadline === null ? "" : timeOfDay(new Date(view.deadline), language());
  return html`
    <main class="screen-main writing">
      <form class="pane letter" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); ask("confirm-hand-in"); }}>
        <div class="pane-heading">
          <h1><label for="text">${t("writing.heading")}</label></h1>
          ${savedState(state.text, live, { exact: true })}
        </div>
        <div class="letter-fields">
          <p class="letter-line"><span>${t("writing.to")}</span><span class="letter-to" lang="en">${task?.recipient ?? ""}</span></p>
          <textarea class="letter-text" id="text" lang=${task?.language ?? "en"} spellcheck="false" maxlength="20000" .value=${fresh(text)}
            @input=${(/** @type {{ target: HTMLTextAreaElement }} */ { target }) => write("text", target.value)}></textarea>
        </div>
        <div class="letter-foot row row-apart">
          <p><b>${tn("writing.words", countWords(text))}</b></p>
          ${refusal(state.refusal)}
          <button class="button button-primary" type="submit" ?disabled=${!live}>${t("writing.hand-in")}</button>
        </div>
      </form>
      <div class="writing-side column">
        <exam-clock class="clock" .time=${state.time} .pausedSince=${view.paused_since} .deadline=${view.deadline} .label=${t("clock.writing")}
          .until=${t("clock.writing.until", { time: at })}></exam-clock>
        ${callBack(stage)}
        <section class="stack" aria-labelledby="task">
          <h2 id="task">${t(task?.language === "fr" ? "writing.task.fr" : "writing.task.en")}</h2>
          <p><b lang="en">${task?.title ?? ""}</b></p>
          <p class="writing-task" lang="en">${task?.instructions.trim() ?? ""}</p>
          <p class="note">${t("writing.as-it-is")}</p>
        </section>
        ${papers(stage, sheet, showSheet)}
      </div>
    </main>`;
}

/** Own notes, or a sheet of the file in their place. @param {Stage} stage @param {number} sheet @param {(sheet: number) => void} showSheet */
function papers({ view, state }, sheet, showSheet) {
  const file = sheet >= 0;
  return html`
    <section class="stack writing-notes" aria-label=${t(file ? "documents.label" : "notes.label")}>
      <div class="row" role="group" aria-label=${t("writing.papers")}>
        <button class="button" type="button" aria-pressed=${file ? "false" : "true"} @click=${() => showSheet(-1)}>${t("notes.label")}</button>
        <button class="button" type="button" aria-pressed=${file ? "true" : "false"} @click=${() => showSheet(0)}>${t("documents.label")}</button>
      </div>
      ${file
        ? html`<exam-documents class="pane writing-file" .brief=${view.brief} .heading=${view.title}></exam-documents>`
        : html`<p class="writing-notes-text pane-scroll" lang="en" tabindex="0">${state.notes.text || t("notes.none")}</p>`}
    </section>`;
}

/** While time of the call is left it may be taken up again. @param {Stage} stage */
function callBack({ state, view, live, order }) {
  const until = view.line.call_back_until;
  if (until === null) return nothing;
  return html`
    <section class="next call-back" aria-labelledby="call-back">
      <h2 class="next-label" id="call-back">${t("call-back.label")}</h2>
      <p>${t("call-back.words", { name: view.other_party?.name ?? "", time: timeOfDayExact(new Date(until), language()) })}</p>
      <p><button class="button" type="button" ?disabled=${!live} @click=${() => order({ type: "ring" })}>${t("call-back.ring", { name: view.other_party?.name ?? "" })}</button></p>
    </section>`;
}

/** @param {Stage} stage */
export function handedIn({ view, state }) {
  const at = view.handed_in_at === null ? "" : timeOfDayExact(new Date(view.handed_in_at), language());
  const words = countWords(view.text.text || state.text.text);
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        ${doneSign}
        <div role="status"><h1>${t("handed-in.heading")}</h1></div>
        <p>${t("handed-in.words", { time: at, words: tn("writing.words", words) })}</p>
        <div class="next"><h2 class="next-label">${t("next.label")}</h2><p>${t("handed-in.next")}</p></div>
      </section>
    </main>`;
}

/** The manager ended the part: what was written until then is kept. @param {Stage} _stage */
export function aborted(_stage) {
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        <div role="status"><h1>${t("aborted.heading")}</h1></div>
        <p>${t("aborted.words")}</p>
        <div class="next"><h2 class="next-label">${t("next.label")}</h2><p>${t("aborted.next")}</p></div>
      </section>
    </main>`;
}

const doneSign = html`<svg class="plain-sign" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="30"></circle><path d="M19 33l9 9 18-20"></path></svg>`;
