/** The jury's page, played and observed, at chosen moments. Development only. */

import { NO_MEDIA } from "../js/state/seat.js";
import { at, backUntil, drawWith, FORMALITIES, jury, visitor, VOIDS } from "./canned.js";
import { both, juryPicture, seen, trouble, up } from "./canned_media.js";
import { picture } from "./drawn_people.js";
import { page } from "./shown.js";

const observer = { view: /** @type {const} */ ({ seat: "observer" }) };

/** @param {import("./shown.js").Canned} canned @returns {Record<string, () => HTMLElement>} */
export function juryStates({ scenario, phone, outgoing, fair }) {
  return {
    "jury-notice": () => page("exam-jury", jury(phone, "waiting", { view: { formalities: FORMALITIES } })),
    "jury-drawn-waits": () => page("exam-jury", jury(phone, "drawn", { view: { formalities: { ...FORMALITIES, acknowledged_at: at(-3), waits_for: "recording-refused" } } })),
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
    "jury-video": () => page("exam-jury", jury(scenario, "call", juryPicture())),
    "jury-video-file": () => page("exam-jury", jury(scenario, "call", juryPicture()), { sheet: 0 }),
    "jury-writing": () => page("exam-jury", jury(phone, "writing")),
    "jury-writing-call-back": () => page("exam-jury", jury(phone, "writing", backUntil({ call_ends_at: jury(phone, "call").view?.line.call_ends_at }))),
    "jury-visitor-waiting": () => page("exam-jury", visitor(fair, "waiting")),
    "jury-visitor-drawn": () => page("exam-jury", visitor(fair, "drawn")),
    "jury-visitor-preparation": () => page("exam-jury", visitor(fair, "preparation", { now: 11.3 })),
    "jury-visitor-door": () => page("exam-jury", visitor(fair, "ringing")),
    "jury-visitor-door-outgoing": () => page("exam-jury", visitor(fair, "ringing", { line: { ringing: "outgoing", attempt: 1 } })),
    "jury-visitor-video": () => page("exam-jury", visitor(fair, "call", juryPicture())),
    "jury-visitor-writing": () => page("exam-jury", visitor(fair, "writing")),
    "jury-visitor-handed-in": () => page("exam-jury", visitor(fair, "handed-in")),
    "jury-station-preparation": () => page("exam-jury", visitor(fair, "preparation", { now: 11.3, setup: "two-microphones" })),
    "jury-station-door": () => page("exam-jury", visitor(fair, "ringing", { setup: "two-microphones" })),
    "jury-station-visit": () => page("exam-jury", visitor(fair, "call", { setup: "two-microphones", state: { media: NO_MEDIA } })),
    "jury-station-visit-own": () => page("exam-jury", visitor(fair, "call", { setup: "two-stations", state: { media: up([], picture("juror")) } })),
    "jury-handed-in": () => page("exam-jury", jury(phone, "handed-in")),
    "observer-waiting": () => page("exam-jury", jury(phone, "waiting", observer)),
    "observer-telephone": () => page("exam-jury", jury(phone, "call", observer)),
    "observer-station": () => page("exam-jury", visitor(fair, "call", { setup: "two-microphones", ...observer, state: { media: up([seen("candidate")], null) } })),
    "observer-video": () => page("exam-jury", jury(scenario, "call", both())),
  };
}
