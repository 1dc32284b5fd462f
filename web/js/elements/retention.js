import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";
import { deletionList } from "./kept_deletions.js";
import { sittingsAlone } from "./kept_alone.js";
import { dueText, instantText, monthsText } from "./kept_words.js";
import { refusal } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";
import "./kept_act.js";

/** @typedef {import("../state/retention.d.ts").CentreRetention} CentreRetention */
/** @typedef {import("../state/retention.d.ts").DataKind} DataKind */
/** @typedef {import("../state/retention.d.ts").KeptAct} KeptAct */

/** What no clock decides alone. */
const BY_HAND = new Set(["accounts", "record"]);
/** What belongs to no session: asked for here. */
const OF_CENTRE = new Set(["viewings", "accounts", "rehearsals"]);

/** How long the centre keeps each kind of data, what is due because of it, and what waits for somebody. */
export class ExamRetention extends LightElement {
  static properties = { page: { attribute: false }, problem: {}, saved: { type: Boolean } };

  constructor() {
    super();
    /** @type {CentreRetention | null} */
    this.page = null;
    this.problem = "";
    this.saved = false;
  }

  /** @param {KeptAct} chosen */
  _ask(chosen) {
    /** @type {import("./kept_act.js").ExamKeptAct} */ (this.querySelector("exam-kept-act")).ask(chosen);
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    if (this.page === null) return;
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const { lengths } = this.page.lengths;
    this.tell("lengths", {
      revision: this.page.lengths.revision,
      lengths: {
        counted_from: given.get("counted_from"), marks_given: given.get("marks_given"),
        lengths: lengths.lengths.map(({ kind }) => ({ kind, months: kind === "record" ? null : Number(given.get(`months-${kind}`)), automatic: given.has(`automatic-${kind}`) })),
      },
    });
  }

  render() {
    const page = this.page;
    if (page === null) return nothing;
    return html`
      ${staffMasthead({ title: html`<strong>${t("retention.heading")}</strong>`, here: "retention" })}
      <main class="screen-main kept">
        <section class="kept-lead"><p>${t("retention.words")}</p>
          ${page.me === null ? html`<p class="band kept-link" role="note">${t("error.account-needed")} <a href="/sign-in">${t("entry.sign-in.do")}</a></p>` : nothing}</section>
        ${refusal(this.problem)}
        ${this._dues(page)}
        ${sittingsAlone(page, (chosen) => this._ask(chosen))}
        ${deletionList({ deletions: page.open_deletions, candidates: [...titles(page), ...page.sittings.map(({ sitting_id, name }) => ({ candidacy_id: sitting_id, name }))], me: page.me }, (chosen) => this._ask(chosen))}
        ${this._asked(page)}
        ${this._lengths(page)}
        ${this._history(page)}
      </main>
      <exam-kept-act></exam-kept-act>`;
  }

  /** @param {CentreRetention} page */
  _dues(page) {
    const shown = page.dues.filter(({ is_due, due_on }) => is_due || due_on === null).concat(page.dues.filter(({ is_due, due_on }) => !is_due && due_on !== null).slice(0, 12));
    return html`<section class="pane kept-table" aria-labelledby="retention-dues">
      <div class="pane-heading"><h2 id="retention-dues">${t("kept.dues")}</h2></div>
      ${shown.length === 0 ? html`<p class="note kept-empty">${t("retention.dues.none")}</p>` : html`
      <div class="kept-scroll" tabindex="0" role="group" aria-labelledby="retention-dues"><table>
        <thead><tr>${["session", "kind", "due", "acts"].map((column) => html`<th scope="col">${t(`kept.column.${column}`)}</th>`)}</tr></thead>
        <tbody>${shown.map((line) => html`<tr class=${line.is_due ? "kept-due" : nothing}>
          <th scope="row">${line.title === "" ? t("kept.centre") : html`<a href="/kept/${line.scope}">${line.title}</a>`}</th>
          <td>${t(`kept.kind.${line.kind}`)}</td><td>${dueText(line)}</td>
          <td>${page.me !== null && line.is_due && OF_CENTRE.has(line.kind) ? html`<button class="button button-quiet" type="button" @click=${() => this._ask({ act: "delete", id: "", name: t(`kept.kind.${line.kind}`), kinds: [line.kind], ground: "length-over" })}>${t("kept.act.delete")}<span class="visually-hidden"> ${t(`kept.kind.${line.kind}`)}</span></button>` : nothing}</td></tr>`)}</tbody>
      </table></div>`}</section>`;
  }

  /** What would end something sooner waits for somebody else. @param {CentreRetention} page */
  _asked({ asked, lengths, me }) {
    if (asked === null) return nothing;
    /** @param {"confirm" | "refuse"} answer */
    const button = (answer) => html`<button class="button ${answer === "confirm" ? "button-primary" : "button-quiet"}" type="button" @click=${() => this.tell("lengths-answer", { answer, revision: asked.revision })}>${t(`retention.asked.${answer}`)}</button>`;
    const own = asked.set_by_id === me?.account_id;
    return html`<section class="band retention-asked" aria-labelledby="retention-asked">
      <h2 id="retention-asked">${t("retention.asked")}</h2>
      <p>${t("retention.asked.words", { name: asked.set_by, when: instantText(asked.set_at ?? "") })}</p>
      <ul class="plain-list">${changes(lengths.lengths, asked.lengths).map((line) => html`<li>${line}</li>`)}</ul>
      ${me === null ? nothing : html`<p class="row">${own ? html`<span class="note">${t("kept.waits-for-other")}</span>` : button("confirm")} ${button("refuse")}</p>`}</section>`;
  }

