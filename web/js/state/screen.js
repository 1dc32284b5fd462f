/** The second screen: what one window tells another, and where the other stands then. Pure. */

/** @typedef {import("./cockpit.d.ts").ScreenMessage} ScreenMessage */

/** Two windows of one machine apart by more than this are seen beside each other: then the second one jumps. */
export const APART_S = 0.2;
/** While it plays the first window says so often where it is; the second gives up after several of them. */
export const EVERY_MS = 500;
export const LOST_AFTER_MS = 4000;

/** One channel a candidate: the windows of two candidates do not follow each other. @param {readonly { sitting_id: string }[]} course @param {string} sittingId */
export function channelOf(course, sittingId) {
  return `oralexam-screen-${course[0]?.sitting_id ?? sittingId}`;
}

/** Where the first window is by now. @param {Extract<ScreenMessage, { kind: "at" }>} said @param {number} nowMs Since the epoch, as `sent_ms`. */
export function whereNow(said, nowMs) {
  const passedS = Math.max(0, nowMs - said.sent_ms) / 1000;
  return said.playing ? said.at_s + passedS * said.rate : said.at_s;
}

/** A message that another window sent; null where it is none: anything may be on a channel. @param {unknown} data @returns {ScreenMessage | null} */
export function heard(data) {
  if (typeof data !== "object" || data === null || !("kind" in data)) return null;
  if (data.kind === "hello" || data.kind === "bye" || data.kind === "clips") return { kind: data.kind };
  if (data.kind !== "at") return null;
  const { sitting_id, at_s, playing, rate, clip, sent_ms } = /** @type {Record<string, unknown>} */ (data);
  if (typeof sitting_id !== "string" || typeof at_s !== "number" || typeof playing !== "boolean" || typeof rate !== "number" || typeof sent_ms !== "number") return null;
  return { kind: "at", sitting_id, at_s, playing, rate, sent_ms, clip: typeof clip === "string" ? clip : null };
}
