import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { shortHash, timeOfDay } from "../state/format.js";
import { markOf, tally } from "../state/judging.js";
import { withBoth } from "../state/orders.js";
import { LightElement } from "./base.js";
import { band } from "./parts.js";
import { bothButton, levelWord, momentChip, said } from "./rubric.js";
import { sealSign } from "./seal.js";
import "./confirm.js";
import "./indicators.js";
import "./language.js";
import "./rubric.js";

/** @typedef {import("../state/judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("../state/judgement.d.ts").Judgement} Judgement */
/** @typedef {import("../state/judgement.d.ts").Saving} Saving */
/** @typedef {import("../state/judgement.d.ts").SealedVersion} SealedVersion */

/** An instant as people say it. @param {string} at */
export const hour = (at) => timeOfDay(new Date(at), language());

/** B2, next to B1 and C1, closed until wanted. @param {JudgingSheet} sheet @param {boolean} [open] */
export function descriptors({ descriptors: all }, open = false) {
  if (all.length === 0) return nothing;
  const words = language();
  return html`<details class="descriptors" ?open=${open}>
    <summary>${t("score.descriptors")}</summary>
    <div class="descriptors-scroll" tabindex="0" role="group" aria-label=${t("score.descriptors")}><table>
      <thead><tr><th scope="col">${t("score.descriptors.aspect")}</th><th scope="col">B1</th><th class="descriptor-target" scope="col">B2</th><th scope="col">C1</th></tr></thead>
      <tbody>${all.map(({ title, b1, b2, c1 }) => html`<tr><th scope="row">${title[words]}</th><td>${b1[words]}</td><td class="descriptor-target">${b2[words]}</td><td>${c1[words]}</td></tr>`)}</tbody>
    </table></div></details>`;
}

/** An address of judging; a browser that holds both seats says as whom it goes on. @param {string} page @param {JudgingSheet} sheet */
export function judgingPage(page, { sitting_id, judge, may_judge_as }) {
  return `/${page}/${sitting_id}${may_judge_as.length > 1 ? `?judge=${judge.key}` : ""}`;
}

/** The head of a page of judging. @param {JudgingSheet} sheet @param {unknown} links */
export function judgingMasthead(sheet, links) {
  return html`<header class="masthead">
    <p class="masthead-product">oralexam</p>
    <p class="masthead-who"><strong>${sheet.candidate_name}</strong> – ${t(`part.${sheet.part}`)}${sheet.judge.name === "" ? nothing : html` – ${t("score.by")} <strong>${sheet.judge.name}</strong>`}</p>
    ${sheet.may_judge_as.filter((key) => key !== sheet.judge.key).map((key) => html`<a class="button button-quiet" href="?judge=${key}">${t("score.as", { name: sheet.judges.find((each) => each.key === key)?.name ?? key })}</a>`)}
    ${links}<exam-language></exam-language></header>`;
}

/** One evaluator marks one part, alone; then it is sealed. The page beside it saves, plays and seals. */
export class ExamScoring extends LightElement {
  static properties = {
    sheet: { attribute: false }, judgement: { attribute: false }, saving: { attribute: false }, conflicts: { attribute: false }, bundle: { attribute: false }, card: { attribute: false },
    heard: { attribute: false }, problem: {}, correcting: { type: Boolean }, current: {}, indicators: { attribute: false }, indicatorProblem: {}, _reason: { state: true },
  };

  constructor() {
    super();
    /** @type {JudgingSheet | null} */
    this.sheet = null;
    /** What stands in this page. @type {Judgement | null} */
    this.judgement = null;
    /** @type {Saving} */
    this.saving = { state: "saved", at: null };
    /** @type {readonly import("../state/judgement.d.ts").MarkConflict[]} */
    this.conflicts = [];
    /** @type {import("../state/bundle.d.ts").ReplayBundle | null} */
    this.bundle = null;
    /** The player's own element: the page makes it, so that it outlives what is drawn round it. @type {HTMLElement | null} */
    this.card = null;
    /** @type {import("../state/judgement.d.ts").Moment | null} */
    this.heard = null;
    this.problem = "";
    /** A version that was sealed is being corrected. */
    this.correcting = false;
    this.current = "";
    /** What was counted, once both have sealed and somebody wants it. @type {import("./indicators.js").Indicators | null} */
    this.indicators = null;
    this.indicatorProblem = "";
    this._reason = "";
    /** @type {import("../../vendor/lit.js").Ref<import("./rubric.js").ExamRubric>} */
    this.rubric = createRef();
    /** @type {import("../../vendor/lit.js").Ref<import("./confirm.js").ExamConfirm>} */
    this._confirm = createRef();
  }

