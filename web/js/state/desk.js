/** What a manager can do about a sitting, and how its jobs stand. Pure. */

/** @typedef {import("../protocol/messages.d.ts").Phase} Phase */
/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../protocol/messages.d.ts").BoardJob} Job */

/** Links by seat. @typedef {Partial<Record<"candidate" | "juror" | "observer" | "evaluator" | "guest", string>>} Links */

/** What the manager can do to a sitting, each with a reason. @typedef {"pause" | "give-time" | "incidents" | "void-draw" | "restart" | "swap-jurors" | "replace-juror" | "decide-refusal" | "override-devices" | "allow-call" | "withdraw-block" | "abort"} ClockAct */

/** @type {ReadonlySet<Phase>} */
const TIMED = new Set(/** @type {Phase[]} */ (["preparation", "ringing", "connecting", "call", "writing", "review", "presentation", "questions", "interview"]));
/** @type {ReadonlySet<Phase>} */
const GIVEN_TO = new Set(/** @type {Phase[]} */ (["preparation", "call", "writing", "review", "presentation", "questions", "interview"]));

/** A scenario is known, and nobody has spoken about it. @type {ReadonlySet<Phase>} */
const BEFORE_THE_CALL = new Set(/** @type {Phase[]} */ (["drawn", "preparation", "ringing"]));

/** The parts with a conversation over the network, or recorded. */
const EXCHANGES = new Set(["call", "visitor"]);

/** The acts that make sense now; the server has the last word. @param {Pick<BoardSitting, "phase" | "paused_since"> & Partial<Pick<BoardSitting, "devices_of" | "formalities" | "part">>} sitting @param {boolean} [full] Whether the server counts itself full. @returns {ClockAct[]} */
export function clockActs({ phase, paused_since, devices_of = [], formalities = null, part = "call" }, full = false) {
  if (phase === "handed-in" || phase === "aborted") return ["incidents"];
  /** @type {ClockAct[]} */
  const acts = [];
  if (TIMED.has(phase) && paused_since === null) acts.push("pause");
  if (GIVEN_TO.has(phase)) acts.push("give-time");
  acts.push("incidents");
  if (openStations({ phase, devices_of, formalities }).length > 0) acts.push("override-devices");
  if (full && EXCHANGES.has(part) && (phase === "waiting" || phase === "drawn")) acts.push("allow-call");
  if (phase !== "connecting" && phase !== "call") acts.push("swap-jurors", "replace-juror");
  if (BEFORE_THE_CALL.has(phase)) acts.push("void-draw");
  if (TIMED.has(phase)) acts.push("restart");
  return [...acts, "abort"];
}

/** The seats whose stations keep a part from beginning. @param {Pick<BoardSitting, "phase" | "devices_of" | "formalities">} sitting */
export function openStations({ phase, devices_of, formalities }) {
  if (phase !== "waiting" && phase !== "drawn") return [];
  const holds = new Set((formalities?.devices.stations ?? []).filter(({ standing }) => standing === "good" || standing === "overridden").map(({ seat }) => seat));
  return devices_of.filter((seat) => !holds.has(seat));
}

/** What a manager can note, the frequent first (oralexam/rooms/commands.py, IncidentCode). */
export const INCIDENTS = /** @type {const} */ (["noise", "equipment", "connection", "unwell", "person-missing", "evacuation", "scenario-known", "rule-broken", "other"]);

/** @typedef {{ key: "done" | "queued" | "running" | "waiting-for-model" | "failed", count: number, reason: string, retry: boolean }} JobLine */

/** How far the transcript of a sitting is, as its slowest track is; null where none was asked for. @param {{ jobs: readonly Job[] }} sitting */
export function wordsState({ jobs }) {
  const states = jobs.filter(({ kind }) => kind === "transcribe-track").map(({ state }) => state);
  const order = /** @type {const} */ (["failed", "waiting-for-model", "queued", "running", "done"]);
  return order.find((state) => states.includes(state)) ?? null;
}

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
