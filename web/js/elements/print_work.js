/** What the candidate handed in, on paper: seen by the printer alone. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { longDate, timeOfDayExact } from "../state/format.js";
import { sheetRead } from "./sheet_read.js";

/**
 * @param {object} work
 * @param {string} work.name @param {string} work.room @param {string} work.title The scenario's.
 * @param {string | null} work.at When it stood so. @param {boolean} work.handedIn Whether that is known to be the hand-in.
 * @param {string} work.tally
 * @param {import("../protocol/messages.d.ts").TextTask | null} work.textTask @param {string} work.text
 * @param {import("../protocol/messages.d.ts").ContactSheetTask | null} work.sheetTask @param {Readonly<Record<string, string>>} work.fields
 */
export function printedWork({ name, room, title, at: instant, handedIn, tally, textTask, text, sheetTask, fields }) {
  const at = instant === null ? null : new Date(instant);
  return html`
    <section class="print-only" aria-hidden="true">
      <header class="print-head">
        <p><b>${name}</b> – ${room}</p>
        <p>${at === null ? nothing : html`${longDate(at, language())} – ${t(handedIn ? "print.handed-in" : "print.as-of", { time: timeOfDayExact(at, language()) })} – `}${tally}</p>
      </header>
      <h1 lang="en">${title}</h1>
      ${sheetTask === null ? html`
        <h2 lang="en">${textTask?.title ?? ""}</h2>
        <p class="print-to" lang="en">${t("writing.to")} ${textTask?.recipient ?? ""}</p>
        <div class="print-text" lang=${textTask?.language ?? "en"}>${text}</div>` : html`
        <h2 lang=${sheetTask.language}>${sheetTask.title}</h2>
        ${sheetRead(sheetTask, fields)}`}
    </section>`;
}

/** @param {string} words */
export function printButton(words) {
  return html`<button class="button" type="button" @click=${() => globalThis.print()}>${words}</button>`;
}
