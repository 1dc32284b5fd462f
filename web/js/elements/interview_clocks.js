/** The technical interview's clocks in the replay's masthead: the one that runs is large, the next one waits. */

import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";

/** @typedef {import("../state/cockpit.d.ts").InterviewState} InterviewState */

/**
 * @param {InterviewState} interview @param {import("../state/server_time.js").ServerTime | null} time @param {boolean} busy
 * @param {(order: "begin" | "next") => void} order
 */
export function interviewClocks(interview, time, busy, order) {
  const at = interview.rail.findIndex(({ phase }) => phase === interview.phase);
  const next = interview.rail[at + 1];
  const waiting = interview.phase === "waiting";
  const over = interview.phase === "handed-in" || interview.phase === "aborted";
  return html`
    <div class="interview-clocks" role="group" aria-label=${t("part.technical-interview")}>
      ${interview.rail.map((step, place) => {
        const running = step.phase === interview.phase;
        const spent = over || (at >= 0 && place < at);
        return html`<exam-clock class="clock clock-small ${running ? "" : "clock-waiting"}" .time=${time} .deadline=${running ? interview.deadline : null}
          .pausedSince=${running ? interview.paused_since : null} .resting=${spent ? 0 : step.planned_s} .label=${t(`phase.${step.phase}`)}></exam-clock>`;
      })}
    </div>
    ${over ? html`<p class="note interview-over" role="status">${t("cockpit.interview.over")}</p>`
      : waiting ? html`<button class="button" type="button" ?disabled=${busy} @click=${() => order("begin")}>${t("cockpit.interview.begin")}</button>`
      : html`<button class="button" type="button" ?disabled=${busy || interview.paused_since !== null} @click=${() => order("next")}>${
        next === undefined ? t("interview.end") : next.phase === "questions" ? t("cockpit.interview.questions") : t("interview.next", { step: t(`phase.${next.phase}`) })}</button>`}
    ${interview.paused_since === null ? nothing : html`<p class="visually-hidden" role="status">${t("clock.paused")}</p>`}`;
}

/** What is left of a step, asked before it is passed over. @param {InterviewState} interview @param {() => void} pass */
export function nextStepDialog(interview, pass) {
  const next = interview.rail[interview.rail.findIndex(({ phase }) => phase === interview.phase) + 1];
  const step = next === undefined ? "" : t(`phase.${next.phase}`);
  return html`<exam-confirm id="confirm-next-step" .question=${t(next === undefined ? "interview.end.question" : "interview.next.question", { step })}
    .words=${t("interview.next.words")} .yes=${t(next === undefined ? "interview.end" : "interview.next", { step })} .no=${t("interview.next.no")}
    @exam-confirmed=${pass}></exam-confirm>`;
}
