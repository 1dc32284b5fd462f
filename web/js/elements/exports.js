import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { LightElement } from "./base.js";

/** The formats, those that most people ask for first; as oralexam/transcripts/exports/formats.py has them. */
export const FORMATS = ["docx", "txt", "vtt", "srt", "json", "textgrid", "eaf"];

/** The transcript as a file: a button that opens the list of what there is. */
export class ExamExports extends LightElement {
  static properties = { sitting: {}, _open: { state: true } };

  constructor() {
    super();
    this.sitting = "";
    this._open = false;
    /** @type {import("../../vendor/lit.js").Ref<HTMLButtonElement>} */
    this._button = createRef();
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    if (event.key !== "Escape" || !this._open) return;
    event.stopPropagation();
    this._open = false;
    this._button.value?.focus();
  }

  /** What is outside takes over: the list goes. @param {FocusEvent} event */
  _left(event) {
    if (!(event.relatedTarget instanceof Node) || !this.contains(event.relatedTarget)) this._open = false;
  }

  render() {
    return html`
      <div class="exports" @keydown=${this._pressed} @focusout=${this._left}>
        <button class="button button-quiet" type="button" aria-expanded=${this._open} aria-controls="exports" ${ref(this._button)}
          @click=${() => { this._open = !this._open; }}>${t("exports.open")}</button>
        <div class="exports-list" id="exports" tabindex="-1" ?hidden=${!this._open}>${this._open ? html`
          <p class="note" id="exports-about">${t("exports.about")}</p>
          <ul aria-describedby="exports-about">${FORMATS.map((format) => html`
            <li><a class="exports-item" download href="/api/replay/${this.sitting}/exports/${format}?language=${language()}"><span>${t(`exports.${format}`)}</span> <span class="note">${t(`exports.${format}.note`)}</span></a></li>`)}</ul>` : nothing}</div>
      </div>`;
  }
}
customElements.define("exam-exports", ExamExports);
