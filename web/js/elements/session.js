import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { errorSentence } from "../i18n.js";
import { STEPS, consistent, problemsByStep, stepOf } from "../state/session.js";
import { timeOfDay } from "../state/format.js";
import { LightElement } from "./base.js";
import { band } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";
import "./confirm.js";
import "./session_candidates.js";
import { formatStep, juryStep, roomsStep } from "./session_steps.js";

/** @typedef {import("../state/exam_session.d.ts").SessionPage} SessionPage */
/** @typedef {import("../state/exam_session.d.ts").Session} Session */
/** @typedef {import("../state/session.js").Step} Step */

/** The part and phase that a problem is about, as the page calls them. @param {import("../state/exam_session.d.ts").Problem} problem */
function problemText({ code, name, other, part, phase }) {
  return t(`session.problem.${code}`, { name, other, part: part === null ? "" : t(`part.${part}`), phase: phase === "" ? "" : t(`plan.phase.${phase}`) });
}

/** One session, set up step by step. What is changed is sent at once; the server says what is still missing. */
export class ExamSession extends LightElement {
  static properties = {
    page: { attribute: false }, accounts: { attribute: false }, roster: { attribute: false }, step: {}, saving: {}, savedAt: { attribute: false }, problem: {},
  };

  constructor() {
    super();
    /** @type {SessionPage | null} */
    this.page = null;
    /** @type {readonly import("../state/exam_session.d.ts").Account[]} */
    this.accounts = [];
    /** What a list holds that was just chosen. @type {{ kind: string, file: string, preview: import("../state/exam_session.d.ts").RosterPreview } | null} */
    this.roster = null;
    /** @type {Step} */
    this.step = "format";
    /** @type {"saved" | "saving" | "not"} */
    this.saving = "saved";
    /** @type {Date | null} */
    this.savedAt = null;
    this.problem = "";
  }

  /** Change the session as this page shows it; the page sends it. @param {Partial<Session>} fields @param {Record<string, string>} [causes] */
  change(fields, causes) {
    if (this.page === null) return;
    const session = consistent({ ...this.page.session, ...fields });
    this.page = { ...this.page, session, causes: causes ?? this.page.causes };
    this.tell("change", { session, causes: this.page.causes });
  }

  render() {
    const page = this.page;
    if (page === null) return nothing;
    const missing = problemsByStep(page.problems);
    return html`
      ${staffMasthead({ title: html`<strong>${page.session.title}</strong> – ${t(`session.state.${page.state}`)}`, here: "session" })}
      <div class="bands">${this._band()}</div>
      <main class="screen-main session">
        <nav class="session-steps" aria-label=${t("session.steps")}>
          <ol>${STEPS.map((step, place) => html`<li>
            <button class="session-step" type="button" aria-current=${step === this.step ? "step" : nothing} @click=${() => { this.step = step; }}>
              <span>${place + 1}. ${t(`session.step.${step}`)}</span>
              <span class="note">${step === "open" ? t(`session.state.${page.state}`) : missing[step] === 0 ? t("session.step.ready") : tn("session.step.missing", missing[step])}</span>
            </button></li>`)}</ol>
          <p class="saved ${this.saving === "not" ? "saved-not" : ""}" role="status">${this._saved()}</p>
        </nav>
        <section class="session-work" aria-labelledby="step">
          <h2 id="step">${t(`session.step.${this.step}`)}</h2>
          ${this._work(page)}
        </section>
      </main>`;
  }

  _band() {
    if (this.problem === "") return nothing;
    // What was not taken stands on this screen only: the session as it is must be read again.
    const reload = this.saving === "not";
    return band("alarm", errorSentence(this.problem), html`<button class="button" type="button" @click=${() => this.tell(reload ? "reload" : "understood")}>${t(reload ? "session.reload" : "clock-act.understood")}</button>`);
  }

  _saved() {
    if (this.saving !== "saved") return t(this.saving === "saving" ? "saved.saving" : "session.not-saved");
    return this.savedAt === null ? t("session.saves-itself") : t("saved.at", { time: timeOfDay(this.savedAt, language()) });
  }

  /** @param {SessionPage} page */
  _work(page) {
    /** @param {Partial<Session>} fields */
    const change = (fields) => this.change(fields);
    switch (this.step) {
      case "format": return formatStep(page, change);
      case "rooms": return roomsStep(page, change);
      case "jury": return html`${juryStep(page, this.accounts, change)}${this._list("jurors")}`;
      case "candidates": return html`<exam-session-candidates .page=${page} .frozen=${page.state !== "draft"} @exam-edit=${this._edit}></exam-session-candidates>${this._list("candidates")}`;
      default: return this._open(page);
    }
  }

  /** @param {CustomEvent<{ fields: Partial<Session>, causes?: Record<string, string> }>} event */
  _edit({ detail }) {
    this.change(detail.fields, detail.causes);
  }

