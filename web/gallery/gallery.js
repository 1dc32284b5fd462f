/** Every page's every state, from canned views: `gallery.html?state=NAME&language=en&theme=dark`. Development only. */

import { cockpitStates } from "./cockpit_states.js";
import { correctionStates } from "./correction_states.js";
import { copyStates, gapStates } from "./copy_states.js";
import { deviceStates } from "./device_states.js";
import { factGrid, factStates } from "./fact_states.js";
import { interviewStates } from "./interview_states.js";
import "../js/elements/candidate.js";
import "../js/elements/jury.js";
import "../js/elements/board.js";
import "../js/elements/replay.js";
import "../js/elements/guest.js";
import { guestStates } from "./guest_states.js";
import { GRID_STATES } from "./grid_states.js";
import { lineStates } from "./line_states.js";
import { judgingStates } from "./judging_states.js";
import { KEPT_STATES } from "./kept_states.js";
import { NETWORK_STATES } from "./network_states.js";
import { PLAN_STATES } from "./plan_states.js";
import { REFERENCE_STATES } from "./reference_states.js";
import { AFTER_STATES } from "./after_states.js";
import { QUALITY_STATES } from "./quality_states.js";
import { RELIABILITY_STATES } from "./reliability_states.js";
import { SCENARIO_STATES } from "./scenario_states.js";
import { errorSentence, t } from "../js/i18n.js";
import { plainPage, stepsFor } from "../js/elements/parts.js";
import { html, render } from "../vendor/lit.js";
import { loadLanguage } from "../js/i18n.js";
import { NEW_SEAT, NO_MEDIA } from "../js/state/seat.js";
import { EMPTY_BOARD, after } from "../js/state/board.js";
import { at, candidate, jury, visited, visitor, drawWith, VOIDS } from "./canned.js";
import { BOARDS, BOARD_NOW } from "./canned_board.js";
import { bundle, peaks, visit } from "./canned_records.js";
import { SESSION_STATES } from "./canned_sessions.js";
import { picture } from "./drawn_people.js";

/** @typedef {import("../js/elements/seat_element.js").SeatElement} SeatElement */
/** @typedef {import("../js/state/seat.js").MediaState} MediaState */

const asked = new URLSearchParams(location.search);
const theme = asked.get("theme") ?? "light";
document.documentElement.dataset["theme"] = theme;
await loadLanguage(asked.get("language") === "en" ? "en" : "fr");

const scenario = await (await fetch("scenario.json")).json();
const fair = await (await fetch("visitor.json")).json();
/** @type {import("./canned_records.js").SpokenLine[]} */
const lines = await (await fetch("lines.json")).json();
const plans = await (await fetch("plan.json")).json();
const phone = { ...scenario, mode: "telephone" };
const outgoing = { ...phone, direction: "candidate-rings" };

/** @param {string} code @returns {{ state: { media: MediaState } }} */
const trouble = (code) => ({ state: { media: { ...NO_MEDIA, devices: "problem", problem: code } } });
/** @param {MediaState["remote"]} remote @param {MediaStream | null} own @returns {MediaState} */
const up = (remote, own) => ({ ...NO_MEDIA, devices: "open", way: "up", remote, own });
const other = picture("juror");
const self = picture("candidate");
const withPicture = { state: { media: up([{ seat: "juror", stream: other, video: true }], self) } };
const juryPicture = { state: { media: up([{ seat: "candidate", stream: self, video: true }], other) } };
const both = { view: /** @type {const} */ ({ seat: "observer" }), state: { media: up([{ seat: "candidate", stream: self, video: true }, { seat: "juror", stream: other, video: true }], null) } };
const observer = { view: /** @type {const} */ ({ seat: "observer" }) };
/** Half a minute before the moment that is shown. */
const paused = new Date(Date.parse(candidate(phone, "call").view?.phase_since ?? "") - 24_000).toISOString();
const backUntil = (/** @type {any} */ line) => ({ now: 19, line: { ...line, may_call_back: true, call_back_until: line?.call_ends_at ?? null }, view: { deadline: at(28.9) } });
const station = /** @type {const} */ ({ setup: "two-microphones", state: { media: { ...NO_MEDIA, devices: "open", way: "up", own: self } } });

