/** A call on hold, and stations that are not as they should be. Development only. */

import { candidate, jury } from "./canned.js";

/** @typedef {import("../js/state/seat.js").MediaState} MediaState */
/** @typedef {import("../js/protocol/messages.d.ts").TroubleSeen} TroubleSeen */

/** @type {readonly TroubleSeen["trouble"][]} */
const OWN = ["silent", "loss"];
/** @type {TroubleSeen[]} */
const SEEN = [{ seat: "candidate", trouble: "clipping" }, { seat: "candidate", trouble: "away" }, { seat: "juror", trouble: "slow" }];

/** @param {any} phone @param {(name: string, state: any) => HTMLElement} page @param {{ candidate: MediaState, juror: MediaState }} pictures @returns {Record<string, () => HTMLElement>} */
export function lineStates(phone, page, pictures) {
  const film = { ...phone, mode: "video" };
  return {
    "candidate-telephone-held": () => page("exam-candidate", candidate(phone, "call", { line: { held: "other" } })),
    "candidate-telephone-holding": () => page("exam-candidate", candidate(phone, "call", { line: { held: "you" } })),
    "candidate-video-held": () => page("exam-candidate", candidate(film, "call", { line: { held: "other" }, state: { media: pictures.candidate } })),
    "candidate-telephone-troubles": () => page("exam-candidate", candidate(phone, "call", { state: { troubles: OWN } })),
    "candidate-video-troubles": () => page("exam-candidate", candidate(film, "call", { state: { media: pictures.candidate, troubles: OWN } })),
    "candidate-video-shed": () => page("exam-candidate", candidate(film, "call", { state: { media: { ...pictures.candidate, pictureShed: true } } })),
    "jury-telephone-held": () => page("exam-jury", jury(phone, "call", { line: { held: "other" } })),
    "jury-telephone-holding": () => page("exam-jury", jury(phone, "call", { line: { held: "you" } })),
    "jury-video-troubles": () => page("exam-jury", jury(film, "call", { view: { troubles: SEEN }, state: { media: pictures.juror, troubles: ["clipping"] } })),
    "observer-telephone-held": () => page("exam-jury", jury(phone, "call", { line: { held: "between" }, view: { seat: "observer", troubles: SEEN } })),
  };
}
