import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { LightElement } from "./base.js";
import { megabytes } from "./board_words.js";

/** @typedef {import("../state/after.d.ts").PackState} PackState */

const LOOK_MS = 700;

/** A candidate's appeal pack: asked for, watched while the server makes it, fetched as one file. */
export class ExamPack extends LightElement {
  static properties = { path: {}, name: {}, pack: { attribute: false }, code: {}, _open: { state: true }, _asked: { state: true } };

  constructor() {
    super();
    /** Where a pack is asked for. */
    this.path = "";
    /** Whose it is, for who does not see the row. */
    this.name = "";
    /** @type {PackState | null} */
    this.pack = null;
    /** Why none could be asked for. */
    this.code = "";
    this._open = false;
    this._asked = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._next = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this._next);
  }

  /** @param {SubmitEvent} event */
  async _make(event) {
    event.preventDefault();
    const listening = new FormData(/** @type {HTMLFormElement} */ (event.target)).has("listening");
    this._asked = true;
    this.code = "";
    try {
      this.pack = await request(this.path, { method: "POST", body: { listening } });
      this._look();
    } catch (thrown) {
      this.code = codeOf(thrown);
    }
    this._asked = false;
  }

  /** Ask again how far it is, until it is ready or has failed. */
  _look() {
    const pack = this.pack;
    if (pack === null || pack.phase === "ready" || pack.phase === "failed") return;
    this._next = setTimeout(async () => {
      try {
        this.pack = await request(`/api/packs/${pack.pack_id}`);
      } catch (thrown) {
        this.code = codeOf(thrown);
        if (this.code === "pack-gone") this.pack = null;
      }
      this._look();
    }, LOOK_MS);
  }

  render() {
    const pack = this.pack;
    const open = this._open || pack !== null || this.code !== "";
    return html`
      ${open ? nothing : html`<button class="button" type="button" aria-label=${t("after.pack.of", { name: this.name })} @click=${this._opened}>${t("after.pack")}</button>`}
      ${open ? html`<section class="after-pack" tabindex="-1" aria-label=${t("after.pack.of", { name: this.name })}>
        ${pack === null || pack.phase === "failed" ? this._order() : pack.phase === "ready" ? this._ready(pack) : this._making(pack)}
        <p class="note" role="status">${this._said()}</p>
      </section>` : nothing}`;
  }

  async _opened() {
    this._open = true;
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector("input"))?.focus();
  }

  /** What is told to who does not look. */
  _said() {
    if (this.code !== "") return errorSentence(this.code);
    if (this.pack?.phase === "failed") return errorSentence(this.pack.fault);
    if (this.pack?.phase === "ready") return t("after.pack.kept");
    return this.pack === null ? t("after.pack.about") : "";
  }

  _order() {
    return html`<form class="after-pack-order" @submit=${this._make}>
      <label class="field-check"><input type="checkbox" name="listening"> ${t("after.pack.listening")}</label>
      <button class="button" type="submit" ?disabled=${this._asked}>${t("after.pack.make")}</button></form>`;
  }

  /** @param {PackState} pack */
  _making(pack) {
    const share = pack.of_bytes === 0 ? null : pack.done_bytes / pack.of_bytes;
    const words = t(pack.phase === "waiting" ? "after.pack.waiting" : "after.pack.making");
    return html`<label class="after-pack-progress">${words}
      ${share === null ? html`<progress></progress>` : html`<progress max="1" .value=${share}></progress>`}</label>`;
  }

  /** @param {PackState} pack */
  _ready(pack) {
    return html`<p class="row"><a class="button" download href="/api/packs/${pack.pack_id}/file">${t("after.pack.fetch", { size: megabytes(pack.size) })}</a></p>
      <p class="note after-key">${t("after.pack.key")} <code>${pack.fingerprint}</code></p>`;
  }
}
customElements.define("exam-pack", ExamPack);

/** The pack beside a candidate, where there is something to put in. @param {import("../state/after.d.ts").AfterPage} page @param {import("../state/after.d.ts").CandidateAfter} candidate */
export function appealPack({ session_id }, { candidacy_id, name, parts }) {
  if (parts.every((part) => part.sitting_id === "")) return nothing;
  return html`<exam-pack .path=${`/api/sessions/${session_id}/candidacies/${candidacy_id}/pack`} .name=${name === "" ? t("after.erased") : name}></exam-pack>`;
}
