import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { atFieldTime, noonOf, wallClock } from "../state/plan.js";
import { LightElement } from "./base.js";
import { PILES, pileOf } from "./on_paper_piles.js";
import { refusal } from "./parts.js";
import "./language.js";

/** @typedef {import("../state/on_paper.d.ts").PaperPack} PaperPack */

/** The room's phases of a role-play, with the words of each part (oralexam/rooms/phases.py). */
const ROOM_PHASES = /** @type {const} */ (["preparation", "call", "writing"]);
const VISITOR_WORDS = /** @type {Record<string, string>} */ ({ call: "reception", writing: "contact-sheet" });

/** What prints before the day, in piles that must not meet; and what was noted on paper, entered afterwards. */
export class ExamOnPaper extends LightElement {
  static properties = {
    pack: { attribute: false }, pile: {}, problem: {}, entered: { type: Boolean }, _left: { state: true }, _sitting: { state: true },
  };

  constructor() {
    super();
    /** @type {PaperPack | null} */
    this.pack = null;
    /** @type {import("./on_paper_piles.js").Pile} */
    this.pile = "candidates";
    this.problem = "";
    /** Whether the last entry was kept. */
    this.entered = false;
    /** Scenarios that are left out. @type {ReadonlySet<string>} */
    this._left = new Set();
    this._sitting = "";
    /** @type {import("../../vendor/lit.js").Ref<HTMLFormElement>} */
    this.form = createRef();
  }

