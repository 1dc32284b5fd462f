import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { blocks, sheets } from "../state/paper.js";
import { LightElement } from "./base.js";
import { paperPages } from "./paper.js";
import { tablist } from "./tabs.js";

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
    brief: { attribute: false }, heading: {}, papers: {}, _shown: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../protocol/messages.d.ts").CandidateBrief | null} */
    this.brief = null;
    /** The scenario's title. */
    this.heading = "";
    /** Where the pictures of papers come from: a path that ends in a slash. */
    this.papers = "";
    this._shown = 0;
  }

  render() {
    if (this.brief === null) return nothing;
    const all = sheets(this.brief, t("documents.mission"));
    const shown = Math.min(this._shown, all.length - 1);
    const sheet = /** @type {Sheet} */ (all[shown]);
    return html`
      ${tablist({
        label: t("documents.label"), prefix: "document", shown: String(shown),
        tabs: all.map(({ title, mission }, index) => ({ key: String(index), words: html`${index + 1}. ${mission ? title : html`<span lang="en">${title}</span>`}` })),
        onShow: (key) => { this._shown = Number(key); },
      })}
      <div class="document pane-scroll" role="tabpanel" id="document-panel" lang="en" tabindex="0" aria-labelledby="document-tab-${shown}">
        ${sheetBody(sheet, this.heading, this.papers)}
      </div>`;
  }
}
customElements.define("exam-documents", ExamDocuments);
