import { html, nothing, repeat } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { LightElement } from "./base.js";
import { deletionList } from "./kept_deletions.js";
import { dayText, dueText, instantText, kindsText } from "./kept_words.js";
import { refusal } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";
import { viewingTable } from "./viewings.js";
import "./kept_act.js";

/** @typedef {import("../state/retention.d.ts").SessionRetention} SessionRetention */
/** @typedef {import("../state/retention.d.ts").CandidateKept} CandidateKept */
/** @typedef {import("../state/retention.d.ts").KeptAct} KeptAct */

/** What is kept of a session's candidates: until when, what holds it, who asked for its end, who has looked at it. */
export class ExamKept extends LightElement {
  static properties = { page: { attribute: false }, viewings: { attribute: false }, problem: {}, _of: { state: true } };

  constructor() {
    super();
    /** @type {SessionRetention | null} */
    this.page = null;
    /** @type {import("../state/retention.d.ts").ViewingsPage} */
    this.viewings = { viewings: [], parts: {} };
    this.problem = "";
    /** Whose viewings are shown; "" all. */
    this._of = "";
  }

  /** @param {KeptAct} chosen */
  _ask(chosen) {
    /** @type {import("./kept_act.js").ExamKeptAct} */ (this.querySelector("exam-kept-act")).ask(chosen);
  }

  render() {
    const page = this.page;
    if (page === null) return nothing;
    return html`
      ${staffMasthead({ title: html`<strong>${page.title}</strong> – ${t("kept.heading")}`, here: "kept" })}
      <main class="screen-main kept">
        <section class="kept-lead" aria-labelledby="kept-lead">
          <h2 id="kept-lead">${t(page.lengths.lengths.counted_from === "decision" ? "kept.counted.decision" : "kept.counted.session-end")}</h2>
          ${page.lengths.lengths.counted_from === "decision" ? this._decision(page) : nothing}
          <p class="row"><a class="button button-quiet" href="/after/${page.session_id}">${t("kept.after")}</a><a class="button button-quiet" href="/retention">${t("kept.lengths")}</a></p>
          ${page.me === null ? html`<p class="band kept-link" role="note">${t("error.account-needed")} <a href="/sign-in">${t("entry.sign-in.do")}</a></p>` : nothing}
        </section>
        ${refusal(this.problem)}
        ${this._candidates(page)}
        ${this._dues(page)}
        ${deletionList(page, (chosen) => this._ask(chosen))}
        ${viewingTable({ page: this.viewings, session: page, of: this._of, choose: (of) => { this._of = of; } })}
      </main>
      <exam-kept-act></exam-kept-act>`;
  }

  /** @param {SessionRetention} page */
  _decision(page) {
    return html`<form class="row kept-decision" @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("decided_on");
      this.tell("decided-on", given === "" ? null : given);
    }}>
      <p class="field"><label for="decided-on">${t("kept.decided-on")}</label><input id="decided-on" name="decided_on" type="date" .value=${page.decided_on ?? ""} ?disabled=${page.me === null}></p>
      <button class="button" type="submit" ?disabled=${page.me === null}>${t("kept.decided-on.save")}</button>
    </form>`;
  }

  /** @param {SessionRetention} page */
  _candidates(page) {
    return html`<section class="pane kept-table" aria-labelledby="kept-candidates">
      <div class="pane-heading"><h2 id="kept-candidates">${t("kept.candidates")}</h2></div>
      <div class="kept-scroll" tabindex="0" role="group" aria-labelledby="kept-candidates"><table>
        <thead><tr>${["candidate", "left", "hold", "acts"].map((column) => html`<th scope="col">${t(`kept.column.${column}`)}</th>`)}</tr></thead>
        <tbody>${repeat(page.candidates, ({ candidacy_id }) => candidacy_id, (candidate) => html`<tr>
          <th scope="row"><bdi>${candidate.name === "" ? t("kept.nobody") : candidate.name}</bdi>${candidate.number === "" ? nothing : html`<p class="note">${candidate.number}</p>`}</th>
          <td>${candidate.left.length === 0 ? t("kept.nothing-left") : kindsText(candidate.left)}</td>
          <td>${this._hold(page, candidate)}</td>
          <td>${page.me === null ? nothing : html`<div class="kept-acts">${this._acts(page, candidate)}</div>`}</td></tr>`)}</tbody>
      </table></div></section>`;
  }