  get _sealed() {
    return this.sheet?.sealed.at(-1) ?? null;
  }

  render() {
    const { sheet, judgement } = this;
    if (sheet === null || judgement === null) return nothing;
    const sealed = this._sealed !== null && !this.correcting;
    const links = html`<a class="button" href="/replay/${sheet.sitting_id}">${t("score.replay")}</a>`;
    return html`
      ${judgingMasthead(sheet, links)}
      <div class="bands">${this.problem === "" ? nothing : band("alarm", errorSentence(this.problem))}</div>
      <main class="screen-main scoring ${sheet.both_sealed && sealed ? "scoring-beside" : ""}">
        ${sealed ? this._read(sheet, /** @type {SealedVersion} */ (this._sealed)) : this._write(sheet, judgement)}
        <aside class="scoring-side column">${sealed ? this._sealedCards(sheet) : this._sealCard(sheet, judgement)}${this.card}
          ${sealed ? nothing : html`<p class="note">${t("score.keys", { n: sheet.grid.scale.length })}</p>`}</aside>
      </main>
      ${this._asksToSeal(sheet)}`;
  }

  /** @param {JudgingSheet} sheet @param {Judgement} judgement */
  _write(sheet, judgement) {
    return html`<div>
      <div class="row row-apart"><h1 class="scoring-title">${sheet.grid.competence[language()]}</h1>${this._saved()}</div>
      ${!this.correcting ? nothing : html`<p class="news">${t("score.correcting", { n: (this._sealed?.version ?? 0) + 1 })} <button class="button" type="button" @click=${() => this.tell("give-up")}>${t("score.correct.give-up")}</button></p>`}
      <exam-rubric ${ref(this.rubric)} .sheet=${sheet} .judgement=${judgement} .conflicts=${this.conflicts} .bundle=${this.bundle} .heard=${this.heard} .current=${this.current}></exam-rubric>
      <section class="scoring-whole" aria-labelledby="whole"><h2 id="whole">${t("score.whole")}</h2>
        <fieldset class="scoring-acquired"><legend>${t("score.acquired")}</legend>
          ${/** @type {const} */ ([[true, "yes"], [false, "no"]]).map(([value, word]) => html`<label><input type="radio" name="acquired" .checked=${judgement.acquired === value} @change=${() => this.tell("judge", { type: "say-acquired", acquired: value })}> ${t(`score.acquired.${word}`)}</label>`)}</fieldset>
        <label for="whole-comment">${t("score.whole.comment")}</label>
        <textarea id="whole-comment" rows="3" maxlength="2000" .value=${judgement.comment} @input=${(/** @type {Event & { target: HTMLTextAreaElement }} */ { target }) => this.tell("judge", { type: "comment-whole", text: target.value })}></textarea>
        ${this._wholeConflict()}</section>
      ${descriptors(sheet)}
    </div>`;
  }

  _wholeConflict() {
    return this.conflicts.filter(({ order }) => !("criterion_id" in order)).map((conflict) => this._wholeBeside(conflict));
  }

  /** @param {import("../state/judgement.d.ts").MarkConflict} conflict */
  _wholeBeside({ field, order, stands }) {
    if (!("acquired" in stands)) return nothing;
    const { acquired, comment } = stands;
    return html`<div class="rubric-conflict" role="alert"><p><b>${t("score.conflict")}</b> ${[acquired === null ? "" : t(acquired ? "score.acquired.yes" : "score.acquired.no"), comment].filter(Boolean).join(" – ") || t("score.conflict.nothing")}</p>
      <p>${t("score.conflict.mine")} ${said(order, /** @type {JudgingSheet} */ (this.sheet).grid)}</p>
      <p class="row"><button class="button" type="button" @click=${() => this.tell("settle", { field, chosen: order })}>${t("score.conflict.take-mine")}</button>
        ${bothButton(withBoth(order, comment), (chosen) => this.tell("settle", { field, chosen }))}
        <button class="button" type="button" @click=${() => this.tell("settle", { field, chosen: null })}>${t("score.conflict.take-theirs")}</button></p></div>`;
  }

