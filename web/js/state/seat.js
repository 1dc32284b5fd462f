/** Everything that a seat's page knows, and how each thing that happens changes it. Pure. */

import * as drafts from "./draft.js";
import { NO_MARKERS } from "./markers.js";
import { copyHeard, NO_COPY } from "./own_copy.js";
import { hear } from "./server_time.js";
import { textOf } from "./sheet.js";

/** @typedef {import("../protocol/messages.d.ts").AnyServerMessage} AnyServerMessage */
/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("./server_time.js").ServerTime} ServerTime */
/** @typedef {import("./draft.js").Draft} Draft */
/** What a candidate writes. @typedef {"notes" | "text" | "sheet"} Where */

/**
 * The link to the server. `live` is the only one on which anything can be asked.
 * @typedef {object} Link
 * @property {"connecting" | "live" | "lost" | "replaced" | "refused"} kind
 * @property {string} code Why it was refused, or what a lost one waits for; "" otherwise.
 */

/**
 * The microphone, the camera and the way to the other party.
 * @typedef {object} MediaState
 * @property {"off" | "asking" | "open" | "problem"} devices
 * @property {string} problem The code of what is wrong with a device, a permission or the browser.
 * @property {"idle" | "connecting" | "up" | "lost" | "put-off"} way `put-off`: the server lets a guest in later.
 * @property {boolean} muted
 * @property {boolean} cameraOff
 * @property {boolean} soundBlocked The browser wants a press before it lets sound pass.
 * @property {boolean} sameVoices A station's two microphones bring the same sound: they are one.
 * @property {boolean} pictureShed This link is too thin for the own picture: the voice goes alone.
 * @property {readonly string[]} standing The seats whose pictures do not come though voices do.
 * @property {MediaStream | null} own
 * @property {readonly RemoteStream[]} remote
 * @property {Swap | null} swap The last device that was chosen in the call.
 */

/** A device that was chosen in the call, and how far that is. @typedef {{ kind: "microphone" | "camera" | "loudspeaker", is: "asking" | "failed" | "done" | "listening" | "heard", problem: string }} Swap */

/**
 * @typedef {object} RemoteStream
 * @property {"candidate" | "juror"} seat
 * @property {MediaStream} stream
 * @property {boolean} video
 */

/**
 * A juror's share of the draw.
 * @typedef {object} ShareState
 * @property {boolean} lost This page is bound to a share that it does not have.
 * @property {"holds" | "does-not-hold" | "not-mine" | null} proof What computing the draw again in this page has given.
 */

/**
 * @typedef {object} SeatState
 * @property {string | null} epoch
 * @property {number | null} lastSeq The last numbered message that was received; what a resume starts behind.
 * @property {number} replayedUntilSeq Up to here messages are sent again: their clocks say when they were first sent.
 * @property {CandidateView | JuryView | null} view
 * @property {ServerTime | null} time
 * @property {Link} link
 * @property {Draft} notes
 * @property {Draft} text
 * @property {Draft} sheet The contact sheet; its text is what `state/sheet.js` makes of the fields.
 * @property {MediaState} media
 * @property {ShareState} share
 * @property {import("./markers.js").MarkerQueue} markers What a juror has marked here, and the server has not confirmed.
 * @property {import("./own_copy.js").CopyState} copy The copy that this page keeps of its own microphone.
 * @property {"" | "plays" | "listens"} soundTest Two rooms are being tried, and this page takes part.
 * @property {readonly string[]} troubles What this page notices of its own station; of two microphones on one input, of which (`left-silent`).
 * @property {boolean} silent An observer's page without sound: it makes no connection for it.
 * @property {string} refusal The code of the last order that was refused; "" once another went through.
 * @property {string | null} drainingUntil
 */

/** @type {MediaState} */
export const NO_MEDIA = {
  devices: "off", problem: "", way: "idle", muted: false, cameraOff: false, soundBlocked: false, sameVoices: false, pictureShed: false, standing: [], own: null, remote: [], swap: null,
};

/** @type {SeatState} */
export const NEW_SEAT = {
  epoch: null, lastSeq: null, replayedUntilSeq: 0, view: null, time: null, link: { kind: "connecting", code: "" },
  notes: drafts.EMPTY_DRAFT, text: drafts.EMPTY_DRAFT, sheet: drafts.EMPTY_DRAFT, media: NO_MEDIA, share: { lost: false, proof: null }, markers: NO_MARKERS, copy: NO_COPY, troubles: [], silent: false, soundTest: "", refusal: "", drainingUntil: null,
};

