/** Interviews at chosen moments. Development only. */

import { candidate, jury, at } from "./canned.js";

/** @type {import("../js/protocol/messages.d.ts").RailStep[]} */
const STEPS = [
  { phase: "review", planned_s: 600, starts_at: at(0), ends_at: at(10) },
  { phase: "questions", planned_s: 1200, starts_at: at(10), ends_at: at(30) },
];
const before = STEPS.map((step) => ({ ...step, starts_at: null, ends_at: null }));

/** @param {any} scenario @param {(name: string, state: any, then?: any) => HTMLElement} page @returns {Record<string, () => HTMLElement>} */
export function interviewStates(scenario, page) {
  const nothing = { lot: null, number: null, title: "", mode: null, direction: null, other_party: null, jury_brief: null, candidate_brief: null, text_task: null, contact_sheet: null, brief: null };
  const view = { ...nothing, part: /** @type {const} */ ("technical-interview"), rail: STEPS };
  return {
    "interview-jury-waiting": () => page("exam-jury", jury(scenario, "waiting", { view: { ...view, rail: before } })),
    "interview-jury-order": () => page("exam-jury", jury(scenario, "waiting", { view: { ...view, rail: before, part_waits_for: ["written", "questionnaire", "call", "visitor"] } })),
    "interview-jury-review": () => page("exam-jury", jury(scenario, "review", { view })),
    "interview-jury-next": () => page("exam-jury", jury(scenario, "review", { view }), { ask: "confirm-next-step" }),
    "interview-jury-questions": () => page("exam-jury", jury(scenario, "questions", { view: { ...view, seat: /** @type {const} */ ("observer") } })),
    "interview-jury-over": () => page("exam-jury", jury(scenario, "handed-in", { view: { ...view, handed_in_at: at(30) } })),
    "interview-candidate-waiting": () => page("exam-candidate", candidate(scenario, "waiting", { view: { ...view, rail: before } })),
    "interview-candidate-review": () => page("exam-candidate", candidate(scenario, "review", { view })),
    "interview-candidate-untold": () => page("exam-candidate", candidate(scenario, "questions", { view: { ...view, rail: before, deadline: null, clock_shown: false } })),
    "interview-candidate-over": () => page("exam-candidate", candidate(scenario, "handed-in", { view: { ...view, handed_in_at: at(30) } })),
  };
}
