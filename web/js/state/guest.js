/** Everything that the page of somebody who looks on knows, and how each thing that happens changes it. Pure. */

import { hear } from "./server_time.js";
import { NO_MEDIA } from "./seat.js";

/** @typedef {import("../protocol/messages.d.ts").GuestView} GuestView */
/** @typedef {import("../protocol/messages.d.ts").AnyServerMessage} AnyServerMessage */

/**
 * @typedef {object} GuestState
 * @property {string | null} epoch
 * @property {number | null} lastSeq
 * @property {number} replayedUntilSeq Up to here messages are sent again: their clocks say when they were first sent.
 * @property {GuestView | null} view
 * @property {import("./server_time.js").ServerTime | null} time
 * @property {import("./seat.js").Link} link
 * @property {import("./seat.js").MediaState} media
 */

/** @type {GuestState} */
export const NEW_GUEST = { epoch: null, lastSeq: null, replayedUntilSeq: 0, view: null, time: null, link: { kind: "connecting", code: "" }, media: NO_MEDIA };

/**
 * @typedef {{ what: "message", message: AnyServerMessage, receivedAtMs: number, roundTripMs?: number }
 *   | { what: "link", link: import("./seat.js").Link }
 *   | { what: "media", change: Partial<import("./seat.js").MediaState> }} GuestHappening
 */

/** @param {GuestState} state @param {GuestHappening} happening @returns {GuestState} */
export function after(state, happening) {
  switch (happening.what) {
    case "message":
      return heard(state, happening);
    case "link":
      // A page that another took, or that was sent away, stays so.
      return state.link.kind === "replaced" && happening.link.kind !== "connecting" ? state : { ...state, link: happening.link };
    case "media":
      return { ...state, media: { ...state.media, ...happening.change } };
  }
}

/** Whether the server has this page wait until calls leave room for it. @param {GuestView} view @param {string} way How far the own connection is. */
export function waitsForRoom(view, way) {
  return way === "put-off" && (view.phase === "ringing" || view.phase === "connecting" || view.phase === "call");
}

/** Why it is silent in the call: the key of a sentence, and whom it names; null where there is nothing to say. @param {GuestView} view @param {string} way How far the own connection is. */
export function whySilent(view, way) {
  if (view.phase !== "call") return null;
  if (way === "lost") return { key: "call.state.own-lost", name: "" };
  const [lost] = view.lost;
  if (lost !== undefined) return { key: "call.state.other-lost", name: lost === "candidate" ? view.candidate_name : view.juror_name };
  return view.line.held === "no" ? null : { key: "call.state.held-between", name: "" };
}

/** @param {GuestState} state @param {{ message: AnyServerMessage, receivedAtMs: number, roundTripMs?: number }} heard @returns {GuestState} */
function heard(state, { message, receivedAtMs, roundTripMs }) {
  if (message.type === "welcome") {
    const time = hear(state.time, { serverNow: message.server_now, receivedAtMs });
    return { ...state, epoch: message.epoch, time, lastSeq: message.resumed ? state.lastSeq : null, replayedUntilSeq: message.resumed ? message.seq : 0 };
  }
  const counted = { ...state, lastSeq: message.seq };
  switch (message.type) {
    case "view": {
      const time = message.seq <= state.replayedUntilSeq ? state.time : hear(state.time, { serverNow: message.server_now, receivedAtMs });
      return message.view.role === "guest" ? { ...counted, time, view: message.view } : counted;
    }
    case "pong":
      return { ...counted, time: hear(state.time, { serverNow: message.server_now, receivedAtMs, ...(roundTripMs === undefined ? {} : { roundTripMs }) }) };
    case "replaced":
      return { ...counted, link: { kind: "replaced", code: "" } };
    default:
      return counted;
  }
}
