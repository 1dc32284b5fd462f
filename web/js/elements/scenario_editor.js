import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t, tn } from "../i18n.js";
import { LightElement } from "./base.js";
import { paperPages } from "./paper.js";
import { band } from "./parts.js";
import { choice, complete, focusField, line, lines, prose, several } from "./scenario_fields.js";
import { tablist } from "./tabs.js";
import { withItem, withValue, withoutItem } from "../state/scenario.js";
import "./confirm.js";
import "./documents.js";
import "./language.js";

/** @typedef {import("../state/scenario.js").Content} Content */
/** @typedef {import("../state/scenario.js").Problem} Problem */
/** @typedef {import("./scenario_fields.js").Form} Form */

const DATUM = { label: "", value: "" };
const DOCUMENT = { title: "", text: "", data: [], closing: "", paper: null };
const FACT = { fact_id: "", question: "", answer: "" };
const EXPECTED = { fact_id: "", label: "", kind: "amount", value: "", also: [], near: [] };
const VALUE_KINDS = /** @type {const} */ (["amount", "date", "time", "incoterm", "name", "e-mail", "telephone", "reference", "term"]);
const SHEET_FIELD = { field_id: "", label: "", hint: "", kind: "line", options: [] };
const SECTIONS = /** @type {const} */ (["scenario", "candidate", "jury", "task", "preview"]);
const FIELD_KINDS = /** @type {const} */ (["line", "lines", "date", "choice"]);

/** Which paths stand under which tab. @type {Record<string, string[]>} */
const INSIDE = {
  scenario: ["scenario_id", "number", "title", "mode", "direction", "other_party", "part"],
  candidate: ["candidate"], jury: ["jury", "expected"], task: ["text_task", "contact_sheet"], preview: [],
};

/** Writes one scenario: what each side gets, under its own tab; what is missing is said beside. */
export class ExamScenarioEditor extends LightElement {
  static properties = {
    content: { attribute: false }, problems: { attribute: false }, saving: {}, problem: {}, uploading: { type: Number }, _tab: { state: true },
  };

  constructor() {
    super();
    /** @type {Content} */
    this.content = {};
    /** @type {readonly Problem[]} */
    this.problems = [];
    /** `saved`, `saving`, `not-saved`. */
    this.saving = "saved";
    /** Why the last act was not done. */
    this.problem = "";
    /** The document whose paper is being looked at; -1 for none. */
    this.uploading = -1;
    /** @type {typeof SECTIONS[number]} */
    this._tab = "scenario";
  }

  /** @returns {Form} */
  get _form() {
    const tell = (/** @type {Content} */ content) => {
      this.content = content;
      this.tell("written", content);
    };
    return {
      content: this.content, problems: this.problems,
      change: (path, value) => tell(withValue(this.content, path, value)),
      add: (path, item) => tell(withItem(this.content, path, item)),
      remove: (path, index) => tell(withoutItem(this.content, path, index)),
    };
  }

