import { language, t, tn } from "../i18n.js";
import { shortDate, timeOfDay } from "../state/format.js";

/** @typedef {import("../state/retention.d.ts").DataKind} DataKind */

/** What a candidate's data consist of, in the order of the server. @type {readonly DataKind[]} */
export const OF_CANDIDATES = ["recordings", "listening-copies", "transcripts", "writings", "marks", "papers", "names"];

/** A day as people write it. @param {string} day */
export function dayText(day) {
  const wanted = day.length === 10 ? `${day}T12:00:00` : day;
  return shortDate(new Date(wanted), language());
}

/** A day and its hour. @param {string} instant */
export function instantText(instant) {
  const fr = language() === "fr";
  const day = shortDate(new Date(instant), language());
  return `${day}${fr ? " à " : ", "}${timeOfDay(new Date(instant), language())}`;
}

/** Which kinds, in words; all of them in one. @param {readonly DataKind[]} kinds */
export function kindsText(kinds) {
  if (OF_CANDIDATES.every((kind) => kinds.includes(kind))) return t("kept.everything");
  return kinds.map((kind) => t(`kept.kind.${kind}`)).join(", ");
}

/** What becomes of something that has a day, or waits for one. @param {import("../state/retention.d.ts").DueLine} line */
export function dueText(line) {
  if (line.due_on === null) return t("kept.due.no-decision");
  const day = dayText(line.due_on);
  if (!line.is_due) return t(line.automatic ? "kept.due.later-itself" : "kept.due.later", { day });
  if (line.days_left === null) return t("kept.due.now", { day });
  return line.days_left === 0 ? t("kept.due.today") : tn("kept.due.itself", line.days_left, { day });
}

/** Months in words. @param {number | null} months */
export function monthsText(months) {
  return months === null ? t("kept.for-good") : tn("kept.months", months);
}
