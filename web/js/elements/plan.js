import { html, nothing, svg } from "../../vendor/lit.js";
import { errorSentence, has, language, t, tn } from "../i18n.js";
import { longDate } from "../state/format.js";
import { breachesOf, changeOf, datesOf, endOf, hourText, keyOf, moved, wallClock, withChanges } from "../state/plan.js";
import { LightElement } from "./base.js";
import { band } from "./parts.js";
import { entryPane } from "./plan_entry.js";
import { settingsPane } from "./plan_settings.js";
import { planTables } from "./plan_tables.js";
import { breachWords, entryWords } from "./plan_words.js";
import "./language.js";
import "./plan_chart.js";

/** @typedef {import("../state/plan_page.d.ts").PlanPage} PlanPage */
/** @typedef {import("../state/plan_page.d.ts").Change} Change */
/** @typedef {import("../state/plan_page.d.ts").Breach} Breach */

/** So many broken rules are spelt out; the others are on the chart. */
const MOST_SPELT_OUT = 6;

/** The plan of a session: its chart, what is wrong with it, one entry at a time, and how it is made. */
export class ExamPlan extends LightElement {
  static properties = {
    page: { attribute: false }, changes: { attribute: false }, breaches: { attribute: false }, nowMs: { attribute: false },
    problem: {}, details: { attribute: false }, busy: { type: Boolean }, date: {}, grouping: {}, chosen: {}, _said: { state: true },
  };

