import { html, nothing, repeat } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { shortDate } from "../state/format.js";
import { NO_REFERENCE } from "../state/reference.js";
import { LightElement } from "./base.js";
import { refusal } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";
import "./confirm.js";
import "./reference.js";

/** @typedef {import("../state/reference.js").Work} Work */

/** @param {string} instant */
const day = (instant) => shortDate(new Date(instant), language());

/** The centre's dictionaries and documentation: what candidates may take, and what they see of it. */
export class ExamReferenceShelf extends LightElement {
  static properties = { works: { attribute: false }, most: { attribute: false }, reference: { attribute: false }, looking: { type: Boolean }, problem: {}, _withdrawing: { state: true } };

  constructor() {
    super();
    /** Every work there ever was. @type {readonly Work[]} */
    this.works = [];
    this.most = { bytes: 0, pages: 0, works: 0 };
    /** What candidates find. */
    this.reference = NO_REFERENCE;
    /** Whether a file is being looked at. */
    this.looking = false;
    this.problem = "";
    /** @type {Work | null} */
    this._withdrawing = null;
  }

  render() {
    return html`
      ${staffMasthead({ title: html`<strong>${t("shelf.heading")}</strong>`, here: "reference" })}
      <main class="screen-main reference-shelf">
        <p class="shelf-words">${t("shelf.words")}</p>
        ${refusal(this.problem)}
        ${this._adding()}
        <section class="stack" aria-labelledby="works"><h2 id="works">${t("shelf.works")}</h2>
          ${this.works.length === 0 ? html`<p class="note">${t("shelf.empty")}</p>` : html`
          <ul class="shelf-works">${repeat(this.works, ({ work_id }) => work_id, (work) => this._line(work))}</ul>`}
        </section>
        ${this.reference.works.length === 0 ? nothing : html`
        <section class="stack" aria-labelledby="seen"><h2 id="seen">${t("shelf.seen")}</h2>
          <exam-reference class="pane reference" .reference=${this.reference} .shown=${true}></exam-reference></section>`}
      </main>
      <exam-confirm id="confirm-withdraw" .question=${t("shelf.withdraw.question", { title: this._withdrawing?.title ?? "" })} .words=${t("shelf.withdraw.words")}
        .yes=${t("shelf.withdraw")} .no=${t("confirm.no")} @exam-confirmed=${() => this.tell("withdraw", this._withdrawing?.work_id)}></exam-confirm>`;
  }

  _adding() {
    return html`
      <form class="pane shelf-adding" autocomplete="off" aria-label=${t("shelf.add")} @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = /** @type {HTMLFormElement} */ (event.currentTarget);
        const given = new FormData(form);
        this.tell("bring", { file: given.get("file"), title: String(given.get("title")), language: given.get("language"), done: () => form.reset() });
      }}>
        <p class="field"><label for="work-file">${t("shelf.file")}</label>
          <input id="work-file" name="file" type="file" required accept="application/pdf,image/png,image/jpeg,image/webp,.md,text/markdown" aria-describedby="work-limits">
          <span class="note" id="work-limits">${t("shelf.limits", { mb: this.most.bytes / 1e6, pages: this.most.pages })}</span></p>
        <p class="field"><label for="work-title">${t("shelf.title")}</label>
          <input id="work-title" name="title" type="text" required maxlength="120"></p>
        <p class="field"><label for="work-language">${t("shelf.language")}</label>
          <select id="work-language" name="language">${["fr-en", "en", "fr"].map((each) => html`<option value=${each}>${t(`shelf.language.${each}`)}</option>`)}</select></p>
        <p class="row"><button class="button button-primary" type="submit" ?disabled=${this.looking}>${t("shelf.add")}</button>
          <span class="note" role="status">${this.looking ? t("shelf.looking") : nothing}</span></p>
      </form>`;
  }

  /** @param {Work} work */
  _line(work) {
    const gone = work.withdrawn_at !== null;
    return html`
      <li class="row row-apart ${gone ? "shelf-gone" : ""}">
        <p><b>${work.title}</b> <span class="note">${t(`shelf.language.${work.language}`)}, ${tn("paper.pages", work.page_count)}, ${
          gone ? t("shelf.withdrawn", { day: day(work.withdrawn_at ?? "") }) : t("shelf.added", { day: day(work.added_at) })}</span></p>
        ${gone ? nothing : html`<button class="button button-quiet" type="button" @click=${() => this._withdraw(work)}>${t("shelf.withdraw")}<span class="visually-hidden"> ${work.title}</span></button>`}
      </li>`;
  }

  /** @param {Work} work */
  _withdraw(work) {
    this._withdrawing = work;
    void this.updateComplete.then(() => /** @type {any} */ (this.querySelector("#confirm-withdraw")).ask());
  }
}
customElements.define("exam-reference-shelf", ExamReferenceShelf);
