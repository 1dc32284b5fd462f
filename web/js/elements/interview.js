/** Interviews: the jury's steps and their clock; what the candidate sees meanwhile. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { timeOfDay, timeOfDayExact } from "../state/format.js";
import { waitsForSteps } from "./order.js";
import { refusal } from "./parts.js";
import "./interview_file.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @template View @typedef {import("./stage.js").Stage<View>} Stage */

/** The jury's page: steps, clock and the next press on the left, the candidate's file on the right. @param {Stage<JuryView>} stage */
export function jury(stage) {
  const { view, state } = stage;
  return html`
    <main class="screen-main interview">
      <section class="column interview-side" aria-label=${t("interview.side")}>
        <h1>${t(`part.${view.part}`)}</h1>
        ${steps(view)}
        ${clock(stage)}
        <div class="stack">${action(stage)}${refusal(state.refusal)}</div>
      </section>
      <exam-interview-file class="pane interview-file" .sittingId=${view.sitting_id} .seat=${view.seat}></exam-interview-file>
    </main>`;
}

/** What is left of the steps, asked before it is passed over. @param {JuryView} view @param {() => void} pass */
export function nextDialog(view, pass) {
  const step = following(view);
  const name = step === undefined ? "" : t(`phase.${step.phase}`);
  return html`<exam-confirm id="confirm-next-step" .question=${t(step === undefined ? "interview.end.question" : "interview.next.question", { step: name })}
    .words=${t("interview.next.words")} .yes=${t(step === undefined ? "interview.end" : "interview.next", { step: name })} .no=${t("interview.next.no")}
    @exam-confirmed=${pass}></exam-confirm>`;
}

/** The candidate sits before the jury: the page says what runs, and rings if something is needed. @param {Stage<CandidateView>} stage */
export function candidate(stage) {
  const { view, goesOn } = stage;
  const over = view.phase === "handed-in" || view.phase === "aborted";
  const words = view.phase === "waiting" ? "waiting" : over ? view.phase : "running";
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        <div role="status"><h1>${t(`part.${view.part}`)}</h1></div>
        <p>${t(`interview.candidate.${words}`)}</p>
        ${over ? nothing : html`${steps(view)}${clock(stage)}`}
        ${over && goesOn ? html`<p class="row"><a class="button button-primary" href="/candidate">${t("way.on")}</a></p>` : nothing}
      </section>
    </main>`;
}

/** @param {CandidateView | JuryView} view */
function steps(view) {
  return html`<ol class="interview-steps">${view.rail.map((step) => html`
    <li aria-current=${step.phase === view.phase ? "step" : nothing}>
      <b>${t(`phase.${step.phase}`)}</b> <span>${tn("interview.minutes", Math.round(step.planned_s / 60))}</span></li>`)}</ol>`;
}

/** @param {Stage<CandidateView> | Stage<JuryView>} stage */
function clock({ view, state }) {
  const step = view.rail.find(({ phase }) => phase === view.phase);
  if (step === undefined || (view.role === "candidate" && !view.clock_shown)) return nothing;
  const at = view.deadline === null ? "" : timeOfDay(new Date(view.deadline), language());
  return html`<exam-clock class="clock" .time=${state.time} .deadline=${view.deadline} .pausedSince=${view.paused_since}
    .label=${t(`phase.${step.phase}`)} .until=${at === "" ? "" : t("clock.until", { time: at })}></exam-clock>`;
}

/** @param {JuryView} view */
function following(view) {
  return view.rail[view.rail.findIndex(({ phase }) => phase === view.phase) + 1];
}

/** The one thing to press. @param {Stage<JuryView>} stage */
function action({ view, live, order, ask }) {
  const step = following(view);
  switch (view.phase) {
    case "waiting":
      return html`<p class="note">${t("interview.before")}</p>${waitsForSteps(view)}
        <button class="button button-primary" type="button" ?disabled=${!live || view.part_waits_for.length > 0} @click=${() => order({ type: "begin-interview" })}>
          ${t("interview.begin", { step: t(`phase.${step?.phase ?? "questions"}`) })}</button>`;
    case "handed-in":
      return html`<p role="status"><b>${t("interview.over", { time: timeOfDayExact(new Date(view.handed_in_at ?? view.phase_since), language()) })}</b></p>`;
    case "aborted":
      return html`<p role="status"><b>${t("interview.aborted")}</b></p>`;
    default:
      return html`<button class="button" type="button" ?disabled=${!live || view.paused_since !== null} @click=${() => ask("confirm-next-step")}>
        ${t(step === undefined ? "interview.end" : "interview.next", { step: step === undefined ? "" : t(`phase.${step.phase}`) })}</button>`;
  }
}
