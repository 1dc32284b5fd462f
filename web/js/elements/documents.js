import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { blocks, sheets } from "../state/paper.js";
import { NO_REFERENCE } from "../state/reference.js";
import { LightElement } from "./base.js";
import { paperPages } from "./paper.js";
import { tablist } from "./tabs.js";
import "./reference.js";

/** @typedef {import("../protocol/messages.d.ts").Datum} Datum */
/** @typedef {import("../state/paper.js").Sheet} Sheet */

/** @param {string} text */
function prose(text) {
  return blocks(text).map((block) => (block.kind === "list"
    ? html`<ul>${block.items.map((item) => html`<li>${item}</li>`)}</ul>`
    : html`<p class="document-lines">${block.text}</p>`));
}

/** @param {readonly Datum[]} data */
function table(data) {
  if (data.length === 0) return nothing;
  return html`<table><tbody>${data.map(({ label, value }) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`)}</tbody></table>`;
}

/**
 * One sheet of the candidate's file, set for reading.
 * @param {Sheet} sheet @param {string} title @param {string} [papers] Where the pictures of papers come from.
 */
export function sheetBody({ mission, document }, title, papers = "") {
  if (document !== null) {
    return html`<h2>${document.title}</h2>${prose(document.text)}${table(document.data)}${prose(document.closing)}${paperPages(document.paper, papers)}`;
  }
  if (mission === null) return nothing;
  return html`<h2>${title}</h2>${prose(mission.mission)}${table(mission.data)}
    <h3>What you have to do</h3><ul>${mission.to_do.map((item) => html`<li>${item}</li>`)}</ul>
    <h3>Your company</h3>${prose(mission.company)}`;
}

/** The candidate's file: sheets as tabs of a folder. */
export class ExamDocuments extends LightElement {
  static properties = {
    brief: { attribute: false }, heading: {}, papers: {}, reference: { attribute: false }, _shown: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../protocol/messages.d.ts").CandidateBrief | null} */
    this.brief = null;
    /** The scenario's title. */
    this.heading = "";
    /** Where the pictures of papers come from: a path that ends in a slash. */
    this.papers = "";
    /** What may be looked up beside the file. */
    this.reference = NO_REFERENCE;
    this._shown = 0;
  }

  render() {
    if (this.brief === null) return nothing;
    const all = sheets(this.brief, t("documents.mission"));
    const works = this.reference.works.length > 0;
    const shown = Math.min(this._shown, all.length - (works ? 0 : 1));
    const sheet = all[shown];
    return html`
      ${tablist({
        label: t("documents.label"), prefix: "document", shown: String(shown),
        tabs: [
          ...all.map(({ title, mission }, index) => ({ key: String(index), words: html`${index + 1}. ${mission ? title : html`<span lang="en">${title}</span>`}` })),
          ...(works ? [{ key: String(all.length), words: t("reference.heading") }] : []),
        ],
        onShow: (key) => { this._shown = Number(key); },
      })}
      <div class=${sheet === undefined ? "documents-reference" : "document pane-scroll"} role="tabpanel" id="document-panel" lang=${sheet === undefined ? nothing : "en"} tabindex=${sheet === undefined ? nothing : "0"} aria-labelledby="document-tab-${shown}">
        ${sheet === undefined ? nothing : sheetBody(sheet, this.heading, this.papers)}
        ${/* It stays there unseen, so that its page does. */ works ? html`<exam-reference class="reference" ?hidden=${sheet !== undefined} .shown=${sheet === undefined} .reference=${this.reference}></exam-reference>` : nothing}
      </div>`;
  }
}
customElements.define("exam-documents", ExamDocuments);
