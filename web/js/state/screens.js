/** Which screen a state asks for: one thing to do on each. Pure. */

/** @typedef {import("./seat.js").SeatState} SeatState */
/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../protocol/messages.d.ts").Phase} Phase */

/**
 * @typedef {"opening" | "refused" | "replaced" | "unsupported" | "waiting" | "drawn" | "preparation" | "ringing"
 *   | "connecting" | "telephone" | "video" | "in-person" | "writing" | "handed-in" | "aborted" | "interview"} Screen
 */

/** @param {SeatState} state @returns {Screen} */
export function screenOf(state) {
  if (state.link.kind === "refused") return "refused";
  if (state.link.kind === "replaced") return "replaced";
  const view = state.view;
  if (view === null) return "opening";
  if (!isRolePlay(view)) return "interview";
  switch (view.phase) {
    case "call":
      return view.mode ?? "telephone";
    case "review":
    case "presentation":
    case "questions":
      return "interview";
    default:
      return view.phase;
  }
}

/** The phases in which a notice may still stand before the page. @type {Record<"candidate" | "jury", ReadonlySet<Phase>>} */
const BEFORE_RECORDING = {
  candidate: new Set(/** @type {Phase[]} */ (["waiting", "drawn"])),
  // A juror may have been replaced while the candidate prepares.
  jury: new Set(/** @type {Phase[]} */ (["waiting", "drawn", "preparation", "ringing"])),
};

/** What is asked of this seat before anything is recorded; null where nothing is. @param {CandidateView | JuryView} view @returns {"identity" | "notice" | "refused" | "devices" | null} */
export function formalityOf(view) {
  const asked = view.formalities;
  if (asked === null || !asked.asked || !BEFORE_RECORDING[view.role].has(view.phase)) return null;
  if (asked.refused_at !== null) return "refused";
  if (view.role === "candidate" && !asked.admitted) return "identity";
  if (asked.acknowledged_at === null) return "notice";
  return mustCheck(view) ? "devices" : null;
}

/** Whether this seat's station is to be checked now. Once a part has begun, what changes of it is shown and stops nothing; a juror who comes in then has still to be heard. @param {CandidateView | JuryView} view */
function mustCheck({ formalities, phase }) {
  const standing = formalities?.station?.standing;
  if (phase === "waiting" || phase === "drawn") return standing === "missing" || standing === "bad" || standing === "changed" || standing === "swapped";
  return standing === "missing";
}

/** Whether the part is drawn, rung and written: a call or a visitor. @param {CandidateView | JuryView} view */
export function isRolePlay(view) {
  return view.part === "call" || view.part === "visitor";
}

/**
 * What the line does, in the ringing phase, for the one who looks at it.
 * @typedef {"incoming" | "outgoing" | "between" | "yours-to-ring" | "ring-again" | "theirs-to-ring" | "no-answer"} Ringing
 */

/** @param {CandidateView | JuryView} view @returns {Ringing} */
export function ringingOf(view) {
  const { line } = view;
  switch (line.ringing) {
    case "incoming":
    case "outgoing":
    case "between":
      return line.ringing;
    default:
      if (line.you_ring) return line.unanswered || line.attempt > 0 ? "ring-again" : "yours-to-ring";
      return line.unanswered ? "no-answer" : "theirs-to-ring";
  }
}

/**
 * How the last ring ended, for the one who looks at it; "" where none has, or nothing is to be said of it any more.
 * @param {CandidateView | JuryView} view @returns {"" | "busy" | "declined" | "cancelled" | `was-${string}` | `seen-${string}`}
 */
export function ringEndOf(view) {
  const { line, phase } = view;
  if (view.part !== "call" || line.ringing !== "no" || (phase !== "ringing" && phase !== "writing")) return "";
  const how = /** @type {"" | "no-answer" | "busy" | "declined" | "cancelled"} */ (line.last_ring);
  if (how === "" || how === "no-answer") return "";
  if (view.role === "jury" && view.seat === "observer") return `seen-${how}`;
  return line.you_rang ? how : `was-${how}`;
}

/** What sounds here while nobody talks: a ring, or that the line is busy. @param {CandidateView | JuryView} view */
export function toneOf(view) {
  const end = ringEndOf(view);
  if (end === "busy" || end === "declined") return "busy";
  return view.phase === "ringing" ? ringingOf(view) : "";
}

/** The phases in which a party's microphone has to be open. @type {ReadonlySet<Phase>} */
const LINE_OPEN = new Set(/** @type {Phase[]} */ (["ringing", "connecting", "call"]));

/** Whether this seat needs its peer connection now. @param {{ phase: Phase }} view */
export function needsMedia(view) {
  return LINE_OPEN.has(view.phase);
}

/** Whether what is said may leave this computer: from the answer on, not before. @param {{ phase: Phase }} view */
export function isLive(view) {
  return view.phase === "connecting" || view.phase === "call";
}

/** The part of the rail that a phase belongs to. @param {Phase} phase @returns {Phase | null} */
export function railStepOf(phase) {
  switch (phase) {
    case "preparation":
      return "preparation";
    case "ringing":
    case "connecting":
    case "call":
      return "call";
    case "writing":
    case "handed-in":
      return "writing";
    case "review":
    case "presentation":
    case "questions":
    case "interview":
      return phase;
    default:
      return null;
  }
}

/** How long the call is planned to last, in seconds. @param {CandidateView | JuryView} view */
export function plannedCallS(view) {
  return view.rail.find((step) => step.phase === "call")?.planned_s ?? 0;
}

/** Whether the candidate may write this now. @param {import("./seat.js").Where} where @param {import("../protocol/messages.d.ts").Phase} phase */
export function mayWrite(where, phase) {
  if (where !== "notes") return phase === "writing" || phase === "ringing" || phase === "connecting" || phase === "call";
  return ["preparation", "ringing", "connecting", "call", "writing"].includes(phase);
}