const FORMALITIES = { notice_version: "2026-11", asked: true, admitted: true, acknowledged_at: null, refused_at: null, waits_for: "notice-not-acknowledged", station: null };

/** @type {Record<string, () => HTMLElement>} */
const STATES = {
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
  "candidate-video": () => page("exam-candidate", candidate(scenario, "call", withPicture)),
  "candidate-video-document": () => page("exam-candidate", candidate(scenario, "call", withPicture), { sheet: 3 }),
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
  "candidate-visitor-video": () => page("exam-candidate", visited(fair, "call", withPicture)),
  "candidate-visitor-sheet": () => page("exam-candidate", visited(fair, "writing")),
  "candidate-visitor-sheet-call-back": () => page("exam-candidate", visited(fair, "writing", backUntil({ call_ends_at: at(25) }))),
  "candidate-visitor-sheet-hand-in": () => page("exam-candidate", visited(fair, "writing"), { ask: "confirm-hand-in" }),
  "candidate-visitor-handed-in": () => page("exam-candidate", visited(fair, "handed-in")),
  "candidate-visitor-by-time": () => page("exam-candidate", visited(fair, "handed-in", { view: { handed_in_by_time: true } })),
  "candidate-station-waiting": () => page("exam-candidate", visited(fair, "waiting", { setup: "two-microphones" })),
  "candidate-station-preparation": () => page("exam-candidate", visited(fair, "preparation", { now: 11.3, setup: "two-microphones" })),
  "candidate-station-door": () => page("exam-candidate", visited(fair, "ringing", { ...station, line: { ringing: "incoming", attempt: 1 } })),
  "candidate-station-connecting": () => page("exam-candidate", visited(fair, "connecting", station)),
  "candidate-station-visit": () => page("exam-candidate", visited(fair, "call", station)),
  "candidate-station-visit-one": () => page("exam-candidate", visited(fair, "call", { ...station, setup: "one-microphone" })),
  "candidate-station-blocked": () => page("exam-candidate", visited(fair, "call", { ...station, state: { media: { ...station.state.media, soundBlocked: true } } })),
  "candidate-station-same": () => page("exam-candidate", visited(fair, "call", { ...station, state: { media: { ...station.state.media, sameVoices: true } } })),
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
  "candidate-contrast-video": () => shownAs("contrast", page("exam-candidate", candidate(scenario, "call", withPicture))),
  "candidate-contrast-sheet": () => shownAs("contrast", page("exam-candidate", visited(fair, "writing"))),
  "candidate-envelope-opens": () => page("exam-candidate", candidate(phone, "preparation", { now: 0, view: { phase_since: at(0) } })),
  "candidate-drawn-again": () => page("exam-candidate", candidate(phone, "preparation", { view: { draws: 2 } })),
  ...deviceStates(phone, page),
  ...copyStates(phone, page),
  ...lineStates(phone, page, { candidate: withPicture.state.media, juror: juryPicture.state.media, station: () => visited(fair, "call", { ...station, state: { ...station.state, troubles: ["left-silent", "right-clipping"] } }) }),
  "candidate-identity": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: { ...FORMALITIES, admitted: false, waits_for: "not-admitted" } } })),
  "candidate-notice": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: FORMALITIES } })),
  "candidate-notice-visitor": () => page("exam-candidate", visited(fair, "drawn", { view: { formalities: FORMALITIES } })),
  "candidate-notice-refuse": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: FORMALITIES } }), { ask: "confirm-refuse" }),
  "candidate-refused-recording": () => page("exam-candidate", candidate(phone, "waiting", { view: { formalities: { ...FORMALITIES, refused_at: at(-5), waits_for: "recording-refused" } } })),
  "jury-notice": () => page("exam-jury", jury(phone, "waiting", { view: { formalities: FORMALITIES } })),
  "jury-drawn-waits": () => page("exam-jury", jury(phone, "drawn", { view: { formalities: { ...FORMALITIES, acknowledged_at: at(-3), waits_for: "recording-refused" } } })),
  "candidate-paused": () => page("exam-candidate", candidate(phone, "call", { view: { paused_since: paused } })),
  "candidate-aborted": () => page("exam-candidate", candidate(phone, "aborted")),
  "jury-aborted": () => page("exam-jury", jury(phone, "aborted")),
  "jury-waiting-order": () => page("exam-jury", jury(phone, "waiting", { view: { part_waits_for: ["written"] } })),
  "jury-waiting": () => page("exam-jury", jury(phone, "waiting")),
  "jury-draw-share": () => page("exam-jury", jury(phone, "waiting", { view: { draw: drawWith(["server"]) } })),
  "jury-draw-waits": () => page("exam-jury", jury(phone, "waiting", { view: { draw: drawWith(["server", "juror"]) } })),
  "jury-draw-opens": () => page("exam-jury", jury(phone, "waiting", { view: { draw: drawWith(["server", "juror", "observer"], ["server", "juror"]) } })),
  "jury-draw-lost": () => page("exam-jury", jury(phone, "waiting", { view: { draw: drawWith(["server", "juror", "observer"], ["server"]) }, state: { share: { lost: true, proof: null } } })),
  "jury-draw-void": () => page("exam-jury", jury(phone, "waiting", { view: { voids: [...VOIDS] } })),
  "observer-draw-share": () => page("exam-jury", jury(phone, "waiting", { view: { seat: "observer", draw: drawWith(["server", "juror"]), present: ["candidate", "juror", "observer"] } })),
  "observer-silent": () => page("exam-jury", jury(scenario, "call", { ...observer, state: { silent: true, media: NO_MEDIA } })),
  "observer-drawn": () => page("exam-jury", jury(phone, "drawn", { view: { seat: "observer" }, state: { share: { lost: false, proof: "holds" } } })),
  "jury-drawn-does-not-hold": () => page("exam-jury", jury(phone, "drawn", { state: { share: { lost: false, proof: "does-not-hold" } } })),
  "jury-drawn": () => page("exam-jury", jury(phone, "drawn", { state: { share: { lost: false, proof: "holds" } } })),
  "jury-preparation": () => page("exam-jury", jury(phone, "preparation")),
  "jury-ringing-yours": () => page("exam-jury", jury(phone, "ringing")),
  "jury-ringing-outgoing": () => page("exam-jury", jury(phone, "ringing", { line: { ringing: "outgoing", attempt: 1 } })),
  "jury-ringing-incoming": () => page("exam-jury", jury(outgoing, "ringing", { line: { ringing: "incoming", attempt: 1 } })),
  "jury-microphone-refused": () => page("exam-jury", jury(phone, "ringing", trouble("microphone-refused"))),
  "jury-telephone": () => page("exam-jury", jury(phone, "call")),
  "jury-telephone-time-reached": () => page("exam-jury", jury(phone, "call", { line: { warned: true, time_reached: true }, now: 25.1, view: { deadline: at(25.5) } })),
  "jury-markers-waiting": () => page("exam-jury", jury(phone, "call", { state: { link: { kind: "lost", code: "" }, markers: { acts: [{ what: "set", id: "w1", criterionId: "call-2", sign: "+", note: "", atMs: Date.parse(at(17.6)) - (Date.parse(at(17.7)) - performance.timeOrigin - performance.now()), tried: false }], lastId: "w1" } } })),
  "jury-video": () => page("exam-jury", jury(scenario, "call", juryPicture)),
  "jury-video-file": () => page("exam-jury", jury(scenario, "call", juryPicture), { sheet: 0 }),
  "jury-writing": () => page("exam-jury", jury(phone, "writing")),
  "jury-writing-call-back": () => page("exam-jury", jury(phone, "writing", backUntil({ call_ends_at: jury(phone, "call").view?.line.call_ends_at }))),
  "jury-visitor-waiting": () => page("exam-jury", visitor(fair, "waiting")),
  "jury-visitor-drawn": () => page("exam-jury", visitor(fair, "drawn")),
  "jury-visitor-preparation": () => page("exam-jury", visitor(fair, "preparation", { now: 11.3 })),
  "jury-visitor-door": () => page("exam-jury", visitor(fair, "ringing")),
  "jury-visitor-door-outgoing": () => page("exam-jury", visitor(fair, "ringing", { line: { ringing: "outgoing", attempt: 1 } })),
  "jury-visitor-video": () => page("exam-jury", visitor(fair, "call", juryPicture)),
  "jury-visitor-writing": () => page("exam-jury", visitor(fair, "writing")),
  "jury-visitor-handed-in": () => page("exam-jury", visitor(fair, "handed-in")),
  "jury-station-preparation": () => page("exam-jury", visitor(fair, "preparation", { now: 11.3, setup: "two-microphones" })),
  "jury-station-door": () => page("exam-jury", visitor(fair, "ringing", { setup: "two-microphones" })),
  "jury-station-visit": () => page("exam-jury", visitor(fair, "call", { setup: "two-microphones", state: { media: NO_MEDIA } })),
  "jury-station-visit-own": () => page("exam-jury", visitor(fair, "call", { setup: "two-stations", state: { media: up([], other) } })),
  ...guestStates(phone, scenario, page, { both: both.state.media, blocked: { ...up([], null), soundBlocked: true } }),
  ...interviewStates(phone, page),
  "jury-handed-in": () => page("exam-jury", jury(phone, "handed-in")),
  "observer-waiting": () => page("exam-jury", jury(phone, "waiting", observer)),
  "observer-telephone": () => page("exam-jury", jury(phone, "call", observer)),
  "replay": () => replay(bundle(scenario, lines)),
  "replay-telephone": () => replay(bundle(phone, lines)),
  "replay-exports": () => exporting(replay(bundle(phone, lines))),
  ...gapStates(replay, bundle(phone, lines)),
  ...correctionStates(replay, bundle(phone, lines)),
  ...cockpitStates({ replay, safe, call: bundle(phone, lines), film: bundle(scenario, lines), visit: visit(fair, lines, false), time: candidate(phone, "call").time }),
  ...AFTER_STATES,
  ...QUALITY_STATES,
  ...RELIABILITY_STATES,
  ...NETWORK_STATES,
  ...GRID_STATES,
  ...judgingStates(bundle(phone, lines), peaks(lines)),
  ...KEPT_STATES,
  ...factStates(replay, bundle(phone, lines), visit(fair, lines, false), { call: scenario.expected, visitor: fair.expected }),
  "replay-visitor": () => replay(visit(fair, lines, false), "sheet"),
  "replay-visitor-one-microphone": () => replay(visit(fair, lines, true)),
  "replay-waiting-for-model": () => replay({ ...bundle(phone, lines), transcripts: [], transcript_state: "waiting-for-model" }),
  "replay-words-foretold": () => replay({ ...bundle(phone, lines), transcripts: [], transcript_state: "queued", transcript_ready_at: "2026-12-08T13:32:00Z" }),
  "replay-transcribing": () => replay({ ...bundle(phone, lines), transcripts: bundle(phone, lines).transcripts.slice(0, 1), transcript_state: "running" }),
  "replay-transcript-failed": () => replay({ ...bundle(phone, lines), transcripts: [], transcript_state: "failed", transcript_reason: "audio-not-audio" }),
  "replay-preparing": () => replay(stripped(bundle(phone, lines))),
  "replay-rehearsal": () => replay({ ...bundle(phone, lines), rehearsal: true }),
  "board-links": () => board(BOARDS["board"], (element) => { element.links = { candidate: "https://centre.example/join#byLRBPpMhRhQBNDg1gqfWg", juror: "https://centre.example/join#hsRmKHSNcvFsN1dNluDD-g", observer: "https://centre.example/join#5lpkQ116TzF_8zGpkZtV6Q", evaluator: "https://centre.example/join#cFeBGZQ7GXeiMMRl4k1pRA" }; }),
  "board-order": () => board(BOARDS["board-order"]),
  "board-order-acts": () => board(BOARDS["board-order"], (element) => { element._looked = "d"; }),
  "board-order-withdraw": () => board(BOARDS["board-order"], (/** @type {any} */ element) => element._act.value.ask("withdraw-block", BOARDS["board-order"]?.sittings[5], null, "questionnaire")),
  "board-guests": () => board(BOARDS["board"], (element) => {
    element._looked = "a";
    void element.updateComplete.then(() => setTimeout(() => element.querySelector(".sitting-guests")?.setAttribute("open", "")));
  }),
  "board-full-acts": () => board(BOARDS["board-full"], (element) => { element._looked = "d"; }),
  "board-allow-call": () => board(BOARDS["board-full"], (element) => { const sitting = element.board.sittings.get("d"); if (sitting) element._act.value?.ask("allow-call", sitting); }),
  "board-acts": () => board(BOARDS["board"], (element) => { element._looked = "a"; }),
  "board-open": () => board(BOARDS["board"], (element) => element._form.value?.open()),
  "board-pause": () => board(BOARDS["board"], (element) => { const sitting = element.board.sittings.get("a"); if (sitting) element._act.value?.ask("pause", sitting); }),
  "board-replace": () => board(BOARDS["board"], (element) => { const sitting = element.board.sittings.get("a"); if (sitting) element._act.value?.ask("replace-juror", sitting); }),
  "board-leak": () => board(BOARDS["board-devices"], (/** @type {any} */ element) => leakAsked(element)),
  "board-leak-alone": () => board(BOARDS["board-empty"], (/** @type {any} */ element) => element._leak.value.ask()),
  "board-stale": () => board(BOARDS["board"], (element) => { element.stale = true; }),
  ...Object.fromEntries(Object.entries(BOARDS).map(([name, update]) => [name, () => board(update)])),
  ...SCENARIO_STATES(scenario, fair),
  ...REFERENCE_STATES((where, then) => page("exam-candidate", where === "sheet" ? visited(fair, "writing") : candidate(phone, where), then)),
  ...PLAN_STATES(plans),
  "join-used": () => plain({ title: errorSentence("link-used"), steps: stepsFor("link-used") }),
  "join-unknown": () => plain({ title: errorSentence("link-unknown"), steps: stepsFor("link-unknown") }),
  "join-too-many": () => plain({ title: errorSentence("too-many-tries"), steps: stepsFor("too-many-tries"), action: html`<button class="button button-primary" type="button">${t("join.again")}</button>` }),
  ...SESSION_STATES,
  "observer-station": () => page("exam-jury", visitor(fair, "call", { setup: "two-microphones", ...observer, state: { media: up([{ seat: "candidate", stream: self, video: true }], null) } })),
  "observer-video": () => page("exam-jury", jury(scenario, "call", both)),
};

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

