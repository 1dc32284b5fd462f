import { createRef, html, nothing, ref, repeat } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { shortHash, timeCode } from "../state/format.js";
import { deliberationLacks, differ, levelOfKey, markOf, momentOfMarker, outcomeOf, sameDeliberation, standing } from "../state/judging.js";
import { withBoth } from "../state/orders.js";
import { LightElement } from "./base.js";
import { band } from "./parts.js";
import { bothButton, levelWord, momentChip } from "./rubric.js";
import { descriptors, hour, judgingMasthead, judgingPage } from "./scoring.js";
import { sealSign } from "./seal.js";
import "./confirm.js";
import "./indicators.js";
import "./language.js";

/** @typedef {import("../state/judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("../state/judgement.d.ts").Judgement} Judgement */
/** @typedef {import("../state/judgement.d.ts").DeliberationDraft} DeliberationDraft */
/** @typedef {import("../state/judgement.d.ts").DeliberationState} DeliberationState */
/** @typedef {import("../state/judgement.d.ts").Outcome} Outcome */
/** @typedef {import("../state/judgement.d.ts").Proposal} Proposal */
/** @typedef {import("../state/judgement.d.ts").Saving} Saving */
/** @typedef {import("../state/judgement.d.ts").JurorMarker} JurorMarker */

/** Two sealed judgements side by side, what comes of them, and two signatures. The page beside it saves, plays and signs. */
export class ExamDeliberation extends LightElement {
  static properties = { sheet: { attribute: false }, draft: { attribute: false }, saving: { attribute: false }, card: { attribute: false }, problem: {}, conflicts: { attribute: false }, indicators: { attribute: false }, indicatorProblem: {}, _reason: { state: true }, _speaking: { state: true } };

  constructor() {
    super();
    /** @type {JudgingSheet | null} */
    this.sheet = null;
    /** What stands in this page. @type {DeliberationDraft | null} */
    this.draft = null;
    /** @type {Saving} */
    this.saving = { state: "saved", at: null };
    /** @type {HTMLElement | null} */
    this.card = null;
    this.problem = "";
    /** What was written here where the other one had just written. @type {readonly { field: string, order: import("../state/judgement.d.ts").DeliberationOrder, stands: DeliberationDraft }[]} */
    this.conflicts = [];
    /** What was counted; null until somebody wants it. @type {import("./indicators.js").Indicators | null} */
    this.indicators = null;
    this.indicatorProblem = "";
    this._reason = "";
    /** Where something is to be said. @type {ReadonlySet<string>} */
    this._speaking = new Set();
    /** @type {import("../../vendor/lit.js").Ref<import("./confirm.js").ExamConfirm>} */
    this._confirm = createRef();
  }

  /** @param {import("../state/judgement.d.ts").DeliberationOrder} order */
  _order(order) {
    this.tell("deliberate", order);
  }

  render() {
    const { sheet } = this;
    if (sheet === null) return nothing;
    const state = sheet.deliberation;
    const links = html`<a class="button" href=${judgingPage("judge", sheet)}>${t("delib.back")}</a>`;
    if (state === null) return html`${judgingMasthead(sheet, links)}<main class="screen-main plain"><section class="plain-message"><h1>${t("delib.closed")}</h1><p>${t("score.deliberation.later")}</p></section></main>`;
    // What was laid down is read as it was laid down; otherwise what both are writing.
    const reads = state.proposal !== null && (state.proposal.locked_at !== null || state.draft === null);
    const shown = reads ? state.proposal?.deliberation ?? null : this.draft;
    return html`
      ${judgingMasthead(sheet, links)}
      <div class="bands">${this.problem !== "" ? band("alarm", errorSentence(this.problem)) : this.conflicts.length > 0 ? band("news", t("delib.conflict")) : nothing}</div>
      <main class="screen-main scoring deliberation">
        <div>
          <div class="row row-apart"><h1 class="scoring-title">${t("delib.heading")}</h1>${reads ? nothing : this._saved()}</div>
          ${shown === null ? html`<p class="note">${t("score.erased")}</p>` : html`${this._table(sheet, shown, !reads)}${this._whole(sheet, shown, !reads)}`}
          ${descriptors(sheet)}
          ${sheet.moments_needed ? html`<exam-indicators .indicators=${this.indicators} .problem=${this.indicatorProblem} .names=${{ candidate: sheet.candidate_name, juror: sheet.judges[0]?.name ?? "" }}></exam-indicators>` : nothing}
        </div>
        <aside class="scoring-side column">${this._card(sheet, state)}${this.card}${state.earlier.length === 0 ? nothing : this._earlier(state)}
          ${reads ? nothing : html`<p class="note">${t("delib.keys", { n: sheet.grid.scale.length })}</p>`}</aside>
      </main>
      <exam-confirm id="confirm-sign" ${ref(this._confirm)} .question=${t("delib.sign.question")} .words=${t("delib.sign.words")} .yes=${t("delib.sign")} .no=${t("delib.sign.no")}
        @exam-confirmed=${() => this.tell("sign", state.proposal)}></exam-confirm>`;
  }

