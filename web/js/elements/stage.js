/**
 * What every screen of a seat is given, and the few things it can ask of its page.
 *
 * @typedef {import("../state/seat.js").SeatState} SeatState
 * @typedef {import("../state/seat.js").MediaState} MediaState
 * @typedef {import("../protocol/messages.d.ts").Order["command"]} Command
 * @typedef {Command extends infer C ? C extends { from_phase: unknown } ? Omit<C, "from_phase"> : never : never} Asked
 *   A command as a screen asks for it; the page adds the phase that was seen.
 */

/**
 * @template View
 * @typedef {object} Stage
 * @property {SeatState} state
 * @property {View} view
 * @property {boolean} live Whether anything can be asked of the server now.
 * @property {Levels} levels
 * @property {number} sheet The document that is open beside the call; −1 for none.
 * @property {(asked: Asked) => void} order
 * @property {() => void} giveShare Add this page's share to the draw that is open.
 * @property {() => void} checkDraw Compute the draw again in this page.
 * @property {(change: MediaWish) => void} media
 * @property {() => void} soundWasBlocked The browser wants a press before it plays sound.
 * @property {(where: "notes" | "text" | "sheet", text: string) => void} write
 * @property {(sheet: number) => void} showSheet
 * @property {import("../state/reference.js").Reference} [reference] What the candidate may look up now.
 * @property {boolean} [goesOn] Whether the candidate came by a code: other parts follow this one.
 * @property {(read: { sentence: string, sound: Blob }) => void} sentence What was read in the check, for the technician.
 * @property {(id: string) => void} ask Ask for confirmation with the dialog of that id.
 */

/** How loud it is now, 0 to 1; the page refreshes it ten times a second. @typedef {{ own: number, others: Record<string, number>, loss?: number, roundTripS?: number }} Levels */

/**
 * What a juror does with markers.
 * @typedef {{ what: "press", criterionId: string, sign: "+" | "-" } | { what: "note", id: string, note: string }
 *   | { what: "note-alone", note: string, agoMs: number } | { what: "take-back", id: string } | { what: "leave-alone" }} Marking
 */

/** @typedef {{ muted?: boolean, cameraOff?: boolean, retry?: true, sound?: true, swap?: { kind: "microphone" | "camera" | "loudspeaker", id: string } }} MediaWish */

export {};
