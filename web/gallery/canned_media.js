/** What a page's media may be: a picture either way, a device in trouble, a station for two. Development only. */

import { NO_MEDIA } from "../js/state/seat.js";
import { picture } from "./drawn_people.js";

/** @typedef {import("../js/state/seat.js").MediaState} MediaState */

/** @param {string} code @returns {{ state: { media: MediaState } }} */
export const trouble = (code) => ({ state: { media: { ...NO_MEDIA, devices: "problem", problem: code } } });
/** @param {MediaState["remote"]} remote @param {MediaStream | null} own @returns {MediaState} */
export const up = (remote, own) => ({ ...NO_MEDIA, devices: "open", way: "up", remote, own });
/** @param {"candidate" | "juror"} seat */
export const seen = (seat) => ({ seat, stream: picture(seat), video: true });

// Functions: a picture is drawn five times a second from its making on.
export const withPicture = () => ({ state: { media: up([seen("juror")], picture("candidate")) } });
export const juryPicture = () => ({ state: { media: up([seen("candidate")], picture("juror")) } });
export const both = () => ({ view: /** @type {const} */ ({ seat: "observer" }), state: { media: up([seen("candidate"), seen("juror")], null) } });
export const station = () => /** @type {const} */ ({ setup: "two-microphones", state: { media: { ...NO_MEDIA, devices: "open", way: "up", own: picture("candidate") } } });
