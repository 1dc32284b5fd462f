import { html, nothing, repeat } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { timeCode } from "../state/format.js";
import { levelOfKey, markOf } from "../state/judging.js";
import { withBoth } from "../state/orders.js";
import { LightElement } from "./base.js";
import "./moment_picker.js";

/** @typedef {import("../state/judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("../state/judgement.d.ts").Judgement} Judgement */
/** @typedef {import("../state/judgement.d.ts").JudgingGrid} JudgingGrid */
/** @typedef {import("../state/judgement.d.ts").GridCriterion} GridCriterion */
/** @typedef {import("../state/judgement.d.ts").Mark} Mark */
/** @typedef {import("../state/judgement.d.ts").Moment} Moment */
/** @typedef {import("../state/judgement.d.ts").MarkConflict} MarkConflict */

/** The word of a level in a grid's scale. @param {JudgingGrid} grid @param {number | null} level */
export function levelWord(grid, level) {
  return grid.scale.find(({ value }) => value === level)?.word[language()] ?? "";
}

/** A moment as a chip: its place, its words; it plays, or shows what was written. @param {Moment} moment @param {(moment: Moment) => void} onHear @param {number} [tabindex] */
export function momentChip(moment, onHear, tabindex = 0) {
  const place = moment.source === "exchange" ? timeCode(moment.starts_s) : t(`score.source.${moment.source}`);
  return html`<button class="moment" type="button" tabindex=${tabindex} aria-label=${t(moment.source === "exchange" ? "score.hear" : "score.read", { place, label: moment.label })}
    @click=${() => onHear(moment)}><b>${place}</b> ${moment.label}</button>`;
}

/** A criterion, a level, the moments that prove it. Nothing is chosen before a person chooses. */
export class ExamRubric extends LightElement {
  static properties = { sheet: { attribute: false }, judgement: { attribute: false }, conflicts: { attribute: false }, bundle: { attribute: false }, current: {}, heard: { attribute: false }, _picking: { state: true }, _commenting: { state: true }, _without: { state: true } };

  constructor() {
    super();
    /** @type {JudgingSheet | null} */
    this.sheet = null;
    /** @type {Judgement | null} */
    this.judgement = null;
    /** What another window has done meanwhile. @type {readonly MarkConflict[]} */
    this.conflicts = [];
    /** @type {import("../state/bundle.d.ts").ReplayBundle | null} */
    this.bundle = null;
    /** The criterion that one is at. */
    this.current = "";
    /** The stretch that was just heard. @type {Moment | null} */
    this.heard = null;
    this._picking = "";
    /** A moment that goes, and how many there were. @type {{ criterionId: string, index: number, many: number } | null} */
    this._untied = null;
    /** @type {ReadonlySet<string>} */
    this._commenting = new Set();
    /** @type {ReadonlySet<string>} */
    this._without = new Set();
  }