  _saved() {
    const { state, at } = this.saving;
    if (state === "waiting") return html`<p class="saved saved-not" role="status">${t("score.saved.here")}</p>`;
    if (state === "saving") return html`<p class="saved">${t("saved.saving")}</p>`;
    return at === null ? nothing : html`<p class="saved" role="status"><svg viewBox="0 0 14 14" aria-hidden="true"><path d="M2 7.5l3.5 3.5L12 3.5"></path></svg>${t("saved.at", { time: hour(at) })}</p>`;
  }

  /** Both, in the order of the judges. @param {JudgingSheet} sheet @returns {{ name: string, judgement: Judgement | null, markers: readonly JurorMarker[] }[]} */
  _both(sheet) {
    return sheet.judges.map(({ key, name }) => ({
      name, judgement: (key === sheet.judge.key ? sheet.sealed : sheet.others.find((each) => each.key === key)?.sealed)?.at(-1)?.judgement ?? null,
      markers: key === sheet.judge.key ? sheet.markers : sheet.others.find((each) => each.key === key)?.markers ?? [],
    }));
  }

  /** @param {JudgingSheet} sheet @param {DeliberationDraft} shown @param {boolean} writes */
  _table(sheet, shown, writes) {
    const both = this._both(sheet);
    return html`<div class="rubric-scroll" tabindex="0" role="group" aria-label=${t("delib.heading")}><table class="rubric rubric-read delib-table">
      <thead><tr><th scope="col">${t("score.criterion")}</th>${both.map(({ name }) => html`<th scope="col">${name}</th>`)}<th scope="col">${t("delib.outcome")}</th></tr></thead>
      <tbody>${repeat(sheet.grid.criteria, ({ id }) => id, (criterion, index) => {
        const marks = both.map(({ judgement }) => (judgement === null ? null : markOf(judgement, criterion.id)));
        const [one, other] = marks;
        const apart = one != null && other != null && differ(one, other);
        return html`<tr data-criterion=${criterion.id}><th scope="row">${index + 1}. ${criterion.text[language()]}
            <p class="delib-apart">${apart ? html`<span aria-hidden="true">≠</span> ${t("delib.apart")}` : html`<span aria-hidden="true">=</span> ${t("delib.same")}`}</p></th>
          ${marks.map((mark) => html`<td>${mark === null ? t("score.erased") : html`<p><span class="sealed-level">${mark.level}</span> <span class="scale-word">${levelWord(sheet.grid, mark.level)}</span></p>
            <div class="moments">${mark.moments.map((moment) => momentChip(moment, (each) => this.tell("hear-moment", each)))}</div>
            ${mark.no_moment === "" ? nothing : html`<p class="note">${t("score.none.said", { reason: mark.no_moment })}</p>`}${mark.comment === "" ? nothing : html`<p>${mark.comment}</p>`}${this._markers(both[marks.indexOf(mark)]?.markers ?? [], criterion.id)}`}</td>`)}
          <td>${this._outcome(sheet, criterion.id, index + 1, outcomeOf(shown, criterion.id), writes)}</td></tr>`;
      })}</tbody></table></div>`;
  }

