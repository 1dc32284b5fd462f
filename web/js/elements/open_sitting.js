import { createRef, html, ref } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { EXTRA_CHOICES, extraTime } from "../state/extra_time.js";
import { LightElement } from "./base.js";
import { refusal } from "./parts.js";

const PHASES = /** @type {const} */ (["preparation", "exchange", "writing"]);

/** The form that opens a single sitting: an exam session opens its own. */
export class ExamOpenSitting extends LightElement {
  static properties = { problem: {} };

  constructor() {
    super();
    this.problem = "";
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
    /** @type {import("../../vendor/lit.js").Ref<HTMLFormElement>} */
    this._form = createRef();
  }

  open() {
    this._dialog.value?.showModal();
  }

  /** It was opened: nothing of it is left here. */
  done() {
    this._form.value?.reset();
    this._dialog.value?.close();
  }

  /** How much longer one phase lasts, to choose from. @param {typeof PHASES[number]} phase */
  _extraField(phase) {
    /** @param {string} choice */
    const words = (choice) => {
      if (choice === "") return t("ledger.extra.none");
      if (choice === "1/3") return t("ledger.extra.fraction");
      return choice === "1/2" ? t("ledger.extra.half") : t("ledger.extra.minutes", { n: choice });
    };
    return html`<p class="field"><label for="open-extra-${phase}">${t(`ledger.extra.${phase}`)}</label>
      <select id="open-extra-${phase}" name="extra_${phase}">${EXTRA_CHOICES.map((choice) => html`<option value=${choice}>${words(choice)}</option>`)}</select></p>`;
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @param {string} name */
    const text = (name) => String(fields.get(name) ?? "").trim();
    const rehearsal = fields.get("rehearsal") !== null;
    const extra = extraTime({ preparation: text("extra_preparation"), exchange: text("extra_exchange"), writing: text("extra_writing") });
    this.tell("open", {
      ...(extra === null ? {} : { extra_time: extra }),
      candidate_name: text("candidate_name"), juror_name: text("juror_name"), observer_name: text("observer_name"), room_name: text("room_name"),
      ...(text("grace_s") === "" ? {} : { grace_s: Number(text("grace_s")) }),
      ...(rehearsal ? { rehearsal: true, pace: Number(text("pace")) } : {}),
    });
  }

  render() {
    /** @param {string} name @param {string} label */
    const field = (name, label) => html`
      <p class="field"><label for="open-${name}">${label}</label><input id="open-${name}" name=${name} type="text" maxlength="80" autocomplete="off" required></p>`;
    return html`
      <dialog class="confirm open-sitting" aria-labelledby="open" ${ref(this._dialog)}>
        <form ${ref(this._form)} @submit=${this._submit}>
          <h2 id="open">${t("manager.open")}</h2>
          <div class="open-fields">
            ${field("candidate_name", t("manager.field.candidate"))}
            ${field("room_name", t("manager.field.room"))}
            ${field("juror_name", t("manager.field.juror"))}
            ${field("observer_name", t("manager.field.observer"))}
            <p class="field"><label for="open-grace">${t("manager.field.grace")}</label>
              <select id="open-grace" name="grace_s"><option value="">${t("manager.grace.centre")}</option>${[0, 15, 30, 60].map((seconds) => html`<option value=${seconds}>${t("manager.grace.s", { n: seconds })}</option>`)}</select></p>
          </div>
          <p class="note">${t("manager.open.before")}</p>
          <details class="open-more"><summary>${t("ledger.extra")}</summary>
            <p class="note">${t("ledger.extra.words")}</p>
            <div class="open-fields">${PHASES.map((phase) => this._extraField(phase))}</div>
          </details>
          <details class="open-more"><summary>${t("manager.rehearsal")}</summary>
            <p class="field-check"><input id="open-rehearsal" name="rehearsal" type="checkbox"><label for="open-rehearsal">${t("manager.field.rehearsal")}</label></p>
            <p class="field"><label for="open-pace">${t("manager.field.pace")}</label>
              <select id="open-pace" name="pace">${[1, 5, 20, 60].map((pace) => html`<option value=${pace}>× ${pace}</option>`)}</select></p>
          </details>
          ${refusal(this.problem)}
          <p class="row"><button class="button" type="button" @click=${() => this._dialog.value?.close()}>${t("confirm.no")}</button>
            <button class="button button-primary" type="submit">${t("manager.open.do")}</button></p>
        </form>
      </dialog>`;
  }
}
customElements.define("exam-open-sitting", ExamOpenSitting);
