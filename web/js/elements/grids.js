import { createRef, html, nothing, ref, repeat } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { longDate } from "../state/format.js";
import { withLevels, withLevelWord, withLine, withLineMoved, withNewLine, withoutLine, wordsMissing } from "../state/grid_editing.js";
import { LightElement } from "./base.js";
import { refusal } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";
import "./confirm.js";

/** @typedef {import("../state/judgement.d.ts").JudgingGrid} JudgingGrid */
/** @typedef {import("../state/judgement.d.ts").GridCriterion} GridCriterion */
/** @typedef {import("../state/judgement.d.ts").Wording} Wording */
/** @typedef {{ grid: JudgingGrid, published_at: string | null, author: string }} GridVersion */

/** The centre's own wording of what is judged. A published version never changes; the next one does. */
export class ExamGrids extends LightElement {
  static properties = { current: { attribute: false }, versions: { attribute: false }, editing: { attribute: false }, problem: {}, done: {} };

  constructor() {
    super();
    /** By part: what is judged by from now on. @type {Readonly<Record<string, JudgingGrid>>} */
    this.current = {};
    /** @type {readonly GridVersion[]} */
    this.versions = [];
    /** What is being written. @type {JudgingGrid | null} */
    this.editing = null;
    this.problem = "";
    /** What was just published. */
    this.done = "";
    /** @type {import("../../vendor/lit.js").Ref<import("./confirm.js").ExamConfirm>} */
    this._confirm = createRef();
  }

  /** @param {JudgingGrid} grid */
  _write(grid) {
    this.editing = grid;
    this.tell("written", grid);
  }

  render() {
    return html`
      ${staffMasthead({ title: html`<strong>${t("grids.heading")}</strong>`, here: "grids" })}
      <div class="bands">${this.done === "" ? nothing : html`<div class="news" role="status"><p>${this.done}</p></div>`}</div>
      <main class="screen-main grids">${this.editing === null ? this._list() : this._form(this.editing)}</main>`;
  }

  _list() {
    return html`<p class="note">${t("grids.note")}</p>${refusal(this.problem)}${Object.entries(this.current).map(([part, grid]) => {
      const versions = this.versions.filter((each) => each.grid.part === part).reverse();
      return html`<section class="pane grids-part" aria-labelledby="grid-${part}"><div class="pane-heading"><h2 id="grid-${part}">${grid.title[language()]}</h2>
        <button class="button" type="button" @click=${() => this._write(grid)}>${t("grids.write")}<span class="visually-hidden"> – ${grid.title[language()]}</span></button></div>
        <div class="grids-body"><p><b>${grid.competence[language()]}</b></p>
          <ol class="grids-lines">${grid.criteria.map((line) => html`<li>${line.text[language()]} ${line.section === "written" ? html`<span class="note">${t("score.section.written")}</span>` : nothing}</li>`)}</ol>
          <p>${t("grids.scale.of", { levels: grid.scale.map(({ value, word }) => `${value} ${word[language()]}`).join(", ") })}</p>
          <details><summary>${tn("grids.versions", versions.length)}</summary><ul class="plain-list">${versions.map(({ grid: each, published_at, author }, index) => html`<li>${t("grids.version", { n: each.version })} – ${published_at === null ? t("grids.packaged") : t("grids.published", { day: longDate(new Date(published_at), language()), name: author })}${index === 0 ? html` – <b>${t("grids.in-use")}</b>` : nothing}</li>`)}</ul></details></div></section>`;
    })}`;
  }

