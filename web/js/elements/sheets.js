import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { longDate } from "../state/format.js";
import { JURY_OWN, hourText, juryStretch, startsMs, wallClock } from "../state/plan.js";
import { shownCode } from "../state/session.js";
import { LightElement } from "./base.js";
import { staffMasthead } from "./staff_masthead.js";
import { daysText } from "./sessions.js";

/** @typedef {import("../state/exam_session.d.ts").SessionPage} SessionPage */
/** @typedef {import("../state/exam_session.d.ts").Candidacy} Candidacy */
/** @typedef {import("../state/plan_page.d.ts").Entry} Entry */

/** What is printed before the day: a page a candidate with code and QR code, and a page a room. */
export class ExamSheets extends LightElement {
  static properties = { page: { attribute: false }, entries: { attribute: false }, address: {}, sign: { attribute: false }, roomSign: { attribute: false } };

  constructor() {
    super();
    /** @type {SessionPage | null} */
    this.page = null;
    /** The accepted plan; nothing where there is none. @type {readonly Entry[]} */
    this.entries = [];
    /** What a candidate types to reach the service. */
    this.address = "";
    /** Where the QR code of a candidate's code is drawn. @type {(sessionId: string, candidacyId: string) => string} */
    this.sign = (sessionId, candidacyId) => `/api/sessions/${sessionId}/candidacies/${candidacyId}/qr.svg`;
    /** Where the QR code of the service's address is drawn. @type {(sessionId: string) => string} */
    this.roomSign = (sessionId) => `/api/sessions/${sessionId}/qr.svg`;
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
    const planned = this.entries.filter(({ candidacy_id, kind }) => candidacy_id === each.candidacy_id && !JURY_OWN.has(kind));
    /** @param {Entry} entry */
    const place = ({ place_id }) => (place_id === null ? t("plan.invigilated") : session.places.find((known) => known.place_id === place_id)?.name ?? t("sheets.where.ask"));
    return html`<article class="sheet-page">
      <p class="sheet-session">${session.title}${session.centre === "" ? nothing : html` – ${session.centre}`}</p>
      <h2><bdi>${each.name}</bdi></h2>
      <dl class="sheet-facts">
        ${each.number === "" ? nothing : html`<dt>${t("session.number")}</dt><dd>${each.number}</dd>`}
        <dt>${t("sheets.when")}</dt><dd>${daysText(session.days.map(({ date }) => date))}</dd>
        ${planned.length > 0 ? nothing : html`<dt>${t("sheets.where")}</dt><dd>${room?.name ?? t("sheets.where.ask")}</dd>
        <dt>${t("sheets.parts")}</dt><dd>${own.map((part) => t(`part.${part}`)).join(", ")}</dd>`}
      </dl>
      ${planned.length === 0 ? nothing : html`<table class="session-table">
        <thead><tr><th scope="col">${t("sheets.hour")}</th><th scope="col">${t("sheets.part")}</th><th scope="col">${t("sheets.where")}</th></tr></thead>
        <tbody>${this._hours(session, planned.map((entry) => ({ entry, atMs: startsMs(entry) }))).map(({ entry, hour }) => html`<tr><th scope="row">${hour}</th><td>${t(`plan.work.${entry.kind}`)}</td><td>${place(entry)}</td></tr>`)}</tbody></table>
        <p class="note">${t("sheets.hour.words")}</p>`}
      ${each.code === "" ? nothing : html`<div class="sheet-code">
        <img src=${this.sign(session.session_id, each.candidacy_id)} alt=${t("sheets.qr")} width="160" height="160">
        <div><p>${t("sheets.code")}</p><p class="sheet-code-text">${shownCode(each.code)}</p><p>${t("sheets.type", { address: this.address })}</p></div></div>`}
      <h3>${t("sheets.bring")}</h3>
      <ul class="plain-list">${["1", "2", "3"].map((n) => html`<li>${t(`sheets.bring.${n}`)}</li>`)}</ul>
      <h3>${t("sheets.know")}</h3>
      <ul class="plain-list">${["1", "2", "3"].map((n) => html`<li>${t(`sheets.know.${n}`)}</li>`)}</ul>
    </article>`;
  }

