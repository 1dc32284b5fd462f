import { html, nothing } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { countWords, timeCode } from "../state/format.js";
import { versionAt } from "../state/timeline.js";
import { LightElement } from "./base.js";
import { papersOf } from "./paper.js";
import { printButton } from "./print_work.js";
import { markedText, sheetRead } from "./sheet_read.js";
import { tablist } from "./tabs.js";
import "./documents.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").WorkVersion} WorkVersion */

/** @typedef {import("../state/fact_grid.d.ts").WrittenPassage} WrittenPassage */

/** @typedef {"notes" | "text" | "sheet"} Work */

/** What the candidate wrote, as it stood at any time, and the file that was given. */
export class ExamWritten extends LightElement {
  static properties = { bundle: { attribute: false }, shown: {}, _versions: { state: true }, _passage: { state: true } };

  constructor() {
    super();
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** @type {Work | "file"} */
    this.shown = "notes";
    /** The version looked at, by its place; none means the last. @type {Record<Work, number | null>} */
    this._versions = { notes: null, text: null, sheet: null };
    /** What somebody wants to see in it. @type {WrittenPassage | null} */
    this._passage = null;
  }

  /** Show what stood there at `atS`. @param {Work} what @param {number | null} atS */
  showVersion(what, atS) {
    this.shown = what;
    this._versions = { ...this._versions, [what]: atS === null ? null : Math.max(0, versionAt(this.bundle?.[what] ?? [], atS)) };
  }

  /** Show a passage of the last version, marked. @param {WrittenPassage} passage */
  async showPassage(passage) {
    this.showVersion(passage.what, null);
    this._passage = passage;
    await this.updateComplete;
    this.querySelector(".written-mark")?.scrollIntoView({ block: "nearest" });
  }

  /** The passage, if it is in this work's last version. @param {Work} what @param {boolean} last */
  _marked(what, last) {
    return last && this._passage?.what === what ? this._passage : null;
  }

  render() {
    const bundle = this.bundle;
    if (bundle === null) return nothing;
    return html`
      ${tablist({
        label: t("replay.written"), prefix: "written", shown: this.shown, small: true,
        tabs: [
          { key: "notes", words: t("replay.notes") },
          bundle.part === "visitor" ? { key: "sheet", words: t("replay.sheet") } : { key: "text", words: t("replay.text") },
          { key: "file", words: t("replay.file") },
        ],
        onShow: (key) => { this.shown = key === "text" || key === "sheet" || key === "file" ? key : "notes"; },
      })}
      <div class="written" role="tabpanel" id="written-panel" aria-labelledby="written-tab-${this.shown}">
        ${this.shown === "file"
          ? html`<exam-documents class="jury-file" .brief=${bundle.candidate_brief} .heading=${bundle.title} .papers=${papersOf(bundle.sitting_id, "evaluator")}></exam-documents>`
          : this._work(this.shown, bundle)}
      </div>`;
  }

  /** @param {Work} what @param {ReplayBundle} bundle */
  _work(what, bundle) {
    const versions = bundle[what];
    const last = versions.length - 1;
    const place = Math.min(this._versions[what] ?? last, last);
    const version = versions[place];
    if (version === undefined) return html`<p class="written-text">${t(`replay.${what}.none`)}</p>`;
    const tally = "fields" in version
      ? tn("sheet.tally", Object.values(version.fields).filter((value) => value.trim() !== "").length)
      : tn("writing.words", countWords(version.text));
    return html`
      ${"fields" in version ? html`
      <div class="written-sheet pane-scroll" tabindex="0" lang=${bundle.contact_sheet?.language ?? "en"}>${bundle.contact_sheet === null ? nothing : sheetRead(bundle.contact_sheet, version.fields, this._marked(what, place === last))}</div>` : html`
      <div class="written-text pane-scroll" tabindex="0" lang=${what === "text" ? bundle.text_task?.language ?? "en" : "en"}>${
        what === "text" && bundle.text_task ? html`<p class="written-task">${bundle.text_task.title}, ${bundle.text_task.recipient}</p>` : nothing}${markedText(version.text, this._marked(what, place === last))}</div>`}
      <div class="written-foot">
        <div class="row row-apart"><p class="note">${t("replay.version", { n: place + 1, all: versions.length })}, <button class="moment" type="button" @click=${() => this.tell("seek", version.at_s)}><b>${timeCode(version.at_s)}</b></button>
          – ${tally}</p>${what === "notes" ? nothing : printButton(t("print.do"))}</div>
        ${last === 0 ? nothing : html`<input class="written-versions" type="range" min="0" max=${last} .value=${String(place)} aria-label=${t("replay.versions")}
          aria-valuetext=${`${t("replay.version", { n: place + 1, all: versions.length })}, ${timeCode(version.at_s)}`}
          @input=${(/** @type {{ target: HTMLInputElement }} */ { target }) => { this._versions = { ...this._versions, [what]: Number(target.value) }; }}>`}
      </div>`;
  }
}

customElements.define("exam-written", ExamWritten);
