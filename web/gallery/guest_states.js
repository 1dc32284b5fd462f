/** Somebody looks on, and who is told of it. Development only. */

import { NEW_GUEST } from "../js/state/guest.js";
import { NO_MEDIA } from "../js/state/seat.js";
import { jury } from "./canned.js";
import { both as bothSeen, up } from "./canned_media.js";

/** @typedef {import("../js/protocol/messages.d.ts").Phase} Phase */
/** @typedef {import("../js/state/seat.js").MediaState} MediaState */

/** @param {any} scenario @param {Phase} phase @param {{ media?: MediaState, line?: any, view?: any, link?: any }} [change] */
function guest(scenario, phase, { media, line = {}, view = {}, link } = {}) {
  const seen = jury(scenario, phase, { line: { you_ring: false, ...line } });
  const shown = /** @type {import("../js/protocol/messages.d.ts").JuryView} */ (seen.view);
  const { sitting_id, rehearsal, candidate_name, juror_name, room_name, part, station_setup, phase_since, deadline, paused_since, rail, title, mode, lost, handed_in_at } = shown;
  return {
    ...NEW_GUEST, time: seen.time, link: link ?? { kind: "live", code: "" }, ...(media === undefined ? {} : { media }),
    view: { role: "guest", seat: "guest-2", sitting_id, rehearsal, candidate_name, juror_name, room_name, part, station_setup, phase, phase_since, deadline, paused_since, rail, line: shown.line, title, mode, lost, handed_in_at, ...view },
  };
}

/** @param {any} phone @param {any} film @param {(name: string, state: any) => HTMLElement} page @returns {Record<string, () => HTMLElement>} */
export function guestStates(phone, film, page) {
  const both = () => bothSeen().state.media;
  return {
    "guest-waiting": () => page("exam-guest", guest(phone, "waiting")),
    "guest-preparation": () => page("exam-guest", guest(phone, "preparation")),
    "guest-ringing": () => page("exam-guest", guest(phone, "ringing", { line: { ringing: "between", attempt: 1 } })),
    "guest-telephone": () => page("exam-guest", guest(phone, "call", { media: { ...both(), remote: [] } })),
    "guest-telephone-blocked": () => page("exam-guest", guest(phone, "call", { media: { ...up([], null), soundBlocked: true } })),
    "guest-video": () => page("exam-guest", guest(film, "call", { media: both() })),
    "guest-video-lost": () => page("exam-guest", guest(film, "call", { media: both(), view: { lost: ["candidate"] } })),
    "guest-video-stands": () => page("exam-guest", guest(film, "call", { media: { ...both(), standing: ["candidate", "juror"] } })),
    "guest-put-off": () => page("exam-guest", guest(film, "call", { media: { ...NO_MEDIA, way: "put-off" } })),
    "guest-writing": () => page("exam-guest", guest(phone, "writing")),
    "guest-over": () => page("exam-guest", guest(phone, "handed-in")),
    "guest-replaced": () => page("exam-guest", guest(phone, "call", { link: { kind: "replaced", code: "" } })),
    "guest-sent-away": () => page("exam-guest", guest(phone, "call", { link: { kind: "refused", code: "not-your-seat" } })),
    "jury-looked-on": () => page("exam-jury", jury(phone, "call", { view: { looking_on: ["Mme Verdier", "M. Osei"] } })),
    "jury-waiting-looked-on": () => page("exam-jury", jury(phone, "waiting", { view: { looking_on: ["Mme Verdier"] } })),
  };
}
