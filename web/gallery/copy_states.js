/** The copy that a page keeps of its own microphone, where something is said of it. Development only. */

import { candidate, jury } from "./canned.js";

const ARRIVED = { kept: true, waitingS: 0, arrivedS: 600, recording: false, unfinished: false, trouble: "" };
const WAITING = { ...ARRIVED, waitingS: 34, arrivedS: 566, unfinished: true };

/** @param {any} scenario @param {(name: string, state: any) => HTMLElement} page @returns {Record<string, () => HTMLElement>} */
export function copyStates(scenario, page) {
  return {
    "candidate-copy-writing": () => page("exam-candidate", candidate(scenario, "writing", { state: { copy: WAITING } })),
    "candidate-copy-waiting": () => page("exam-candidate", candidate(scenario, "handed-in", { state: { copy: WAITING } })),
    "candidate-copy-arrived": () => page("exam-candidate", candidate(scenario, "handed-in", { state: { copy: ARRIVED } })),
    "candidate-copy-goes-on": () => page("exam-candidate", candidate(scenario, "call", { state: { link: { kind: "lost", code: "" }, copy: { ...WAITING, recording: true } } })),
    "jury-copy-waiting": () => page("exam-jury", jury(scenario, "handed-in", { state: { copy: WAITING } })),
  };
}