/** As a candidate sees it who was granted it. @param {"large" | "contrast"} how @param {HTMLElement} element */
function shownAs(how, element) {
  if (how === "large") document.documentElement.dataset["text"] = "large";
  else document.documentElement.dataset["contrast"] = "more";
  return element;
}

/** @param {string} name @param {import("../js/state/seat.js").SeatState} state @param {{ sheet?: number, ask?: string, pasted?: "noted" | "refused", reference?: unknown, act?: (element: HTMLElement) => void }} [then] */
function page(name, state, then = {}) {
  const element = /** @type {SeatElement} */ (document.createElement(name));
  element.className = "screen screen-fitted";
  element.state = state;
  element.levels = { own: 0.09, others: { juror: 0.004, candidate: 0.06 } };
  void element.updateComplete.then(() => {
    if (then.sheet !== undefined) element.sheet = then.sheet;
    if (then.pasted !== undefined) element.pasted = then.pasted;
    if (then.reference !== undefined) Object.assign(element, { reference: then.reference });
    if (then.act !== undefined) void element.updateComplete.then(() => then.act?.(element));
    if (then.ask !== undefined) /** @type {any} */ (element.querySelector(`#${then.ask}`)).ask();
  });
  return element;
}

/** The question which rooms are tried, answered. @param {any} element */
function leakAsked(element) {
  const asked = element._leak.value;
  asked.ask();
  asked._found = { attenuation_db: 34.2, at_least: false, room: "Salle 5, poste 1", other_room: "Salle 6, poste 4" };
}

