/**
 * How the two are together: by telephone, by video, or in the same room with what the room is equipped with. Pure.
 *
 * The server's table is oralexam/media/layout.py; this is its half of it.
 */

/** @typedef {"telephone" | "video" | "two-microphones" | "one-microphone" | "two-stations"} Manner */
/** @typedef {"candidate" | "juror" | "observer"} MediaSeat */

/** What is known of it now: nothing before the draw. @param {{ mode: string | null, station_setup?: string | null }} view @returns {Manner | null} */
export function mannerOf({ mode, station_setup = null }) {
  if (mode === "in-person") return /** @type {Manner | null} */ (station_setup);
  return mode === "telephone" || mode === "video" ? mode : null;
}

/** @type {ReadonlySet<string>} */
const IN_PERSON = new Set(["two-microphones", "one-microphone", "two-stations"]);

/** Whether the two hear each other through the air: then nothing is played to them. @param {Manner} manner */
export function isInPerson(manner) {
  return IN_PERSON.has(manner);
}

/** Whether a camera belongs to it. @param {Manner} manner */
export function hasPicture(manner) {
  return manner !== "telephone";
}

/** Whether this seat has a connection of its own: with one station in the room the juror's page has none. @param {Manner} manner @param {MediaSeat} seat */
export function connects(manner, seat) {
  return seat !== "juror" || (manner !== "two-microphones" && manner !== "one-microphone");
}

/** Whether this seat's one input holds two people's microphones. @param {Manner} manner @param {MediaSeat} seat */
export function hasTwoVoices(manner, seat) {
  return manner === "two-microphones" && seat === "candidate";
}
