import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { INCIDENTS, openStations } from "../state/desk.js";
import { lengthText } from "../state/format.js";
import { LightElement } from "./base.js";

/** @typedef {import("../state/desk.js").ClockAct} ClockAct */
/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */

/** The role-plays: the other parts begin anew where they began. */
const EXCHANGES = new Set(["call", "visitor"]);

/** Why, and for how long: nothing is done to a clock without a reason that stays in the ledger. */
export class ExamClockAct extends LightElement {
  static properties = { _chosen: { state: true } };

  constructor() {
    super();
    /** What is about to be done to whose clock. @type {{ act: ClockAct, sitting: BoardSitting, seat: import("../protocol/messages.d.ts").Seat | null, block: string } | null} */
    this._chosen = null;
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  /** Ask for the reason; `exam-clock-act` follows. @param {ClockAct} act @param {BoardSitting} sitting @param {import("../protocol/messages.d.ts").Seat | null} [seat] Whom it is about, where it is about one. @param {string} [block] The written block, where it is about one. */
  ask(act, sitting, seat = null, block = "") {
    this._chosen = { act, sitting, seat, block };
  }

  updated() {
    if (this._chosen !== null && !this._dialog.value?.open) this._dialog.value?.showModal();
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const chosen = this._chosen;
    if (chosen === null) return;
    const seconds = fields.get("seconds");
    const { act } = chosen;
    /** @type {Record<string, string>} */
    const more = {};
    for (const name of ["to", "seat", "name"]) if (fields.has(name)) more[name] = String(fields.get(name)).trim();
    if (chosen.block !== "") more.kind = chosen.block;
    const written = String(fields.get("reason") ?? "").trim();
    this.tell("clock-act", {
      act, sitting: chosen.sitting, ...more, ...(act === "replace-juror" ? { judges_b2: fields.has("judges_b2") } : {}), ...(seconds === null ? {} : { seconds: Number(seconds) }),
      ...(act === "incidents" ? { code: fields.get("code"), text: written } : act === "decide-refusal" ? { seat: chosen.seat, decision: written } : act === "override-devices" ? { seat: fields.get("seat"), reason: written } : { reason: written }),
    });
    this._dialog.value?.close();
  }

  render() {
    const chosen = this._chosen;
    return html`
      <dialog class="confirm" aria-labelledby="act" ${ref(this._dialog)} @close=${() => { this._chosen = null; }}>
        ${chosen === null ? nothing : html`
          <form @submit=${this._submit}>
            <h2 id="act">${t(`clock-act.${chosen.act}.heading`, { name: chosen.sitting.candidate_name })}</h2>
            <p>${t(`clock-act.${chosen.act}.words`, { step: chosen.block === "" ? "" : t(`order.step.${chosen.block}`) })}</p>
            ${chosen.act !== "give-time" ? nothing : html`<p class="field"><label for="act-seconds">${t("clock-act.seconds")}</label>
              <select id="act-seconds" name="seconds">${[30, 60, 120, 300, 600].map((seconds) => html`<option value=${seconds}>${lengthText(seconds)}</option>`)}</select></p>`}
            ${chosen.act !== "incidents" ? nothing : html`<p class="field"><label for="act-code">${t("ledger.field.code")}</label>
              <select id="act-code" name="code">${INCIDENTS.map((code) => html`<option value=${code}>${t(`incident.${code}`)}</option>`)}</select></p>`}
            ${chosen.act !== "restart" ? nothing : html`<p class="field"><label for="act-to">${t("clock-act.restart.to")}</label>
              <select id="act-to" name="to">${(EXCHANGES.has(chosen.sitting.part) ? ["drawn", "preparation"] : ["waiting"]).map((phase) => html`<option value=${phase}>${t(`clock-act.restart.${phase}`)}</option>`)}</select></p>`}
            ${chosen.act !== "replace-juror" ? nothing : html`<p class="field"><label for="act-seat">${t("clock-act.replace-juror.seat")}</label>
              <select id="act-seat" name="seat">${["juror", "observer"].map((seat) => html`<option value=${seat}>${t(`seat.${seat}`)}</option>`)}</select></p>
              <p class="field"><label for="act-name">${t("clock-act.replace-juror.name")}</label><input id="act-name" name="name" type="text" maxlength="80" autocomplete="off" required></p>
              <p class="field-check"><input id="act-b2" name="judges_b2" type="checkbox" aria-describedby="act-b2-note"><label for="act-b2">${t("session.judges-b2")}</label></p>
              <p class="note" id="act-b2-note">${t("clock-act.replace-juror.b2")}</p>`}
            ${chosen.act !== "override-devices" ? nothing : html`<p class="field"><label for="act-station">${t("clock-act.override-devices.seat")}</label>
              <select id="act-station" name="seat">${openStations(chosen.sitting).map((seat) => html`<option value=${seat} ?selected=${seat === chosen.seat}>${t(`seat.${seat}`)}</option>`)}</select></p>`}
            <p class="field"><label for="act-reason">${t(chosen.act === "incidents" ? "ledger.field.text" : chosen.act === "decide-refusal" ? "clock-act.decision" : "clock-act.reason")}</label><input id="act-reason" name="reason" type="text" maxlength="200" autocomplete="off" ?required=${chosen.act !== "incidents"} autofocus></p>
            <p class="row"><button class="button" type="button" @click=${() => this._dialog.value?.close()}>${t("confirm.no")}</button>
              <button class="button ${chosen.act === "incidents" ? "" : "button-stop"}" type="submit">${t(`clock-act.${chosen.act}`)}</button></p>
          </form>`}
      </dialog>`;
  }
}
customElements.define("exam-clock-act", ExamClockAct);
