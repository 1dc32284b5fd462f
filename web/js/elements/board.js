import { createRef, html, nothing, ref, repeat } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { EMPTY_BOARD, alarmKey, exams, isPressing, rehearsals, rooms, rows } from "../state/board.js";
import { clockActs } from "../state/desk.js";
import { longDate, timeOfDay } from "../state/format.js";
import { serverNowMs } from "../state/server_time.js";
import { LightElement } from "./base.js";
import { BellTone } from "./bell_tone.js";
import { day } from "./board_day.js";
import { mayBeAdmitted, roomCard } from "./board_room.js";
import { alarmAdvice, alarmSentence, howLong } from "./board_words.js";
import { confirmButton, missingBlocks } from "./order.js";
import "./clock_act.js";
import "./confirm.js";
import "./language.js";
import "./leak_test.js";
import "./links.js";
import "./open_sitting.js";
import "./sitting_acts.js";

/** @typedef {import("../protocol/messages.d.ts").Alarm} Alarm */
/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../state/desk.js").ClockAct} ClockAct */

/** The manager's board: the day in one glance, and what needs somebody now. */
export class ExamBoard extends LightElement {
  static properties = {
    board: { attribute: false }, time: { attribute: false }, links: { attribute: false }, problem: {}, clockProblem: {}, stale: { type: Boolean },
    _looked: { state: true }, _sound: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../state/board.js").Board} */
    this.board = EMPTY_BOARD;
    /** @type {import("../state/server_time.js").ServerTime | null} */
    this.time = null;
    /** Links that were just made, to be given out. @type {import("../state/desk.js").Links | null} */
    this.links = null;
    this.problem = "";
    /** Why the last act was not done. */
    this.clockProblem = "";
    this.stale = false;
    /** The sitting whose acts are shown. */
    this._looked = "";
    this._sound = false;
    this.tone = new BellTone();
    /** @type {import("../../vendor/lit.js").Ref<import("./clock_act.js").ExamClockAct>} */
    this._act = createRef();
    /** @type {import("../../vendor/lit.js").Ref<import("./open_sitting.js").ExamOpenSitting>} */
    this._form = createRef();
    /** @type {import("../../vendor/lit.js").Ref<import("./leak_test.js").ExamLeakTest>} */
    this._leak = createRef();
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._tick = undefined;
  }

  connectedCallback() {
    super.connectedCallback();
    this._tick = setInterval(() => this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._tick);
    this.tone.ring(false);
  }

  updated() {
    this.tone.ring(this.board.alarms.some(({ code }) => code === "bell"));
  }

  /** A sitting was opened: the form has done its work. */
  opened() {
    this._form.value?.done();
  }

  /** What a card's buttons do. @returns {import("./board_room.js").Hands} */
  get _hands() {
    return {
      ask: (act, sitting) => this._act.value?.ask(act, sitting),
      look: (sitting) => { this._looked = sitting.sitting_id; },
      resume: (sitting) => this.tell("resume", sitting),
      admit: (sitting) => this.tell("admit", sitting),
      confirm: ({ candidacy_id }, { kind }) => this.tell("confirm-block", { candidacy_id, kind }),
    };
  }

  async _allowSound() {
    await this.tone.allow(!this.tone.allowed);
    this._sound = this.tone.allowed;
  }