  /** A list to import, and what was found in it. @param {"candidates" | "jurors"} kind */
  _list(kind) {
    const roster = this.roster?.kind === kind ? this.roster : null;
    return html`
      <section class="roster" aria-labelledby="roster-${kind}">
        <h3 id="roster-${kind}">${t(`roster.heading.${kind}`)}</h3>
        <p class="note">${t(`roster.words.${kind}`)}</p>
        <p class="field"><label for="roster-file-${kind}">${t("roster.file")}</label>
          <input id="roster-file-${kind}" type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" @change=${(/** @type {{ target: HTMLInputElement }} */ { target }) => { const file = target.files?.[0]; if (file) this.tell("roster-read", { kind, file }); }}></p>
        ${roster === null ? nothing : this._preview(roster)}
      </section>`;
  }

  /** @param {{ kind: string, file: string, preview: import("../state/exam_session.d.ts").RosterPreview }} roster */
  _preview({ kind, file, preview: { clean, roster } }) {
    const people = kind === "jurors" ? roster.jurors : roster.candidates;
    return html`
      <div class="roster-preview" role="status">
        <p><b>${file}</b> – ${clean ? tn("roster.clean", people.length) : tn("roster.faults", roster.faults.length + roster.more_faults)}</p>
        ${roster.ignored_columns.length === 0 ? nothing : html`<p class="note">${t("roster.ignored", { columns: roster.ignored_columns.join(", ") })}</p>`}
        ${roster.faults.length === 0 ? nothing : html`<table class="roster-faults"><thead><tr><th scope="col">${t("roster.line")}</th><th scope="col">${t("roster.column")}</th><th scope="col">${t("roster.value")}</th><th scope="col">${t("roster.what")}</th></tr></thead>
          <tbody>${roster.faults.map((fault) => html`<tr><td>${fault.line === 0 ? "–" : fault.line}</td><td>${fault.column}</td><td><bdi>${fault.value}</bdi></td><td>${t(`roster.fault.${fault.code}`, { line: fault.other_line ?? "" })}</td></tr>`)}</tbody></table>
          ${roster.more_faults === 0 ? nothing : html`<p class="note">${tn("roster.more", roster.more_faults)}</p>`}`}
        ${clean ? html`
          <ul class="roster-people">${people.slice(0, 60).map((person) => html`<li><bdi>${person.name}</bdi></li>`)}</ul>
          <p class="row"><button class="button button-primary" type="button" @click=${() => this.tell("roster-import", kind)}>${tn("roster.import", people.length)}</button></p>`
          : html`<p>${t("roster.nothing-imported")}</p>`}
      </div>`;
  }

  /** @param {SessionPage} page */
  _open(page) {
    const { problems, state, session } = page;
    return html`
      ${state === "closed" ? html`<p>${t("session.closed.words")}</p>` : problems.length > 0 ? html`
        <p>${tn("session.problems", problems.length)}</p>
        <ul class="session-problems">${problems.map((problem) => html`<li><p>${problemText(problem)}</p>
          <button class="button" type="button" @click=${() => { this.step = stepOf(problem); }}>${t("session.put-right", { step: t(`session.step.${stepOf(problem)}`) })}</button></li>`)}</ul>`
        : html`<p class="session-ready">${t(state === "open" ? "session.open.words" : "session.ready")}</p>`}
      <p class="row">
        ${state === "closed" ? nothing : html`<button class="button button-primary" type="button" ?disabled=${problems.length > 0} @click=${() => this.tell("open")}>${t(state === "open" ? "session.open.again" : "session.open.do")}</button>`}
        <a class="button" href="/manager/plan/${session.session_id}">${t("session.plan")}</a>
        <a class="button" href="/sessions/${session.session_id}/print">${t("session.print")}</a>
        ${state === "draft" ? nothing : html`<a class="button" href="/after/${session.session_id}">${t("session.after")}</a>`}
        ${state === "open" ? html`<button class="button button-stop" type="button" @click=${() => /** @type {any} */ (this.querySelector("#confirm-close")).ask()}>${t("session.close.do")}</button>` : nothing}
        ${state === "draft" ? html`<button class="button button-quiet" type="button" @click=${() => /** @type {any} */ (this.querySelector("#confirm-remove")).ask()}>${t("session.remove.do")}</button>` : nothing}
      </p>
      <exam-confirm id="confirm-close" .question=${t("session.close.question")} .words=${t("session.close.words")} .yes=${t("session.close.do")} @exam-confirmed=${() => this.tell("close")}></exam-confirm>
      <exam-confirm id="confirm-remove" .question=${t("session.remove.question")} .words=${t("session.remove.words")} .yes=${t("session.remove.do")} @exam-confirmed=${() => this.tell("remove")}></exam-confirm>`;
  }
}
customElements.define("exam-session", ExamSession);
