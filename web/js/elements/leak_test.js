import { createRef, html, live, nothing, ref } from "../../vendor/lit.js";
import { errorSentence, language, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { meaning, stationsWaiting } from "../state/leak.js";
import { LightElement } from "./base.js";

/** A figure as it is said: « 46 dB », « plus de 52 dB ». @param {{ attenuation_db: number, at_least: boolean }} found */
export function leakFigure({ attenuation_db, at_least }) {
  return t(at_least ? "leak.at-least" : "leak.figure", { db: new Intl.NumberFormat(language(), { maximumFractionDigits: 0 }).format(attenuation_db) });
}

/** The question which two rooms are tried, and what came of it, in a sentence that says what to do. */
export class ExamLeakTest extends LightElement {
  static properties = { sittings: { attribute: false }, _asked: { state: true }, _places: { state: true }, _running: { state: true }, _found: { state: true }, _problem: { state: true } };

  constructor() {
    super();
    /** @type {readonly import("../protocol/messages.d.ts").BoardSitting[]} */
    this.sittings = [];
    this._asked = false;
    /** What was chosen stays chosen: the board may list the rooms in another order at any moment. @type {Partial<Record<"plays" | "listens", string>>} */
    this._places = {};
    this._running = false;
    /** @type {{ attenuation_db: number, at_least: boolean, room: string, other_room: string } | null} */
    this._found = null;
    this._problem = "";
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  ask() {
    this._asked = true;
    this._places = {};
    this._found = null;
    this._problem = "";
  }

  updated() {
    if (this._asked && !this._dialog.value?.open) this._dialog.value?.showModal();
  }

  /** @param {SubmitEvent} event */
  async _run(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @param {string} name */
    const place = (name) => {
      const [sitting_id = "", seat = ""] = String(fields.get(name)).split(" ");
      return { sitting_id, seat };
    };
    this._places = { plays: String(fields.get("plays")), listens: String(fields.get("listens")) };
    this._running = true;
    this._found = null;
    this._problem = "";
    try {
      this._found = await request("/api/manager/leak-tests", { method: "POST", body: { plays: place("plays"), listens: place("listens") } });
    } catch (thrown) {
      this._problem = codeOf(thrown);
    }
    this._running = false;
  }

  render() {
    if (!this._asked) return nothing;
    const stations = stationsWaiting(this.sittings);
    const other = stations.find(({ room }) => room !== stations[0]?.room);
    return html`
      <dialog class="confirm" aria-labelledby="leak" ${ref(this._dialog)} @close=${() => { this._asked = false; }}>
        <form @submit=${this._run}>
          <h2 id="leak">${t("leak.heading")}</h2>
          <p>${t("leak.words")}</p>
          ${other === undefined ? html`<p role="status"><b>${t("leak.too-few")}</b></p>` : html`
            ${this._station("plays", stations, stations[0]?.key)}${this._station("listens", stations, other.key)}
            <div role="status">${this._running ? html`<p><b>${t("leak.running")}</b></p>` : this._found === null ? nothing : html`
              <p><b>${t("leak.found", { figure: leakFigure(this._found), room: this._found.room, other: this._found.other_room })}</b> ${t(`leak.meaning.${meaning(this._found)}`)}</p>`}</div>`}
          ${this._problem === "" ? nothing : html`<p class="refusal" role="alert">${errorSentence(this._problem)}</p>`}
          <p class="row"><button class="button" type="button" @click=${() => this._dialog.value?.close()}>${t("links.close")}</button>
            ${other === undefined ? nothing : html`<button class="button button-primary" type="submit" ?disabled=${this._running}>${t(this._found === null ? "leak.do" : "leak.again")}</button>`}</p>
        </form>
      </dialog>`;
  }

  /** @param {"plays" | "listens"} name @param {import("../state/leak.js").Station[]} stations @param {string | undefined} first */
  _station(name, stations, first) {
    const kept = this._places[name];
    const wanted = stations.some(({ key }) => key === kept) ? kept : first;
    return html`<p class="field"><label for="leak-${name}">${t(`leak.${name}`)}</label>
      <select id="leak-${name}" name=${name} ?disabled=${this._running}
        @change=${(/** @type {Event} */ { currentTarget }) => { this._places = { ...this._places, [name]: /** @type {HTMLSelectElement} */ (currentTarget).value }; }}>${stations.map(({ key, room, seat, name: who }) => html`<option value=${key} .selected=${live(key === wanted)}>${room}, ${t(`seat.${seat}`)} (${who})</option>`)}</select></p>`;
  }
}
customElements.define("exam-leak-test", ExamLeakTest);
