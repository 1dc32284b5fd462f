import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { INCIDENTS, ORDINARY_GIVEN_S, actsFor } from "../state/clock_acts.js";
import { LightElement } from "./base.js";

/** @typedef {import("../state/desk.js").Sitting} Sitting */
/** @typedef {import("../state/clock_acts.js").Act} Act */

/** What the manager does to a sitting's clock: asks for the reason, then tells the page (`exam-clock-act`). */
export class ExamClockActs extends LightElement {
  static properties = { _act: { state: true }, _sitting: { state: true } };

  constructor() {
    super();
    /** @type {Act} */
    this._act = "pause";
    /** The sitting as it was when the question was asked: the answer is meant for that phase. @type {Sitting | null} */
    this._sitting = null;
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  /** Ask for what the act needs; resuming needs nothing. @param {Act} act @param {Sitting} sitting */
  async ask(act, sitting) {
    this._act = act;
    this._sitting = sitting;
    if (act === "resume") {
      this._tell({});
      return;
    }
    await this.updateComplete;
    this._dialog.value?.querySelector("form")?.reset();
    this._dialog.value?.showModal();
  }

  /** @param {Record<string, unknown>} fields */
  _tell(fields) {
    const sitting = this._sitting;
    if (sitting === null) return;
    this.tell("clock-act", { sittingId: sitting.sitting_id, act: this._act, body: { from_phase: sitting.phase, ...fields } });
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @param {string} name */
    const text = (name) => String(fields.get(name) ?? "").trim();
    this._dialog.value?.close();
    if (this._act === "incidents") this._tell({ code: text("code"), text: text("reason") });
    else if (this._act === "give-time") this._tell({ seconds: Number(text("minutes")) * 60 + Number(text("seconds")), reason: text("reason") });
    else this._tell({ reason: text("reason") });
  }

  render() {
    const act = this._act === "resume" ? "pause" : this._act;
    const name = this._sitting?.candidate_name ?? "";
    return html`
      <dialog class="confirm clock-act" ${ref(this._dialog)} aria-labelledby="clock-act-question">
        <form class="stack" @submit=${this._submit}>
          <h2 id="clock-act-question">${t(`ledger.ask.${act}`)}</h2>
          <p><b>${name}</b></p>
          <p>${t(`ledger.words.${act}`, { name })}</p>
          ${act === "give-time" ? this._length() : act === "incidents" ? this._code() : nothing}
          <p class="field"><label for="clock-act-reason">${t(act === "incidents" ? "ledger.field.text" : "ledger.field.reason")}</label>
            <input id="clock-act-reason" name="reason" type="text" maxlength="500" autocomplete="off" ?required=${act !== "incidents"}></p>
          <p class="row">
            <button class="button" type="button" @click=${() => this._dialog.value?.close()}>${t("ledger.cancel")}</button>
            <button class="button ${act === "abort" ? "button-stop" : ""}" type="submit">${t(`ledger.act.${act}`)}</button>
          </p>
        </form>
      </dialog>`;
  }

  _length() {
    return html`<div class="row">
      <p class="field"><label for="clock-act-minutes">${t("ledger.field.minutes")}</label>
        <input id="clock-act-minutes" name="minutes" type="number" min="0" max="59" step="1" value=${Math.floor(ORDINARY_GIVEN_S / 60)} required></p>
      <p class="field"><label for="clock-act-seconds">${t("ledger.field.seconds")}</label>
        <input id="clock-act-seconds" name="seconds" type="number" min="0" max="59" step="1" value=${ORDINARY_GIVEN_S % 60} required></p>
    </div>`;
  }

  _code() {
    return html`<p class="field"><label for="clock-act-code">${t("ledger.field.code")}</label>
      <select id="clock-act-code" name="code">${INCIDENTS.map((code) => html`<option value=${code}>${t(`incident.${code}`)}</option>`)}</select></p>`;
  }
}
customElements.define("exam-clock-acts", ExamClockActs);

/** The buttons of one sitting. @param {Sitting} sitting @param {(act: Act) => void} ask */
export function actButtons(sitting, ask) {
  return actsFor(sitting).map((act) => html`
    <button class="button" type="button" data-act=${act} @click=${() => ask(act)}>${t(`ledger.act.${act}`)}</button>`);
}