  render() {
    const { pack } = this;
    if (!pack) return nothing;
    const { session } = pack.plan;
    const chosen = new Set(pack.scenarios.map(({ scenario_id }) => scenario_id).filter((id) => !this._left.has(id)));
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${t("paper.heading")}</strong> – ${session.title}</h1>
        <a class="button button-quiet" href="/manager/plan/${session.session_id}">${t("plan.heading")}</a>
        <exam-language></exam-language>
        <button class="button button-primary" type="button" @click=${() => print()}>${t("paper.print")}</button>
      </header>
      <main class="screen-main on-paper">
        <div class="on-paper-choice">
          <p>${t("paper.words")}</p>
          <div class="row" role="group" aria-label=${t("paper.pile")}>${PILES.map((each) => html`<button class="button" type="button" aria-pressed=${this.pile === each ? "true" : "false"} @click=${() => { this.pile = each; }}>${t(`paper.pile.${each}`)}</button>`)}</div>
          ${this.pile === "manager" ? nothing : html`<fieldset class="plan-group"><legend>${t("paper.scenarios")}</legend>${pack.scenarios.length === 0 ? html`<p>${t("paper.no-scenario")}</p>` : nothing}
            ${pack.scenarios.map((scenario) => html`<label class="field-check"><input type="checkbox" .checked=${!this._left.has(scenario.scenario_id)} @change=${() => this._toggle(scenario.scenario_id)}>${t(`plan.work.${scenario.part}`)} ${scenario.number} – <span lang="en">${scenario.title}</span></label>`)}</fieldset>`}
          ${this._entry(pack)}
        </div>
        <section class="on-paper-pile" aria-label=${t(`paper.pile.${this.pile}`)}>${pileOf(pack, this.pile, chosen)}</section>
      </main>`;
  }

  /** @param {string} id */
  _toggle(id) {
    const left = new Set(this._left);
    if (!left.delete(id)) left.add(id);
    this._left = left;
  }

  /** @param {PaperPack} pack */
  _entry(pack) {
    const { sittings: parts, plan: { session } } = pack;
    const sitting = parts.find(({ sitting_id }) => sitting_id === this._sitting) ?? parts[0];
    if (!sitting) return html`<p class="note">${t("paper.not-open")}</p>`;
    const phases = this._phases(pack, sitting);
    const grid = pack.grids.find(({ part }) => part === sitting.part);
    const entry = pack.plan.timetable?.entries.find(({ candidacy_id, kind }) => candidacy_id === sitting.candidacy_id && kind === sitting.part);
    const { date } = wallClock(Date.parse(entry?.starts_at ?? pack.plan.server_now), session.time_zone);
    /** @param {string} id */
    const name = (id) => pack.plan.session.candidacies.find(({ candidacy_id }) => candidacy_id === id)?.name ?? "";
    return html`<details class="pane"><summary>${t("paper.enter")}</summary>
      <form class="plan-fields" ${ref(this.form)} @submit=${(/** @type {SubmitEvent} */ event) => this._submit(event, pack, sitting)}>
        <div class="field"><label for="paper-sitting">${t("paper.whose")}</label><select id="paper-sitting" @change=${(/** @type {Event} */ event) => { this._sitting = /** @type {HTMLSelectElement} */ (event.target).value; }}>
          ${parts.map((each) => html`<option value=${each.sitting_id} ?selected=${each === sitting}>${name(each.candidacy_id)} – ${t(`plan.work.${each.part}`)}</option>`)}</select></div>
        <div class="field"><label for="paper-date">${t("plan.column.date")}</label><input id="paper-date" name="date" type="date" required .value=${date}></div>
        ${phases.map((phase) => html`<fieldset class="plan-group"><legend>${t(`plan.phase.${sitting.part === "visitor" ? VISITOR_WORDS[phase] ?? phase : phase}`)}</legend><div class="row">
          <div class="field"><label for="from-${phase}">${t("paper.began")}</label><input id="from-${phase}" name="from-${phase}" type="time"></div>
          <div class="field"><label for="to-${phase}">${t("paper.ended")}</label><input id="to-${phase}" name="to-${phase}" type="time"></div></div></fieldset>`)}
        ${grid === undefined ? nothing : html`<fieldset class="plan-group"><legend>${t("paper.marks")}</legend>${[...grid.criteria, ...grid.transversal].map((line) => html`<div class="field"><label for=${line.id}>${line.text[language()]}</label><input id=${line.id} name="mark-${line.id}" maxlength="300"></div>`)}</fieldset>`}
        <div class="field"><label for="paper-text">${t("paper.why")}</label><textarea id="paper-text" name="text" rows="3" required maxlength="500"></textarea></div>
        ${refusal(this.problem)}
        ${this.entered ? html`<p class="saved" role="status">${t("paper.entered")}</p>` : nothing}
        <p class="row"><button class="button" type="submit">${t("paper.enter")}</button><a class="button button-quiet" href="/ledger/${sitting.sitting_id}">${t("paper.ledger")}</a></p>
        <p class="note">${t("paper.enter-words")}</p>
      </form></details>`;
  }

  /** What the room calls the phases of a part: those of a role-play are the call's. @param {PaperPack} pack @param {PaperPack["sittings"][number]} sitting @returns {readonly string[]} */
  _phases(pack, { candidacy_id, part }) {
    if (part === "call" || part === "visitor") return ROOM_PHASES;
    return pack.parts[candidacy_id]?.find(({ kind }) => kind === part)?.phases.map(({ name }) => name) ?? [];
  }

  /** @param {SubmitEvent} event @param {PaperPack} pack @param {PaperPack["sittings"][number]} sitting */
  _submit(event, pack, sitting) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    /** @param {string} name */
    const text = (name) => String(form.get(name) ?? "");
    const zone = pack.plan.session.time_zone;
    const noonMs = noonOf(text("date"), zone);
    /** @param {string} field */
    const instant = (field) => new Date(atFieldTime(noonMs, zone, field)).toISOString();
    const times = this._phases(pack, sitting).filter((phase) => text(`from-${phase}`) !== "" && text(`to-${phase}`) !== "")
      .map((phase) => ({ phase, starts_at: instant(text(`from-${phase}`)), ends_at: instant(text(`to-${phase}`)) }));
    const marks = Object.fromEntries([...form.entries()].filter(([name, mark]) => name.startsWith("mark-") && String(mark).trim() !== "").map(([name, mark]) => [name.slice(5), String(mark).trim()]));
    this.tell("paper-entered", { sitting_id: sitting.sitting_id, body: { type: "enter-from-paper", from_phase: "waiting", times, marks, text: text("text") } });
  }
}
customElements.define("exam-on-paper", ExamOnPaper);
