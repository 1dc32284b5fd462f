import { html } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";

/** Lines more than the text has: some are longer than the field. */
const WRAPPED = 4;

/** A text to be read out or sent: it can be selected, and copied where the browser lets a page copy. */
export class ExamCopiedText extends LightElement {
  static properties = { label: {}, text: {}, _copied: { state: true } };

  constructor() {
    super();
    this.label = "";
    this.text = "";
    this._copied = "";
  }

  /** Without HTTPS no page may write to the clipboard: the text is selected then, for Ctrl+C. */
  async _copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      this._copied = this.text;
    } catch {
      const field = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
      field.focus();
      field.select();
    }
  }

  render() {
    return html`
      <label for="copied-text">${this.label}</label>
      <textarea id="copied-text" readonly rows=${this.text.split("\n").length + WRAPPED} .value=${this.text}></textarea>
      <button class="button" type="button" @click=${() => void this._copy()}>${t(this._copied === this.text && this.text !== "" ? "links.copied" : "links.copy")}</button>`;
  }
}
customElements.define("exam-copied-text", ExamCopiedText);
