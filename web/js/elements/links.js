import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";

/** The seats that one enters by a link. */
const BY_LINK = /** @type {const} */ (["candidate", "juror", "observer", "evaluator", "guest"]);

/** Links that were just made, to be given out: each opens its seat once. */
export class ExamLinks extends LightElement {
  static properties = { links: { attribute: false }, _copied: { state: true } };

  constructor() {
    super();
    /** @type {import("../state/desk.js").Links | null} */
    this.links = null;
    this._copied = "";
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("links") && this.links !== null && !this._dialog.value?.open) {
      this._copied = "";
      this._dialog.value?.showModal();
    }
  }

  /** @param {string} seat @param {string} link */
  async _copy(seat, link) {
    try {
      await navigator.clipboard.writeText(link);
      this._copied = seat;
    } catch {
      /** @type {HTMLInputElement | null} */ (this.querySelector(`#link-${seat}`))?.focus();
    }
  }

  render() {
    const { links } = this;
    return html`
      <dialog class="confirm links" aria-labelledby="links" ${ref(this._dialog)} @close=${() => this.tell("links-closed")}>
        <h2 id="links">${t("links.heading")}</h2>
        <p>${t("links.words")}</p>
        ${links === null ? nothing : BY_LINK.filter((seat) => links[seat] !== undefined).map((seat) => html`
          <p class="link-line"><label for="link-${seat}">${t(`links.${seat}`)}</label>
            <input id="link-${seat}" type="text" readonly .value=${links[seat] ?? ""} @focus=${(/** @type {{ target: HTMLInputElement }} */ { target }) => target.select()}>
            <button class="button" type="button" @click=${() => void this._copy(seat, links[seat] ?? "")}>${t(this._copied === seat ? "links.copied" : "links.copy")}</button></p>`)}
        <p class="row"><button class="button" type="button" autofocus @click=${() => this._dialog.value?.close()}>${t("links.close")}</button></p>
      </dialog>`;
  }
}
customElements.define("exam-links", ExamLinks);