  /** Bring the keyboard to a criterion. @param {string} criterionId */
  goTo(criterionId) {
    const row = this.querySelector(`tr[data-criterion="${criterionId}"]`);
    /** @type {HTMLElement | null} */ (row?.querySelector("input:checked") ?? row?.querySelector(".scale input") ?? null)?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  /** The criterion after one; the first after the last. @param {string} criterionId */
  next(criterionId) {
    const all = this.sheet?.grid.criteria ?? [];
    const at = all.findIndex(({ id }) => id === criterionId);
    const next = all[(at + 1) % all.length];
    if (next !== undefined) this.goTo(next.id);
  }

  /** @param {import("../state/judgement.d.ts").MarkOrder} order */
  _order(order) {
    this.tell("judge", order);
  }

  /** @param {KeyboardEvent} event @param {GridCriterion} criterion */
  _key(event, criterion) {
    const target = /** @type {HTMLElement} */ (event.target);
    const chooses = target.matches(".scale input");
    if (event.key === "Enter" && chooses) {
      event.preventDefault();
      this.next(criterion.id);
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || (target.matches("input, textarea, select") && !chooses)) return;
    const level = levelOfKey(event.code, this.sheet?.grid.scale.length ?? 0);
    if (level !== null) {
      event.preventDefault();
      this._order({ type: "set-level", criterion_id: criterion.id, level });
    } else if (event.key.toLowerCase() === "m") {
      event.preventDefault();
      this.tell("tie", criterion.id);
    }
  }

  /** One stop for the Tab key in a row of moments, arrows between. @param {KeyboardEvent} event */
  _arrows(event) {
    const list = /** @type {HTMLElement} */ (event.currentTarget);
    const chips = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button")]);
    const at = chips.indexOf(/** @type {HTMLElement} */ (event.target));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    chips[(to + chips.length) % chips.length]?.focus();
  }

  render() {
    const { sheet, judgement } = this;
    if (sheet === null || judgement === null) return nothing;
    const sections = /** @type {const} */ (["exchange", "written"]).map((section) => ({ section, criteria: sheet.grid.criteria.filter((each) => each.section === section) })).filter(({ criteria }) => criteria.length > 0);
    return html`
      <table class="rubric">
        <caption class="visually-hidden">${t("score.caption", { name: sheet.candidate_name })}</caption>
        <thead><tr><th scope="col">${t("score.criterion")}</th><th scope="col">${t("score.level")}</th><th scope="col">${t("score.moments")}</th></tr></thead>
        ${sections.map(({ section, criteria }) => html`<tbody>
          ${sections.length < 2 ? nothing : html`<tr class="rubric-section"><th colspan="3" scope="rowgroup">${t(`score.section.${section}`)}</th></tr>`}
          ${repeat(criteria, ({ id }) => id, (criterion) => this._row(criterion, sheet, judgement))}</tbody>`)}
      </table>`;
  }

  /** @param {GridCriterion} criterion @param {JudgingSheet} sheet @param {Judgement} judgement */
  _row(criterion, sheet, judgement) {
    const place = sheet.grid.criteria.indexOf(criterion) + 1;
    const mark = markOf(judgement, criterion.id);
    const conflicts = this.conflicts.filter(({ order }) => "criterion_id" in order && order.criterion_id === criterion.id);
    return html`
      <tr data-criterion=${criterion.id} class=${this.current === criterion.id ? "rubric-current" : ""} @focusin=${() => this.tell("at", criterion.id)} @keydown=${(/** @type {KeyboardEvent} */ event) => this._key(event, criterion)}>
        <th scope="row">${place}. ${criterion.text[language()]}${this._comment(criterion, place, mark)}</th>
        <td>${this._scale(criterion, place, mark, sheet.grid)}</td>
        <td>${sheet.moments_needed ? this._moments(criterion, place, mark) : html`<p class="note">${t("score.no-moments-here")}</p>`}
          ${conflicts.map((conflict) => this._conflict(conflict, sheet.grid))}</td>
      </tr>
      ${this._picking === criterion.id ? html`<tr class="rubric-picker"><td colspan="3"><exam-moment-picker .sheet=${sheet} .bundle=${this.bundle} .heard=${this.heard} .criterion=${criterion} .place=${place} .linked=${mark.moments}
        @exam-picked=${(/** @type {CustomEvent} */ { detail }) => this._order({ type: "link-moment", criterion_id: criterion.id, moment: detail })}
        @exam-close=${() => { this._picking = ""; this.goTo(criterion.id); }}></exam-moment-picker></td></tr>` : nothing}`;
  }

  /** @param {GridCriterion} criterion @param {number} place @param {Mark} mark @param {JudgingGrid} grid */
  _scale(criterion, place, mark, grid) {
    return html`
      <fieldset><legend class="visually-hidden">${t("score.level-of", { n: place })}</legend>
        <div class="scale">${grid.scale.map(({ value: level, word }) => html`<label title=${word[language()]}><input type="radio" name="level-${criterion.id}" .checked=${mark.level === level} aria-label=${`${level}, ${word[language()]}`}
          @change=${() => this._order({ type: "set-level", criterion_id: criterion.id, level })}>${level}</label>`)}</div>
        <p class="scale-word ${mark.level === null ? "scale-missing" : ""}">${mark.level === null ? t("score.to-mark") : levelWord(grid, mark.level)}</p>
      </fieldset>`;
  }

  /** @param {GridCriterion} criterion @param {number} place @param {Mark} mark */
  _moments(criterion, place, mark) {
    const none = mark.moments.length === 0;
    const saysNone = none && (mark.no_moment !== "" || this._without.has(criterion.id));
    return html`
      <div class="moments" role="group" aria-label=${t("score.moments-of", { n: place })} @keydown=${this._arrows}>
        ${mark.moments.map((moment, index) => html`<span class="moment-tied">${momentChip(moment, (each) => this.tell("hear-moment", each), index === 0 ? 0 : -1)}
          <button class="moment moment-drop" type="button" tabindex="-1" aria-label=${t("score.untie", { label: moment.label || timeCode(moment.starts_s) })} @click=${() => this._untie(criterion.id, moment.moment_id, index)}>×</button></span>`)}
        <button class="moment moment-add" type="button" tabindex=${none ? 0 : -1} aria-expanded=${this._picking === criterion.id ? "true" : "false"} @click=${() => { this._picking = this._picking === criterion.id ? "" : criterion.id; }}>${t("score.tie")}</button>
        ${!none || saysNone ? nothing : html`<button class="moment moment-add" type="button" tabindex="-1" @click=${() => this._sayNone(criterion.id)}>${t("score.none")}</button>`}
      </div>
      ${saysNone ? html`<p class="rubric-without"><label for="none-${criterion.id}">${t("score.none.why")}</label>
        <input id="none-${criterion.id}" type="text" maxlength="2000" autocomplete="off" .value=${mark.no_moment} @input=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => this._sayWhy(criterion.id, target.value)}></p>` : nothing}`;
  }

