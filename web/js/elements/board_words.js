/** What the board says of a sitting and of an alarm, in the reader's language. */

import { errorSentence, has, language, t } from "../i18n.js";
import { clockText, lengthText, timeOfDay } from "../state/format.js";
import { isOver, nextPlanned } from "../state/board.js";
import { wordsState } from "../state/desk.js";
import { secondsUntil } from "../state/server_time.js";

/** @typedef {import("../state/board.js").Board} Board */
/** @typedef {import("../protocol/messages.d.ts").Alarm} Alarm */
/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../protocol/messages.d.ts").Seat} Seat */
/** @typedef {import("../state/server_time.js").ServerTime} ServerTime */

/** Who sits there; the seat's own name where the person's is erased. @param {BoardSitting} sitting @param {Seat | null} seat */
function nameAt(sitting, seat) {
  const names = /** @type {Partial<Record<Seat, string>>} */ ({ candidate: sitting.candidate_name, juror: sitting.juror_name, observer: sitting.observer_name });
  return names[seat ?? "candidate"] || t(`seat.${seat ?? "candidate"}`);
}

/** What the phase is called in this part. @param {BoardSitting} sitting */
export function phaseName({ part, phase }) {
  return has(`board.${part}.${phase}`) ? t(`board.${part}.${phase}`) : t(`phase.${phase}`);
}

/** « appel, 07:18 ». @param {BoardSitting} sitting @param {ServerTime | null} time @param {number} nowMs performance.now() */
export function whereNow(sitting, time, nowMs) {
  const name = phaseName(sitting).toLocaleLowerCase(language());
  if (isOver(sitting) || sitting.phase === "waiting" || sitting.deadline === null || time === null) return name;
  const left = sitting.paused_since === null ? secondsUntil(time, sitting.deadline, nowMs) : (Date.parse(sitting.deadline) - Date.parse(sitting.paused_since)) / 1000;
  return t(sitting.paused_since === null ? "board.where" : "board.where.paused", { phase: name, left: clockText(left) });
}

/** Where a candidate is; who waits, for what and when, if a plan says so: « visite, 11 h 30 ». @param {import("../state/board.js").Row} row @param {ServerTime | null} time @param {number} nowMs */
export function whereIs(row, time, nowMs) {
  const next = row.now.phase === "waiting" || isOver(row.now) ? nextPlanned(row) : undefined;
  if (next === undefined) return whereNow(row.now, time, nowMs);
  const word = t(`plan.short.${next.kind}`);
  // « Visite » begins no sentence here; « QCM » is written so.
  const work = word === word.toLocaleUpperCase(language()) ? word : word.toLocaleLowerCase(language());
  return t("board.where.planned", { work, time: timeOfDay(new Date(next.stretches[0]?.starts_at ?? ""), language()) });
}

/** How far the words of a call are: « vers 14 h 32 », where that can be known. @param {BoardSitting} sitting */
export function wordsNow(sitting) {
  const state = wordsState(sitting);
  if (sitting.words_ready_at !== null && (state === "queued" || state === "running")) return t("board.words.at", { time: timeOfDay(new Date(sitting.words_ready_at), language()) });
  return state === null ? "" : t(`board.words.${state}`);
}

/** What of a candidate's day is still to be written down, and until when; "" where nobody knows. @param {readonly BoardSitting[]} parts */
export function wordsAwaited(parts) {
  const last = parts.flatMap(({ words_ready_at }) => words_ready_at ?? []).sort().at(-1);
  return last === undefined ? "" : t("board.words.row", { time: timeOfDay(new Date(last), language()) });
}

/** For how long: « 24 s », then whole minutes. @param {string} since @param {ServerTime | null} time @param {number} nowMs */
export function howLong(since, time, nowMs) {
  const seconds = time === null ? 0 : Math.max(0, -secondsUntil(time, since, nowMs));
  return lengthText(seconds < 60 ? Math.floor(seconds) : 60 * Math.floor(seconds / 60));
}

/** The alarm in a sentence. @param {Board} board @param {Alarm} alarm */
export function alarmSentence(board, alarm) {
  const sitting = board.sittings.get(alarm.sitting_id);
  const free = Math.round(100 * (board.house?.disk_free ?? 0));
  const cause = alarm.reason === "" || (alarm.code !== "jobs-failed" && !has(`error.${alarm.reason}`)) ? "" : ` ${errorSentence(alarm.reason)}`;
  return t(`alarm.${alarm.code}`, { name: sitting === undefined ? "" : nameAt(sitting, alarm.seat), free }) + cause;
}

/** What to do about it. @param {Alarm} alarm */
export const alarmAdvice = ({ code }) => t(`alarm.${code}.do`);

/** The alarm in a few words, for the room's own card. @param {Alarm} alarm @param {string} since */
export const alarmShort = ({ code, seat }, since) => t(`alarm.${code}.short`, { who: seat === null ? "" : t(`board.seat.${seat}`), since });

/** A size of a file, in megabytes of a million bytes. @param {number} bytes */
export function megabytes(bytes) {
  return `${new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bytes / 1e6)}\u00a0${t("board.megabytes")}`;
}
