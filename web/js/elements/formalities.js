/** What comes before anything is recorded: who one is, the notice, and a refusal. The same for candidate and juror. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { longDate, timeOfDay } from "../state/format.js";
import { refusal } from "./parts.js";
import { wordsOf } from "./words.js";
import "./confirm.js";
import "./device_check.js";
import "./notice.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("./stage.js").Stage<CandidateView | JuryView>} Stage */

/** The manager has to confirm who sits here. @param {import("./stage.js").Stage<CandidateView>} stage */
export function identity({ view }) {
  return html`
    <main class="screen-main before">
      <div class="before-heading">
        <h1>${view.candidate_name}</h1>
        <p>${t("before.where", { room: view.room_name, date: longDate(new Date(), language()) })}</p>
      </div>
      <section class="before-state" aria-labelledby="state">
        <div role="status"><h2 class="before-result" id="state">${t("identity.heading")}</h2></div>
        <p>${t("identity.words")}</p>
        <section class="next" aria-labelledby="next"><h3 class="next-label" id="next">${t("next.label")}</h3><p>${t("identity.next")}</p></section>
      </section>
    </main>`;
}

/** To be read, then acknowledged or refused. @param {Stage} stage */
export function notice({ state, view, live, order, ask }) {
  const asked = view.formalities;
  if (asked === null) return nothing;
  return html`
    <main class="screen-main notice-page">
      <div class="notice-heading"><h1>${t("notice.page")}</h1><p>${t("notice.page.words")}</p></div>
      <exam-notice class="notice-texts" .kind=${view.part} .version=${asked.notice_version}></exam-notice>
      <div class="row row-apart notice-answer">
        <button class="button" type="button" ?disabled=${!live} @click=${() => ask("confirm-refuse")}>${t("notice.refuse")}</button>
        ${refusal(state.refusal)}
        <button class="button button-primary button-large" type="button" ?disabled=${!live}
          @click=${() => order({ type: "acknowledge-notice", version: asked.notice_version })}>${t("notice.acknowledge")}</button>
      </div>
    </main>`;
}

/** The station is measured before anything begins. @param {Stage} stage */
export function devices({ view, live, order, sentence }) {
  return html`<main class="screen-main check-page"><exam-device-check class="check" .view=${view} .live=${live}
    @exam-devices=${(/** @type {CustomEvent} */ { detail }) => order(detail)} @exam-sentence=${(/** @type {CustomEvent} */ { detail }) => sentence(detail)}></exam-device-check></main>`;
}

/** Nothing is recorded; a person comes. @param {Stage} stage */
export function refused({ state, view, live, order }) {
  const asked = view.formalities;
  if (asked === null) return nothing;
  const at = asked.refused_at === null ? "" : timeOfDay(new Date(asked.refused_at), language());
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        <div role="status"><h1>${t("refused-recording.heading")}</h1></div>
        <p>${t("refused-recording.words", { time: at })}</p>
        <div class="next"><h2 class="next-label">${t("next.label")}</h2><p>${t("refused-recording.next")}</p></div>
        <p class="row"><button class="button" type="button" ?disabled=${!live}
          @click=${() => order({ type: "acknowledge-notice", version: asked.notice_version })}>${t("refused-recording.after-all")}</button></p>
        ${refusal(state.refusal)}
      </section>
    </main>`;
}

/** The question before a refusal. @param {CandidateView | JuryView} view @param {() => void} refuse */
export function refuseDialog(view, refuse) {
  const { t } = wordsOf(view);
  return html`<exam-confirm id="confirm-refuse" .question=${t("refuse.question")} .words=${t("refuse.words")} .yes=${t("refuse.yes")} .no=${t("refuse.no")}
    @exam-confirmed=${refuse}></exam-confirm>`;
}

/** What the part still waits for, beside what cannot be pressed yet. @param {JuryView} view */
export function waitsFor(view) {
  const code = view.formalities?.waits_for ?? null;
  return code === null ? nothing : html`<p class="note" role="status">${t(`error.${code}`)}</p>`;
}
