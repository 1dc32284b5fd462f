import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { valueOf } from "../state/calculator.js";
import { LightElement } from "./base.js";
import { plainWriting } from "./plain_writing.js";

/** As many as can be read at once. */
const KEPT_LINES = 6;

/** The calculator that is allowed: a line to type, its value while it is typed, and the lines before. Nothing of it is saved. */
export class ExamCalculator extends LightElement {
  static properties = { _written: { state: true }, _lines: { state: true } };

  constructor() {
    super();
    this._written = "";
    /** The last lines that were kept with Enter, the newest first. @type {readonly { written: string, value: number }[]} */
    this._lines = [];
  }

  /** @param {Event} event */
  _keep(event) {
    event.preventDefault();
    const value = valueOf(this._written);
    if (value === null) return;
    this._lines = [{ written: this._written.trim(), value }, ...this._lines].slice(0, KEPT_LINES);
    this._written = "";
  }

  render() {
    const value = valueOf(this._written);
    return html`
      <form class="calculator" autocomplete="off" @submit=${this._keep}>
        <p class="row row-apart"><label for="calculator">${t("calculator.label")}</label>
          <output class="calculator-value" for="calculator">${value === null ? nothing : html`= <b>${shown(value)}</b>`}</output></p>
        <input id="calculator" class="calculator-line" type="text" inputmode="decimal" maxlength="200" ${plainWriting()} .value=${this._written}
          @input=${(/** @type {{ target: HTMLInputElement }} */ { target }) => { this._written = target.value; }}>
        ${this._lines.length === 0 ? html`<p class="note">${t("calculator.how")}</p>` : html`
          <ol class="calculator-lines" reversed>${this._lines.map((line) => html`<li>${line.written} = <b>${shown(line.value)}</b></li>`)}</ol>`}
      </form>`;
  }
}

/** Rounded where binary fractions show: twelve digits are more than any price has. @param {number} value */
function shown(value) {
  return new Intl.NumberFormat(language(), { maximumSignificantDigits: 12 }).format(value);
}
customElements.define("exam-calculator", ExamCalculator);