  /** @param {SessionRetention} page @param {CandidateKept} candidate */
  _hold(page, { candidacy_id }) {
    const hold = page.holds.find((each) => each.candidacy_id === candidacy_id && each.released_at === null);
    if (hold === undefined) return html`<span class="note">${t("kept.hold.none")}</span>`;
    return html`<p><b>${t("kept.hold.on", { day: dayText(hold.appealed_on) })}</b> – ${hold.reason}</p><p class="note">${t("kept.hold.by", { name: hold.set_by.name, when: instantText(hold.set_at) })}</p>
      ${hold.release_asked_by === null ? nothing : html`<p class="note">${t("kept.hold.release-asked", { name: hold.release_asked_by.name, reason: hold.release_reason })}</p>`}`;
  }

  /** @param {SessionRetention} page @param {CandidateKept} candidate */
  _acts(page, candidate) {
    const name = candidate.name === "" ? t("kept.nobody") : candidate.name;
    const hold = page.holds.find((each) => each.candidacy_id === candidate.candidacy_id && each.released_at === null);
    /** @param {KeptAct["act"]} act @param {string} id */
    const button = (act, id) => html`<button class="button button-quiet" type="button" @click=${() => this._ask({ act, id, name })}>${t(`kept.act.${act}`)}<span class="visually-hidden"> ${name}</span></button>`;
    if (candidate.left.length === 0) return nothing;
    const ownData = html`<a class="button button-quiet" href="/api/sessions/${page.session_id}/candidacies/${candidate.candidacy_id}/own-data?language=${language()}" download>${t("kept.own-data")}<span class="visually-hidden"> ${name}</span></a>`;
    if (hold === undefined) return [ownData, button("hold", candidate.candidacy_id), candidate.over ? button("delete", candidate.candidacy_id) : nothing];
    if (hold.release_asked_by === null) return [ownData, button("ask-release", hold.hold_id)];
    return [ownData, hold.release_asked_by.account_id === page.me?.account_id ? html`<span class="note">${t("kept.waits-for-other")}</span>` : button("release", hold.hold_id), button("keep", hold.hold_id)];
  }

  /** @param {SessionRetention} page */
  _dues(page) {
    return html`<section class="pane kept-table" aria-labelledby="kept-dues">
      <div class="pane-heading"><h2 id="kept-dues">${t("kept.dues")}</h2></div>
      ${page.dues.length === 0 ? html`<p class="note kept-empty">${t("kept.dues.none")}</p>` : html`
      <div class="kept-scroll" tabindex="0" role="group" aria-labelledby="kept-dues"><table>
        <thead><tr>${["kind", "of", "due", "acts"].map((column) => html`<th scope="col">${t(`kept.column.${column}`)}</th>`)}</tr></thead>
        <tbody>${page.dues.map((line) => html`<tr class=${line.is_due ? "kept-due" : nothing}>
          <th scope="row">${t(`kept.kind.${line.kind}`)}</th>
          <td>${tn("sessions.candidates", line.candidates)}${line.held === 0 ? nothing : html`, ${tn("kept.of-held", line.held)}`}</td>
          <td>${dueText(line)}</td>
          <td>${page.me !== null && line.is_due && line.candidates > line.held && line.kind !== "names" ? html`<button class="button button-quiet" type="button" @click=${() => this._ask({ act: "delete", id: "", name: t("kept.whole-session"), kinds: [line.kind], ground: "length-over" })}>${t("kept.act.delete")}<span class="visually-hidden"> ${t(`kept.kind.${line.kind}`)}</span></button>` : nothing}</td></tr>`)}</tbody>
      </table></div>`}</section>`;
  }
}
customElements.define("exam-kept", ExamKept);
