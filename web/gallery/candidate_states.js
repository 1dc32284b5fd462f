/** The candidate's page at chosen moments. Development only. */

import { NEW_SEAT } from "../js/state/seat.js";
import { at, backUntil, candidate, FORMALITIES, visited } from "./canned.js";
import { station, trouble, withPicture } from "./canned_media.js";
import { page, shownAs } from "./shown.js";

/** @param {import("./shown.js").Canned} canned @returns {Record<string, () => HTMLElement>} */
export function candidateStates({ scenario, phone, outgoing, fair }) {
  /** Half a minute before the moment that is shown. */
  const paused = new Date(Date.parse(candidate(phone, "call").view?.phase_since ?? "") - 24_000).toISOString();
  return {
    "candidate-opening": () => page("exam-candidate", NEW_SEAT),
    "candidate-server-away": () => page("exam-candidate", { ...NEW_SEAT, link: { kind: "lost", code: "" } }),
    "candidate-refused": () => page("exam-candidate", { ...NEW_SEAT, link: { kind: "refused", code: "not-signed-in" } }),
    "candidate-unsupported": () => page("exam-candidate", { ...NEW_SEAT, link: { kind: "refused", code: "unsupported-browser" } }),
    "candidate-replaced": () => page("exam-candidate", candidate(phone, "call", { state: { link: { kind: "replaced", code: "" } } })),
    "candidate-waiting": () => page("exam-candidate", candidate(phone, "waiting")),
    "candidate-bell": () => page("exam-candidate", candidate(phone, "waiting", { view: { bell: { seat: "candidate", rung_at: at(0), answered_at: null } } })),
    "candidate-bell-answered": () => page("exam-candidate", candidate(phone, "waiting", { view: { bell: { seat: "candidate", rung_at: at(0), answered_at: at(0.5) } } })),
    "candidate-drawn": () => page("exam-candidate", candidate(phone, "drawn")),
    "candidate-preparation": () => page("exam-candidate", candidate(phone, "preparation")),
    "candidate-preparation-lost": () => page("exam-candidate", lost(candidate(phone, "preparation"))),
    "candidate-ringing-theirs": () => page("exam-candidate", candidate(phone, "ringing")),
    "candidate-ringing-incoming": () => page("exam-candidate", candidate(phone, "ringing", { line: { ringing: "incoming", attempt: 1 } })),
    "candidate-ringing-yours": () => page("exam-candidate", candidate(outgoing, "ringing")),
    "candidate-ringing-outgoing": () => page("exam-candidate", candidate(outgoing, "ringing", { line: { ringing: "outgoing", attempt: 1 } })),
    "candidate-ringing-again": () => page("exam-candidate", candidate(outgoing, "ringing", { line: { unanswered: true, attempt: 1 }, view: { deadline: null } })),
    "candidate-ringing-no-answer": () => page("exam-candidate", candidate(phone, "ringing", { line: { unanswered: true, attempt: 1 }, view: { deadline: null } })),
    "candidate-microphone-refused": () => page("exam-candidate", candidate(phone, "ringing", { line: { ringing: "incoming", attempt: 1 }, ...trouble("microphone-refused") })),
    "candidate-camera-in-use": () => page("exam-candidate", candidate(scenario, "ringing", trouble("camera-in-use"))),
    "candidate-no-microphone": () => page("exam-candidate", candidate(phone, "ringing", trouble("no-microphone"))),
    "candidate-connecting": () => page("exam-candidate", candidate(phone, "connecting")),
    "candidate-telephone": () => page("exam-candidate", candidate(phone, "call")),
    "candidate-telephone-document": () => page("exam-candidate", candidate(phone, "call"), { sheet: 2 }),
    "candidate-telephone-warned": () => page("exam-candidate", candidate(phone, "call", { line: { warned: true }, now: 24.4 })),
    "candidate-telephone-time-reached": () => page("exam-candidate", candidate(phone, "call", { line: { warned: true, time_reached: true }, now: 25.1, view: { deadline: at(25.5) } })),
    "candidate-telephone-lost": () => page("exam-candidate", candidate(phone, "call", { line: { other_party_lost: true } })),
    "candidate-telephone-hang-up": () => page("exam-candidate", candidate(phone, "call"), { ask: "confirm-hang-up" }),
    "candidate-video": () => page("exam-candidate", candidate(scenario, "call", withPicture())),
    "candidate-video-document": () => page("exam-candidate", candidate(scenario, "call", withPicture()), { sheet: 3 }),
    "candidate-video-waiting": () => page("exam-candidate", candidate(scenario, "call", { line: { other_party_lost: true } })),
    "candidate-writing": () => page("exam-candidate", candidate(phone, "writing")),
    "candidate-writing-call-back": () => page("exam-candidate", candidate(phone, "writing", backUntil({ call_ends_at: candidate(phone, "call").view?.line.call_ends_at }))),
    "candidate-writing-hand-in": () => page("exam-candidate", candidate(phone, "writing"), { ask: "confirm-hand-in" }),
    "candidate-call-back-incoming": () => page("exam-candidate", candidate(phone, "ringing", { now: 20, line: { ringing: "incoming", attempt: 2, call_started_at: candidate(phone, "call").view?.line.call_started_at ?? null, call_ends_at: candidate(phone, "call").view?.line.call_ends_at ?? null } })),
    "candidate-handed-in": () => page("exam-candidate", candidate(phone, "handed-in")),
    "candidate-writing-calculator": () => page("exam-candidate", candidate(phone, "writing"), { sheet: 1 }),
    "candidate-writing-pasted": () => page("exam-candidate", candidate(phone, "writing"), { pasted: "refused" }),
    "candidate-writing-by-time": () => page("exam-candidate", candidate(phone, "handed-in", { view: { handed_in_by_time: true } })),
    "candidate-visitor-waiting": () => page("exam-candidate", visited(fair, "waiting")),
    "candidate-visitor-preparation": () => page("exam-candidate", visited(fair, "preparation", { now: 11.3 })),
    "candidate-visitor-door-theirs": () => page("exam-candidate", visited(fair, "ringing")),
    "candidate-visitor-door": () => page("exam-candidate", visited(fair, "ringing", { line: { ringing: "incoming", attempt: 1 } })),
    "candidate-visitor-connecting": () => page("exam-candidate", visited(fair, "connecting")),
    "candidate-visitor-video": () => page("exam-candidate", visited(fair, "call", withPicture())),
    "candidate-visitor-sheet": () => page("exam-candidate", visited(fair, "writing")),
    "candidate-visitor-sheet-call-back": () => page("exam-candidate", visited(fair, "writing", backUntil({ call_ends_at: at(25) }))),
    "candidate-visitor-sheet-hand-in": () => page("exam-candidate", visited(fair, "writing"), { ask: "confirm-hand-in" }),
    "candidate-visitor-handed-in": () => page("exam-candidate", visited(fair, "handed-in")),
    "candidate-visitor-by-time": () => page("exam-candidate", visited(fair, "handed-in", { view: { handed_in_by_time: true } })),
    "candidate-station-waiting": () => page("exam-candidate", visited(fair, "waiting", { setup: "two-microphones" })),
    "candidate-station-preparation": () => page("exam-candidate", visited(fair, "preparation", { now: 11.3, setup: "two-microphones" })),
    "candidate-station-door": () => page("exam-candidate", visited(fair, "ringing", { ...station(), line: { ringing: "incoming", attempt: 1 } })),
    "candidate-station-connecting": () => page("exam-candidate", visited(fair, "connecting", station())),
    "candidate-station-visit": () => page("exam-candidate", visited(fair, "call", station())),
    "candidate-station-visit-one": () => page("exam-candidate", visited(fair, "call", { ...station(), setup: "one-microphone" })),
    "candidate-station-blocked": () => page("exam-candidate", visited(fair, "call", { ...station(), state: { media: { ...station().state.media, soundBlocked: true } } })),
    "candidate-station-same": () => page("exam-candidate", visited(fair, "call", { ...station(), state: { media: { ...station().state.media, sameVoices: true } } })),
    "candidate-station-one-channel": () => page("exam-candidate", visited(fair, "ringing", { setup: "two-microphones", ...trouble("one-channel-only") })),
    "candidate-untold-preparation": () => page("exam-candidate", untold(candidate(phone, "preparation"))),
    "candidate-untold-telephone": () => page("exam-candidate", untold(candidate(phone, "call", { line: { warned: true } }))),
    "candidate-untold-writing": () => page("exam-candidate", untold(candidate(phone, "writing", { line: { may_call_back: true } }))),
    "candidate-untold-sheet": () => page("exam-candidate", untold(visited(fair, "writing"))),
    "candidate-large-preparation": () => shownAs("large", page("exam-candidate", candidate(phone, "preparation"))),
    "candidate-large-telephone": () => shownAs("large", page("exam-candidate", candidate(phone, "call"))),
    "candidate-large-writing": () => shownAs("large", page("exam-candidate", candidate(phone, "writing"))),
    "candidate-large-sheet": () => shownAs("large", page("exam-candidate", visited(fair, "writing"))),
    "candidate-contrast-preparation": () => shownAs("contrast", page("exam-candidate", candidate(phone, "preparation"))),
    "candidate-contrast-video": () => shownAs("contrast", page("exam-candidate", candidate(scenario, "call", withPicture()))),
    "candidate-contrast-sheet": () => shownAs("contrast", page("exam-candidate", visited(fair, "writing"))),
    "candidate-envelope-opens": () => page("exam-candidate", candidate(phone, "preparation", { now: 0, view: { phase_since: at(0) } })),
    "candidate-drawn-again": () => page("exam-candidate", candidate(phone, "preparation", { view: { draws: 2 } })),
    "candidate-identity": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: { ...FORMALITIES, admitted: false, waits_for: "not-admitted" } } })),
    "candidate-notice": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: FORMALITIES } })),
    "candidate-notice-visitor": () => page("exam-candidate", visited(fair, "drawn", { view: { formalities: FORMALITIES } })),
    "candidate-notice-refuse": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: FORMALITIES } }), { ask: "confirm-refuse" }),
    "candidate-refused-recording": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: { ...FORMALITIES, refused_at: at(-5), waits_for: "recording-refused" } } })),
    "candidate-paused": () => page("exam-candidate", candidate(phone, "call", { view: { paused_since: paused } })),
    "candidate-aborted": () => page("exam-candidate", candidate(phone, "aborted")),
  };
}

/** @param {import("../js/state/seat.js").SeatState} state @returns {import("../js/state/seat.js").SeatState} */
function lost(state) {
  return { ...state, link: { kind: "lost", code: "" }, notes: { ...state.notes, revision: state.notes.revision + 1 } };
}

/** As the centre shows it that keeps the time to itself. @param {import("../js/state/seat.js").SeatState} state @returns {import("../js/state/seat.js").SeatState} */
function untold(state) {
  const view = /** @type {import("../js/protocol/messages.d.ts").CandidateView} */ (state.view);
  const rail = view.rail.map((step) => ({ ...step, starts_at: null, ends_at: null }));
  return { ...state, view: { ...view, clock_shown: false, deadline: null, rail, line: { ...view.line, call_ends_at: null, call_back_until: null } } };
}
