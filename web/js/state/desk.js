/** The manager's list of sittings, as the server sends it. Pure. */

/** @typedef {import("../protocol/messages.d.ts").Phase} Phase */
/** @typedef {import("../protocol/messages.d.ts").Seat} Seat */

/**
 * @typedef {object} Job
 * @property {string} kind
 * @property {string} subject
 * @property {"queued" | "running" | "waiting-for-model" | "done" | "failed"} state
 * @property {number} tries
 * @property {string} reason
 */

/**
 * @typedef {object} Sitting
 * @property {string} sitting_id
 * @property {string} candidate_name
 * @property {string} juror_name
 * @property {string} observer_name
 * @property {string} room_name
 * @property {boolean} rehearsal
 * @property {Phase} phase
 * @property {string} phase_since
 * @property {string | null} deadline
 * @property {string | null} paused_since
 * @property {{ preparation_s: number, exchange_s: number, writing_s: number }} accommodation Extra seconds, which the plan holds already.
 * @property {string} title
 * @property {"telephone" | "video" | null} mode
 * @property {Seat[]} present
 * @property {Seat[]} lost
 * @property {Seat | null} bell_rung_by
 * @property {string} opened_at
 * @property {Job[]} jobs
 */

/** Links by seat. @typedef {Partial<Record<"candidate" | "juror" | "observer" | "evaluator", string>>} Links */

/** What the manager can do to the clock of a sitting. @typedef {"pause" | "give-time" | "incidents" | "abort"} ClockAct */

/** @type {ReadonlySet<Phase>} */
const TIMED = new Set(/** @type {Phase[]} */ (["preparation", "ringing", "connecting", "call", "writing"]));
/** @type {ReadonlySet<Phase>} */
const GIVEN_TO = new Set(/** @type {Phase[]} */ (["preparation", "call", "writing"]));

/** The acts that make sense now; the server has the last word. @param {Sitting} sitting @returns {ClockAct[]} */
export function clockActs({ phase, paused_since }) {
  if (phase === "handed-in" || phase === "aborted") return ["incidents"];
  /** @type {ClockAct[]} */
  const acts = [];
  if (TIMED.has(phase) && paused_since === null) acts.push("pause");
  if (GIVEN_TO.has(phase)) acts.push("give-time");
  return [...acts, "incidents", "abort"];
}

/** What a manager can note, the frequent first (oralexam/rooms/commands.py, IncidentCode). */
export const INCIDENTS = /** @type {const} */ (["noise", "equipment", "connection", "unwell", "person-missing", "evacuation", "scenario-known", "rule-broken", "other"]);

/** Who rings first, then what runs, then what waits, then what is over; the newest first within each. @param {readonly Sitting[]} sittings */
export function sorted(sittings) {
  /** @param {Sitting} sitting */
  const rank = (sitting) => {
    if (sitting.bell_rung_by !== null) return 0;
    if (sitting.phase === "handed-in" || sitting.phase === "aborted") return 3;
    return sitting.phase === "waiting" ? 2 : 1;
  };
  return [...sittings].sort((a, b) => rank(a) - rank(b) || b.opened_at.localeCompare(a.opened_at));
}

/** @typedef {{ key: "done" | "queued" | "running" | "waiting-for-model" | "failed", count: number, reason: string, retry: boolean }} JobLine */

/** One line for each state in which jobs are; what a person must do something about comes first. @param {readonly Job[]} jobs @returns {JobLine[]} */
export function jobSummary(jobs) {
  const order = /** @type {const} */ (["failed", "waiting-for-model", "running", "queued", "done"]);
  return order.flatMap((key) => {
    const those = jobs.filter(({ state }) => state === key);
    if (those.length === 0) return [];
    const reason = key === "failed" ? those.find((job) => job.reason !== "")?.reason ?? "" : "";
    return [{ key, count: those.length, reason, retry: key === "failed" || key === "waiting-for-model" }];
  });
}