  render() {
    const nowMs = performance.now();
    const how = { time: this.time, nowMs };
    const looked = this.board.sittings.get(this._looked) ?? null;
    const [first, ...others] = this.board.alarms;
    const pressing = first !== undefined && isPressing(first) ? first : undefined;
    const listed = pressing === undefined ? this.board.alarms : others;
    const tried = rehearsals(this.board);
    return html`
      ${this._masthead()}
      <div class="bands">${this._band(pressing, others.filter(isPressing).length, nowMs)}</div>
      <main class="screen-main board">
        <h1 class="visually-hidden">${t("board.heading")}</h1>
        ${listed.length === 0 ? nothing : html`<section aria-labelledby="alarms"><h2 id="alarms" class="visually-hidden">${t("board.alarms")}</h2>
          <ul class="board-alarms">${repeat(listed, alarmKey, (alarm) => this._alarm(alarm, nowMs))}</ul></section>`}
        ${day(this.board, { ...how, look: this._hands.look })}
        <section aria-labelledby="rooms"><h2 id="rooms" class="visually-hidden">${t("board.rooms")}</h2>
          <ul class="rooms">${repeat(rooms(exams(this.board)), ({ room_name }) => room_name, (sitting) => roomCard(this.board, sitting, { ...how, hands: this._hands }))}</ul></section>
        ${tried.length === 0 ? nothing : this._rehearsals(tried, how)}
        ${this._house()}
        <p class="row"><button class="button button-quiet" type="button" aria-haspopup="dialog" @click=${() => this._leak.value?.ask()}>${t("leak.ask")}</button></p>
      </main>
      <exam-sitting-acts .sitting=${looked} .full=${this.board.house?.calls_full ?? false} @exam-looked=${() => { this._looked = ""; }}
        @exam-act=${(/** @type {CustomEvent<{ act: ClockAct, sitting: BoardSitting, block?: string }>} */ { detail }) => this._act.value?.ask(detail.act, detail.sitting, null, detail.block)}></exam-sitting-acts>
      <exam-clock-act ${ref(this._act)}></exam-clock-act>
      <exam-open-sitting ${ref(this._form)} .problem=${this.problem}></exam-open-sitting>
      <exam-leak-test ${ref(this._leak)} .sittings=${[...this.board.sittings.values()]}></exam-leak-test>
      <exam-links .links=${this.links}></exam-links>
      <exam-confirm id="confirm-wipe" .question=${t("wipe.question")} .words=${tn("wipe.words", tried.length)} .yes=${t("wipe.yes")} .no=${t("confirm.no")}
        @exam-confirmed=${() => this.tell("wipe")}></exam-confirm>`;
  }

