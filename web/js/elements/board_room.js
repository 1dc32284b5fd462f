/** One room of the board: who is there, how long, what is heard and recorded, and what can be done. */

import { html, nothing, svg } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { clockText } from "../state/format.js";
import { isOver, levelOf } from "../state/board.js";
import { clockActs, wordsState } from "../state/desk.js";
import { alarmShort, howLong, megabytes, phaseName, wordsNow } from "./board_words.js";
import { confirmButton, missingBlocks, stepNames } from "./order.js";
import { meaning } from "../state/leak.js";
import { leakFigure } from "./leak_test.js";
import "./clock.js";

/** @typedef {import("../state/board.js").Board} Board */
/** @typedef {import("../state/board.js").TrackReading} TrackReading */
/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../protocol/messages.d.ts").Alarm} Alarm */
/** @typedef {import("../state/server_time.js").ServerTime} ServerTime */

/** Where speech should be, in percent of the scale (elements/level.js). */
const TARGET = { low: 45, high: 80 };
const TICKS = Array.from({ length: 21 }, (_unused, index) => `${index * 5}%`);
const SEATS = /** @type {const} */ (["candidate", "juror", "observer"]);

/** What a card does: `ask` opens the question of an act, `look` the list of all acts, `resume` lets the time run. @typedef {{ ask: (act: import("../state/desk.js").ClockAct, sitting: BoardSitting) => void, look: (sitting: BoardSitting) => void, resume: (sitting: BoardSitting) => void, admit: (sitting: BoardSitting) => void, confirm: (sitting: BoardSitting, block: import("../protocol/messages.d.ts").BlockStanding) => void }} Hands */

/** @param {string} label @param {TrackReading | undefined} track @param {boolean} wrong */
function level(label, track, wrong) {
  const percent = track === undefined || track.level_dbov === null ? 0 : levelOf(track.level_dbov);
  return html`
    <svg class="level-scale" role="meter" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent} focusable="false">
      <rect class="level-track" width="100%" y="4" height="10" rx="2"></rect>
      <rect class=${wrong ? "level-value-wrong" : "level-value"} width="${percent}%" y="4" height="10" rx="2"></rect>
      <rect class="level-target" x="${TARGET.low}%" width="${TARGET.high - TARGET.low}%" y="1" height="16" rx="3"></rect>
      ${TICKS.map((x) => svg`<line class="level-tick" x1=${x} x2=${x} y1="18" y2="23"></line>`)}
    </svg>`;
}

/** « 18,2 Mo, 07:18, progresse », or that it is ready, or that it has stopped. @param {readonly TrackReading[]} tracks @param {BoardSitting} sitting */
function recorded(tracks, sitting) {
  if (sitting.phase !== "call" && sitting.phase !== "connecting") {
    return html`<dd class="recording recording-off">${t(sitting.was_called ? "board.track.closed" : "board.track.ready")}</dd>`;
  }
  if (tracks.length === 0) return html`<dd class="recording recording-off">${t("board.track.none")}</dd>`;
  const bytes = tracks.reduce((sum, track) => sum + track.recorded_bytes, 0);
  const shortest = Math.min(...tracks.map(({ recorded_s }) => recorded_s));
  const growing = tracks.every((track) => track.growing);
  return html`<dd class="recording ${growing ? "recording-on" : "recording-stalled"}">${t(growing ? "board.track.growing" : "board.track.stopped", { size: megabytes(bytes), length: clockText(shortest), n: tracks.length })}</dd>`;
}

/** @param {readonly TrackReading[]} tracks @param {BoardSitting} sitting */
function line(tracks, sitting) {
  if (sitting.lost.length > 0) return html`<dd class="reading-wrong">${t("board.line.cut", { who: sitting.lost.map((seat) => t(`board.seat.${seat}`)).join(", ") })}</dd>`;
  const lost = tracks.reduce((sum, track) => sum + track.lost_packets, 0);
  if (tracks.length === 0) return html`<dd>${t("board.line.none")}</dd>`;
  return html`<dd>${lost === 0 ? t("board.line.whole") : tn("board.line.lost", lost)}</dd>`;
}

