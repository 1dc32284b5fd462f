import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { lengthText, timeOfDay } from "../state/format.js";
import { clockActs, jobSummary } from "../state/desk.js";
import { LightElement } from "./base.js";
import { guestList } from "./board_guests.js";
import { mayBeAdmitted } from "./board_room.js";
import { phaseName } from "./board_words.js";
import { blockList } from "./order.js";
import "./station_lines.js";

/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */

/** Everything that can be done about one sitting, without leaving the board. */
export class ExamSittingActs extends LightElement {
  static properties = { sitting: { attribute: false }, full: { type: Boolean } };

  constructor() {
    super();
    /** @type {BoardSitting | null} */
    this.sitting = null;
    /** Whether the server counts itself full: it lets no call begin that the manager has not allowed. */
    this.full = false;
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  updated() {
    if (this.sitting !== null && !this._dialog.value?.open) this._dialog.value?.showModal();
    if (this.sitting === null) this._dialog.value?.close();
  }

  /** Close, then do it: two dialogs never stand on each other. @param {string} name @param {unknown} detail */
  _do(name, detail) {
    this._dialog.value?.close();
    this.tell(name, detail);
  }

  /** The extra time of a sitting, phase by phase; nothing where there is none. @param {BoardSitting} sitting */
  _extra({ accommodation }) {
    const lengths = /** @type {const} */ (["preparation", "exchange", "writing", "interview"]).flatMap((phase) => {
      const extraS = accommodation[`${phase}_s`];
      return extraS === 0 ? [] : [`${t(`ledger.extra.${phase}`)} +${lengthText(extraS)}`];
    });
    return lengths.length === 0 ? nothing : html`<p class="note">${t("ledger.extra.line", { lengths: lengths.join(", ") })}</p>`;
  }

  /** The part and its phase, once where both are called the same. @param {BoardSitting} sitting */
  _where(sitting) {
    return [...new Set([t(`board.part.${sitting.part}`), phaseName(sitting).toLocaleLowerCase(language())])].join(", ");
  }

  /** @param {BoardSitting} sitting */
  _jobs(sitting) {
    const jobs = jobSummary(sitting.jobs);
    return html`${jobs.map(({ key, count, reason, retry }) => html`
      <p class=${retry ? "sitting-wrong" : "note"}>${tn(`jobs.${key}`, count)}${reason === "" ? nothing : html` ${errorSentence(reason)}`}</p>
      ${key === "waiting-for-model" ? html`<p class="note">${t("jobs.model")}</p>` : nothing}`)}
      ${jobs.some(({ retry }) => retry) ? html`<button class="button" type="button" @click=${() => this._do("retry", sitting.sitting_id)}>${t("jobs.retry")}</button>` : nothing}`;
  }

  /** @param {BoardSitting} sitting */
  _acts(sitting) {
    const { sitting_id, candidacy_id, paused_since, was_called } = sitting;
    return html`<div class="act-list">
      ${mayBeAdmitted(sitting) ? html`<button class="button" type="button" @click=${() => this._do("admit", sitting)}>${t("board.admit")}</button>` : nothing}
      ${paused_since === null ? nothing : html`<button class="button" type="button" @click=${() => this._do("resume", sitting)}>${t("clock-act.resume")}</button>`}
      ${clockActs(sitting, this.full).map((act) => html`<button class="button ${act === "abort" ? "button-quiet" : ""}" type="button" @click=${() => this._do("act", { act, sitting })}>${t(`clock-act.${act}`)}</button>`)}
      <button class="button" type="button" @click=${() => this._do("links", sitting_id)}>${t("manager.new-links")}</button>
      ${was_called ? html`<a class="button" href="/replay/${sitting_id}">${t("manager.replay")}</a>` : nothing}
      <a class="button button-quiet" href="/ledger/${sitting_id}">${t("manager.ledger")}</a>
      ${candidacy_id === null ? nothing : html`<a class="button button-quiet" href="/after/${candidacy_id}">${t("session.after")}</a>`}
    </div>`;
  }

  render() {
    const { sitting } = this;
    return html`
      <dialog class="confirm" aria-labelledby="acts" ${ref(this._dialog)} @close=${() => this.tell("looked")}>
        ${sitting === null ? nothing : html`
          <h2 id="acts">${sitting.candidate_name}</h2>
          <p>${sitting.room_name} – ${this._where(sitting)}</p>
          <p class="note">${sitting.juror_name}${sitting.observer_name === "" ? nothing : html`, ${sitting.observer_name}`} – ${t("manager.opened", { time: timeOfDay(new Date(sitting.opened_at), language()) })}
            ${sitting.title === "" ? nothing : html`<br><span lang="en">${sitting.title}</span>${sitting.mode === null ? nothing : html` (${t(`mode.${sitting.mode}`)})`}`}</p>
          ${this._extra(sitting)}
          <exam-station-lines .sitting=${sitting}></exam-station-lines>
          ${this._jobs(sitting)}
          ${blockList(sitting, {
            confirm: ({ kind }) => this._do("confirm-block", { candidacy_id: sitting.candidacy_id, kind }),
            withdraw: ({ kind }) => this._do("act", { act: "withdraw-block", sitting, block: kind }),
          })}
          ${this._acts(sitting)}
          ${guestList(sitting, {
            invite: (name) => this._do("invite-guest", { sitting_id: sitting.sitting_id, name }),
            again: (seat) => this._do("guest-link", { sitting_id: sitting.sitting_id, seat }),
            dismiss: (seat) => this.tell("dismiss-guest", { sitting_id: sitting.sitting_id, seat }),
          })}
          <p class="row"><button class="button" type="button" autofocus @click=${() => this._dialog.value?.close()}>${t("links.close")}</button></p>`}
      </dialog>`;
  }
}
customElements.define("exam-sitting-acts", ExamSittingActs);
