/** A call on hold, and stations that are not as they should be. Development only. */

import { candidate, jury, visited } from "./canned.js";
import { juryPicture, station, withPicture } from "./canned_media.js";

/** @typedef {import("../js/protocol/messages.d.ts").TroubleSeen} TroubleSeen */

/** @type {readonly TroubleSeen["trouble"][]} */
const OWN = ["silent", "loss"];
/** @type {TroubleSeen[]} */
const SEEN = [{ seat: "candidate", trouble: "clipping" }, { seat: "candidate", trouble: "away" }, { seat: "juror", trouble: "slow" }];

/** @param {any} phone @param {any} fair @param {(name: string, state: any) => HTMLElement} page @returns {Record<string, () => HTMLElement>} */
export function lineStates(phone, fair, page) {
  const film = { ...phone, mode: "video" };
  const outgoing = { ...phone, direction: "candidate-rings" };
  const ends = jury(phone, "call").view?.line.call_ends_at ?? null;
  const busy = { last_ring: "busy", you_rang: true, attempt: 1 };
  return {
    "candidate-ringing-busy": () => page("exam-candidate", candidate(outgoing, "ringing", { line: busy })),
    "candidate-ringing-declined": () => page("exam-candidate", candidate(outgoing, "ringing", { line: { ...busy, last_ring: "declined" } })),
    "candidate-ringing-was-declined": () => page("exam-candidate", candidate(phone, "ringing", { line: { last_ring: "declined", unanswered: true, attempt: 1 }, view: { deadline: null } })),
    "candidate-writing-busy": () => page("exam-candidate", candidate(phone, "writing", { now: 19, line: { ...busy, call_ends_at: ends, may_call_back: true, call_back_until: ends } })),
    "jury-ringing-busy-next": () => page("exam-jury", jury(outgoing, "ringing", { line: { busy_next: true } })),
    "jury-ringing-was-busy": () => page("exam-jury", jury(outgoing, "ringing", { line: { last_ring: "busy", attempt: 1 } })),
    "jury-ringing-declined": () => page("exam-jury", jury(phone, "ringing", { line: { last_ring: "declined", you_rang: true, unanswered: true, attempt: 1 }, view: { deadline: null } })),
    "jury-preparation-called": () => page("exam-jury", jury(outgoing, "preparation")),
    "candidate-telephone-held": () => page("exam-candidate", candidate(phone, "call", { line: { held: "other" } })),
    "candidate-telephone-holding": () => page("exam-candidate", candidate(phone, "call", { line: { held: "you" } })),
    "candidate-video-held": () => page("exam-candidate", candidate(film, "call", { line: { held: "other" }, state: { media: withPicture().state.media } })),
    "candidate-telephone-troubles": () => page("exam-candidate", candidate(phone, "call", { state: { troubles: OWN } })),
    "candidate-video-troubles": () => page("exam-candidate", candidate(film, "call", { state: { media: withPicture().state.media, troubles: OWN } })),
    "candidate-video-shed": () => page("exam-candidate", candidate(film, "call", { state: { media: { ...withPicture().state.media, pictureShed: true } } })),
    "candidate-station-troubles": () => page("exam-candidate", visited(fair, "call", { ...station(), state: { ...station().state, troubles: ["left-silent", "right-clipping"] } })),
    "candidate-video-stands": () => page("exam-candidate", candidate(film, "call", { state: { media: { ...withPicture().state.media, standing: ["juror"] } } })),
    "jury-video-stands": () => page("exam-jury", jury(film, "call", { state: { media: { ...juryPicture().state.media, standing: ["candidate"] } } })),
    "jury-telephone-held": () => page("exam-jury", jury(phone, "call", { line: { held: "other" } })),
    "jury-telephone-holding": () => page("exam-jury", jury(phone, "call", { line: { held: "you" } })),
    "jury-video-troubles": () => page("exam-jury", jury(film, "call", { view: { troubles: SEEN }, state: { media: juryPicture().state.media, troubles: ["clipping"] } })),
    "jury-telephone-recording-stands": () => page("exam-jury", jury(phone, "call", { view: { unrecorded: ["candidate"] } })),
    "jury-video-recording-stands": () => page("exam-jury", jury(film, "call", { view: { unrecorded: ["candidate", "juror"] }, state: { media: juryPicture().state.media } })),
    "observer-telephone-held": () => page("exam-jury", jury(phone, "call", { line: { held: "between" }, view: { seat: "observer", troubles: SEEN } })),
  };
}