  render() {
    const form = this._form;
    const stale = this.problem === "edited-meanwhile";
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${t(`scenario.heading.${this.content["part"]}`)}</strong> – <span lang="en">${this.content["title"] || t("scenarios.untitled")}</span></h1>
        <p class="saved ${this.saving === "not-saved" ? "saved-not" : ""}" role="status">${t(`scenario.${this.saving}`)}</p>
        <exam-language></exam-language>
      </header>
      <div class="bands">${this.problem === "" ? nothing : band("alarm", errorSentence(this.problem), stale
        ? html`<button class="button" type="button" @click=${() => this.tell("reload")}>${t("scenario.reload")}</button>`
        : html`<button class="button" type="button" @click=${() => { this.problem = ""; }}>${t("clock-act.understood")}</button>`)}</div>
      <main class="screen-main scenario-editor">
        <div class="pane scenario-form">
          ${tablist({
            label: t("scenario.tabs"), prefix: "scenario", shown: this._tab,
            tabs: SECTIONS.map((key) => ({ key, words: html`${t(`scenario.tab.${key}`)}${complete(form, INSIDE[key] ?? []) ? nothing : html` <span class="tab-unfinished">${t("scenario.unfinished")}</span>`}` })),
            onShow: (key) => { this._tab = /** @type {typeof SECTIONS[number]} */ (key); },
          })}
          <div class="scenario-panel" role="tabpanel" id="scenario-panel" aria-labelledby="scenario-tab-${this._tab}">${this._panel(form)}</div>
        </div>
        <aside class="scenario-side" aria-labelledby="missing">
          <h2 id="missing">${this.problems.length === 0 ? t("scenario.complete") : tn("scenario.missing", this.problems.length)}</h2>
          ${this.problems.length === 0 ? html`<p class="note">${t("scenario.complete.words")}</p>` : html`
            <ul class="scenario-missing">${this.problems.map(({ field, code }) => html`
              <li><button class="button button-quiet" type="button" @click=${() => this._goTo(field)}>${t(`scenario.${field.replace(/\[\d+\]/g, "")}`)}</button> <span class="note">${t(`scenario.problem.${code}`)}</span></li>`)}</ul>`}
          <button class="button ${this.problems.length === 0 ? "button-primary" : ""}" type="button" ?disabled=${this.problems.length > 0 || this.saving !== "saved"} @click=${() => this.tell("publish")}>${t("scenario.publish")}</button>
          <p class="note">${t("scenario.publish.words")}</p>
          <p class="row"><a class="button" href="/scenarios">${t("scenario.later")}</a>
            <button class="button button-quiet" type="button" @click=${() => /** @type {any} */ (this.querySelector("#confirm-drop")).ask()}>${t("scenario.drop")}</button></p>
        </aside>
      </main>
      <exam-confirm id="confirm-drop" .question=${t("scenario.drop.question")} .words=${t("scenario.drop.words")} .yes=${t("scenario.drop")} .no=${t("confirm.no")}
        @exam-confirmed=${() => this.tell("drop")}></exam-confirm>`;
  }

  /** @param {Form} form */
  _panel(form) {
    switch (this._tab) {
      case "scenario": return this._scenario(form);
      case "candidate": return this._candidate(form);
      case "jury": return this._jury(form);
      case "task": return this._task(form);
      default: return this._preview();
    }
  }

  /** @param {Form} form */
  _scenario(form) {
    const call = this.content["part"] === "call";
    const modes = call ? ["telephone", "video"] : [null, "video", "in-person"];
    return html`
      <div class="field-row">${line(form, "number", { type: "number" })}${line(form, "title")}</div>
      <div class="field-row">
        ${choice(form, "mode", modes, (mode) => (mode === null ? t("scenarios.any-mode") : t(`mode.${mode}`)))}
        ${call ? choice(form, "direction", ["juror-rings", "candidate-rings"], (direction) => t(`scenarios.direction.${direction}`)) : nothing}
      </div>
      <fieldset><legend>${t("scenario.other_party")}</legend>
        <div class="field-row">${line(form, "other_party.name")}${line(form, "other_party.role")}</div>
        <div class="field-row">${line(form, "other_party.organisation")}${line(form, "other_party.place")}</div>
      </fieldset>
      ${line(form, "scenario_id")}`;
  }

  /** @param {Form} form */
  _candidate(form) {
    return html`
      <p class="note">${t("scenario.candidate.words")}</p>
      ${prose(form, "candidate.company", { rows: 5 })}
      ${prose(form, "candidate.mission", { rows: 5 })}
      ${several(form, "candidate.data", DATUM, (path) => html`<div class="field-row">${line(form, `${path}.label`)}${line(form, `${path}.value`)}</div>`)}
      ${lines(form, "candidate.to_do")}
      ${several(form, "candidate.documents", DOCUMENT, (path, document) => html`
        ${line(form, `${path}.title`)}
        ${prose(form, `${path}.text`)}
        ${several(form, `${path}.data`, DATUM, (row) => html`<div class="field-row">${line(form, `${row}.label`)}${line(form, `${row}.value`)}</div>`)}
        ${prose(form, `${path}.closing`, { rows: 2 })}
        ${this._paper(path, document)}`)}`;
  }

  /** @param {string} path @param {any} document */
  _paper(path, document) {
    const index = Number(/\[(\d+)\]$/.exec(path)?.[1] ?? -1);
    if (document.paper) {
      return html`<div class="scenario-paper"><p><b>${document.paper.name}</b> <span class="note">${tn("paper.pages", document.paper.pages.length)}</span>
        <button class="button button-quiet" type="button" @click=${() => this._form.change(`${path}.paper`, null)}>${t("paper.remove")}</button></p>
        ${paperPages(document.paper, "/api/papers/")}</div>`;
    }
    return html`<p class="field"><label for="paper-${index}">${t("paper.bring")} <span class="note">${t("paper.limits")}</span></label>
      <input id="paper-${index}" type="file" accept="application/pdf,image/png,image/jpeg,image/webp,.md,text/markdown" ?disabled=${this.uploading !== -1}
        @change=${(/** @type {Event} */ event) => {
          const file = /** @type {HTMLInputElement} */ (event.currentTarget).files?.[0];
          if (file) this.tell("paper", { path: `${path}.paper`, index, file });
        }}>
      ${this.uploading === index ? html`<span class="note" role="status">${t("paper.looking")}</span>` : nothing}</p>`;
  }

  /** @param {Form} form */
  _jury(form) {
    return html`
      <p class="note">${t("scenario.jury.words")}</p>
      ${prose(form, "jury.role")}
      ${lines(form, "jury.objectives")}
      ${several(form, "jury.facts_if_asked", FACT, (path) => html`<div class="field-row">${line(form, `${path}.question`, { english: false })}${line(form, `${path}.answer`)}</div>`)}
      ${lines(form, "jury.cues", { rows: 6 })}
      ${prose(form, "jury.if_silent", { rows: 2 })}
      ${lines(form, "jury.expected_in_text")}
      <p class="note">${t("scenario.expected.words")}</p>
      ${several(form, "expected", EXPECTED, (path, { fact_id }) => html`
        <div class="field-row">${choice(form, `${path}.fact_id`, this._factIds(fact_id), (each) => this._factWords(each))}${line(form, `${path}.label`, { english: false })}</div>
        <div class="field-row">${choice(form, `${path}.kind`, VALUE_KINDS, (each) => t(`scenario.value.${each}`))}${line(form, `${path}.value`)}</div>
        <div class="field-row">${lines(form, `${path}.also`, { rows: 2 })}${lines(form, `${path}.near`, { rows: 2 })}</div>`)}`;
  }

  /** Facts that a value may belong to; none is one of its own. @param {string | null} own @returns {(string | null)[]} */
  _factIds(own) {
    const asked = (this.content["jury"]?.facts_if_asked ?? []).map((/** @type {any} */ fact) => fact.fact_id).filter((/** @type {string} */ each) => each !== "");
    return [null, ...new Set([...asked, ...(own ? [own] : [])])];
  }

  /** @param {string | null} factId */
  _factWords(factId) {
    if (factId === null) return t("scenario.expected.of-its-own");
    return (this.content["jury"]?.facts_if_asked ?? []).find((/** @type {any} */ fact) => fact.fact_id === factId)?.question || factId;
  }

  /** @param {Form} form */
  _task(form) {
    const languages = choice(form, this.content["part"] === "call" ? "text_task.language" : "contact_sheet.language", ["en", "fr"], (each) => t(`scenario.language.${each}`));
    if (this.content["part"] === "call") {
      return html`<div class="field-row">${languages}${line(form, "text_task.title")}</div>${line(form, "text_task.recipient")}${prose(form, "text_task.instructions", { rows: 6 })}`;
    }
    return html`<div class="field-row">${languages}${line(form, "contact_sheet.title")}</div>${prose(form, "contact_sheet.instructions")}
      ${several(form, "contact_sheet.sections", { title: "", fields: [SHEET_FIELD] }, (section) => html`
        ${line(form, `${section}.title`)}
        ${several(form, `${section}.fields`, SHEET_FIELD, (path, field) => html`
          <div class="field-row">${line(form, `${path}.label`)}${choice(form, `${path}.kind`, FIELD_KINDS, (each) => t(`scenario.field.${each}`))}</div>
          ${line(form, `${path}.hint`)}
          ${field.kind === "choice" ? lines(form, `${path}.options`, { rows: 3 }) : nothing}`)}`)}`;
  }

  _preview() {
    const candidate = this.content["candidate"];
    if (!complete(this._form, ["candidate"])) return html`<p class="note">${t("scenario.preview.later")}</p>`;
    return html`<p class="note">${t("scenario.preview.words")}</p>
      <exam-documents class="pane scenario-preview" .brief=${candidate} .heading=${String(this.content["title"] ?? "")} .papers=${"/api/papers/"}></exam-documents>`;
  }

  /** @param {string} field */
  async _goTo(field) {
    const tab = SECTIONS.find((key) => (INSIDE[key] ?? []).some((path) => field === path || field.startsWith(`${path}.`)));
    if (tab !== undefined) this._tab = tab;
    await this.updateComplete;
    focusField(this, field);
  }
}
customElements.define("exam-scenario-editor", ExamScenarioEditor);