  /** In the order of time, each with its hour; with the day where there are several. @param {SessionPage["session"]} session @param {{ entry: Entry, atMs: number }[]} planned */
  _hours({ days, time_zone }, planned) {
    return [...planned].sort((one, other) => one.atMs - other.atMs).map(({ entry, atMs }) => {
      const hour = hourText(atMs, time_zone, language());
      return { entry, hour: days.length < 2 ? hour : t("sheets.hour.of-day", { day: longDate(new Date(`${wallClock(atMs, time_zone).date}T12:00:00`), language()), hour }) };
    });
  }

  /** What the plan holds in a room: where the candidate is, or where the jury comes to. @param {string} placeId */
  _heldIn(placeId) {
    return this.entries.flatMap((entry) => {
      if (entry.place_id === placeId) return [{ entry, atMs: startsMs(entry) }];
      const stretch = entry.jury_room_id === placeId ? juryStretch(entry) : null;
      return stretch === null ? [] : [{ entry, atMs: stretch.fromMs }];
    }).filter(({ entry }) => !JURY_OWN.has(entry.kind));
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
      ${this.entries.length > 0 ? this._roomHours(session, place.place_id) : here.length === 0 ? html`<p>${t("sheets.nobody")}</p>` : html`
      <table class="session-table"><thead><tr><th scope="col">${t("session.candidate")}</th><th scope="col">${t("session.number")}</th><th scope="col">${t("session.jury")}</th></tr></thead>
        <tbody>${here.map((each) => html`<tr><th scope="row"><bdi>${each.name}</bdi></th><td>${each.number}</td><td>${session.juries.find(({ jury_id }) => jury_id === each.jury_id)?.name ?? ""}</td></tr>`)}</tbody></table>`}
      <div class="sheet-code">
        <img src=${this.roomSign(session.session_id)} alt=${t("sheets.room.qr")} width="160" height="160">
        <div><p>${t("sheets.room.address")}</p><p class="sheet-address">${this.address}</p><p>${t(`sheets.room.enter.${place.kind === "jury-room" ? "jury" : "candidate"}`)}</p></div></div>
      <h3>${t("sheets.room.check")}</h3>
      <ul class="plain-list">${["1", "2", "3"].map((n) => html`<li>${t(`sheets.room.check.${n}`)}</li>`)}</ul>
    </article>`;
  }

  /** The room's own timetable. @param {SessionPage["session"]} session @param {string} placeId */
  _roomHours(session, placeId) {
    const held = this._hours(session, this._heldIn(placeId));
    if (held.length === 0) return html`<p>${t("sheets.nobody")}</p>`;
    /** @param {Entry} entry */
    const person = ({ candidacy_id }) => session.candidacies.find((each) => each.candidacy_id === candidacy_id);
    return html`<table class="session-table">
      <thead><tr><th scope="col">${t("sheets.hour")}</th><th scope="col">${t("session.candidate")}</th><th scope="col">${t("session.number")}</th><th scope="col">${t("sheets.part")}</th><th scope="col">${t("session.jury")}</th></tr></thead>
      <tbody>${held.map(({ entry, hour }) => html`<tr><td>${hour}</td><th scope="row"><bdi>${person(entry)?.name ?? ""}</bdi></th><td>${person(entry)?.number ?? ""}</td><td>${t(`plan.work.${entry.kind}`)}</td><td>${session.juries.find(({ jury_id }) => jury_id === entry.jury_id)?.name ?? ""}</td></tr>`)}</tbody></table>`;
  }
}
customElements.define("exam-sheets", ExamSheets);
