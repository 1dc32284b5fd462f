import { html, nothing, repeat } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { shortDate, timeOfDay } from "../state/format.js";
import { LightElement } from "./base.js";
import { band, refusal } from "./parts.js";
import "./confirm.js";
import "./language.js";

/**
 * @typedef {object} ScenarioLine
 * @property {string} key
 * @property {string} scenario_id
 * @property {number} version
 * @property {number} number
 * @property {string} title
 * @property {"call" | "visitor"} part
 * @property {string | null} mode
 * @property {string | null} direction
 * @property {boolean} own
 * @property {boolean} drawable
 * @property {string | null} published_at
 * @property {string | null} withdrawn_at
 * @property {number} uses
 */
/** @typedef {{ draft_id: string, title: string, number: number | null, changed_at: string }} DraftLine */
/** @typedef {{ sitting_id: string, candidate_name: string, opened_at: string }} ScenarioUse */
/** @typedef {{ line: ScenarioLine, uses: ScenarioUse[] }} ScenarioSheet */

/** A day as people write it. @param {string} instant */
const day = (instant) => shortDate(new Date(instant), language());

/** The scenario bank: what can be drawn, what is being written, who had what. */
export class ExamScenarios extends LightElement {
  static properties = { scenarios: { attribute: false }, drafts: { attribute: false }, uses: { attribute: false }, problem: {}, _withdrawing: { state: true } };

  constructor() {
    super();
    /** @type {readonly ScenarioLine[]} */
    this.scenarios = [];
    /** @type {readonly DraftLine[]} */
    this.drafts = [];
    /** Who had the scenario that was asked about. @type {ScenarioSheet | null} */
    this.uses = null;
    this.problem = "";
    /** @type {ScenarioLine | null} */
    this._withdrawing = null;
  }

  render() {
    const drawable = this.scenarios.filter((line) => line.drawable);
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${t("scenarios.heading")}</strong> – ${tn("scenarios.count", drawable.length)}</h1>
        <exam-language></exam-language>
      </header>
      <div class="bands">${drawable.length === 0 ? band("alarm", t("scenarios.none-to-draw")) : nothing}</div>
      <main class="screen-main scenarios">
        <div class="row row-apart">
          <a class="button" href="/manager">${t("scenarios.back")}</a>
          <p class="row">
            <button class="button" type="button" @click=${() => this.tell("begin", { part: "visitor" })}>${t("scenarios.new.visitor")}</button>
            <button class="button" type="button" @click=${() => this.tell("begin", { part: "call" })}>${t("scenarios.new.call")}</button>
          </p>
        </div>
        ${refusal(this.problem)}
        ${this.drafts.length === 0 ? nothing : html`
          <section aria-labelledby="drafts"><h2 id="drafts">${t("scenarios.drafts")}</h2>
            <ul class="scenario-drafts">${repeat(this.drafts, ({ draft_id }) => draft_id, (draft) => html`
              <li class="row row-apart"><p><b>${draft.number ?? ""}</b> <span lang="en">${draft.title || t("scenarios.untitled")}</span>
                <span class="note">${t("scenarios.changed", { day: day(draft.changed_at), time: timeOfDay(new Date(draft.changed_at), language()) })}</span></p>
                <a class="button" href="/scenarios#${draft.draft_id}">${t("scenarios.go-on")}</a></li>`)}</ul>
          </section>`}
        ${/** @type {const} */ (["call", "visitor"]).map((part) => this._part(part))}
        ${this._uses()}
      </main>
      <exam-confirm id="confirm-withdraw" .question=${t("scenarios.withdraw.question", { number: this._withdrawing?.number ?? "" })}
        .words=${t("scenarios.withdraw.words")} .yes=${t("scenarios.withdraw")} .no=${t("confirm.no")}
        @exam-confirmed=${() => this.tell("withdraw", this._withdrawing?.key)}></exam-confirm>`;
  }

  /** @param {"call" | "visitor"} part */
  _part(part) {
    const lines = this.scenarios.filter((line) => line.part === part);
    return html`
      <section aria-labelledby="part-${part}"><h2 id="part-${part}">${t(`part.${part}`)}</h2>
        ${lines.length === 0 ? html`<p class="note">${t("scenarios.none")}</p>` : html`
        <div class="scenario-table"><table>
          <thead><tr><th scope="col">${t("scenarios.column.number")}</th><th scope="col">${t("scenarios.column.title")}</th><th scope="col">${t("scenarios.column.how")}</th>
            <th scope="col">${t("scenarios.column.state")}</th><th scope="col">${t("scenarios.column.uses")}</th><th scope="col"><span class="visually-hidden">${t("scenarios.column.acts")}</span></th></tr></thead>
          <tbody>${repeat(lines, ({ key }) => key, (line) => this._line(line))}</tbody>
        </table></div>`}
      </section>`;
  }

  /** @param {ScenarioLine} line */
  _line(line) {
    const state = line.withdrawn_at !== null ? "withdrawn" : line.drawable ? "drawable" : "replaced";
    return html`
      <tr class=${line.drawable ? "" : "scenario-past"}>
        <td><b>${line.number}</b> <span class="note">${t("scenarios.version", { n: line.version })}</span></td>
        <th scope="row" lang="en">${line.title}</th>
        <td>${line.mode === null ? t("scenarios.any-mode") : t(`mode.${line.mode}`)}${line.direction === null ? nothing : html`<br><span class="note">${t(`scenarios.direction.${line.direction}`)}</span>`}</td>
        <td>${t(`scenarios.state.${state}`)}<br><span class="note">${line.published_at === null ? t("scenarios.from-file") : t("scenarios.published", { day: day(line.published_at) })}</span></td>
        <td>${line.uses === 0 ? t("scenarios.unused") : html`<button class="button button-quiet" type="button" @click=${() => this.tell("uses", line.key)}>${tn("scenarios.uses", line.uses)}</button>`}</td>
        <td class="scenario-acts">
          ${line.drawable ? html`<button class="button" type="button" @click=${() => this.tell("begin", { part: line.part, from_key: line.key })}>${t("scenarios.correct")}<span class="visually-hidden"> ${line.number}</span></button>` : nothing}
          ${line.drawable && line.own ? html`<button class="button button-quiet" type="button" @click=${() => this._withdraw(line)}>${t("scenarios.withdraw")}<span class="visually-hidden"> ${line.number}</span></button>` : nothing}
        </td>
      </tr>`;
  }

  _uses() {
    if (this.uses === null) return nothing;
    const { line, uses } = this.uses;
    return html`
      <section class="pane scenario-uses" aria-labelledby="uses" tabindex="-1">
        <div class="pane-heading"><h2 id="uses">${t("scenarios.uses.heading", { number: line.number, version: line.version })}</h2>
          <button class="button button-quiet" type="button" @click=${() => { this.uses = null; }}>${t("links.close")}</button></div>
        <ul>${uses.map((use) => html`<li>${use.candidate_name || t("scenarios.erased")} <span class="note">${day(use.opened_at)}, ${timeOfDay(new Date(use.opened_at), language())}</span> <a href="/ledger/${use.sitting_id}">${t("manager.ledger")}</a></li>`)}</ul>
      </section>`;
  }

  /** @param {ScenarioLine} line */
  _withdraw(line) {
    this._withdrawing = line;
    void this.updateComplete.then(() => /** @type {any} */ (this.querySelector("#confirm-withdraw")).ask());
  }
}
customElements.define("exam-scenarios", ExamScenarios);
