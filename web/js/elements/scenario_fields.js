/** The fields of a scenario's form, as templates: each knows its path, its words and what is wrong with it. */

import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { asLines, fromLines, problemOf, valueAt } from "../state/scenario.js";

/** @typedef {import("../state/scenario.js").Content} Content */
/** @typedef {import("../state/scenario.js").Problem} Problem */

/**
 * What fields need: the content, what is wrong with it, and whom to tell.
 * @typedef {object} Form
 * @property {Content} content
 * @property {readonly Problem[]} problems
 * @property {(path: string, value: unknown) => void} change
 * @property {(path: string, item: unknown) => void} add
 * @property {(path: string, index: number) => void} remove
 */

/** The last word of a path without its numbers: what its label is named by. @param {string} path */
const kind = (path) => path.replace(/\[\d+\]/g, "");
/** @param {string} path */
const idOf = (path) => `field-${path.replace(/[^a-z0-9]+/gi, "-")}`;

/** @param {Form} form @param {string} path */
function wrong({ problems }, path) {
  const problem = problems.find(({ field }) => field === path) ?? null;
  return problem === null ? nothing : html`<span class="field-wrong" id="${idOf(path)}-wrong">${t(`scenario.problem.${problem.code}`)}</span>`;
}

/** @param {Form} form @param {string} path */
const described = (form, path) => (form.problems.some(({ field }) => field === path) ? `${idOf(path)}-wrong` : nothing);

/** One line. @param {Form} form @param {string} path @param {{ english?: boolean, type?: string }} [how] */
export function line(form, path, { english = true, type = "text" } = {}) {
  /** @param {Event} event */
  const typed = (event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.currentTarget);
    form.change(path, type === "number" ? Number(value) : value);
  };
  return html`<p class="field"><label for=${idOf(path)}>${t(`scenario.${kind(path)}`)}</label>
    <input id=${idOf(path)} type=${type} min=${type === "number" ? 1 : nothing} maxlength="200" autocomplete="off" lang=${english ? "en" : "fr"} .value=${String(valueAt(form.content, path) ?? "")}
      aria-invalid=${described(form, path) === nothing ? "false" : "true"} aria-describedby=${described(form, path)} @input=${typed}>${wrong(form, path)}</p>`;
}

/** Paragraphs. @param {Form} form @param {string} path @param {{ rows?: number, english?: boolean }} [how] */
export function prose(form, path, { rows = 4, english = true } = {}) {
  return html`<p class="field"><label for=${idOf(path)}>${t(`scenario.${kind(path)}`)}</label>
    <textarea id=${idOf(path)} rows=${rows} lang=${english ? "en" : "fr"} .value=${String(valueAt(form.content, path) ?? "")}
      aria-invalid=${described(form, path) === nothing ? "false" : "true"} aria-describedby=${described(form, path)}
      @input=${(/** @type {Event} */ event) => form.change(path, /** @type {HTMLTextAreaElement} */ (event.currentTarget).value)}></textarea>${wrong(form, path)}</p>`;
}

/** A list, an item a line. @param {Form} form @param {string} path @param {{ rows?: number }} [how] */
export function lines(form, path, { rows = 4 } = {}) {
  return html`<p class="field"><label for=${idOf(path)}>${t(`scenario.${kind(path)}`)} <span class="note">${t("scenario.a-line-each")}</span></label>
    <textarea id=${idOf(path)} rows=${rows} lang="en" .value=${asLines(valueAt(form.content, path))}
      aria-invalid=${described(form, path) === nothing ? "false" : "true"} aria-describedby=${described(form, path)}
      @input=${(/** @type {Event} */ event) => form.change(path, fromLines(/** @type {HTMLTextAreaElement} */ (event.currentTarget).value))}></textarea>${wrong(form, path)}</p>`;
}

/** One of a few. @param {Form} form @param {string} path @param {readonly (string | null)[]} choices @param {(choice: string | null) => string} words */
export function choice(form, path, choices, words) {
  const present = valueAt(form.content, path) ?? null;
  return html`<p class="field"><label for=${idOf(path)}>${t(`scenario.${kind(path)}`)}</label>
    <select id=${idOf(path)} aria-describedby=${described(form, path)} @change=${(/** @type {Event} */ event) => {
      const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
      form.change(path, value === "" ? null : value);
    }}>${choices.map((each) => html`<option value=${each ?? ""} ?selected=${each === present}>${words(each)}</option>`)}</select>${wrong(form, path)}</p>`;
}

/**
 * Several of the same kind, each with a button that takes it away.
 * @param {Form} form @param {string} path @param {unknown} empty @param {(path: string, item: any) => unknown} one
 */
export function several(form, path, empty, one) {
  /** @type {any[]} */
  const items = valueAt(form.content, path) ?? [];
  const name = t(`scenario.${kind(path)}.one`);
  return html`
    <fieldset class="several"><legend>${t(`scenario.${kind(path)}`)}</legend>${wrong(form, path)}
      ${items.map((item, index) => html`<div class="several-one" role="group" aria-label="${name} ${index + 1}">
        ${one(`${path}[${index}]`, item)}
        <button class="button button-quiet" type="button" @click=${() => form.remove(path, index)}>${t("scenario.remove")}<span class="visually-hidden"> ${name} ${index + 1}</span></button></div>`)}
      <p><button class="button" type="button" @click=${() => form.add(path, empty)}>${t("scenario.add", { what: name })}</button></p>
    </fieldset>`;
}

/** Go to the field that a problem is about. @param {ParentNode} where @param {string} path */
export function focusField(where, path) {
  for (let way = path; way !== ""; way = way.replace(/[.[]?[^.[]*$/, "")) {
    const field = /** @type {HTMLElement | null} */ (where.querySelector(`#${idOf(way)}`));
    if (field !== null) return field.focus();
  }
}

/** Whether something inside a section is still wrong. @param {Form} form @param {readonly string[]} paths */
export const complete = ({ problems }, paths) => paths.every((path) => problemOf(problems, path) === null);
