import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, language, t } from "../i18n.js";
import { markOf } from "../state/judging.js";
import { LightElement } from "./base.js";
import { band } from "./parts.js";
import { levelWord } from "./rubric.js";
import { hour } from "./scoring.js";
import { staffMasthead } from "./staff_masthead.js";

/** @typedef {import("../state/judgement.d.ts").Judgement} Judgement */
/** @typedef {{ assignment_id: string, reason: string, marker_name: string, asked_at: string, sealed_at: string | null, judgement: Judgement | null }} SecondSeen */
/** @typedef {{ sitting_id: string, part: string, candidate_name: string, grid: import("../state/judgement.d.ts").JudgingGrid, locked: boolean, both_sealed: boolean, firsts: readonly { name: string, judgement: Judgement | null }[], seconds: readonly SecondSeen[], may_mark: readonly { account_id: string, name: string }[] }} SecondsPage */

/** A manager asks for a blind second marking, and reads it beside the jury's: what follows a person decides. */
export class ExamSeconds extends LightElement {
  static properties = { page: { attribute: false }, problem: {} };

  constructor() {
    super();
    /** @type {SecondsPage | null} */
    this.page = null;
    this.problem = "";
  }

  render() {
    const { page } = this;
    if (page === null) return nothing;
    return html`
      ${staffMasthead({ title: html`<strong>${t("seconds.heading")}</strong> – <bdi>${page.candidate_name}</bdi>, ${t(`part.${page.part}`)}`, here: "seconds" })}
      <div class="bands">${this.problem === "" ? nothing : band("alarm", errorSentence(this.problem))}</div>
      <main class="screen-main reliability">
        <section class="reliability-lead"><p>${t("seconds.words")}</p></section>
        ${page.both_sealed ? this._ask(page) : html`<p>${t("seconds.not-yet")}</p>`}
        <section class="reliability-lead" aria-labelledby="asked"><h2 id="asked">${t("seconds.asked")}</h2>
          ${page.seconds.length === 0 ? html`<p class="note">${t("seconds.asked.none")}</p>` : html`<ul class="plain-list">${page.seconds.map(({ assignment_id, marker_name, reason, sealed_at }) => html`<li>
            <b><bdi>${marker_name}</bdi></b>, ${t(`blind.reason.${reason}`)} – ${sealed_at === null ? t("seconds.waits") : t("seconds.sealed", { time: hour(sealed_at) })}
            ${sealed_at === null ? html`<br><span class="note">${t("seconds.link")}</span><br><span class="note"><code>${location.origin}/blind/${assignment_id}</code></span>` : nothing}</li>`)}</ul>`}
          ${page.locked || page.seconds.length === 0 ? nothing : html`<p class="note">${t("seconds.later")}</p>`}</section>
        ${page.locked && page.seconds.some(({ judgement }) => judgement !== null) ? this._beside(page) : nothing}
      </main>`;
  }

  /** @param {SecondsPage} page */
  _ask({ may_mark }) {
    if (may_mark.length === 0) return html`<p>${t("seconds.nobody")}</p>`;
    return html`<section class="reliability-lead" aria-labelledby="ask"><h2 id="ask">${t("seconds.ask")}</h2>
      <form class="entry" @submit=${this._submit}>
        <p class="field"><label for="who">${t("seconds.who")}</label><select id="who" name="account_id">${may_mark.map(({ account_id, name }) => html`<option value=${account_id}>${name}</option>`)}</select></p>
        <p class="field"><label for="why">${t("seconds.why")}</label><select id="why" name="reason">${["standardisation", "appeal"].map((reason) => html`<option value=${reason}>${t(`blind.reason.${reason}`)}</option>`)}</select></p>
        <p class="row"><button class="button" type="submit">${t("seconds.ask")}</button></p></form></section>`;
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    this.tell("ask", { account_id: given.get("account_id"), reason: given.get("reason") });
  }

  /** @param {SecondsPage} page */
  _beside({ grid, firsts, seconds }) {
    const columns = [...firsts, ...seconds.filter(({ judgement }) => judgement !== null).map(({ marker_name, judgement }) => ({ name: t("seconds.second-of", { name: marker_name }), judgement }))];
    return html`<section class="pane reliability-table" aria-labelledby="beside"><div class="pane-heading"><h2 id="beside">${t("seconds.beside")}</h2></div>
      <div class="reliability-scroll" tabindex="0" role="group" aria-labelledby="beside"><table>
        <thead><tr><th scope="col">${t("score.criterion")}</th>${columns.map(({ name }) => html`<th scope="col"><bdi>${name}</bdi></th>`)}</tr></thead>
        <tbody>${grid.criteria.map(({ id, text }) => html`<tr><th scope="row">${text[language()]}</th>${columns.map(({ judgement }) => html`<td>${judgement === null ? "–" : this._mark(judgement, id, grid)}</td>`)}</tr>`)}
          <tr><th scope="row">${t("score.acquired")}</th>${columns.map(({ judgement }) => html`<td>${judgement === null || judgement.acquired === null ? "–" : t(judgement.acquired ? "score.acquired.yes" : "score.acquired.no")}${judgement === null || judgement.comment === "" ? nothing : html`<br><span class="note">${judgement.comment}</span>`}</td>`)}</tr></tbody>
      </table></div></section>`;
  }

  /** @param {Judgement} judgement @param {string} criterionId @param {import("../state/judgement.d.ts").JudgingGrid} grid */
  _mark(judgement, criterionId, grid) {
    const { level, comment, no_moment } = markOf(judgement, criterionId);
    return html`<b>${level}</b> ${levelWord(grid, level)}${[comment, no_moment].filter((words) => words !== "").map((words) => html`<br><span class="note">${words}</span>`)}`;
  }
}
customElements.define("exam-seconds", ExamSeconds);
