import { html, nothing, svg } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { lengthText, secondsText } from "../state/format.js";
import { percent } from "../state/timeline.js";

/** @typedef {import("../state/bundle.d.ts").CopyMap} CopyMap */

/** Where a voice is heard from the browser's own copy. @param {CopyMap | null | undefined} copies @param {import("../state/timeline.js").Span} span */
export function filledMarks(copies, span) {
  const filled = (copies?.spans ?? []).filter(({ held }) => held === "own-only");
  if (filled.length === 0) return nothing;
  return html`<svg class="voice-gaps" role="img" aria-label=${tn("replay.filled", filled.length)}>${filled.map(({ starts_s, ends_s }) => svg`
    <rect class="voice-filled" x="${percent(span, starts_s)}%" y="92%" width="${Math.max(0.15, percent(span, ends_s) - percent(span, starts_s))}%" height="8%"></rect>`)}</svg>`;
}

/** What a voice's two copies come to, in words; nothing where all of one has arrived. @param {import("../state/bundle.d.ts").ReplayTrack} track */
export function copiesLine({ copies, gaps, audio }) {
  if (!copies) return gaps.length > 0 && audio !== null ? line([t("replay.copies.none")]) : nothing;
  const doubted = copies.runs.find(({ reason }) => reason !== "");
  const words = [];
  const filledS = copies.filled_samples / RATE_HZ;
  const missingS = copies.missing_samples / RATE_HZ;
  if (filledS >= SHOWN_S) words.push(t("replay.copies.filled", { time: lengthText(Math.max(1, filledS)) }));
  if (missingS >= SHOWN_S) words.push(t("replay.copies.missing", { time: lengthText(Math.max(1, missingS)) }));
  else if (filledS >= SHOWN_S) words.push(t("replay.copies.whole"));
  const clocked = copies.runs.filter(({ by_clock }) => by_clock).map(({ within_ms }) => within_ms);
  if (clocked.length > 0 && filledS >= SHOWN_S) words.push(t("replay.copies.clock", { time: secondsText(Math.max(...clocked) / 1000, language()) }));
  const arrivedS = spansS(copies, "journal-only");
  if (arrivedS >= LACKING_S) words.push(t("replay.copies.journal-only", { time: lengthText(arrivedS) }));
  if (doubted) words.push(t(`replay.copies.doubt.${doubted.reason}`));
  return words.length === 0 ? nothing : line(words);
}

/** @param {readonly string[]} words */
function line(words) {
  return html`<p class="voice-copies">${words.join(" ")}</p>`;
}

/** @param {CopyMap} copies @param {"journal-only"} wanted */
function spansS({ spans }, wanted) {
  return spans.reduce((sum, { held, starts_s, ends_s }) => sum + (held === wanted ? ends_s - starts_s : 0), 0);
}

const RATE_HZ = 48_000;
/** Less is not worth a word. */
const SHOWN_S = 0.1;
/** A page begins its copy some hundredths of a second after its first packet. */
const LACKING_S = 1;