  constructor() {
    super();
    /** @type {PlanPage | null} */
    this.page = null;
    /** What was moved and is not saved, by key. @type {ReadonlyMap<string, Change>} */
    this.changes = new Map();
    /** What is wrong with the plan as it is shown. @type {readonly Breach[]} */
    this.breaches = [];
    /** @type {number | null} */
    this.nowMs = null;
    this.problem = "";
    /** What belongs to the problem's sentence. @type {Record<string, string | number>} */
    this.details = {};
    this.busy = false;
    this.date = "";
    /** @type {import("../state/plan.js").Grouping} */
    this.grouping = "candidates";
    this.chosen = "";
    this._said = "";
    this.addEventListener("exam-plan-choose", (event) => { this.chosen = /** @type {CustomEvent} */ (event).detail; });
    this.addEventListener("exam-plan-undo", (event) => this._undo(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("exam-plan-move", (event) => this._step(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("exam-plan-drag", (event) => this._pull(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("exam-plan-dropped", (event) => { this.chosen = /** @type {CustomEvent} */ (event).detail; });
  }

  get entries() {
    return withChanges(this.page?.timetable?.entries ?? [], this.changes);
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    // Said once the server has judged: what was moved, and whether a rule is broken.
    if (changed.has("breaches") && this.chosen !== "" && this.changes.has(this.chosen)) {
      const entry = this.entries.find((each) => keyOf(each) === this.chosen);
      if (entry && this.page) {
        const time = hourText(Date.parse(entry.starts_at), this.page.session.time_zone, language());
        this._said = `${entryWords(this.page, this.chosen)}, ${time}. ${tn("plan.broken", breachesOf(this.breaches, this.chosen).length)}`;
      }
    }
  }

  render() {
    const { page } = this;
    if (!page) return nothing;
    const made = page.timetable !== null;
    const begun = page.happened.length > 0;
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${t("plan.heading")}</strong> – ${page.session.title}</h1>
        <a class="button button-quiet" href="/sessions/${page.session.session_id}">${t("plan.back")}</a>
        <exam-language></exam-language>
        ${this._mainAct(made, begun)}
      </header>
      <div class="bands">${this._bands(made)}</div>
      <main class="screen-main plan">
        <p class="visually-hidden" role="status">${this._said}</p>
        ${made ? this._day(page) : nothing}
        <div class="plan-below">
          ${made ? this._chosenPane(page) : nothing}
          ${settingsPane(page, { first: !made, busy: this.busy, solve: (settings) => this.tell("plan-solve", settings) })}
        </div>
        ${made ? planTables(page, this.entries) : nothing}
      </main>`;
  }

  /** @param {boolean} made @param {boolean} begun */
  _mainAct(made, begun) {
    if (!made) return nothing;
    if (this.changes.size > 0) {
      return html`<button class="button" type="button" @click=${() => this.tell("plan-undo-all")}>${t("plan.undo-all")}</button>
        <button class="button button-primary" type="button" ?disabled=${this.busy} @click=${() => this.tell("plan-save")}>${t("plan.save")}</button>`;
    }
    return html`<button class="button" type="button" @click=${() => print()}>${t("plan.print")}</button>
      <button class=${begun ? "button button-primary" : "button"} type="button" ?disabled=${this.busy} @click=${() => this.tell("plan-replan")}>${t("plan.replan")}</button>`;
  }

  /** @param {boolean} made */
  _bands(made) {
    const { page } = this;
    const code = this.problem || page?.problem?.code || "";
    const details = this.problem ? this.details : page?.problem?.details ?? {};
    return html`
      ${code === "" ? nothing : band("alarm", html`<b>${t(made ? "plan.not-done" : "plan.no-plan")}</b> ${this._reason(code, details)}`)}
      ${this.changes.size === 0 ? nothing : band("news", tn("plan.unsaved", this.changes.size))}`;
  }

  /** Why there is no plan, with what the sentence names. @param {string} code @param {Record<string, string | number>} details */
  _reason(code, details) {
    const { page } = this;
    const key = `plan.reason.${code}`;
    if (!has(key) || !page) return errorSentence(code);
    const name = page.session.candidacies.find(({ candidacy_id }) => candidacy_id === details["candidacy_id"])?.name
      ?? page.session.juries.find(({ jury_id }) => jury_id === details["jury_id"])?.name ?? "";
    const minutes = Math.ceil(Number(details["missing_s"] ?? 0) / 60);
    const kind = String(details["kind"] ?? details["part"] ?? "");
    const place = String(details["place_kind"] ?? "");
    return t(key, { name, minutes, work: kind ? t(`plan.work.${kind}`) : "", place: place ? t(`plan.place.${place}`) : "", date: String(details["date"] ?? ""), time: String(details["time"] ?? "") });
  }

  /** @param {PlanPage} page */
  _day(page) {
    const { entries } = this;
    const dates = datesOf(page, entries);
    const date = dates.includes(this.date) ? this.date : this._firstDate(page, dates);
    const groupings = /** @type {const} */ (["candidates", "juries", "rooms"]);
    return html`
      ${this._marks(page)}
      ${this._broken(page)}
      <div class="row row-apart plan-tools">
        <div class="row" role="group" aria-label=${t("plan.rows")}>${groupings.map((each) => html`<button class="button" type="button" aria-pressed=${this.grouping === each ? "true" : "false"} @click=${() => { this.grouping = each; }}>${t(`plan.by.${each}`)}</button>`)}</div>
        ${dates.length < 2 ? html`<p>${this._dateText(page, date)}</p>` : html`<div class="row" role="group" aria-label=${t("plan.days")}>${dates.map((each) => html`<button class="button" type="button" aria-pressed=${each === date ? "true" : "false"} @click=${() => { this.date = each; }}>${this._dateText(page, each)}</button>`)}</div>`}
        <p class="row">
          <a class="button button-quiet" href="/manager/paper/${page.session.session_id}">${t("plan.paper")}</a>
          <a class="button button-quiet" href="/api/sessions/${page.session.session_id}/plan/plan.csv?language=${language()}" download>${t("plan.csv")}</a>
          <a class="button button-quiet" href="/api/sessions/${page.session.session_id}/plan/plan.ics?language=${language()}" download>${t("plan.ics")}</a></p>
      </div>
      <exam-plan-chart .page=${page} .entries=${entries} .breaches=${this.breaches} .happened=${this._states(page)} .date=${date} .grouping=${this.grouping} .chosen=${this.chosen} .nowMs=${this.nowMs}></exam-plan-chart>
      <ul class="plan-key note">${["done", "running", "alone", "jury", "pinned", "wrong"].map((each) => html`<li><svg class="plan-bar plan-${each}" viewBox="0 0 20 14" aria-hidden="true"><rect class=${each === "alone" ? "plan-alone" : "plan-jury"} x="1" y="2" width="18" height="8" rx="2"></rect>${each === "pinned" ? svg`<line class="plan-pin" x1="1" x2="19" y1="13" y2="13"></line>` : nothing}</svg>${t(`plan.key.${each}`)}</li>`)}</ul>
      <p class="note">${t("plan.keys")}</p>`;
  }

  /** @param {PlanPage} page @param {string[]} dates */
  _firstDate(page, dates) {
    const today = this.nowMs === null ? "" : wallClock(this.nowMs, page.session.time_zone).date;
    return dates.includes(today) ? today : dates[0] ?? "";
  }

  /** @param {PlanPage} page @param {string} date */
  _dateText(page, date) {
    return longDate(new Date(`${date}T12:00:00`), language());
  }

  /** @param {PlanPage} page */
  _marks(page) {
    const end = endOf(this.entries);
    if (end === null) return nothing;
    const zone = page.session.time_zone;
    /** @param {number} atMs */
    const text = (atMs) => {
      const date = wallClock(atMs, zone).date;
      return page.session.days.length > 1 ? `${this._dateText(page, date)}, ${hourText(atMs, zone, language())}` : hourText(atMs, zone, language());
    };
    return html`<dl class="plan-marks">
      <div><dt>${t("plan.ends")}</dt><dd><strong>${text(end)}</strong></dd></div>
      ${page.marks === null ? nothing : html`<div><dt>${t("plan.one-by-one")}</dt><dd>${text(Date.parse(page.marks.one_by_one))}</dd></div>
      <div><dt>${t("plan.jury-minutes")}</dt><dd>${text(Date.parse(page.marks.jury_minutes))}</dd></div>`}</dl>`;
  }

  /** @param {PlanPage} page */
  _broken(page) {
    if (this.breaches.length === 0) return html`<p class="plan-verdict plan-verdict-good">${t("plan.all-hold")}</p>`;
    const spelt = this.breaches.slice(0, MOST_SPELT_OUT);
    return html`<section class="plan-verdict" aria-labelledby="broken"><h2 id="broken">${tn("plan.broken", this.breaches.length)}</h2>
      <ul class="plan-breaches">${spelt.map((breach) => html`<li>${breachWords(page, breach)}
        ${breach.entries[0] === undefined ? nothing : html`<button class="button button-quiet" type="button" @click=${() => { this.chosen = breach.entries.at(-1) ?? ""; }}>${t("plan.show")}</button>`}</li>`)}</ul>
      ${this.breaches.length > spelt.length ? html`<p class="note">${t("plan.more-broken", { n: this.breaches.length - spelt.length })}</p>` : nothing}</section>`;
  }

  /** @param {PlanPage} page */
  _chosenPane(page) {
    const entry = this.entries.find((each) => keyOf(each) === this.chosen);
    if (!entry) return html`<section class="pane plan-entry"><div class="pane-heading"><h2>${t("plan.entry")}</h2></div><p class="plan-fields note">${t("plan.choose")}</p></section>`;
    return entryPane(page, entry, breachesOf(this.breaches, this.chosen), {
      change: (change) => this._change(change), undo: (key) => this._undo(key), changed: this.changes.has(this.chosen),
      held: (held, fromMs, toMs) => this.tell("plan-held", { entry: held, fromMs, toMs }),
    });
  }

  /** @param {PlanPage} page @returns {Map<string, "running" | "done">} */
  _states(page) {
    return new Map(page.happened.map((each) => [keyOf(each), each.over ? "done" : "running"]));
  }

  /** @param {Change} change */
  _change(change) {
    this.changes = new Map(this.changes).set(keyOf(change), change);
    this.tell("plan-changed");
  }

  /** @param {string} key */
  _undo(key) {
    const changes = new Map(this.changes);
    if (!changes.delete(key)) return;
    this.changes = changes;
    this.tell("plan-changed");
  }

  /** By the keyboard: a step of the grid. @param {{ key: string, steps: number }} move */
  _step({ key, steps }) {
    const entry = this.entries.find((each) => keyOf(each) === key);
    const grid = this.page?.settings.grid_minutes ?? 5;
    if (!entry) return;
    this.chosen = key;
    this._change(moved(entry, steps * grid, grid));
  }

  /** By the hand: from where it was saved. @param {{ key: string, minutes: number }} drag */
  _pull({ key, minutes }) {
    const entry = this.page?.timetable?.entries.find((each) => keyOf(each) === key);
    if (!entry) return;
    const change = moved(entry, minutes, this.page?.settings.grid_minutes ?? 5);
    if (this.changes.get(key)?.starts_at === change.starts_at) return;
    this._change({ ...change, place_id: (this.changes.get(key) ?? changeOf(entry)).place_id });
  }
}
customElements.define("exam-plan", ExamPlan);