  /** What was marked while listening, for whoever wants it. @param {readonly JurorMarker[]} markers @param {string} criterionId */
  _markers(markers, criterionId) {
    const own = markers.filter(({ criterion_id }) => criterion_id === criterionId);
    if (own.length === 0) return nothing;
    return html`<details class="delib-markers"><summary>${tn("delib.markers", own.length)}</summary><div class="moments">${own.map(({ at_s, sign, note, marker_id }) => html`
      <button class="moment" type="button" @click=${() => this.tell("hear-moment", momentOfMarker({ at_s, note, marker_id }))}><b>${timeCode(at_s)}</b> <span aria-hidden="true">${sign === "-" ? "−" : "+"}</span><span class="visually-hidden">${t(sign === "-" ? "score.sign.minus" : "score.sign.plus")}</span> ${note}</button>`)}</div></details>`;
  }

  /** @param {JudgingSheet} sheet @param {string} id @param {number} place @param {Outcome} outcome @param {boolean} writes */
  _outcome(sheet, id, place, outcome, writes) {
    if (!writes) {
      return html`<p>${outcome.dissenting ? html`<b>${t("delib.dissent")}</b>` : html`<span class="sealed-level">${outcome.agreed}</span> <span class="scale-word">${levelWord(sheet.grid, outcome.agreed)}</span>`}</p>${outcome.words === "" ? nothing : html`<p>${outcome.words}</p>`}`;
    }
    return html`${this._conflictsOf(id, sheet)}<fieldset @keydown=${(/** @type {KeyboardEvent} */ event) => this._key(event, id, sheet)}><legend class="visually-hidden">${t("delib.outcome-of", { n: place })}</legend>
      <div class="scale">${sheet.grid.scale.map(({ value, word }) => html`<label title=${word[language()]}><input type="radio" name="outcome-${id}" .checked=${outcome.agreed === value} aria-label=${`${value}, ${word[language()]}`}
        @change=${() => this._order({ type: "settle", criterion_id: id, agreed: value, dissenting: false })}>${value}</label>`)}</div>
      <label class="delib-dissent"><input type="radio" name="outcome-${id}" .checked=${outcome.dissenting} @change=${() => this._order({ type: "settle", criterion_id: id, agreed: null, dissenting: true })}> ${t("delib.dissent")}</label>
      <p class="scale-word ${outcome.agreed === null && !outcome.dissenting ? "scale-missing" : ""}">${outcome.dissenting ? t("delib.dissent.words") : outcome.agreed === null ? t("delib.to-settle") : levelWord(sheet.grid, outcome.agreed)}</p></fieldset>
      ${!outcome.dissenting && outcome.words === "" && !this._speaking.has(id) ? html`<p><button class="button button-quiet rubric-comment-open" type="button" aria-label=${t("delib.words", { n: place })} @click=${() => this._speak(id)}>${t("delib.say")}</button></p>` : html`
      <label class="visually-hidden" for="words-${id}">${t("delib.words", { n: place })}</label>
      <textarea id="words-${id}" rows="2" maxlength="2000" .value=${outcome.words} @input=${(/** @type {Event & { target: HTMLTextAreaElement }} */ { target }) => this._order({ type: "words", criterion_id: id, text: target.value })}></textarea>`}`;
  }

  /** What was written here and met something newer: what stands is in its place above, a person chooses. @param {string | undefined} id @param {JudgingSheet} sheet */
  _conflictsOf(id, sheet) {
    return this.conflicts.filter(({ order }) => ("criterion_id" in order ? order.criterion_id : undefined) === id).map(({ field, order, stands }) => html`
      <div class="rubric-conflict" role="alert"><p><b>${t("delib.conflict.stands", { name: sheet.colleague.name })}</b> ${this._said(standing(order, stands), sheet) || t("score.conflict.nothing")}</p>
        <p><b>${t("score.conflict.mine")}</b> ${this._said(order, sheet)}</p>
        <p class="row"><button class="button" type="button" @click=${() => this.tell("settle-conflict", { field, chosen: order })}>${t("score.conflict.take-mine")}</button>
          ${bothButton(withBoth(order, this._said(standing(order, stands), sheet)), (chosen) => this.tell("settle-conflict", { field, chosen }))}
          <button class="button" type="button" @click=${() => this.tell("settle-conflict", { field, chosen: null })}>${t("delib.conflict.theirs")}</button></p></div>`);
  }