  /** Saved, being saved, kept here. */
  _saved() {
    const { state, at } = this.saving;
    if (state === "waiting") return html`<p class="saved saved-not" role="status">${t("score.saved.here")}</p>`;
    if (state === "saving") return html`<p class="saved">${t("saved.saving")}</p>`;
    if (at === null) return html`<p class="saved">${t("score.saved.nothing")}</p>`;
    return html`<p class="saved" role="status"><svg viewBox="0 0 14 14" aria-hidden="true"><path d="M2 7.5l3.5 3.5L12 3.5"></path></svg>${t("saved.at", { time: hour(at) })}</p>`;
  }

  /** @param {JudgingSheet} sheet @param {Judgement} judgement */
  _sealCard(sheet, judgement) {
    const all = tally(judgement, sheet.grid, sheet.moments_needed);
    const rest = [...(all.unmarked.length === 0 ? [] : [tn("score.rest.criteria", all.unmarked.length, { list: all.unmarked.join(", ") })]), ...(all.acquired ? [] : [t("score.rest.acquired")])];
    const settled = this.saving.state === "saved" && this.conflicts.length === 0;
    return html`<section class="scoring-card" aria-labelledby="so-far">
      <h2 id="so-far">${t("score.tally", { n: all.marked, all: all.all })}</h2>
      <dl class="tally">${sheet.moments_needed ? html`<dt>${t("score.tally.without")}</dt><dd>${all.withoutMoment.length === 0 ? "0" : all.withoutMoment.join(", ")}</dd><dt>${t("score.tally.moments")}</dt><dd>${all.moments}</dd>` : nothing}
        <dt>${t("score.tally.rest")}</dt><dd>${rest.length === 0 ? t("score.rest.nothing") : rest.join(", ")}</dd></dl>
      ${!this.correcting ? nothing : html`<label for="seal-reason">${t("score.correct.reason")}</label><textarea id="seal-reason" rows="2" maxlength="500" .value=${this._reason} @input=${(/** @type {Event & { target: HTMLTextAreaElement }} */ { target }) => { this._reason = target.value; }}></textarea>`}
      <button class="button button-primary" type="button" ?disabled=${!all.whole || !settled || (this.correcting && this._reason.trim() === "")} @click=${() => this._confirm.value?.ask()}>${t(this.correcting ? "score.seal.again" : "score.seal")}</button>
      <p class="note">${this._sealNote(sheet)}</p>
    </section>`;
  }

  /** Sealing is asked twice. @param {JudgingSheet} sheet */
  _asksToSeal(sheet) {
    return html`<exam-confirm id="confirm-seal" ${ref(this._confirm)} .question=${t(this.correcting ? "score.seal.question.again" : "score.seal.question")} .words=${this._sealWords(sheet)} .yes=${t("score.seal")} .no=${t("score.seal.no")}
        @exam-confirmed=${() => this.tell("seal", { reason: this._reason })}></exam-confirm>`;
  }

  /** What sealing does, before one seals. @param {JudgingSheet} sheet */
  _sealNote({ colleague }) {
    return t("score.seal.note", { name: colleague.name });
  }

  /** The same, when one is asked. @param {JudgingSheet} sheet */
  _sealWords({ colleague }) {
    return t("score.seal.words", { name: colleague.name });
  }

