/** The rows under the voices: bookmarks, clips. Each thing stands where it was said, on the one scale. */

import { html, nothing } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { letterOf } from "../state/clips.js";
import { timeCode } from "../state/format.js";
import { percent } from "../state/timeline.js";

/** @typedef {import("./timeline.js").ExamTimeline} ExamTimeline */
/** @typedef {import("../state/timeline.js").Span} Span */

/** A marker is pressed once something has been said: it is heard from a little before. */
export const MARKED_BEFORE_S = 5;

/** How a bookmark is drawn: a note that somebody took for itself is neither plus nor minus. @type {Record<import("../state/cockpit.d.ts").Bookmark["sign"], { shape: string, path: string, words: string, letter: string }>} */
export const SIGNS = {
  "+": { shape: "plus", path: "M4.5 8h7M8 4.5v7", words: "cockpit.bookmark.plus", letter: "+" },
  "-": { shape: "minus", path: "M4.5 8h7", words: "cockpit.bookmark.minus", letter: "−" },
  note: { shape: "minus", path: "M5 6.2h6M5 9.8h4", words: "cockpit.bookmark.note", letter: "" },
};

/** One's own markers, and a colleague's where both have sealed. @param {ExamTimeline} host @param {Span} span */
export function bookmarkRow(host, span) {
  if (host.bookmarks.length === 0) return nothing;
  return html`
    <p class="timeline-name">${t("cockpit.bookmarks")}</p>
    <div class="timeline-row" role="group" aria-label=${tn("cockpit.bookmarks", host.bookmarks.length)}>${host.bookmarks.map((mark) => html`
      <button class="bookmark ${mark.colleague === "" ? "" : "bookmark-colleague"}" type="button" .style=${`inset-inline-start:${percent(span, mark.atS).toFixed(3)}%`}
        aria-label=${bookmarkWords(mark)} title=${mark.note === "" ? nothing : mark.note} @click=${() => host.tell("hear", mark.atS - MARKED_BEFORE_S)}>
        <svg viewBox="0 0 16 16" aria-hidden="true" class="bookmark-${SIGNS[mark.sign].shape}"><circle cx="8" cy="8" r="7"></circle><path d=${SIGNS[mark.sign].path}></path></svg>
        <span aria-hidden="true">${mark.number > 0 ? mark.number : ""}</span></button>`)}</div>`;
}

/** @param {import("../state/cockpit.d.ts").Bookmark} mark */
export function bookmarkWords(mark) {
  const words = t(SIGNS[mark.sign].words, { time: timeCode(mark.atS), criterion: mark.criterion });
  return [mark.colleague, words, mark.note].filter((each) => each !== "").join(", ");
}

/** The clips, with their letters. @param {ExamTimeline} host @param {Span} span */
export function clipRow(host, span) {
  if (host.clips.length === 0) return nothing;
  return html`
    <p class="timeline-name">${t("cockpit.clips")}</p>
    <div class="timeline-row" role="group" aria-label=${tn("cockpit.clips", host.clips.length)}>${host.clips.map((clip, place) => {
      const from = percent(span, clip.starts_s);
      const style = `inset-inline-start:${from.toFixed(3)}%;inline-size:${(percent(span, clip.ends_s) - from).toFixed(3)}%`;
      const name = t("cockpit.clip.from-to", { letter: letterOf(place), from: timeCode(clip.starts_s), to: timeCode(clip.ends_s) });
      return host.manner === "follow"
        ? html`<span class="clip ${clip.clip_id === host.clip ? "clip-now" : ""}" .style=${style}><span class="visually-hidden">${name}</span><span aria-hidden="true">${letterOf(place)}</span></span>`
        : html`<button class="clip" type="button" aria-pressed=${clip.clip_id === host.clip ? "true" : "false"} .style=${style} aria-label=${name} @click=${() => host.tell("clip", clip.clip_id)}>${letterOf(place)}</button>`;
    })}</div>`;
}