  /** An order in words. @param {import("../state/judgement.d.ts").DeliberationOrder} order @param {JudgingSheet} sheet */
  _said(order, sheet) {
    switch (order.type) {
      case "settle":
        return order.dissenting ? t("delib.dissent") : order.agreed === null ? t("delib.to-settle") : t("score.level-is", { n: order.agreed, word: levelWord(sheet.grid, order.agreed) });
      case "settle-whole":
        return order.dissenting ? t("delib.dissent") : order.acquired === null ? t("score.acquired.unsaid") : t(order.acquired ? "score.acquired.yes" : "score.acquired.no");
      case "say-present":
        return order.present.join(", ");
      case "keep-equal":
        return "";
      default:
        return order.text;
    }
  }

  /** @param {string} id */
  _speak(id) {
    this._speaking = new Set([...this._speaking, id]);
    void this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(`[id="words-${id}"]`))?.focus());
  }

  /** @param {KeyboardEvent} event @param {string} id @param {JudgingSheet} sheet */
  _key(event, id, sheet) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const level = levelOfKey(event.code, sheet.grid.scale.length);
    if (level !== null) {
      event.preventDefault();
      this._order({ type: "settle", criterion_id: id, agreed: level, dissenting: false });
    } else if (event.key.toLowerCase() === "d") {
      event.preventDefault();
      this._order({ type: "settle", criterion_id: id, agreed: null, dissenting: true });
    } else if (event.key === "Enter") {
      event.preventDefault();
      const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("tr[data-criterion]")]);
      const at = rows.findIndex((row) => row.dataset["criterion"] === id);
      const next = rows[(at + 1) % rows.length];
      /** @type {HTMLElement | null} */ (next?.querySelector("input:checked") ?? next?.querySelector("input") ?? null)?.focus();
    }
  }

  /** @param {JudgingSheet} sheet @param {DeliberationDraft} shown @param {boolean} writes */
  _whole(sheet, shown, writes) {
    const both = this._both(sheet);
    const said = both.map(({ name, judgement }) => html`<li>${t("delib.said", { name, words: judgement === null || judgement.acquired === null ? t("score.acquired.unsaid") : t(judgement.acquired ? "score.acquired.yes" : "score.acquired.no") })}${judgement?.comment ? html` – ${judgement.comment}` : nothing}</li>`);
    const words = shown.acquired_dissenting ? t("delib.dissent") : shown.acquired === null ? t("score.acquired.unsaid") : t(shown.acquired ? "score.acquired.yes" : "score.acquired.no");
    const whole = html`<h2 id="whole">${t("score.whole")}</h2><ul class="plain-list">${said}</ul>`;
    if (!writes) return html`<section class="scoring-whole" aria-labelledby="whole">${whole}<p><b>${t("delib.acquired")}</b> ${words}</p><p><b>${t("delib.present")}</b> ${shown.present.join(", ")}</p>${shown.comment === "" ? nothing : html`<p>${shown.comment}</p>`}</section>`;
    /** @param {boolean | null} acquired @param {boolean} dissenting @param {string} label */
    const choice = (acquired, dissenting, label) => html`<label><input type="radio" name="acquired" .checked=${dissenting ? shown.acquired_dissenting : shown.acquired === acquired && !shown.acquired_dissenting && acquired !== null}
      @change=${() => this._order({ type: "settle-whole", acquired, dissenting })}> ${label}</label>`;
    return html`<section class="scoring-whole" aria-labelledby="whole">${whole}${this._conflictsOf(undefined, sheet)}
      <fieldset class="scoring-acquired"><legend>${t("delib.acquired")}</legend>${choice(true, false, t("score.acquired.yes"))}${choice(false, false, t("score.acquired.no"))}${choice(null, true, t("delib.dissent"))}</fieldset>
      <label for="delib-comment">${t("delib.comment")}</label>
      <textarea id="delib-comment" rows="2" maxlength="2000" .value=${shown.comment} @input=${(/** @type {Event & { target: HTMLTextAreaElement }} */ { target }) => this._order({ type: "comment-whole", text: target.value })}></textarea>
      <label for="delib-present">${t("delib.present.label")}</label>
      <textarea id="delib-present" rows="3" .value=${shown.present.join("\n")} @input=${(/** @type {Event & { target: HTMLTextAreaElement }} */ { target }) => this._present(target.value)}></textarea>
      ${shown.present.length > 0 ? nothing : html`<p><button class="button button-quiet" type="button" @click=${() => this._order({ type: "say-present", present: sheet.judges.map(({ name }) => name) })}>${t("delib.present.both")}</button></p>`}
    </section>`;
  }

  /** @param {string} text */
  _present(text) {
    this._order({ type: "say-present", present: text.split("\n").map((name) => name.trim()).filter((name) => name !== "").slice(0, 10).map((name) => name.slice(0, 120)) });
  }

  /** Whether everything that was written here stands. */
  get _settled() {
    return this.saving.state === "saved" && this.conflicts.length === 0;
  }

  /** What is to be done now: settle, lay down, sign; or what was. @param {JudgingSheet} sheet @param {DeliberationState} state */
  _card(sheet, state) {
    const { proposal } = state;
    if (proposal?.locked_at) return this._locked(sheet, state, proposal);
    if (this.draft === null) return nothing;
    if (proposal !== null) return this._toSign(sheet, proposal);
    const lacks = deliberationLacks(this.draft, sheet.grid);
    const equal = this._equalLeft(sheet);
    return html`<section class="scoring-card" aria-labelledby="so-far"><h2 id="so-far">${t("delib.settled", { n: sheet.grid.criteria.length - lacks.unsettled.length, all: sheet.grid.criteria.length })}</h2>
      <dl class="tally"><dt>${t("delib.tally.open")}</dt><dd>${lacks.unsettled.length === 0 ? t("score.rest.nothing") : lacks.unsettled.join(", ")}</dd>
        <dt>${t("delib.tally.wordless")}</dt><dd>${lacks.wordless.length === 0 ? "0" : lacks.wordless.join(", ")}</dd>
        <dt>${t("delib.tally.rest")}</dt><dd>${[lacks.acquired ? t("score.rest.acquired") : "", lacks.comment ? t("delib.rest.comment") : "", lacks.present ? t("delib.rest.present") : ""].filter(Boolean).join(", ") || t("score.rest.nothing")}</dd></dl>
      ${equal === 0 ? nothing : html`<button class="button" type="button" @click=${() => this._order({ type: "keep-equal" })}>${t("delib.keep-equal", { n: equal })}</button>`}
      <button class="button button-primary" type="button" ?disabled=${!lacks.whole || !this._settled} @click=${() => this.tell("propose")}>${t("delib.propose")}</button>
      <p class="note">${t("delib.propose.note")}</p></section>`;
  }

  /** How many criteria both marked alike and nothing is settled of. @param {JudgingSheet} sheet */
  _equalLeft(sheet) {
    const [one, other] = this._both(sheet).map(({ judgement }) => judgement);
    const { draft } = this;
    if (one == null || other == null || draft === null) return 0;
    return sheet.grid.criteria.filter(({ id }) => {
      const outcome = outcomeOf(draft, id);
      return outcome.agreed === null && !outcome.dissenting && !differ(markOf(one, id), markOf(other, id));
    }).length;
  }

  /** @param {JudgingSheet} sheet @param {Proposal} proposal */
  _toSign(sheet, proposal) {
    const mine = proposal.signatures.some(({ judge }) => judge === sheet.judge.key);
    // What is signed is what is shown: where something was written since, that is laid down first.
    const shown = this._settled && this.draft !== null && proposal.deliberation !== null && sameDeliberation(this.draft, proposal.deliberation, sheet.grid);
    return html`<section class="scoring-card" aria-labelledby="to-sign"><h2 id="to-sign">${t("delib.to-sign")}</h2>
      ${this._facts(sheet, proposal)}
      ${mine ? html`<p role="status">${t("delib.signed.waits", { name: sheet.colleague.name })}</p>` : html`<button class="button button-primary" type="button" ?disabled=${!shown} @click=${() => this._confirm.value?.ask()}>${t("delib.sign")}</button>`}
      <p class="note">${t(shown ? "delib.to-sign.note" : "delib.to-sign.changed")}</p>
      <button class="button button-quiet" type="button" ?disabled=${!this._settled} @click=${() => this.tell("propose")}>${t("delib.propose.again")}</button></section>`;
  }

  /** @param {JudgingSheet} sheet @param {Proposal} proposal */
  _facts(sheet, proposal) {
    return html`<dl class="tally"><dt>${t("delib.laid-down", { name: proposal.by_name })}</dt><dd>${hour(proposal.at)}</dd><dt>${t("score.sealed.hash")}</dt><dd class="hash">${shortHash(proposal.digest)}</dd>
      ${sheet.judges.map(({ key, name }) => {
        const signature = proposal.signatures.find(({ judge }) => judge === key);
        return html`<dt>${name}</dt><dd>${signature === undefined ? t("delib.unsigned") : t("delib.signed-at", { time: hour(signature.at) })}</dd>`;
      })}</dl>`;
  }

  /** @param {JudgingSheet} sheet @param {DeliberationState} state @param {Proposal} proposal */
  _locked(sheet, state, proposal) {
    const { reopening } = state;
    const asked = reopening !== null && reopening.asked_by === sheet.judge.key;
    return html`<section class="scoring-card" aria-labelledby="locked"><div class="seal">${sealSign()}<h2 id="locked">${t("delib.locked")}</h2></div>
      ${this._facts(sheet, proposal)}<p>${t("delib.locked.words")}</p></section>
      <section class="scoring-card" aria-labelledby="reopen"><h2 id="reopen">${t("delib.reopen")}</h2>
      ${reopening === null ? html`<label for="reopen-reason">${t("delib.reopen.reason")}</label><textarea id="reopen-reason" rows="2" maxlength="500" .value=${this._reason} @input=${(/** @type {Event & { target: HTMLTextAreaElement }} */ { target }) => { this._reason = target.value; }}></textarea>
          <button class="button" type="button" ?disabled=${this._reason.trim() === ""} @click=${() => this.tell("reopen", this._reason)}>${t("delib.reopen.ask")}</button><p class="note">${t("delib.reopen.note")}</p>`
        : html`<p>${t("delib.reopen.asked", { name: reopening.asked_by_name, time: hour(reopening.asked_at) })}</p><p>${reopening.reason}</p>
          ${asked ? html`<p class="note">${t("delib.reopen.waits")}</p>` : html`<button class="button" type="button" @click=${() => this.tell("agree-reopening")}>${t("delib.reopen.agree")}</button>`}`}</section>`;
  }

  /** What was laid down before and holds no more. @param {DeliberationState} state */
  _earlier({ earlier, reopenings }) {
    return html`<section class="scoring-card" aria-labelledby="earlier"><h2 id="earlier">${t("delib.earlier")}</h2><ul class="plain-list">${earlier.map(({ version, at, digest, locked_at }) => {
      const why = reopenings.find(({ of_version, agreed_at }) => of_version === version && agreed_at !== null);
      return html`<li>${t(locked_at === null ? "delib.earlier.withdrawn" : "delib.earlier.reopened", { n: version, time: hour(locked_at ?? at) })} <span class="hash note">${shortHash(digest)}</span>
        ${why === undefined ? nothing : html`<br><span class="note">${t("delib.earlier.why", { one: why.asked_by_name, other: why.agreed_by_name, reason: why.reason })}</span>`}</li>`;
    })}</ul></section>`;
  }
}
customElements.define("exam-deliberation", ExamDeliberation);