/** The list of files, open as soon as there is one. @param {import("../js/elements/replay.js").ExamReplay} element */
function exporting(element) {
  setTimeout(() => {
    const button = /** @type {HTMLButtonElement | null} */ (element.querySelector("exam-exports button"));
    if (button === null) exporting(element);
    else button.click();
  }, 100);
  return element;
}

/** @param {import("../js/state/bundle.d.ts").ReplayBundle} shown @param {"notes" | "sheet"} [work] */
function replay(shown, work = "notes") {
  const element = /** @type {import("../js/elements/replay.js").ExamReplay} */ (document.createElement("exam-replay"));
  element.className = "screen screen-fitted";
  element.bundle = shown;
  element.peaks = shown.media_state === "ready" ? peaks(lines) : {};
  element.facts = factGrid(shown, (shown.part === "visitor" ? fair : scenario).expected);
  void element.updateComplete.then(() => {
    const pictures = element.pictures();
    for (const [seat, video] of pictures) {
      video.srcObject = seat === "juror" ? other : self;
      void video.play();
    }
    setTimeout(() => element.showTime(40.9, false), 150);
    if (work === "sheet") element.written.value?.showVersion("sheet", null);
  });
  return element;
}

/** The candidate's view. @param {import("../js/state/bundle.d.ts").ReplayBundle} shown */
function safe(shown) {
  const element = /** @type {import("../js/elements/replay_safe.js").ExamReplaySafe} */ (document.createElement("exam-replay-safe"));
  element.className = "screen screen-fitted";
  element.bundle = shown;
  element.peaks = peaks(lines);
  void element.updateComplete.then(() => {
    for (const [seat, video] of element.pictures()) {
      video.srcObject = seat === "juror" ? other : self;
      void video.play();
    }
    setTimeout(() => element.showTime(40.9, false), 150);
  });
  return element;
}