/** Whether the call is over and its words are asked for: nobody is on the line any more. @param {BoardSitting} sitting */
const heard = (sitting) => (sitting.phase === "writing" || isOver(sitting)) && wordsState(sitting) !== null;

/** @param {BoardSitting} sitting */
const words = (sitting) => html`<dd class=${wordsState(sitting) === "failed" ? "reading-wrong" : ""}>${wordsNow(sitting)}</dd>`;

/** @param {BoardSitting} sitting */
function presence(sitting) {
  const guests = sitting.guests.filter(({ seat }) => sitting.present.includes(seat)).length;
  return html`<dd><ul class="room-seats">${SEATS.map((seat) => {
    const state = sitting.lost.includes(seat) ? "lost" : sitting.present.includes(seat) ? "here" : "away";
    return html`<li class="presence-seat presence-${state}"><b>${t(`board.here.${seat}`)}</b><span class="visually-hidden">${t(`manager.presence.${state}`)}</span></li>`;
  })}${guests === 0 ? nothing : html`<li>${tn("board.guests", guests)}</li>`}</ul></dd>`;
}

/** @param {BoardSitting} sitting @param {ServerTime | null} time */
function clock(sitting, time) {
  if (sitting.deadline === null || isOver(sitting)) return html`<p class="room-phase">${phaseName(sitting)}</p>`;
  return html`<exam-clock class="clock clock-small" .label=${t("board.left", { phase: phaseName(sitting) })} .deadline=${sitting.deadline} .pausedSince=${sitting.paused_since} .time=${time}></exam-clock>`;
}

/** Whether the manager has still to confirm who the candidate is. @param {BoardSitting} sitting */
export function mayBeAdmitted({ formalities, phase, waits_for }) {
  return waits_for.length === 0 && formalities !== null && formalities.admitted_at === null && (phase === "waiting" || phase === "drawn");
}

/** How far admission and notice are, in two words. @param {NonNullable<BoardSitting["formalities"]>} formalities */
function admission({ admitted_at, acknowledged, refusals }) {
  if (refusals.length > 0) return html`<dd class="reading-wrong">${t("board.admission.refused")}</dd>`;
  if (admitted_at === null) return html`<dd>${t("board.admission.waiting")}</dd>`;
  const missing = /** @type {const} */ (["candidate", "juror"]).filter((seat) => !acknowledged.some((told) => told.seat === seat));
  return html`<dd>${missing.length === 0 ? t("board.admission.done") : t("board.admission.notice", { who: missing.map((seat) => t(`board.seat.${seat}`)).join(", ") })}</dd>`;
}

/** How each station is that is checked before the part. @param {BoardSitting} sitting */
function stations({ devices_of, formalities }) {
  const known = formalities?.devices.stations ?? [];
  const all = devices_of.map((seat) => ({ seat, standing: known.find((each) => each.seat === seat)?.standing ?? "missing" }));
  return html`<dd class=${all.some(({ standing }) => standing === "bad") ? "reading-wrong" : ""}>${all.map(({ seat, standing }) => `${t(`board.seat.${seat}`)} ${t(`board.station.${standing}`)}`).join(", ")}</dd>`;
}

/** How well the room is kept from others, as far as that was tried: the worst of it. @param {BoardSitting} sitting */
function leaks({ formalities }) {
  const [worst] = [...(formalities?.devices.leaks ?? [])].sort((one, other) => one.attenuation_db - other.attenuation_db);
  if (worst === undefined) return nothing;
  const found = meaning(worst);
  return html`<div class="reading"><dt>${t("leak.reading")}</dt><dd class=${found === "fine" ? "" : "reading-wrong"}>${t("leak.reading.words", { figure: leakFigure(worst), room: worst.other_room, meaning: t(`leak.short.${found}`) })}</dd></div>`;
}

