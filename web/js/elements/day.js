import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { hourText } from "../state/plan.js";
import { LightElement } from "./base.js";
import { stepNames } from "./order.js";
import { band } from "./parts.js";
import "./language.js";

/** @typedef {import("../state/exam_session.d.ts").DayLine} DayLine */

/** @typedef {import("../state/judgement.d.ts").BlindTask} BlindTask */

/** @param {string} at */
const day = (at) => new Intl.DateTimeFormat(language() === "fr" ? "fr-FR" : "en-GB", { dateStyle: "long" }).format(new Date(at));

/** One that was asked for, by its part alone: whose it is stays hidden. @param {BlindTask} task */
function blindTask({ assignment_id: id, part, reason, asked_at: asked, sealed_at: sealed, still_blind: stillBlind }) {
  const over = sealed !== null;
  const state = over ? t("day.blind.sealed", { date: day(sealed) }) : t(stillBlind ? "day.blind.to-mark" : "day.blind.known");
  return html`<li class="own-part own-blind ${over ? "own-over" : ""}">
    <div><h3>${t(`part.${part}`)}</h3><p class="note">${t(`blind.reason.${reason}`)}, ${t("day.blind.asked", { date: day(asked) })}</p></div>
    <p class="row"><span class="note">${state}</span> ${stillBlind ? html`<a class="button" href="/blind/${id}">${t(over ? "day.blind.see" : "day.judge")}<span class="visually-hidden"> – ${t(`part.${part}`)}, ${t(`blind.reason.${reason}`)}</span></a>` : nothing}</p></li>`;
}

/** What waits for whoever looks. */
const TO_DO = new Set(["to-mark", "to-deliberate", "to-sign"]);

/** The list of a juror or an evaluator: one's own candidates, and the one thing to open for each. */
export class ExamDay extends LightElement {
  static properties = { account: { attribute: false }, lines: { attribute: false }, tasks: { attribute: false }, stale: { type: Boolean } };

  constructor() {
    super();
    /** @type {import("../state/exam_session.d.ts").Account | null} */
    this.account = null;
    /** @type {readonly DayLine[]} */
    this.lines = [];
    /** @type {readonly BlindTask[]} */
    this.tasks = [];
    this.stale = false;
  }

  render() {
    const titles = [...new Set(this.lines.map(({ session_title }) => session_title))];
    return html`
      <header class="masthead"><p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${t("day.heading")}</strong> – ${this.account?.name ?? ""}</h1>
        <a class="button button-quiet" href="/account">${t("day.account")}</a><exam-language></exam-language></header>
      <div class="bands">${this.stale ? band("alarm", t("board.stale")) : nothing}</div>
      <main class="screen-main own-day">
        ${this.lines.length === 0 ? (this.tasks.length === 0 ? html`<p>${t("day.none")}</p>` : nothing) : titles.map((title) => {
          const lines = this.lines.filter(({ session_title }) => session_title === title);
          const waits = lines.filter(({ judging }) => judging !== null && TO_DO.has(judging)).length;
          return html`<section class="own-session"><h2>${title}</h2><p class="note">${tn("day.count", lines.length)}${waits === 0 ? nothing : html` – <b>${tn("day.to-judge", waits)}</b>`}</p>
            <ul class="own-parts">${lines.map((line) => this._line(line))}</ul></section>`;
        })}
        ${this.tasks.length === 0 ? nothing : html`<section class="own-session"><h2>${t("day.blind")}</h2><p class="note">${t("day.blind.words")}</p>
          <ul class="own-parts">${this.tasks.map((task) => blindTask(task))}</ul></section>`}
      </main>`;
  }

  /** @param {DayLine} line */
  _line(line) {
    return html`<li class="own-part ${line.over ? "own-over" : ""}">
      <div><h3><bdi>${line.candidate_name}</bdi></h3><p class="note">${line.number}</p></div>
      <div><p><b>${t(`part.${line.part}`)}</b></p><p class="note">${line.starts_at === null ? line.room_name : t("day.when", { hour: hourText(Date.parse(line.starts_at), line.time_zone, language()), room: line.room_name })}</p></div>
      <div><p>${line.seat === null ? t("day.seat.none") : t(`day.seat.${line.seat}`)}</p><p class="note">${t("day.with", { player: line.player_name, observer: line.observer_name })}</p></div>
      <div><p>${t(`phase.${line.phase}`)}</p>${line.waits_for.length === 0 ? nothing : html`<p class="note">${t("day.waits", { steps: stepNames(line.waits_for) })}</p>`}</div>
      <p class="row">${line.judge_page === null || line.judging === null ? nothing : html`<span class="note">${t(`day.judging.${line.judging}`)}</span> <a class="button" href=${line.judge_page}>${t(line.judge_page.startsWith("/judge") ? "day.judge" : "day.deliberate")}<span class="visually-hidden"> – ${line.candidate_name}, ${t(`part.${line.part}`)}</span></a>`}
        ${line.seat_page === null ? nothing : html`<a class="button" href=${line.seat_page}>${t("day.sit")}<span class="visually-hidden"> – ${line.candidate_name}, ${t(`part.${line.part}`)}</span></a>`}
        ${line.replay_page === null ? nothing : html`<a class="button" href=${line.replay_page}>${t("manager.replay")}<span class="visually-hidden"> – ${line.candidate_name}, ${t(`part.${line.part}`)}</span></a>`}</p></li>`;
  }
}
customElements.define("exam-day", ExamDay);
