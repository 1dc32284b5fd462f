import { html, nothing, svg } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { lengthText } from "../state/format.js";
import { percent } from "../state/timeline.js";

/** @typedef {import("../state/bundle.d.ts").CopyMap} CopyMap */

/** Where a voice is heard from the browser's own copy. @param {CopyMap | null | undefined} copies @param {import("../state/timeline.js").Span} span */
export function filledMarks(copies, span) {
  const filled = (copies?.spans ?? []).filter(({ held }) => held === "own-only");
  if (filled.length === 0) return nothing;
  return html`<svg class="voice-gaps" role="img" aria-label=${tn("replay.filled", filled.length)}>${filled.map(({ starts_s, ends_s }) => svg`
    <rect class="voice-filled" x="${percent(span, starts_s)}%" y="92%" width="${Math.max(0.15, percent(span, ends_s) - percent(span, starts_s))}%" height="8%"></rect>`)}</svg>`;
}

/** What a voice's two copies come to, in words; nothing where there is one copy. @param {CopyMap | null | undefined} copies */
export function copiesLine(copies) {
  if (!copies) return nothing;
  const doubted = copies.runs.find(({ reason }) => reason !== "");
  const words = [];
  const filledS = copies.filled_samples / RATE_HZ;
  const missingS = copies.missing_samples / RATE_HZ;
  if (filledS >= SHOWN_S) words.push(t("replay.copies.filled", { time: lengthText(Math.max(1, filledS)) }));
  if (missingS >= SHOWN_S) words.push(t("replay.copies.missing", { time: lengthText(Math.max(1, missingS)) }));
  else if (filledS >= SHOWN_S) words.push(t("replay.copies.whole"));
  if (doubted) words.push(t(`replay.copies.doubt.${doubted.reason}`));
  return words.length === 0 ? nothing : html`<p class="voice-copies">${words.join(" ")}</p>`;
}

const RATE_HZ = 48_000;
/** Less is not worth a word. */
const SHOWN_S = 0.1;
