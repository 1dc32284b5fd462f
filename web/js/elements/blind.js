import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { shortHash, timeCode } from "../state/format.js";
import { band } from "./parts.js";
import { ExamScoring, hour } from "./scoring.js";
import { sealSign } from "./seal.js";
import { workOf } from "./work_read.js";

/** @typedef {import("../state/judgement.d.ts").JudgingSheet} JudgingSheet */

/** Somebody who did not judge marks a part, and is told of nobody whose it is. */
export class ExamBlind extends ExamScoring {
  static properties = { ...ExamScoring.properties, reason: {} };

  constructor() {
    super();
    this.reason = "standardisation";
  }

  render() {
    const { sheet, judgement } = this;
    if (sheet === null || judgement === null) return nothing;
    const sealed = this._sealed;
    return html`
      <header class="masthead"><p class="masthead-product">oralexam</p>
        <p class="masthead-who"><strong>${t("blind.heading")}</strong> – ${t(`part.${sheet.part}`)}, ${t(`blind.reason.${this.reason}`)}</p><exam-language></exam-language></header>
      <div class="bands">${this.problem === "" ? nothing : band("alarm", errorSentence(this.problem))}</div>
      <main class="screen-main scoring">
        <div class="column">${sealed === null ? this._write(sheet, judgement) : this._read(sheet, sealed)}${this._heardAndRead()}</div>
        <aside class="scoring-side column">
          <p class="note">${t("blind.words")}</p>
          ${sealed === null ? this._sealCard(sheet, judgement) : html`<section class="scoring-card" aria-labelledby="sealed"><div class="seal">${sealSign()}<h2 id="sealed">${t("score.sealed")}</h2></div>
            <dl class="tally"><dt>${t("score.sealed.at")}</dt><dd>${hour(sealed.at)}</dd><dt>${t("score.sealed.hash")}</dt><dd class="hash">${shortHash(sealed.digest)}</dd></dl><p>${t("blind.sealed")}</p></section>`}
          ${this.card}
          ${sealed === null ? html`<p class="note">${t("score.keys", { n: sheet.grid.scale.length })}</p>` : nothing}</aside>
      </main>
      ${this._asksToSeal(sheet)}`;
  }

  _sealNote() {
    return t("blind.seal.note");
  }

  _sealWords() {
    return t("blind.seal.note");
  }

  /** The words of both, and what was handed in: names are replaced on the server. */
  _heardAndRead() {
    const { bundle } = this;
    if (bundle === null) return nothing;
    const said = bundle.transcripts.flatMap(({ seat, utterances }) => utterances.map((each) => ({ ...each, seat }))).sort((one, other) => one.start_s - other.start_s);
    const works = /** @type {const} */ (["text", "sheet", "notes"]).map((source) => ({ source, work: workOf(bundle, source) })).filter(({ work }) => work !== null && work.words !== "");
    return html`
      <details class="descriptors"><summary>${t("blind.said")}</summary><div class="indicators-body">${said.length === 0 ? html`<p>${t("blind.said.none")}</p>` : html`<ul class="plain-list">${said.map(({ seat, start_s, end_s, text }) => html`<li>
        <button class="button button-quiet" type="button" aria-label=${t("blind.hear", { time: timeCode(start_s) })} @click=${() => this.tell("hear-moment", { moment_id: "", source: "exchange", starts_s: start_s, ends_s: end_s, label: "" })}>${timeCode(start_s)}</button>
        <b>${t(`blind.seat.${seat}`)}</b> <span lang="en">${text}</span></li>`)}</ul>`}</div></details>
      ${works.length === 0 ? nothing : html`<details class="descriptors"><summary>${t("blind.written")}</summary><div class="indicators-body">${works.map(({ source, work }) => html`<h3>${t(`score.source.${source}`)}</h3><div class="work-read-text" lang="en">${work?.words}</div>`)}</div></details>`}`;
  }
}
customElements.define("exam-blind", ExamBlind);