/**
 * @typedef {{ what: "message", message: AnyServerMessage, receivedAtMs: number, roundTripMs?: number }
 *   | { what: "numbered", seq: number }
 *   | { what: "link", link: Link }
 *   | { what: "typed", where: Where, text: string }
 *   | { what: "sent", where: Where }
 *   | { what: "restored", where: Where, kept: { text: string, revision: number } }
 *   | { what: "media", change: Partial<MediaState> }
 *   | { what: "troubles", troubles: readonly string[] }
 *   | { what: "silent", silent: boolean }
 *   | { what: "sound-test", soundTest: "" | "plays" | "listens" }
 *   | { what: "copy", copy: Omit<import("./own_copy.js").CopyState, "kept"> }
 *   | { what: "markers", markers: import("./markers.js").MarkerQueue }
 *   | { what: "share", change: Partial<ShareState> }
 *   | { what: "refused", code: string }
 *   | { what: "refusal-read" }} Happening
 */

/** @param {SeatState} state @param {Happening} happening @returns {SeatState} */
export function after(state, happening) {
  switch (happening.what) {
    case "message":
      return heard(state, happening);
    case "troubles":
      return { ...state, troubles: happening.troubles };
    case "numbered":
      return { ...state, lastSeq: happening.seq };
    case "link":
      return linked(state, happening.link);
    case "typed":
      return { ...state, [happening.where]: drafts.typed(state[happening.where], happening.text) };
    case "sent":
      return { ...state, [happening.where]: drafts.sent(state[happening.where]) };
    case "restored":
      return { ...state, [happening.where]: drafts.restored(state[happening.where], happening.kept) };
    case "media":
      return { ...state, media: { ...state.media, ...happening.change } };
    case "sound-test":
      return { ...state, soundTest: happening.soundTest };
    case "silent":
      return { ...state, silent: happening.silent };
    case "copy":
      return { ...state, copy: copyHeard(state.copy, happening.copy) };
    case "markers":
      return { ...state, markers: happening.markers };
    case "share":
      return { ...state, share: { ...state.share, ...happening.change } };
    case "refused":
      return { ...state, refusal: happening.code };
    case "refusal-read":
      return state.refusal === "" ? state : { ...state, refusal: "" };
  }
}

/** @param {SeatState} state @param {Link} link @returns {SeatState} */
function linked(state, link) {
  if (link.kind === "live") return { ...state, link };
  return { ...state, link, notes: drafts.linkLost(state.notes), text: drafts.linkLost(state.text), sheet: drafts.linkLost(state.sheet) };
}

/**
 * @param {SeatState} state
 * @param {{ message: AnyServerMessage, receivedAtMs: number, roundTripMs?: number }} happening
 * @returns {SeatState}
 */
function heard(state, { message, receivedAtMs, roundTripMs }) {
  if (message.type === "welcome") {
    // Its number is that of the last message ever sent, and the missed ones come after it: it counts for nothing.
    const time = hear(state.time, { serverNow: message.server_now, receivedAtMs });
    return {
      ...state, epoch: message.epoch, time, drainingUntil: null,
      lastSeq: message.resumed ? state.lastSeq : null,
      replayedUntilSeq: message.resumed ? message.seq : 0,
    };
  }
  const counted = { ...state, lastSeq: message.seq };
  switch (message.type) {
    case "view": {
      const replayed = message.seq <= state.replayedUntilSeq;
      const time = replayed ? state.time : hear(state.time, { serverNow: message.server_now, receivedAtMs });
      // Who looks on has a page and a state of their own (state/guest.js).
      return message.view.role === "guest" ? { ...counted, time } : viewed({ ...counted, time }, message.view);
    }
    case "pong": {
      const time = hear(state.time, { serverNow: message.server_now, receivedAtMs, ...(roundTripMs === undefined ? {} : { roundTripMs }) });
      return { ...counted, time };
    }
    case "saved": {
      const where = /** @type {Where} */ (message.what);
      return { ...counted, [where]: drafts.saved(state[where], message.revision, message.saved_at) };
    }
    case "accepted":
      return { ...counted, refusal: "" };
    case "refused":
      return { ...counted, refusal: message.code };
    case "replaced":
      return { ...counted, link: { kind: "replaced", code: "" } };
    case "draining":
      return { ...counted, drainingUntil: message.until };
    case "media-answer":
    case "media-gone":
    case "sound-test":
      return counted;
  }
}

/** @param {SeatState} state @param {CandidateView | JuryView} view @returns {SeatState} */
function viewed(state, view) {
  // A refusal belongs to the phase in which something was asked: the next phase has its own next step.
  const refusal = state.view !== null && state.view.phase !== view.phase ? "" : state.refusal;
  if (view.role === "jury") return { ...state, view, refusal };
  // Back to waiting: the draw was declared void, and what was written about it stands in the record, not here.
  if (view.phase === "waiting") return { ...state, view, refusal, notes: drafts.EMPTY_DRAFT, text: drafts.EMPTY_DRAFT, sheet: drafts.EMPTY_DRAFT };
  return {
    ...state, view, refusal,
    notes: drafts.shown(state.notes, view.notes),
    text: drafts.shown(state.text, view.text),
    sheet: drafts.shown(state.sheet, { text: textOf(view.sheet.fields), revision: view.sheet.revision, saved_at: view.sheet.saved_at }),
  };
}
