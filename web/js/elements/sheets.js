import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { shownCode } from "../state/session.js";
import { LightElement } from "./base.js";
import { staffMasthead } from "./staff_masthead.js";
import { daysText } from "./sessions.js";

/** @typedef {import("../state/exam_session.d.ts").SessionPage} SessionPage */
/** @typedef {import("../state/exam_session.d.ts").Candidacy} Candidacy */

/** What is printed before the day: a page a candidate with code and QR code, and a page a room. */
export class ExamSheets extends LightElement {
  static properties = { page: { attribute: false }, address: {}, sign: { attribute: false } };

  constructor() {
    super();
    /** @type {SessionPage | null} */
    this.page = null;
    /** What a candidate types to reach the service. */
    this.address = "";
    /** Where the QR code of a candidate's code is drawn. @type {(sessionId: string, candidacyId: string) => string} */
    this.sign = (sessionId, candidacyId) => `/api/sessions/${sessionId}/candidacies/${candidacyId}/qr.svg`;
  }

  render() {
    const page = this.page;
    if (page === null) return nothing;
    const { session } = page;
    return html`
      <div class="sheets-screen">${staffMasthead({ title: html`<strong>${t("sheets.heading")}</strong> – ${session.title}`, here: "sheets" })}</div>
      <main class="sheets">
        <p class="sheets-actions row"><button class="button button-primary" type="button" @click=${() => print()}>${t("sheets.print")}</button>
          <a class="button" href="/sessions/${session.session_id}">${t("sheets.back")}</a><span class="note">${t("sheets.words")}</span></p>
        ${session.candidacies.map((each) => this._candidate(page, each))}
        ${session.places.map((place) => this._room(page, place))}
      </main>`;
  }

  /** @param {SessionPage} page @param {Candidacy} each */
  _candidate({ session, parts }, each) {
    const room = session.places.find(({ place_id }) => place_id === each.exam_room_id);
    const own = parts[each.candidacy_id] ?? [];
    return html`<article class="sheet-page">
      <p class="sheet-session">${session.title}${session.centre === "" ? nothing : html` – ${session.centre}`}</p>
      <h2><bdi>${each.name}</bdi></h2>
      <dl class="sheet-facts">
        ${each.number === "" ? nothing : html`<dt>${t("session.number")}</dt><dd>${each.number}</dd>`}
        <dt>${t("sheets.when")}</dt><dd>${daysText(session.days.map(({ date }) => date))}</dd>
        <dt>${t("sheets.where")}</dt><dd>${room?.name ?? t("sheets.where.ask")}</dd>
        <dt>${t("sheets.parts")}</dt><dd>${own.map((part) => t(`part.${part}`)).join(", ")}</dd>
      </dl>
      ${each.code === "" ? nothing : html`<div class="sheet-code">
        <img src=${this.sign(session.session_id, each.candidacy_id)} alt=${t("sheets.qr")} width="160" height="160">
        <div><p>${t("sheets.code")}</p><p class="sheet-code-text">${shownCode(each.code)}</p><p>${t("sheets.type", { address: this.address })}</p></div></div>`}
      <h3>${t("sheets.bring")}</h3>
      <ul class="plain-list">${["1", "2", "3"].map((n) => html`<li>${t(`sheets.bring.${n}`)}</li>`)}</ul>
      <h3>${t("sheets.know")}</h3>
      <ul class="plain-list">${["1", "2", "3"].map((n) => html`<li>${t(`sheets.know.${n}`)}</li>`)}</ul>
    </article>`;
  }

  /** @param {SessionPage} page @param {import("../state/exam_session.d.ts").Place} place */
  _room({ session }, place) {
    const juries = session.juries.filter((jury) => jury.jury_room_id === place.place_id || jury.reception_id === place.place_id);
    const here = session.candidacies.filter((each) => each.exam_room_id === place.place_id || juries.some(({ jury_id }) => jury_id === each.jury_id));
    /** @param {string} id */
    const member = (id) => session.members.find(({ member_id }) => member_id === id)?.name ?? "";
    return html`<article class="sheet-page">
      <p class="sheet-session">${session.title}${session.centre === "" ? nothing : html` – ${session.centre}`}</p>
      <h2>${place.name}</h2>
      <p>${t(`place.${place.kind}`)} – ${daysText(session.days.map(({ date }) => date))}</p>
      ${juries.map((jury) => html`<p><b>${jury.name}</b>${t("sheets.colon")} ${jury.member_ids.map(member).join(", ")}</p>`)}
      ${here.length === 0 ? html`<p>${t("sheets.nobody")}</p>` : html`
      <table class="session-table"><thead><tr><th scope="col">${t("session.candidate")}</th><th scope="col">${t("session.number")}</th><th scope="col">${t("session.jury")}</th></tr></thead>
        <tbody>${here.map((each) => html`<tr><th scope="row"><bdi>${each.name}</bdi></th><td>${each.number}</td><td>${session.juries.find(({ jury_id }) => jury_id === each.jury_id)?.name ?? ""}</td></tr>`)}</tbody></table>`}
      <h3>${t("sheets.room.check")}</h3>
      <ul class="plain-list">${["1", "2", "3"].map((n) => html`<li>${t(`sheets.room.check.${n}`)}</li>`)}</ul>
    </article>`;
  }
}
customElements.define("exam-sheets", ExamSheets);