  /** @param {JudgingSheet} sheet @param {SealedVersion} sealed */
  _read(sheet, sealed) {
    const others = sheet.both_sealed ? sheet.others[0] ?? null : null;
    const theirs = others?.sealed.at(-1)?.judgement ?? null;
    const mine = sealed.judgement;
    return html`<section aria-labelledby="title">
      <h1 class="scoring-title" id="title">${sheet.grid.competence[language()]}</h1>
      ${mine === null ? html`<p class="note">${t("score.erased")}</p>` : html`
      <div class="rubric-scroll" tabindex="0" role="group" aria-labelledby="title"><table class="rubric rubric-read">
        <thead><tr><th scope="col">${t("score.criterion")}</th><th scope="col">${theirs === null ? t("score.level") : sheet.judge.name}</th>${theirs === null ? html`<th scope="col">${t("score.moments")}</th>` : html`<th scope="col">${others?.name}</th>`}</tr></thead>
        <tbody>${sheet.grid.criteria.map((criterion, index) => html`<tr><th scope="row">${index + 1}. ${criterion.text[language()]}</th>
          ${theirs === null ? html`<td>${this._level(mine, criterion.id, sheet)}</td><td>${this._grounds(mine, criterion.id)}</td>`
            : html`<td>${this._level(mine, criterion.id, sheet)}${this._grounds(mine, criterion.id)}</td><td>${this._level(theirs, criterion.id, sheet)}${this._grounds(theirs, criterion.id)}</td>`}</tr>`)}
          <tr><th scope="row">${t("score.whole")}</th><td>${acquiredWords(mine)}</td><td>${theirs === null ? nothing : acquiredWords(theirs)}</td></tr></tbody>
      </table></div>`}
      ${descriptors(sheet)}
      ${sheet.both_sealed && sheet.moments_needed ? html`<exam-indicators .indicators=${this.indicators} .problem=${this.indicatorProblem} .names=${{ candidate: sheet.candidate_name, juror: sheet.judges[0]?.name ?? "" }}></exam-indicators>` : nothing}
    </section>`;
  }

  /** @param {Judgement} judgement @param {string} criterionId @param {JudgingSheet} sheet */
  _level(judgement, criterionId, sheet) {
    const { level } = markOf(judgement, criterionId);
    return html`<p class="sealed-level">${level}</p><p class="scale-word">${levelWord(sheet.grid, level)}</p>`;
  }

  /** What a mark rests on. @param {Judgement} judgement @param {string} criterionId */
  _grounds(judgement, criterionId) {
    const { moments, no_moment, comment } = markOf(judgement, criterionId);
    return html`<div class="moments">${moments.map((moment) => momentChip(moment, (each) => this.tell("hear-moment", each)))}</div>
      ${no_moment === "" ? nothing : html`<p class="note">${t("score.none.said", { reason: no_moment })}</p>`}${comment === "" ? nothing : html`<p>${comment}</p>`}`;
  }

  /** @param {JudgingSheet} sheet */
  _sealedCards(sheet) {
    const { colleague } = sheet;
    const sealed = /** @type {SealedVersion} */ (this._sealed);
        return html`
      <section class="scoring-card" aria-labelledby="sealed">
        <div class="seal">${sealSign()}<h2 id="sealed" tabindex="-1">${t("score.sealed")}</h2></div>
        <dl class="tally"><dt>${t("score.sealed.at")}</dt><dd>${hour(sealed.at)}</dd><dt>${t("score.sealed.hash")}</dt><dd class="hash">${shortHash(sealed.digest)}</dd></dl>
        <p>${sheet.both_sealed ? t("score.sealed.both") : t("score.sealed.words", { name: colleague.name })}</p>
        ${this._versions(sheet)}
        ${!sheet.locked ? html`<button class="button button-quiet" type="button" @click=${() => { this._reason = ""; this.tell("correct"); }}>${t("score.correct")}</button>` : nothing}
      </section>
      <section class="scoring-card" aria-labelledby="colleague">
        <h2 id="colleague">${t(colleague.sealed ? "score.colleague.sealed" : "score.colleague.open", { name: colleague.name })}</h2>
        <p class="note">${t(sheet.both_sealed ? "score.deliberation.open" : "score.deliberation.later")}</p>
        ${sheet.both_sealed ? html`<a class="button button-primary" href=${judgingPage("deliberation", sheet)}>${t("score.deliberation")}</a>` : html`<button class="button" type="button" disabled>${t("score.deliberation")}</button>`}
      </section>`;
  }

  /** All versions, where there are several. @param {JudgingSheet} sheet */
  _versions({ sealed }) {
    if (sealed.length < 2) return nothing;
    return html`<ol class="plain-list">${sealed.map(({ version, at, digest, reason }) => html`<li>${t("score.version", { n: version, time: hour(at) })} <span class="hash note">${shortHash(digest)}</span>${reason === "" ? nothing : html`<br><span class="note">${reason}</span>`}</li>`)}</ol>`;
  }
}
customElements.define("exam-scoring", ExamScoring);

/** @param {Judgement} judgement */
function acquiredWords({ acquired, comment }) {
  return html`<p><b>${acquired === null ? t("score.acquired.unsaid") : t(acquired ? "score.acquired.yes" : "score.acquired.no")}</b></p>${comment === "" ? nothing : html`<p>${comment}</p>`}`;
}