  /** @param {CentreRetention} page */
  _lengths({ lengths: { lengths }, defaults, asked, me }) {
    return html`<form class="pane kept-table" aria-labelledby="retention-lengths" @submit=${this._submit}>
      <div class="pane-heading"><h2 id="retention-lengths">${t("retention.lengths")}</h2></div>
      <div class="retention-choices">
        <p class="field"><label for="counted-from">${t("retention.counted-from")}</label><select id="counted-from" name="counted_from" ?disabled=${me === null}>
          ${["decision", "session-end"].map((each) => html`<option value=${each} ?selected=${each === lengths.counted_from}>${t(`retention.counted-from.${each}`)}</option>`)}</select></p>
        <p class="field"><label for="marks-given">${t("retention.marks-given")}</label><select id="marks-given" name="marks_given" ?disabled=${me === null}>
          ${["notified", "locked"].map((each) => html`<option value=${each} ?selected=${each === lengths.marks_given}>${t(`retention.marks-given.${each}`)}</option>`)}</select></p>
      </div>
      <div class="kept-scroll" tabindex="0" role="group" aria-labelledby="retention-lengths"><table>
        <thead><tr>${["kind", "months", "automatic", "why"].map((column) => html`<th scope="col">${t(`retention.column.${column}`)}</th>`)}</tr></thead>
        <tbody>${lengths.lengths.map(({ kind, months, automatic }) => html`<tr>
          <th scope="row">${t(`kept.kind.${kind}`)}</th>
          <td>${months === null ? monthsText(null) : html`<span class="row retention-months"><input name="months-${kind}" type="number" min="1" max="600" required .value=${String(months)} ?disabled=${me === null} aria-label=${t("retention.months-of", { kind: t(`kept.kind.${kind}`) })}> ${t("retention.months")}</span>`}</td>
          <td>${BY_HAND.has(kind) ? html`<span class="note">${t("retention.by-hand")}</span>` : html`<input name="automatic-${kind}" type="checkbox" ?checked=${automatic} ?disabled=${me === null} aria-label=${t("retention.automatic-of", { kind: t(`kept.kind.${kind}`) })}>`}</td>
          <td class="note">${t("retention.default", { length: monthsText(defaults[kind].months) })} ${t(`retention.why.${defaults[kind].reason}`)}</td></tr>`)}</tbody>
      </table></div>
      <p class="row retention-save"><button class="button ${asked === null ? "button-primary" : ""}" type="submit" ?disabled=${me === null}>${t("retention.save")}</button><span class="note" role="status">${this.saved ? t("retention.saved") : nothing}</span></p>
    </form>`;
  }

  /** @param {CentreRetention} page */
  _history({ history }) {
    if (history.length === 0) return html`<p class="note">${t("retention.defaults-hold")}</p>`;
    return html`<section class="kept-lead" aria-labelledby="retention-history"><h2 id="retention-history">${t("retention.history")}</h2>
      <ul class="plain-list">${[...history].reverse().map(({ revision, set_at, set_by, state, answered_by }) => html`<li>${t("retention.version", { number: revision, name: set_by, when: instantText(set_at ?? "") })}${state === "in-force" && answered_by === "" ? nothing : html` – ${t(`retention.version.${state}`, { name: answered_by })}`}</li>`)}</ul></section>`;
  }
}
/**
 * What a change of the lengths would change, a sentence each.
 * @param {import("../state/retention.d.ts").Lengths} before
 * @param {import("../state/retention.d.ts").Lengths} after
 */
function changes(before, after) {
  const lines = after.lengths.flatMap(({ kind, months, automatic }) => {
    const was = before.lengths.find((each) => each.kind === kind);
    if (was === undefined) return [];
    return [
      was.months === months ? "" : t("retention.change.months", { kind: t(`kept.kind.${kind}`), before: monthsText(was.months), after: monthsText(months) }),
      was.automatic === automatic ? "" : t(automatic ? "retention.change.automatic" : "retention.change.by-hand", { kind: t(`kept.kind.${kind}`) }),
    ];
  });
  const counted = before.counted_from === after.counted_from ? "" : t("retention.change.counted", { from: t(`retention.counted-from.${after.counted_from}`) });
  const given = before.marks_given === after.marks_given ? "" : t("retention.change.marks", { when: t(`retention.marks-given.${after.marks_given}`) });
  return [counted, given, ...lines].filter((line) => line !== "");
}
/** Here a candidate is told by the session alone: who it is stands on the session's own page. @param {CentreRetention} page */
function titles({ open_deletions, dues }) {
  const sessions = new Map(dues.map(({ scope, title }) => [scope, title]));
  return open_deletions.filter(({ sitting_id }) => sitting_id === null).map(({ candidacy_id, session_id }) => ({ candidacy_id: candidacy_id ?? "", name: t("kept.one-of", { session: sessions.get(session_id ?? "") ?? "" }) }));
}
customElements.define("exam-retention", ExamRetention);