  _masthead() {
    const now = new Date(this.time === null ? Date.now() : serverNowMs(this.time, performance.now()));
    const shown = rows(this.board).length;
    const counts = shown === 0 ? nothing : html` – ${tn("board.count.candidates", shown)}, ${tn("board.count.rooms", rooms(exams(this.board)).length)}`;
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <p class="masthead-who"><strong>${t("board.heading")}</strong> – ${longDate(now, language())}${counts}</p>
        <p class="board-now"><time datetime=${now.toISOString()}>${timeOfDay(now, language())}</time></p>
        <button class="button button-quiet" type="button" aria-pressed=${this._sound ? "true" : "false"} @click=${() => void this._allowSound()}>${t(this._sound ? "board.sound.on" : "board.sound.off")}</button>
        <a class="button button-quiet" href="/sessions">${t("staff.sessions")}</a>
        <button class="button" type="button" aria-haspopup="dialog" @click=${() => this._form.value?.open()}>${t("manager.open")}</button>
        <exam-language></exam-language>
      </header>`;
  }

  /** What must be done within seconds, over everything else. @param {Alarm | undefined} alarm @param {number} more @param {number} nowMs */
  _band(alarm, more, nowMs) {
    if (this.stale) return html`<div class="alarm" role="alert"><p>${t("board.stale")}</p></div>`;
    if (this.clockProblem !== "") return html`<div class="alarm" role="alert"><p>${errorSentence(this.clockProblem)}</p><button class="button" type="button" @click=${() => { this.clockProblem = ""; }}>${t("clock-act.understood")}</button></div>`;
    if (alarm === undefined) return nothing;
    const sitting = this.board.sittings.get(alarm.sitting_id);
    // Only the sentence is an alert: a clock that counts inside one would be read out every second.
    return html`<section class="alarm" aria-label=${t("board.alarm.first")}><p><span role="alert"><b>${alarmSentence(this.board, alarm)}</b> ${sitting?.room_name ?? ""}${sitting?.rehearsal ? html` (${t("rehearsal")})` : nothing}</span>, ${t("board.since", { since: howLong(alarm.since, this.time, nowMs) })}.
      ${alarmAdvice(alarm)}${more === 0 ? nothing : html` ${tn("board.alarm.more", more)}`}</p>${this._answers(alarm)}</section>`;
  }

  /** @param {Alarm} alarm @param {number} nowMs */
  _alarm(alarm, nowMs) {
    const sitting = this.board.sittings.get(alarm.sitting_id);
    return html`<li class="board-alarm"><p><b>${alarmSentence(this.board, alarm)}</b>
      <span class="note">${sitting === undefined ? nothing : html`${sitting.room_name}${sitting.rehearsal ? html` (${t("rehearsal")})` : nothing}, `}${t(sitting === undefined ? "board.since.start" : "board.since", { since: howLong(alarm.since, this.time, nowMs) })}. ${alarmAdvice(alarm)}</span></p>${this._answers(alarm)}</li>`;
  }

  /** What can be done about an alarm from here. @param {Alarm} alarm */
  _answers(alarm) {
    const sitting = this.board.sittings.get(alarm.sitting_id);
    if (sitting === undefined) return nothing;
    const pausable = alarm.code !== "jobs-failed" && clockActs(sitting).includes("pause");
    return html`
      ${alarm.code === "bell" ? html`<button class="button" type="button" @click=${() => this.tell("answer-bell", { ...sitting, seat: alarm.seat })}>${t("manager.bell.clear")}</button>` : nothing}
      ${alarm.code === "bell-answered" ? html`<button class="button" type="button" @click=${() => this.tell("clear-bell", { ...sitting, seat: alarm.seat })}>${t("board.bell.done")}</button>` : nothing}
      ${alarm.code === "to-admit" ? missingBlocks(sitting).map((block) => confirmButton(block, () => this._hands.confirm(sitting, block))) : nothing}
      ${alarm.code === "to-admit" && mayBeAdmitted(sitting) ? html`<button class="button" type="button" @click=${() => this.tell("admit", sitting)}>${t("board.admit")}</button>` : nothing}
      ${alarm.code === "recording-refused" ? html`<button class="button" type="button" @click=${() => this._act.value?.ask("decide-refusal", sitting, alarm.seat)}>${t("clock-act.decide-refusal")}</button>` : nothing}
      ${alarm.code === "devices-bad" ? html`<button class="button" type="button" @click=${() => this._act.value?.ask("override-devices", sitting, alarm.seat)}>${t("clock-act.override-devices")}</button>` : nothing}
      ${alarm.code === "jobs-failed" ? html`<button class="button" type="button" @click=${() => this.tell("retry", sitting.sitting_id)}>${t("jobs.retry")}</button>` : nothing}
      ${pausable ? html`<button class="button button-quiet" type="button" @click=${() => this._act.value?.ask("pause", sitting)}>${t("clock-act.pause")}</button>` : nothing}
      <button class="button button-quiet" type="button" aria-haspopup="dialog" @click=${() => { this._looked = sitting.sitting_id; }}>${t("board.more")}</button>`;
  }

  /** @param {BoardSitting[]} tried @param {{ time: import("../state/server_time.js").ServerTime | null, nowMs: number }} how */
  _rehearsals(tried, how) {
    return html`<section class="board-rehearsals" aria-labelledby="rehearsals">
      <div class="row row-apart"><h2 id="rehearsals">${t("board.rehearsals")}</h2>
        <button class="button button-quiet" type="button" @click=${() => /** @type {any} */ (this.querySelector("#confirm-wipe")).ask()}>${t("manager.wipe")}</button></div>
      <ul class="rooms">${repeat(tried, ({ sitting_id }) => sitting_id, (sitting) => roomCard(this.board, sitting, { ...how, hands: this._hands }))}</ul></section>`;
  }

  _house() {
    const { house } = this.board;
    if (house === null) return nothing;
    return html`<p class="board-house note">${t("board.house.disk", { free: Math.round(100 * house.disk_free) })} – ${t(`board.house.worker.${house.worker}`)}${house.jobs_waiting === 0 ? nothing : html` – ${tn("board.house.jobs", house.jobs_waiting)}`}</p>`;
  }
}
customElements.define("exam-board", ExamBoard);
