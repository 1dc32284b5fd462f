/** Which stations can try how well two rooms are kept from each other, and what a figure means. Pure. */

/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {{ key: string, sitting_id: string, seat: "candidate" | "juror", room: string, name: string }} Station */

/** Two teaching rooms are kept apart by so much (French order of 25 April 2003 on schools: 43 dB). */
const FINE_DB = 43;
/** Under this what is said next door can be followed (decision record 0180). */
const FOLLOWED_DB = 30;

/** The stations whose waiting pages are open. @param {Iterable<BoardSitting>} sittings @returns {Station[]} */
export function stationsWaiting(sittings) {
  return [...sittings].filter(({ phase }) => phase === "waiting" || phase === "drawn").flatMap((sitting) =>
    /** @type {const} */ (["candidate", "juror"]).filter((seat) => sitting.present.includes(seat)).map((seat) => ({
      key: `${sitting.sitting_id} ${seat}`, sitting_id: sitting.sitting_id, seat, room: sitting.room_name,
      name: seat === "candidate" ? sitting.candidate_name : sitting.juror_name,
    })));
}

/** What a figure means for the day. @param {{ attenuation_db: number, at_least: boolean }} found @returns {"fine" | "faint" | "followed" | "noisy"} */
export function meaning({ attenuation_db, at_least }) {
  if (attenuation_db >= FINE_DB) return "fine";
  if (at_least) return "noisy";
  return attenuation_db >= FOLLOWED_DB ? "faint" : "followed";
}
