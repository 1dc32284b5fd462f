/** A page's element with a state of it. Development only. */

import "../js/elements/candidate.js";
import "../js/elements/jury.js";
import "../js/elements/board.js";
import "../js/elements/replay.js";
import "../js/elements/replay_safe.js";
import "../js/elements/guest.js";
import { plainPage } from "../js/elements/parts.js";
import { EMPTY_BOARD, after } from "../js/state/board.js";
import { html, render } from "../vendor/lit.js";
import { candidate } from "./canned.js";
import { BOARD_NOW } from "./canned_board.js";
import { peaks } from "./canned_records.js";
import { picture } from "./drawn_people.js";
import { factGrid } from "./fact_states.js";
import { then } from "./standing.js";

/** @typedef {import("../js/elements/seat_element.js").SeatElement} SeatElement */
/** @typedef {import("../js/elements/replay.js").ExamReplay} ExamReplay */
/** @typedef {import("../js/elements/replay_safe.js").ExamReplaySafe} ExamReplaySafe */
/** @typedef {import("../js/elements/board.js").ExamBoard} ExamBoard */
/** @typedef {import("../js/state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {{ sheet?: number, ask?: string, pasted?: "noted" | "refused", reference?: unknown, act?: (element: HTMLElement) => unknown }} Then */

/** What a canned session is made of, fetched once.
 * @typedef {{ scenario: any, phone: any, outgoing: any, fair: any, lines: import("./canned_records.js").SpokenLine[] }} Canned */

/** @param {string} name @param {import("../js/state/seat.js").SeatState} state @param {Then} [next] @returns {HTMLElement} */
export function page(name, state, next = {}) {
  const element = /** @type {SeatElement} */ (document.createElement(name));
  element.className = "screen screen-fitted";
  element.state = state;
  element.levels = { own: 0.09, others: { juror: 0.004, candidate: 0.06 } };
  const { sheet, ask, pasted, reference, act } = next;
  return then(element, async () => {
    if (sheet !== undefined) element.sheet = sheet;
    if (pasted !== undefined) element.pasted = pasted;
    if (reference !== undefined) Object.assign(element, { reference });
    await element.updateComplete;
    await act?.(element);
    if (ask !== undefined) /** @type {any} */ (element.querySelector(`#${ask}`)).ask();
  });
}

/** As a candidate sees it who was granted it. @param {"large" | "contrast"} how @param {HTMLElement} element */
export function shownAs(how, element) {
  if (how === "large") document.documentElement.dataset["text"] = "large";
  else document.documentElement.dataset["contrast"] = "more";
  return element;
}

/** @param {ExamReplay | ExamReplaySafe} element */
function inTheMiddle(element) {
  for (const [seat, video] of element.pictures()) {
    video.srcObject = picture(seat === "juror" ? "juror" : "candidate");
    void video.play();
  }
  element.showTime(40.9, false);
}

/** @param {Canned} canned */
export function replaysOf({ scenario, fair, lines }) {
  /** @param {ReplayBundle} shown @param {"notes" | "sheet"} [work] */
  function replay(shown, work = "notes") {
    const element = /** @type {ExamReplay} */ (document.createElement("exam-replay"));
    element.className = "screen screen-fitted";
    element.bundle = shown;
    element.peaks = shown.media_state === "ready" ? peaks(lines) : {};
    element.facts = factGrid(shown, (shown.part === "visitor" ? fair : scenario).expected);
    return then(element, () => {
      if (work === "sheet") element.written.value?.showVersion("sheet", null);
      inTheMiddle(element);
    });
  }
  /** The candidate's view. @param {ReplayBundle} shown */
  function safe(shown) {
    const element = /** @type {ExamReplaySafe} */ (document.createElement("exam-replay-safe"));
    element.className = "screen screen-fitted";
    element.bundle = shown;
    element.peaks = peaks(lines);
    return then(element, inTheMiddle);
  }
  return { replay, safe };
}

/** @param {any} scenario @param {import("../js/protocol/messages.d.ts").BoardUpdate | undefined} update @param {(element: ExamBoard) => unknown} [act] */
export function board(scenario, update, act) {
  const element = /** @type {ExamBoard} */ (document.createElement("exam-board"));
  element.className = "screen";
  if (update !== undefined) element.board = after(EMPTY_BOARD, update);
  element.time = candidate(scenario, "call", { now: BOARD_NOW }).time;
  return then(element, (shown) => act?.(shown));
}

/** @param {Parameters<typeof plainPage>[0]} message */
export function plain(message) {
  const element = document.createElement("div");
  element.className = "screen";
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>
    ${plainPage(message)}`, element);
  return element;
}