/** The one thing that is done most in this phase. @param {BoardSitting} sitting @param {Hands} hands */
function firstAct(sitting, { ask, resume, admit, confirm }) {
  const [missing] = missingBlocks(sitting);
  if (missing !== undefined) return confirmButton(missing, () => confirm(sitting, missing));
  if (mayBeAdmitted(sitting)) return html`<button class="button" type="button" @click=${() => admit(sitting)}>${t("board.admit")}</button>`;
  if (sitting.paused_since !== null) return html`<button class="button" type="button" @click=${() => resume(sitting)}>${t("clock-act.resume")}</button>`;
  if (isOver(sitting)) return sitting.was_called ? html`<a class="button" href="/replay/${sitting.sitting_id}">${t("manager.replay")}</a>` : nothing;
  const [act] = clockActs(sitting);
  return act === undefined || act === "abort" ? nothing : html`<button class="button" type="button" @click=${() => ask(act, sitting)}>${t(`clock-act.${act}`)}</button>`;
}

/**
 * @param {Board} board @param {BoardSitting} sitting The one that this room is about now.
 * @param {{ time: ServerTime | null, nowMs: number, hands: Hands }} how
 */
export function roomCard(board, sitting, { time, nowMs, hands }) {
  const tracks = board.readings.get(sitting.sitting_id) ?? [];
  const mine = board.alarms.filter(({ sitting_id }) => sitting_id === sitting.sitting_id);
  const [first] = mine;
  /** @param {"candidate" | "juror"} seat */
  const voice = (seat) => level(t("board.level", { who: t(`board.seat.${seat}`) }), tracks.find((track) => track.seat === seat && track.kind === "audio"),
    mine.some((alarm) => alarm.code === "microphone-silent" && alarm.seat === seat));
  const { sitting_id, room_name, candidate_name, juror_name, paused_since } = sitting;
  return html`
    <li class="room ${mine.some(({ code }) => code === "bell") ? "room-calling" : mine.length > 0 ? "room-alarmed" : ""} ${paused_since === null ? "" : "room-paused"}" aria-labelledby="room-${sitting_id}">
      <div class="room-head">
        <div><h3 id="room-${sitting_id}">${room_name}</h3><p class="note">${candidate_name}<br>${juror_name}</p></div>
        ${clock(sitting, time)}
      </div>
      <dl class="readings">
        <div class="reading"><dt>${t("board.alarm")}</dt>${first === undefined ? html`<dd>${t("board.alarm.none")}</dd>`
          : html`<dd class="reading-wrong">${alarmShort(first, howLong(first.since, time, nowMs))}${mine.length > 1 ? html` +${mine.length - 1}` : nothing}</dd>`}</div>
        <div class="reading"><dt>${t("board.seats")}</dt>${presence(sitting)}</div>
        ${sitting.waits_for.length > 0 ? html`<div class="reading"><dt>${t("board.waits")}</dt><dd>${stepNames(sitting.waits_for)}</dd></div>`
          : sitting.formalities !== null && (sitting.phase === "waiting" || sitting.phase === "drawn")
          ? html`<div class="reading"><dt>${t("board.admission")}</dt>${admission(sitting.formalities)}</div>
            ${sitting.devices_of.length === 0 ? nothing : html`<div class="reading"><dt>${t("board.stations")}</dt>${stations(sitting)}</div>`}${leaks(sitting)}`
          : heard(sitting) ? html`<div class="reading"><dt>${t("board.words")}</dt>${words(sitting)}</div>`
          : html`<div class="reading"><dt>${t("board.line")}</dt>${line(tracks, sitting)}</div>`}
        <div class="reading"><dt>${t("board.voice.candidate")}</dt><dd>${voice("candidate")}</dd></div>
        <div class="reading"><dt>${t("board.voice.juror")}</dt><dd>${voice("juror")}</dd></div>
        <div class="reading"><dt>${t("board.track")}</dt>${recorded(tracks, sitting)}</div>
      </dl>
      <div class="room-actions">
        ${firstAct(sitting, hands)}
        <button class="button" type="button" aria-haspopup="dialog" @click=${() => hands.look(sitting)}>${t("board.more")}</button>
      </div>
    </li>`;
}
