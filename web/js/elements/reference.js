import { html, nothing } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { folded, leavesOf, NO_REFERENCE, nextOf, pagesWith } from "../state/reference.js";
import { LightElement } from "./base.js";
import { plainWriting } from "./plain_writing.js";

/** @typedef {import("../protocol/messages.d.ts").PaperPage} PaperPage */
/** @typedef {import("../state/reference.js").Work} Work */

/** Dictionaries and documentation to look something up in: one page at a time, found by the words on it. */
export class ExamReference extends LightElement {
  static properties = {
    reference: { attribute: false }, shown: { type: Boolean },
    _chosen: { state: true }, _page: { state: true }, _words: { state: true }, _found: { state: true }, _large: { state: true },
  };

  constructor() {
    super();
    this.reference = NO_REFERENCE;
    /** Whether it can be seen: a work is asked for when it first is. */
    this.shown = false;
    this._chosen = "";
    this._page = 0;
    this._words = "";
    /** The pages on which the words stand; null before they were looked for. @type {readonly number[] | null} */
    this._found = null;
    this._large = false;
    /** The work that was asked for. */
    this._asked = "";
    /** The leaves of the work that is open, and their words. @type {{ pages: readonly PaperPage[] | null, leaves: PaperPage[], words: string[] }} */
    this._open = { pages: null, leaves: [], words: [] };
  }

  /** The work that is shown: the one chosen, or the first. @returns {Work | undefined} */
  get _work() {
    return this.reference.works.find(({ work_id }) => work_id === this._chosen) ?? this.reference.works[0];
  }

  willUpdate() {
    const work = this._work;
    const pages = work === undefined ? undefined : this.reference.pages[work.work_id];
    if (!this.shown || work === undefined) return;
    if (pages === undefined && this._asked !== work.work_id) {
      this._asked = work.work_id;
      this.tell("read-work", work.work_id);
    }
    if (pages && pages !== this._open.pages) {
      const leaves = leavesOf(pages);
      this._open = { pages, leaves, words: leaves.map(({ text }) => folded(text)) };
    }
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("_page") || changed.has("_chosen")) this.querySelector(".reference-page")?.scrollTo({ top: 0 });
    if (changed.has("_found")) this.querySelector(".reference-found")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} workId */
  _take(workId) {
    Object.assign(this, { _chosen: workId, _page: 0, _found: null });
  }

  /** @param {Event} event */
  _search(event) {
    event.preventDefault();
    const first = this._found === null;
    this._found = pagesWith(this._open.words, this._words);
    const to = nextOf(this._found, first ? this._page - 1 : this._page);
    if (to !== -1) this._page = to;
  }

  render() {
    const work = this._work;
    if (!this.shown || work === undefined) return nothing;
    const { works, pages } = this.reference;
    const read = pages[work.work_id];
    return html`
      <div class="reference-bar">
        <p class="reference-which"><label for="reference-work">${t("reference.work")}</label>
          <select id="reference-work" @change=${(/** @type {{ target: HTMLSelectElement }} */ { target }) => this._take(target.value)}>
            ${works.map(({ work_id, title }) => html`<option value=${work_id} ?selected=${work_id === work.work_id}>${title}</option>`)}</select></p>
        ${read ? this._searching() : nothing}
      </div>
      ${read === undefined ? html`<p class="reference-wait note" role="status">${t("reference.opening")}</p>`
        : read === null ? html`<p class="reference-wait row" role="alert">${t("reference.failed")}
            <button class="button" type="button" @click=${() => this.tell("read-work", work.work_id)}>${t("reference.again")}</button></p>`
        : this._pages(work)}`;
  }

  _searching() {
    if (this._open.words.every((words) => words.trim() === "")) return html`<p class="note reference-search">${t("reference.no-text")}</p>`;
    const found = this._found;
    return html`
      <form class="reference-search" role="search" autocomplete="off" @submit=${this._search}>
        <label for="reference-words">${t("reference.words")}</label>
        <span class="reference-line"><input id="reference-words" type="search" maxlength="80" ${plainWriting()} .value=${this._words}
          @input=${(/** @type {{ target: HTMLInputElement }} */ { target }) => { this._words = target.value; this._found = null; }}>
        <button class="button" type="submit" ?disabled=${this._words.trim() === ""}>${t(found === null || found.length < 2 ? "reference.search" : "reference.search-on")}</button></span>
      </form>`;
  }

  /** @param {Work} work */
  _pages(work) {
    const { leaves } = this._open;
    const last = leaves.length - 1;
    const at = Math.min(this._page, last);
    const leaf = leaves[at];
    if (leaf === undefined) return nothing;
    const found = this._found;
    return html`
      <div class="reference-page pane-scroll ${this._large ? "reference-large" : ""}" tabindex="0" role="region" aria-label=${t("paper.page", { n: at + 1, count: leaves.length, name: work.title })}>
        ${leaf.picture === "" ? this._text(leaf.text, work.language) : html`<img class="paper-page" src="${this.reference.from}${work.work_id}/${leaf.picture}" width=${leaf.width_px} height=${leaf.height_px} decoding="async"
          alt=${leaf.text === "" ? t("paper.page", { n: at + 1, count: leaves.length, name: work.title }) : leaf.text}>`}
      </div>
      <div class="reference-foot">
        <div class="row">
          <button class="button" type="button" aria-label=${t("reference.back")} ?disabled=${at === 0} @click=${() => { this._page = at - 1; }}>${arrow("M15 5l-7 7 7 7")}</button>
          <label for="reference-at">${t("reference.page")}</label>
          <input id="reference-at" class="reference-at" type="number" min="1" max=${leaves.length} inputmode="numeric" .value=${String(at + 1)}
            @change=${(/** @type {{ target: HTMLInputElement }} */ { target }) => {
              this._page = Math.min(Math.max(Math.round(Number(target.value)) || 1, 1), leaves.length) - 1;
              target.value = String(this._page + 1);
            }}> <span>${t("reference.of", { count: leaves.length })}</span>
          <button class="button" type="button" aria-label=${t("reference.forward")} ?disabled=${at === last} @click=${() => { this._page = at + 1; }}>${arrow("M9 5l7 7-7 7")}</button>
        </div>
        <p class="note reference-told" role="status">${found === null ? nothing : found.length === 0 ? t("reference.not-found") : tn("reference.found", found.length)}</p>
        ${leaf.picture === "" ? nothing : html`<button class="button" type="button" aria-pressed=${this._large ? "true" : "false"} @click=${() => { this._large = !this._large; }}>${t("reference.larger")}</button>`}
      </div>`;
  }

  /** @param {string} text @param {string} language */
  _text(text, language) {
    return html`<div class="reference-text" lang=${language.length === 2 ? language : nothing}>${text.split(/\n\n+/).map((paragraph) => html`
      <p class="document-lines ${this._found !== null && pagesWith([folded(paragraph)], this._words).length > 0 ? "reference-found" : ""}">${paragraph}</p>`)}</div>`;
  }
}

/** @param {string} path */
function arrow(path) {
  return html`<svg class="reference-arrow" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
}
customElements.define("exam-reference", ExamReference);