/** @param {import("../js/state/bundle.d.ts").ReplayBundle} whole @returns {import("../js/state/bundle.d.ts").ReplayBundle} */
function stripped(whole) {
  return {
    ...whole, media_state: "running", transcript_state: "queued", transcripts: [], mix: null,
    tracks: whole.tracks.map((track) => ({ ...track, audio: null, peaks: null, video: null })),
  };
}

/** @param {import("../js/protocol/messages.d.ts").BoardUpdate | undefined} update @param {(element: import("../js/elements/board.js").ExamBoard) => void} [then] */
function board(update, then) {
  const element = /** @type {import("../js/elements/board.js").ExamBoard} */ (document.createElement("exam-board"));
  element.className = "screen";
  if (update !== undefined) element.board = after(EMPTY_BOARD, update);
  element.time = candidate(phone, "call", { now: BOARD_NOW }).time;
  void element.updateComplete.then(() => then?.(element));
  return element;
}

/** @param {Parameters<typeof plainPage>[0]} message */
function plain(message) {
  const element = document.createElement("div");
  element.className = "screen";
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>
    ${plainPage(message)}`, element);
  return element;
}

const state = asked.get("state") ?? "";
const make = STATES[state];
if (make) {
  document.body.replaceChildren(make());
  document.body.dataset["state"] = state;
} else {
  const list = document.createElement("ul");
  for (const name of Object.keys(STATES)) {
    const link = document.createElement("a");
    link.href = `?state=${name}`;
    link.textContent = name;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  document.body.replaceChildren(list);
}
document.body.dataset["listed"] = "";
Object.assign(globalThis, { galleryStates: Object.keys(STATES) });