  /** @param {JudgingGrid} grid */
  _form(grid) {
    const missing = wordsMissing(grid);
    return html`<form class="grids-form" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <div class="row row-apart"><h2>${t("grids.writing", { name: this.current[grid.part]?.title[language()] ?? "" })}</h2>
        <p class="row"><button class="button button-quiet" type="button" @click=${() => this.tell("give-up")}>${t("grids.give-up")}</button>
          <button class="button button-primary" type="button" ?disabled=${missing > 0} @click=${() => this._confirm.value?.ask()}>${t("grids.publish")}</button></p></div>
      <p class="note" role="status">${missing === 0 ? t("grids.whole") : tn("grids.missing", missing)}</p>${refusal(this.problem)}
      ${this._pair("title", t("grids.title"), grid.title, (title) => this._write({ ...grid, title }))}
      ${this._pair("competence", t("grids.competence"), grid.competence, (competence) => this._write({ ...grid, competence }))}
      <h3>${t("grids.criteria")}</h3>
      <ol class="grids-edit">${repeat(grid.criteria, ({ id }) => id, (line, index) => this._line(grid, line, index))}</ol>
      <p><button class="button" type="button" @click=${() => this._write(withNewLine(grid))}>${t("grids.add")}</button></p>
      <h3>${t("grids.scale")}</h3>
      <p class="note">${t("grids.scale.note")}</p>
      ${grid.scale.map(({ value, word }) => this._pair(`level-${value}`, t("grids.level", { n: value }), word, (changed) => this._write(withLevelWord(grid, value, changed))))}
      <p class="row"><button class="button" type="button" @click=${() => this._write(withLevels(grid, grid.scale.length + 1))}>${t("grids.level.add")}</button>
        <button class="button" type="button" ?disabled=${grid.scale.length <= 2} @click=${() => this._write(withLevels(grid, grid.scale.length - 1))}>${t("grids.level.drop")}</button></p>
      <exam-confirm id="confirm-publish" ${ref(this._confirm)} .question=${t("grids.publish.question")} .words=${t("grids.publish.words")} .yes=${t("grids.publish")} .no=${t("grids.publish.no")} @exam-confirmed=${() => this.tell("publish", grid)}></exam-confirm>
    </form>`;
  }

  /** The same words in both languages. @param {string} id @param {string} label @param {Wording} words @param {(words: Wording) => void} write @param {boolean} [long] */
  _pair(id, label, words, write, long = false) {
    return html`<div class="grids-pair" role="group" aria-label=${label}>${/** @type {const} */ (["fr", "en"]).map((tongue) => {
      const field = `${id}-${tongue}`;
      const typed = (/** @type {Event & { target: HTMLInputElement | HTMLTextAreaElement }} */ { target }) => write({ ...words, [tongue]: target.value });
      return html`<p><label for=${field}>${label} <span class="note">${t(`grids.${tongue}`)}</span></label>${long
        ? html`<textarea id=${field} lang=${tongue} rows="2" maxlength="400" .value=${words[tongue]} @input=${typed}></textarea>`
        : html`<input id=${field} lang=${tongue} type="text" maxlength="400" autocomplete="off" .value=${words[tongue]} @input=${typed}>`}</p>`;
    })}</div>`;
  }

  /** @param {JudgingGrid} grid @param {GridCriterion} line @param {number} index */
  _line(grid, line, index) {
    const n = index + 1;
    return html`<li class="grids-line"><fieldset><legend>${t("grids.line", { n })}</legend>
      ${this._pair(`text-${line.id}`, t("grids.text"), line.text, (text) => this._write(withLine(grid, index, { text })), true)}
      ${this._pair(`short-${line.id}`, t("grids.short"), line.short ?? { fr: "", en: "" }, (short) => this._write(withLine(grid, index, { short })))}
      <p class="row"><label for="section-${line.id}">${t("grids.section")}</label>
        <select id="section-${line.id}" @change=${(/** @type {Event & { target: HTMLSelectElement }} */ { target }) => this._write(withLine(grid, index, { section: target.value === "written" ? "written" : "exchange" }))}>
          ${/** @type {const} */ (["exchange", "written"]).map((section) => html`<option value=${section} ?selected=${line.section === section}>${t(`score.section.${section}`)}</option>`)}</select>
        <label><input type="checkbox" .checked=${line.english} @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => this._write(withLine(grid, index, { english: target.checked }))}> ${t("grids.english")}</label>
        <button class="button button-quiet" type="button" ?disabled=${index === 0} aria-label=${t("grids.up.of", { n })} @click=${() => this._write(withLineMoved(grid, index, -1))}>${t("grids.up")}</button>
        <button class="button button-quiet" type="button" ?disabled=${n === grid.criteria.length} aria-label=${t("grids.down.of", { n })} @click=${() => this._write(withLineMoved(grid, index, 1))}>${t("grids.down")}</button>
        <button class="button button-quiet" type="button" ?disabled=${grid.criteria.length === 1} aria-label=${t("grids.drop.of", { n })} @click=${() => this._write(withoutLine(grid, index))}>${t("grids.drop")}</button></p></fieldset></li>`;
  }
}
customElements.define("exam-grids", ExamGrids);
