/** Scoring and deliberation in their states. Development only. */

import "../js/elements/moment_card.js";
import "../js/elements/scoring.js";
import "../js/elements/blind.js";
import "../js/elements/seconds.js";
import "../js/elements/deliberation.js";
import { BOTH, SEALED, SHEET, SHEETS } from "./canned_judging.js";
import { then as next, there } from "./standing.js";

/** @typedef {import("../js/state/judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("../js/state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../js/state/bundle.d.ts").Peaks} Peaks */

const SAVED = { state: "saved", at: new Date(2026, 11, 8, 11, 52).toISOString() };

const counted = (/** @type {number} */ factor) => [["speech-rate-words", 118, "words-a-minute"], ["mean-length-of-run", 6.4, "syllables"], ["pauses", 31, "count"], ["mean-pause", 0.62, "seconds"], ["talk-share", 0.47, "share"], ["interruptions", null, "count"]]
  .map(([key, value, unit]) => ({ key, unit, source: "Kormos and Dénes, « Exploring measures and perceptions of fluency », System 32, 2004", value: typeof value === "number" ? value * factor : null }));
const INDICATORS = { shared_microphone: false, speakers: [{ seat: "candidate", pauses_from: "sound", indicators: counted(1) }, { seat: "juror", pauses_from: "words", indicators: counted(1.1) }] };

const ASKED = { assignment_id: "5b1f6f7e-2f0e-4f0c-9a1c-3d1e7d7f1a11", reason: "appeal", marker_name: "M. Terrier", asked_at: SAVED.at, sealed_at: null, judgement: null };
/** A manager's page of second markings. @param {boolean} locked @returns {HTMLElement} */
const seconds = (locked) => Object.assign(document.createElement("exam-seconds"), { className: "screen", page: {
  sitting_id: "0", part: "call", candidate_name: BOTH.candidate_name, grid: BOTH.grid, locked, both_sealed: true,
  firsts: locked ? [{ name: BOTH.judge.name, judgement: BOTH.sealed[0]?.judgement }, { name: BOTH.colleague.name, judgement: BOTH.others[0]?.sealed[0]?.judgement }] : [],
  seconds: locked ? [{ ...ASKED, sealed_at: SAVED.at, judgement: SEALED.draft }] : [ASKED],
  may_mark: locked ? [] : [{ account_id: "1", name: "M. Belkacem" }, { account_id: "2", name: "Mme Lindqvist" }],
} });

/** @param {ReplayBundle} bundle @param {Record<string, Peaks>} peaks @returns {Record<string, () => HTMLElement>} */
export function judgingStates(bundle, peaks) {
  const card = (/** @type {boolean} */ ties) => Object.assign(document.createElement("exam-moment-card"), { span: { startsS: 55, endsS: 68 }, whole: { startsS: 0, endsS: 92 }, peaks, ready: true, tieWords: ties ? "Lier au critère 4" : "", _atS: 60.4 });
  /** @param {string} name @param {JudgingSheet} sheet @param {Record<string, unknown>} [more] @param {(element: any) => unknown} [then] @returns {HTMLElement} */
  const shown = (name, sheet, more = {}, then = () => {}) => {
    const element = /** @type {any} */ (document.createElement(name));
    Object.assign(element, { className: "screen", sheet, judgement: sheet.draft, draft: sheet.deliberation?.draft ?? null, saving: SAVED, bundle, card: card(name === "exam-scoring" && (sheet.sealed.length === 0 || more["correcting"] === true)), current: "call-4", heard: { moment_id: "x", source: "exchange", starts_s: 57, ends_s: 64, label: "we could send them…" }, ...more });
    return next(element, then);
  };
  const press = (/** @type {string} */ selector) => async (/** @type {any} */ element) => (await there(() => element.querySelector(selector))).click();
  const stands = { criterion_id: "call-2", level: 2, moments: [], no_moment: "", comment: "Hésite." };
  return {
    "scoring": () => shown("exam-scoring", SHEET, {}, (element) => { element.querySelector("details.descriptors").open = true; }),
    "scoring-empty": () => shown("exam-scoring", { ...SHEET, draft: { ...SHEET.draft, marks: [] } }, { saving: { state: "saved", at: null }, heard: null }),
    "scoring-pick": () => shown("exam-scoring", SHEET, {}, press("tr[data-criterion=call-4] .moment-add")),
    "scoring-waiting": () => shown("exam-scoring", SHEET, { saving: { state: "waiting", at: null } }),
    "scoring-conflict": () => shown("exam-scoring", SHEET, { conflicts: [{ field: "call-2/set-level", order: { type: "set-level", criterion_id: "call-2", level: 4 }, stands }] }),
    "scoring-ready": () => shown("exam-scoring", { ...SHEET, draft: SEALED.draft }),
    "scoring-seal": () => shown("exam-scoring", { ...SHEET, draft: SEALED.draft }, {}, (element) => element._confirm.value.ask()),
    "scoring-sealed": () => shown("exam-scoring", SEALED),
    "scoring-correcting": () => shown("exam-scoring", SEALED, { correcting: true }),
    "scoring-corrected": () => shown("exam-scoring", SHEETS.corrected),
    "scoring-both": () => shown("exam-scoring", BOTH),
    "blind": () => shown("exam-blind", { ...SHEET, candidate_name: "", judge: { key: "", name: "" }, judges: [], colleague: { key: "", name: "", sealed: false } }, { reason: "appeal" }, (element) => { element.querySelectorAll("details").forEach((/** @type {HTMLDetailsElement} */ each) => { each.open = true; }); }),
    "blind-sealed": () => shown("exam-blind", { ...SEALED, candidate_name: "", judge: { key: "", name: "" }, judges: [], both_sealed: false, others: [] }),
    "seconds": () => seconds(true), "seconds-waiting": () => seconds(false),
    "scoring-indicators": () => shown("exam-scoring", BOTH, { indicators: INDICATORS }, (element) => { element.querySelector("details.indicators").open = true; }),
    "deliberation": () => shown("exam-deliberation", BOTH),
    "deliberation-conflict": () => shown("exam-deliberation", SHEETS.settled, { conflicts: [{ field: "call-5/words", order: { type: "words", criterion_id: "call-5", text: "La date n’empêche rien : le reste est juste." }, stands: SHEETS.settled.deliberation?.draft }] }),
    "deliberation-indicators": () => shown("exam-deliberation", BOTH, { indicators: INDICATORS }, (element) => { element.querySelector("details.indicators").open = true; }),
    "deliberation-settled": () => shown("exam-deliberation", SHEETS.settled),
    "deliberation-proposed": () => shown("exam-deliberation", SHEETS.proposed),
    "deliberation-locked": () => shown("exam-deliberation", SHEETS.locked),
    "deliberation-reopening": () => shown("exam-deliberation", SHEETS.reopening),
  };
}
