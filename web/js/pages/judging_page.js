import { render, html } from "../../vendor/lit.js";
import "../elements/moment_card.js";
import "../elements/work_read.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { MomentPlayer } from "./moment_player.js";

/** What the page of scoring and that of the deliberation share: their address, what is heard and read, what went wrong. */

/** Whose judging the address names; a browser that holds both seats (a rehearsal) says as whom it judges. */
export function judgingAddress() {
  const sittingId = /^\/[a-z]+\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";
  const asWhom = new URLSearchParams(location.search).get("judge");
  return {
    sittingId,
    /** @param {string} [what] */
    at: (what = "") => `/api/judging/${sittingId}${what}${asWhom === null ? "" : `?judge=${encodeURIComponent(asWhom)}`}`,
  };
}

/** The card that plays a moment and the window that shows a written one, wired to `element`. @param {HTMLElement} element */
export function momentsOf(element) {
  const card = /** @type {import("../elements/moment_card.js").ExamMomentCard} */ (document.createElement("exam-moment-card"));
  const player = new MomentPlayer(card);
  const reader = /** @type {import("../elements/work_read.js").ExamWorkRead} */ (document.createElement("exam-work-read"));
  element.addEventListener("exam-hear-moment", (event) => {
    const moment = /** @type {CustomEvent} */ (event).detail;
    if (moment.source === "exchange") player.hear(moment);
    else void reader.show(player.bundle, moment);
  });
  return { card, player, reader };
}

/** Fetch what was counted when `element` asks for it. @param {HTMLElement & { indicators: any, indicatorProblem: string }} element @param {(what: string) => string} at */
export function countedFor(element, at) {
  element.addEventListener("exam-indicators", async () => {
    try {
      element.indicators = await request(at("/indicators"));
      element.indicatorProblem = "";
    } catch (thrown) {
      element.indicatorProblem = codeOf(thrown);
    }
  });
}

/** The page cannot be shown at all. @param {string} code */
export function sayNoJudging(code) {
  document.body.className = "screen";
  document.title = t("product");
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused"),
      action: html`<button class="button button-primary" type="button" @click=${() => location.reload()}>${t("join.again")}</button>` })}`, document.body);
}