  /** The one that goes had the focus: it goes to the moment in its place, or to what ties another one. @param {string} criterionId @param {string} momentId @param {number} index */
  _untie(criterionId, momentId, index) {
    this._order({ type: "unlink-moment", criterion_id: criterionId, moment_id: momentId });
    this._untied = { criterionId, index, many: this._tied(criterionId).length };
  }

  /** @param {string} criterionId @returns {HTMLElement[]} */
  _tied(criterionId) {
    return [...this.querySelectorAll(`tr[data-criterion="${criterionId}"] .moment-tied > :first-child`)].map((each) => /** @type {HTMLElement} */ (each));
  }

  updated() {
    if (this._untied === null) return;
    const { criterionId, index, many } = this._untied;
    const left = this._tied(criterionId);
    if (left.length >= many) return; // Not drawn yet.
    this._untied = null;
    const row = this.querySelector(`tr[data-criterion="${criterionId}"]`);
    if (document.activeElement !== document.body && !row?.contains(document.activeElement)) return; // Gone on meanwhile.
    (left[Math.min(index, left.length - 1)] ?? /** @type {HTMLElement | null} */ (row?.querySelector(".moment-add") ?? null))?.focus();
  }

  /** @param {string} criterionId */
  _sayNone(criterionId) {
    this._without = new Set([...this._without, criterionId]);
    void this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(`[id="none-${criterionId}"]`))?.focus());
  }

  /** Word by word, so that a window that closes takes none; the field stays where it was emptied. @param {string} criterionId @param {string} reason */
  _sayWhy(criterionId, reason) {
    this._without = new Set([...this._without, criterionId]);
    this._order({ type: "say-no-moment", criterion_id: criterionId, reason });
  }

  /** @param {GridCriterion} criterion @param {number} place @param {Mark} mark */
  _comment(criterion, place, mark) {
    if (mark.comment === "" && !this._commenting.has(criterion.id)) {
      return html`<p><button class="button button-quiet rubric-comment-open" type="button" tabindex="0" aria-label=${t("score.comment.of", { n: place })}
        @click=${() => this._openComment(criterion.id)}>${t("score.comment")}</button></p>`;
    }
    return html`<p class="rubric-comment"><label class="visually-hidden" for="comment-${criterion.id}">${t("score.comment.label", { n: place })}</label>
      <textarea id="comment-${criterion.id}" rows="2" maxlength="2000" .value=${mark.comment} @input=${(/** @type {Event & { target: HTMLTextAreaElement }} */ { target }) => this._order({ type: "comment", criterion_id: criterion.id, text: target.value })}></textarea></p>`;
  }

  /** @param {string} criterionId */
  _openComment(criterionId) {
    this._commenting = new Set([...this._commenting, criterionId]);
    void this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(`[id="comment-${criterionId}"]`))?.focus());
  }

  /** What stands, and what was written here: whoever marks chooses. @param {MarkConflict} conflict @param {JudgingGrid} grid */
  _conflict({ field, order, stands }, grid) {
    const words = "level" in stands ? [stands.level === null ? "" : t("score.level-is", { n: stands.level, word: levelWord(grid, stands.level) }), ...stands.moments.map(({ label, starts_s }) => label || timeCode(starts_s)), stands.comment].filter(Boolean).join(" – ") : "";
    return html`<div class="rubric-conflict" role="alert">
      <p><b>${t("score.conflict")}</b> ${words || t("score.conflict.nothing")}</p>
      <p>${t("score.conflict.mine")} ${said(order, grid)}</p>
      <p class="row"><button class="button" type="button" @click=${() => this.tell("settle", { field, chosen: order })}>${t("score.conflict.take-mine")}</button>
        ${bothButton(withBoth(order, "level" in stands ? stands.comment : ""), (chosen) => this.tell("settle", { field, chosen }))}
        <button class="button" type="button" @click=${() => this.tell("settle", { field, chosen: null })}>${t("score.conflict.take-theirs")}</button></p></div>`;
  }
}
customElements.define("exam-rubric", ExamRubric);

/** What both have written, for whoever wants to keep both. @param {import("../state/orders.js").Order | null} order @param {(order: import("../state/orders.js").Order) => void} onChosen */
export function bothButton(order, onChosen) {
  return order === null ? nothing : html`<button class="button" type="button" @click=${() => onChosen(order)}>${t("score.conflict.take-both")}</button>`;
}

/** An order in words. @param {import("../state/judgement.d.ts").MarkOrder} order @param {JudgingGrid} grid */
export function said(order, grid) {
  switch (order.type) {
    case "set-level":
      return order.level === null ? t("score.to-mark") : t("score.level-is", { n: order.level, word: levelWord(grid, order.level) });
    case "link-moment":
      return order.moment.label || timeCode(order.moment.starts_s);
    case "unlink-moment":
      return t("score.conflict.untied");
    case "say-no-moment":
      return order.reason;
    case "comment":
    case "comment-whole":
      return order.text;
    case "say-acquired":
      return order.acquired === null ? t("score.acquired.unsaid") : t(order.acquired ? "score.acquired.yes" : "score.acquired.no");
  }
}
