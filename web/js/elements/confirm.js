import { createRef, html, ref } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";

/** A question before something that cannot simply be undone. The safe answer has the focus. */
export class ExamConfirm extends LightElement {
  static properties = { question: {}, words: {}, yes: {}, no: {} };

  constructor() {
    super();
    this.question = "";
    this.words = "";
    /** What the dangerous button says: a verb and its object. */
    this.yes = "";
    this.no = "";
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  /** Ask; `exam-confirmed` follows if the answer is yes. */
  ask() {
    this._dialog.value?.showModal();
  }

  /** What was asked about is over. */
  dismiss() {
    this._dialog.value?.close();
  }

  _yes() {
    this.dismiss();
    this.tell("confirmed");
  }

  render() {
    return html`
      <dialog class="confirm" ${ref(this._dialog)} aria-labelledby="${this.id}-question">
        <h2 id="${this.id}-question">${this.question}</h2>
        <p>${this.words}</p>
        <p class="row">
          <button class="button" type="button" autofocus @click=${() => this.dismiss()}>${this.no || t("confirm.no")}</button>
          <button class="button button-stop" type="button" @click=${this._yes}>${this.yes}</button>
        </p>
      </dialog>`;
  }
}
customElements.define("exam-confirm", ExamConfirm);
