/** Clips: their letters, and which stretch is picked. Seconds on the exam clock. Pure. */

/** @typedef {import("./cockpit.d.ts").Clip} Clip */
/** @typedef {import("./timeline.js").Span} Span */

/** Before the play head or a marker, and after it: a marker comes once something has been said. */
const BEFORE_S = 8;
const AFTER_S = 4;
/** A breath around words that were selected (as before a word that is pressed). */
const BREATH_S = 0.15;
/** One press of an adjusting button. */
export const NUDGE_S = 0.5;

/** A, B, C …: by the place, so that moving a clip renames it. @param {number} place */
export function letterOf(place) {
  return String.fromCharCode(65 + place);
}

/** Around an instant, within what can be heard. @param {number} atS @param {Span} span @returns {Span} */
export function around(atS, span) {
  return within({ startsS: atS - BEFORE_S, endsS: atS + AFTER_S }, span);
}

/** The words that were selected, and a breath. @param {readonly { start_s: number, end_s: number }[]} words @param {Span} span @returns {Span | null} */
export function ofWords(words, span) {
  if (words.length === 0) return null;
  const startsS = Math.min(...words.map(({ start_s }) => start_s));
  const endsS = Math.max(...words.map(({ end_s }) => end_s));
  return within({ startsS: startsS - BREATH_S, endsS: endsS + BREATH_S }, span);
}

/** @param {Span} wanted @param {Span} span @returns {Span} */
function within({ startsS, endsS }, span) {
  const from = Math.max(span.startsS, startsS);
  return { startsS: round(from), endsS: round(Math.max(from + 0.5, Math.min(span.endsS, endsS))) };
}

/**
 * A clip that begins or ends elsewhere; null where nothing would be left of it.
 * @param {Clip} clip @param {"start" | "end"} edge @param {number} toS @param {Span} span @returns {Span | null}
 */
export function adjusted(clip, edge, toS, span) {
  const at = round(Math.min(span.endsS, Math.max(span.startsS, toS)));
  const made = edge === "start" ? { startsS: at, endsS: clip.ends_s } : { startsS: clip.starts_s, endsS: at };
  return made.endsS - made.startsS < 0.2 ? null : made;
}

/** Before which clip one comes that moves a place earlier (−1) or later (+1); undefined: it cannot. @param {readonly Clip[]} clips @param {number} place @param {-1 | 1} direction @returns {string | null | undefined} */
export function neighbourFor(clips, place, direction) {
  const to = place + direction;
  if (to < 0 || to >= clips.length) return undefined;
  return direction === -1 ? clips[to]?.clip_id : clips[to + 1]?.clip_id ?? null;
}

/** The clip that a key of the top row or the number pad plays: 1 is A. @param {string} code `KeyboardEvent.code`: the same keys on every layout. */
export function placeOfKey(code) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  return digit === undefined ? null : Number(digit) - 1;
}

/** @param {number} seconds */
function round(seconds) {
  return Math.round(seconds * 1000) / 1000;
}
