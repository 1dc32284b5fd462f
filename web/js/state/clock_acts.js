/** What a manager can do to the clock of a sitting, as the rules have it (oralexam/rooms/decisions.py). Pure. */

/** @typedef {import("../protocol/messages.d.ts").Phase} Phase */
/** @typedef {"pause" | "resume" | "give-time" | "incidents" | "abort"} Act */

/** The phases whose clock can be stopped. @type {readonly Phase[]} */
const TIMED = ["preparation", "ringing", "connecting", "call", "writing"];
/** Those that time can be given back to. @type {readonly Phase[]} */
export const GIVEN_TO = ["preparation", "call", "writing"];
/** The phases that nothing follows. @type {readonly Phase[]} */
const OVER = ["handed-in", "aborted"];
/** What a manager can note, the frequent first. */
export const INCIDENTS = /** @type {const} */ (["noise", "equipment", "connection", "unwell", "person-missing", "evacuation", "scenario-known", "rule-broken", "other"]);
/** What the form proposes to give back. */
export const ORDINARY_GIVEN_S = 60;

/** What can be done now, in the order of the buttons. @param {{ phase: Phase, paused_since: string | null }} sitting @returns {Act[]} */
export function actsFor({ phase, paused_since }) {
  /** @type {Act[]} */
  const acts = [];
  if (TIMED.includes(phase)) acts.push(paused_since === null ? "pause" : "resume");
  if (GIVEN_TO.includes(phase)) acts.push("give-time");
  acts.push("incidents");
  if (!OVER.includes(phase)) acts.push("abort");
  return acts;
}

/** Lengths that a form offers, as the server takes them; "" is none. */
export const EXTRA_CHOICES = /** @type {const} */ (["", "1/3", "1/2", "5", "10", "15", "20", "30"]);

/** What a choice means. @param {string} choice @returns {{ fraction: string } | { minutes: number } | null} */
function extraLength(choice) {
  if (choice === "") return null;
  return choice.includes("/") ? { fraction: choice } : { minutes: Number(choice) };
}

/** `extra_time` for the request that opens a sitting; null where none is granted. @param {{ preparation: string, exchange: string, writing: string }} choices */
export function extraTime(choices) {
  const lengths = Object.entries(choices).flatMap(([phase, choice]) => {
    const length = extraLength(choice);
    return length === null ? [] : [[phase, length]];
  });
  return lengths.length === 0 ? null : Object.fromEntries(lengths);
}
