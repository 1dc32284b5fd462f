import { html, nothing, repeat } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { LightElement } from "./base.js";
import { paperPages } from "./paper.js";
import { refusal } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";
import { tablist } from "./tabs.js";
import "./confirm.js";

/** @typedef {import("../protocol/messages.d.ts").Paper} Paper */
/** @typedef {{ entry_id: string, use: string, paper: Paper, brought_at: string }} CandidatePaper */
/** @typedef {{ use: string, formats: string[], most_bytes: number, most_pages: number, most_characters: number | null }} UseLimits */

const TYPES = /** @type {const} */ ({ pdf: "application/pdf", picture: "image/png,image/jpeg,image/webp", markdown: ".md,text/markdown" });

/** A candidate's file: papers under tabs, filled by the manager, read by the jury of the interviews. */
export class ExamCandidateFile extends LightElement {
  static properties = {
    papers: { attribute: false }, limits: { attribute: false }, who: {}, from: {}, mayBring: { type: Boolean }, looking: {}, problem: {}, _shown: { state: true },
  };

  constructor() {
    super();
    /** @type {readonly CandidatePaper[]} */
    this.papers = [];
    /** @type {readonly UseLimits[]} */
    this.limits = [];
    /** Whose file it is. */
    this.who = "";
    /** Where the pictures of pages come from: a path that ends in a slash. */
    this.from = "";
    this.mayBring = false;
    /** The use for which a file is being looked at. */
    this.looking = "";
    this.problem = "";
    this._shown = "";
  }

  render() {
    return html`
      ${staffMasthead({ title: html`<strong>${t("file.heading")}</strong>${this.who === "" ? nothing : html` – <bdi>${this.who}</bdi>`}`, here: "", ...(this.mayBring ? {} : { pages: [] }) })}
      <main class="screen-main candidate-file">
        ${refusal(this.problem)}
        ${this.mayBring ? html`<section class="file-uses" aria-label=${t("file.bring")}>${this.limits.map((use) => this._use(use))}</section>` : nothing}
        ${this.papers.length === 0 ? html`<p class="note">${t("file.empty")}</p>` : this._papers()}
      </main>
      <exam-confirm id="confirm-out" .question=${t("file.remove.question")} .words=${t("file.remove.words")} .yes=${t("file.remove")} .no=${t("confirm.no")}
        @exam-confirmed=${() => this.tell("remove", this._chosen?.entry_id)}></exam-confirm>`;
  }

  /** @param {UseLimits} use */
  _use({ use, formats, most_bytes, most_pages, most_characters }) {
    const accept = formats.map((each) => TYPES[/** @type {keyof typeof TYPES} */ (each)]).join(",");
    const limit = most_characters === null ? t("file.limits", { mb: most_bytes / 1e6, pages: most_pages })
      : t("file.limits.characters", { mb: most_bytes / 1e6, pages: most_pages, characters: new Intl.NumberFormat(language()).format(most_characters) });
    return html`<p class="field"><label for="bring-${use}">${t(`file.use.${use}`)} <span class="note">${limit}</span></label>
      <input id="bring-${use}" type="file" accept=${accept} ?disabled=${this.looking !== ""} @change=${(/** @type {Event} */ event) => {
        const field = /** @type {HTMLInputElement} */ (event.currentTarget);
        const file = field.files?.[0];
        if (file) this.tell("bring", { use, file });
        field.value = "";
      }}>${this.looking === use ? html`<span class="note" role="status">${t("paper.looking")}</span>` : nothing}</p>`;
  }

  /** The paper that is shown: the one chosen, or the first. */
  get _chosen() {
    return this.papers.find(({ entry_id }) => entry_id === this._shown) ?? this.papers[0];
  }

  _papers() {
    const shown = this._chosen;
    if (shown === undefined) return nothing;
    return html`
      <section class="pane file-papers" aria-label=${t("file.heading")}>
        ${tablist({
          label: t("file.papers"), prefix: "paper", shown: shown.entry_id,
          tabs: this.papers.map(({ entry_id, use, paper }) => ({ key: entry_id, words: html`${t(`file.use.${use}`)}<span class="tab-unfinished">${paper.name}</span>` })),
          onShow: (key) => { this._shown = key; },
        })}
        <div class="document file-paper" role="tabpanel" id="paper-panel" tabindex="0" aria-labelledby="paper-tab-${shown.entry_id}">
          <p class="row row-apart"><span class="note">${tn("paper.pages", shown.paper.pages.length)}</span>
            ${this.mayBring ? html`<button class="button button-quiet" type="button" @click=${() => /** @type {any} */ (this.querySelector("#confirm-out")).ask()}>${t("file.remove")}</button>` : nothing}</p>
          ${repeat([shown], ({ entry_id }) => entry_id, ({ paper }) => paperPages(paper, this.from))}
        </div>
      </section>`;
  }
}
customElements.define("exam-candidate-file", ExamCandidateFile);
