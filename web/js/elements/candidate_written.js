/** What the candidate writes afterwards: the text or the contact sheet, with the task and their papers beside it. */

import { html, live as fresh, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { countWords, timeOfDay, timeOfDayExact } from "../state/format.js";
import { NO_REFERENCE } from "../state/reference.js";
import { count, fieldsOf, LONGEST_LINE, LONGEST_LINES, withField } from "../state/sheet.js";
import { ringEndOf } from "../state/screens.js";
import { papersOf } from "./paper.js";
import { noClock, refusal, savedState } from "./parts.js";
import { plainWriting } from "./plain_writing.js";
import { wordsOf } from "./words.js";
import "./calculator.js";
import "./documents.js";
import "./reference.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("../protocol/messages.d.ts").ContactSheetTask} ContactSheetTask */
/** @typedef {import("../protocol/messages.d.ts").SheetField} SheetField */
/** @typedef {import("./stage.js").Stage<CandidateView>} Stage */

/** The professional text: a sheet of paper, the task and the notes beside it. @param {Stage} stage */
export function writing(stage) {
  const { state, view, live, write } = stage;
  const task = view.text_task;
  const text = state.text.text;
  return screen(stage, {
    heading: html`<h1><label for="text">${t("writing.heading")}</label></h1>`,
    saved: savedState(state.text, live, { exact: true }),
    paper: html`
      <div class="letter-fields">
        <p class="letter-line"><span>${t("writing.to")}</span><span class="letter-to" lang="en">${task?.recipient ?? ""}</span></p>
        <textarea class="letter-text" id="text" data-work="text" lang=${task?.language ?? "en"} maxlength="20000" ${plainWriting()} .value=${fresh(text)}
          @input=${(/** @type {{ target: HTMLTextAreaElement }} */ { target }) => write("text", target.value)}></textarea>
      </div>`,
    tally: html`<b>${tn("writing.words", countWords(text))}</b>`,
    task: html`
      <h2 id="task">${t(task?.language === "fr" ? "writing.task.fr" : "writing.task.en")}</h2>
      <p><b lang="en">${task?.title ?? ""}</b></p>
      <p class="writing-task" lang="en">${task?.instructions.trim() ?? ""}</p>`,
  });
}

/** The contact sheet: what is known of the visitor, field by field. @param {Stage} stage */
export function contactSheet(stage) {
  const { state, view, live } = stage;
  const task = view.contact_sheet;
  const fields = fieldsOf(state.sheet.text);
  const { filled, all } = task === null ? { filled: 0, all: 0 } : count(task, fields);
  return screen(stage, {
    heading: html`<h1>${t("sheet.heading")}</h1>`,
    saved: savedState(state.sheet, live, { exact: true }),
    paper: html`
      <div class="sheet-fields pane-scroll" lang=${task?.language ?? "en"}>
        ${task?.sections.map(({ title, fields: asked }) => html`
          <fieldset class="sheet-group">
            <legend>${title}</legend>
            ${asked.map((field) => sheetField(field, fields[field.field_id] ?? "", (value) => stage.write("sheet", withField(state.sheet.text, field.field_id, value))))}
          </fieldset>`)}
      </div>`,
    tally: html`<b>${t("sheet.filled", { filled, all })}</b> <span class="note">${tn("sheet.filled.word", filled)}</span>`,
    task: html`
      <h2 id="task">${t(task?.language === "fr" ? "sheet.task.fr" : "sheet.task.en")}</h2>
      <p><b lang=${task?.language ?? "en"}>${task?.title ?? ""}</b></p>
      <p class="writing-task" lang=${task?.language ?? "en"}>${task?.instructions.trim() ?? ""}</p>`,
  });
}

/** @param {SheetField} field @param {string} value @param {(value: string) => void} write */
function sheetField({ field_id, label, hint, kind, options }, value, write) {
  const id = `field-${field_id}`;
  const described = hint === "" ? nothing : `${id}-hint`;
  /** @param {{ target: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement }} event */
  const changed = ({ target }) => write(target.value);
  const long = kind === "lines";
  return html`
    <p class="field ${long ? "field-wide" : ""}">
      <span class="field-label"><label for=${id}>${label}</label>${hint === "" ? nothing : html` <span class="note" id="${id}-hint">${hint}</span>`}</span>
      ${long
        ? html`<textarea class="sheet-text" id=${id} data-work="sheet" rows="2" maxlength=${LONGEST_LINES} aria-describedby=${described} ${plainWriting()} .value=${fresh(value)} @input=${changed}></textarea>`
        : kind === "choice"
        ? html`<select id=${id} aria-describedby=${described} @change=${changed}>
            <option value="" ?selected=${value === ""}>${t("sheet.choose")}</option>
            ${options.map((option) => html`<option value=${option} ?selected=${value === option}>${option}</option>`)}</select>`
        : html`<input id=${id} data-work="sheet" type=${kind === "date" ? "date" : "text"} maxlength=${LONGEST_LINE} aria-describedby=${described} ${plainWriting()} .value=${fresh(value)} @input=${changed}>`}
    </p>`;
}

/**
 * Paper on the left; clock, task and one's own papers on the right.
 * @param {Stage} stage @param {{ heading: unknown, saved: unknown, paper: unknown, tally: unknown, task: unknown }} parts
 */
function screen(stage, { heading, saved, paper, tally, task }) {
  const { state, view, live, ask } = stage;
  const words = wordsOf(view);
  const at = view.deadline === null ? "" : timeOfDay(new Date(view.deadline), language());
  return html`
    <main class="screen-main writing">
      ${callBack(stage)}
      <form class="pane letter" autocomplete="off" @submit=${(/** @type {Event} */ event) => { event.preventDefault(); ask("confirm-hand-in"); }}>
        <div class="pane-heading">${heading}${saved}</div>
        ${paper}
        <div class="letter-foot row row-apart">
          <p>${tally}</p>
          ${refusal(state.refusal)}
          <button class="button button-primary" type="submit" ?disabled=${!live}>${words.t("writing.hand-in")}</button>
        </div>
      </form>
      <div class="writing-side column">
        ${view.clock_shown ? html`<exam-clock class="clock" .time=${state.time} .pausedSince=${view.paused_since} .deadline=${view.deadline} .label=${words.t("clock.writing")}
          .until=${t("clock.writing.until", { time: at })}></exam-clock>` : noClock(words.t("phase.writing"))}
        <section class="stack" aria-labelledby="task">
          ${task}
          <p class="note">${t("writing.as-it-is")}</p>
        </section>
        ${papers(stage)}
      </div>
    </main>`;
}

/** What lies beside the paper. */
const NOTES = -1;
const FILE = 0;
const CALCULATOR = 1;
const REFERENCE = 2;

/** Own notes, the file, the calculator or the centre's documentation in their place. @param {Stage} stage */
function papers({ view, state, sheet: wanted, showSheet, reference = NO_REFERENCE }) {
  const works = reference.works.length > 0;
  const sheet = wanted === REFERENCE && !works ? NOTES : wanted;
  const file = sheet === FILE;
  /** @type {[number, string][]} */
  const shown = [[NOTES, "notes.label"], [FILE, "documents.label"], [CALCULATOR, "calculator.heading"], ...(works ? [/** @type {[number, string]} */ ([REFERENCE, "reference.heading"])] : [])];
  const label = shown.find(([one]) => one === sheet)?.[1] ?? "notes.label";
  return html`
    <section class="stack writing-notes" aria-label=${t(label)}>
      <div class="row writing-papers" role="group" aria-label=${t("writing.papers")}>
        ${shown.map(([one, words]) => html`<button class="button" type="button" aria-pressed=${one === sheet ? "true" : "false"} @click=${() => showSheet(one)}>${t(words)}</button>`)}
      </div>
      ${/* It stays there unseen, so that its lines do. */ html`<exam-calculator ?hidden=${sheet !== CALCULATOR}></exam-calculator>
        ${works ? html`<exam-reference class="pane reference" ?hidden=${sheet !== REFERENCE} .shown=${sheet === REFERENCE} .reference=${reference}></exam-reference>` : nothing}`}
      ${file
        ? html`<exam-documents class="pane writing-file" .brief=${view.brief} .heading=${view.title} .papers=${papersOf(view.sitting_id, "candidate")}></exam-documents>`
        : sheet === CALCULATOR || sheet === REFERENCE ? nothing : html`<p class="writing-notes-text pane-scroll" lang="en" tabindex="0">${state.notes.text || t("notes.none")}</p>`}
    </section>`;
}

/** While time of the exchange is left it may be taken up again. @param {Stage} stage */
function callBack({ state, view, live, order }) {
  const until = view.line.call_back_until;
  if (!view.line.may_call_back) return nothing;
  const words = wordsOf(view);
  const name = view.other_party?.name ?? "";
  const end = ringEndOf(view);
  return html`
    <section class="next call-back" aria-labelledby="call-back">
      <h2 class="next-label" id="call-back">${words.t("call-back.label")}</h2>
      ${end === "busy" || end === "declined" ? html`<p role="status"><b>${words.t(`call-back.${end}`, { name })}</b></p>` : nothing}
      <div class="row row-apart">
        <p>${until === null ? words.t("call-back.words.untold", { name }) : words.t("call-back.words", { name, time: timeOfDayExact(new Date(until), language()) })}</p>
        <button class="button" type="button" ?disabled=${!live} @click=${() => order({ type: "ring" })}>${words.t("call-back.ring", { name })}</button>
      </div>
    </section>`;
}
