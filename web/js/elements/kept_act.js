import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";
import { OF_CANDIDATES } from "./kept_words.js";

/** @typedef {import("../state/retention.d.ts").KeptAct} KeptAct */

const GROUNDS = ["request", "mistake", "length-over", "other"];
/** What needs no reason: somebody else has given it. */
const PLAIN = new Set(["confirm", "release", "keep"]);
/** What goes for ever, or lets it go. */
const STOP = new Set(["delete", "confirm", "release"]);

/** Why: before anything is held, released or deleted. The safe answer is the first. */
export class ExamKeptAct extends LightElement {
  static properties = { _chosen: { state: true } };

  constructor() {
    super();
    /** @type {KeptAct | null} */
    this._chosen = null;
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  /** Ask for what is missing; `exam-kept-act` follows. @param {KeptAct} chosen */
  ask(chosen) {
    this._chosen = chosen;
  }

  updated() {
    if (this._chosen !== null && !this._dialog.value?.open) this._dialog.value?.showModal();
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    if (this._chosen === null) return;
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const kinds = this._chosen.kinds ?? given.getAll("kind").map(String);
    this.tell("kept-act", { ...this._chosen, kinds, ground: this._chosen.ground ?? given.get("ground"), reason: String(given.get("reason") ?? "").trim(), appealed_on: given.get("appealed_on") });
    this._dialog.value?.close();
  }

  render() {
    const chosen = this._chosen;
    return html`
      <dialog class="confirm kept-act" aria-labelledby="kept-act" ${ref(this._dialog)} @close=${() => { this._chosen = null; }}>
        ${chosen === null ? nothing : html`<form @submit=${this._submit}>
          <h2 id="kept-act">${t(`kept.act.${chosen.act}.heading`, { name: chosen.name })}</h2>
          <p>${t(`kept.act.${chosen.act}.words`)}</p>
          ${chosen.act === "delete" && chosen.kinds === undefined ? this._kinds() : nothing}
          ${chosen.act === "delete" && chosen.ground === undefined ? html`<p class="field"><label for="kept-ground">${t("kept.ground")}</label>
            <select id="kept-ground" name="ground">${GROUNDS.map((ground) => html`<option value=${ground}>${t(`kept.ground.${ground}`)}</option>`)}</select></p>` : nothing}
          ${chosen.act === "hold" ? html`<p class="field"><label for="kept-appealed">${t("kept.appealed-on")}</label><input id="kept-appealed" name="appealed_on" type="date" required></p>` : nothing}
          ${PLAIN.has(chosen.act) ? nothing : html`<p class="field"><label for="kept-reason">${t("kept.reason")}</label>
            <input id="kept-reason" name="reason" type="text" minlength="3" maxlength="500" autocomplete="off" required></p>`}
          <p class="row"><button class="button" type="button" autofocus @click=${() => this._dialog.value?.close()}>${t("confirm.no")}</button>
            <button class="button ${STOP.has(chosen.act) ? "button-stop" : "button-primary"}" type="submit">${t(`kept.act.${chosen.act}`)}</button></p>
        </form>`}
      </dialog>`;
  }

  _kinds() {
    return html`<fieldset class="kept-kinds"><legend>${t("kept.what")}</legend>
      ${OF_CANDIDATES.map((kind) => html`<p class="field-check"><input id="kept-${kind}" name="kind" value=${kind} type="checkbox" checked @change=${this._namesTakeAll}><label for="kept-${kind}">${t(`kept.kind.${kind}`)}</label></p>`)}
    </fieldset>`;
  }

  /** Names go last: whoever leaves something leaves them, whoever takes them takes all. @param {Event} event */
  _namesTakeAll(event) {
    const pressed = /** @type {HTMLInputElement} */ (event.currentTarget);
    const boxes = /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input[name=kind]")]);
    const names = boxes.find(({ value }) => value === "names");
    if (names === undefined) return;
    if (pressed === names && names.checked) for (const box of boxes) box.checked = true;
    else if (pressed !== names && !pressed.checked) names.checked = false;
  }
}
customElements.define("exam-kept-act", ExamKeptAct);
