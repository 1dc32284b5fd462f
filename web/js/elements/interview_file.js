/** The candidate's file at the interviews: the role-plays to replay, one press away, and the papers that were brought. */

import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { LightElement } from "./base.js";
import { paperPages } from "./paper.js";
import { tablist } from "./tabs.js";

/**
 * @typedef {object} CandidateFile
 * @property {{ entry_id: string, use: string, paper: import("../protocol/messages.d.ts").Paper }[]} papers
 * @property {{ part: string, replay_page: string }[]} replays
 */

export class ExamInterviewFile extends LightElement {
  static properties = { sittingId: {}, seat: {}, file: { attribute: false }, _shown: { state: true }, _problem: { state: true } };

  constructor() {
    super();
    this.sittingId = "";
    this.seat = "";
    /** What the server has of it; null while it is fetched. @type {CandidateFile | null} */
    this.file = null;
    this._shown = 0;
    this._problem = "";
    this._asked = "";
  }

  updated() {
    const path = `/api/seats/${this.sittingId}/${this.seat}/file`;
    if (this.file !== null || this.sittingId === "" || this._asked === path) return;
    this._asked = path;
    void this._fetch(path);
  }

  /** @param {string} path */
  async _fetch(path) {
    try {
      this.file = await request(path);
    } catch (thrown) {
      this._problem = codeOf(thrown);
    }
  }

  render() {
    const { file } = this;
    const papers = file?.papers ?? [];
    const shown = papers[this._shown];
    return html`
      <h2 class="pane-heading">${t("interview.file")}</h2>
      ${this._problem === "" ? nothing : html`<p class="note" role="status">${errorSentence(this._problem)}</p>`}
      <section class="interview-replays" aria-label=${t("interview.replays")}>
        ${(file?.replays ?? []).map(({ part, replay_page }) => html`
          <a class="button" href=${replay_page} target="_blank" rel="noopener">${t("interview.replay", { part: t(`part.${part}`) })}</a>`)}
      </section>
      ${file !== null && papers.length === 0 ? html`<p class="note">${t("interview.file.empty")}</p>` : nothing}
      ${papers.length === 0 ? nothing : html`
        ${tablist({
          label: t("file.papers"), prefix: "file", shown: String(this._shown), small: true, onShow: (key) => { this._shown = Number(key); },
          tabs: papers.map(({ use }, index) => ({ key: String(index), words: t(`file.use.${use}`) })),
        })}
        <div class="pane-scroll" role="tabpanel" id="file-panel" tabindex="0" aria-labelledby="file-tab-${this._shown}">
          <p class="note">${shown?.paper.name}</p>
          ${paperPages(shown?.paper, `/api/seats/${this.sittingId}/${this.seat}/file/`)}</div>`}`;
  }
}
customElements.define("exam-interview-file", ExamInterviewFile);
