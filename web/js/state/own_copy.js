/** What a page knows of the copy that it keeps of its own microphone, and what it says of it. Pure. */

/**
 * @typedef {object} CopyState
 * @property {boolean} kept Whether this page has kept or found anything of this sitting.
 * @property {number} waitingS Seconds that the server has not confirmed.
 * @property {number} arrivedS Seconds that it has.
 * @property {boolean} recording
 * @property {boolean} unfinished Whether anything is still on its way.
 * @property {string} trouble
 */

/** @type {CopyState} */
export const NO_COPY = { kept: false, waitingS: 0, arrivedS: 0, recording: false, unfinished: false, trouble: "" };

/** Two seconds fill a segment, and it takes its way: in a call less than this waits always. */
const WORTH_SAYING_S = 8;

/** @param {CopyState} copy @param {Omit<CopyState, "kept">} heard @returns {CopyState} */
export function copyHeard(copy, heard) {
  return { ...copy, ...heard, kept: copy.kept || heard.recording || heard.unfinished };
}

/** While somebody works: how many seconds wait, if that is worth a sentence; 0 otherwise. @param {CopyState} copy */
export function waitingToSay(copy) {
  return copy.waitingS >= WORTH_SAYING_S ? copy.waitingS : 0;
}

/** Once the part is over: what became of it. @param {CopyState} copy @returns {"nothing" | "waiting" | "arrived"} */
export function copyOutcome(copy) {
  if (!copy.kept) return "nothing";
  return copy.unfinished ? "waiting" : "arrived";
}
