/** The day on one rule: a row a candidate, the needle where it is now. */

import { html, nothing, svg } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { percent, rows, scale, spans } from "../state/board.js";
import { serverNowMs } from "../state/server_time.js";
import { whereIs, wordsAwaited } from "./board_words.js";

/** @typedef {import("../state/board.js").Board} Board */
/** @typedef {import("../state/board.js").Row} Row */
/** @typedef {import("../state/board.js").Scale} Scale */
/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../state/server_time.js").ServerTime} ServerTime */

/** « 9 h », or 09:00. @param {number} ms */
function hourName(ms) {
  const hours = new Date(ms).getHours();
  return language() === "fr" ? `${hours}\u00a0h` : `${String(hours).padStart(2, "0")}:00`;
}

/** @param {Scale} shown @param {number} nowMs */
function hours(shown, nowMs) {
  return html`<svg class="day-line day-hours" aria-hidden="true">
    ${shown.hours.map((hour) => svg`<svg x="${percent(shown, hour)}%" overflow="visible"><line class="day-grid" y1="10" y2="100%"></line><text class="day-hour" x="6" y="18">${hourName(hour)}</text></svg>`)}
    <svg x="${percent(shown, nowMs)}%" overflow="visible"><path class="day-now-head" d="M-6 20H6L0 28z"></path></svg></svg>`;
}

/** @param {Scale} shown @param {Row} row @param {number} nowMs */
function rule(shown, row, nowMs) {
  return html`<svg class="day-line" aria-hidden="true">
    ${shown.hours.map((hour) => svg`<line class="day-grid" x1="${percent(shown, hour)}%" x2="${percent(shown, hour)}%" y1="0" y2="100%"></line>`)}
    ${spans(shown, row, nowMs).map(({ kind, letter, x, width }) => svg`<svg x="${x}%" width="${width}%" height="100%" overflow="visible">
      ${kind === "plan" ? svg`<rect class="span-plan" width="100%" y="86%" height="3"></rect>` : svg`<rect class="span span-${kind}" width="96%" y="22%" height="56%" rx="3"></rect>`}
      ${letter === "" ? nothing : svg`<text x="4" y="51%" dominant-baseline="central">${t(`board.letter.${letter}`)}</text>`}</svg>`)}
    <line class="day-now" x1="${percent(shown, nowMs)}%" x2="${percent(shown, nowMs)}%" y1="0" y2="100%"></line></svg>`;
}

/** @param {Board} board @param {{ time: ServerTime | null, nowMs: number, look: (sitting: BoardSitting) => void }} how */
export function day(board, { time, nowMs, look }) {
  const shown = rows(board);
  const serverMs = time === null ? Date.now() : serverNowMs(time, nowMs);
  const ruler = scale(shown, serverMs);
  if (shown.length === 0) return html`<p class="board-empty">${t("board.empty")}</p>`;
  return html`
    <table class="day">
      <caption class="visually-hidden">${t("board.day.caption")}</caption>
      <thead><tr><th scope="col"><span class="note">${t("board.candidates")}</span></th><td>${hours(ruler, serverMs)}</td></tr></thead>
      <tbody>${shown.map((row) => html`
        <tr><th scope="row"><p class="day-person"><button class="day-name" type="button" aria-haspopup="dialog" @click=${() => look(row.now)}>${row.name || t("seat.candidate")}</button>
          <span>${whereIs(row, time, nowMs)}${wordsAwaited(row.parts)}</span></p></th><td>${rule(ruler, row, serverMs)}</td></tr>`)}</tbody>
    </table>
    <ul class="day-key note">${/** @type {const} */ (["done", "now", "alone", "jury", ...(shown.some(({ planned }) => planned.length > 0) ? /** @type {const} */ (["plan"]) : [])]).map((kind) => html`
      <li><svg aria-hidden="true">${kind === "plan" ? svg`<rect class="span-plan" x="1" y="6" width="90%" height="3"></rect>` : svg`<rect class="span-${kind}" x="1" y="1" width="90%" height="12" rx="3"></rect>`}</svg>${t(`board.key.${kind}`)}</li>`)}</ul>`;
}
