/**
 * What a juror has marked in this page and the server has not confirmed yet, in the order in which it was done. Pure.
 *
 * A press keeps its own moment: what is sent later says how long ago it was. An act that was tried may have arrived, whatever
 * became of its answer; so it is sent again as it was, under the same id, and what follows it comes as an act of its own.
 */

/** @typedef {import("../protocol/messages.d.ts").MarkerSeen} MarkerSeen */
/** @typedef {import("../protocol/messages.d.ts").Sign} Sign */

/**
 * @typedef {{ what: "set", id: string, criterionId: string, sign: Sign, note: string, atMs: number, tried: boolean }
 *   | { what: "note", id: string, note: string, tried: boolean }
 *   | { what: "remove", id: string, tried: boolean }} Act `atMs` is of this computer's own steady clock.
 */

/** @typedef {{ acts: readonly Act[], lastId: string }} MarkerQueue `lastId`: what the next note is for; "" for none. */

/** A marker as the page shows it. @typedef {{ id: string, criterionId: string, sign: Sign, note: string, atMs: number, waiting: boolean }} Shown */

/** @type {MarkerQueue} */
export const NO_MARKERS = { acts: [], lastId: "" };

/** @param {MarkerQueue} queue @param {{ id: string, criterionId: string, sign: Sign, note?: string, atMs: number }} press @returns {MarkerQueue} */
export function pressed(queue, { id, criterionId, sign, note = "", atMs }) {
  return { acts: [...queue.acts, { what: "set", id, criterionId, sign, note, atMs, tried: false }], lastId: sign === "note" ? "" : id };
}

/** @param {MarkerQueue} queue @param {string} id @param {string} note @returns {MarkerQueue} */
export function noted(queue, id, note) {
  const unsent = queue.acts.some((act) => act.id === id && act.what !== "remove" && !act.tried);
  const acts = unsent
    ? queue.acts.map((act) => (act.id === id && act.what !== "remove" && !act.tried ? { ...act, note } : act))
    : [...queue.acts, /** @type {Act} */ ({ what: "note", id, note, tried: false })];
  return { acts, lastId: "" };
}

/** @param {MarkerQueue} queue @param {string} id @returns {MarkerQueue} */
export function takenBack(queue, id) {
  const unheard = queue.acts.some((act) => act.what === "set" && act.id === id && !act.tried);
  const others = queue.acts.filter((act) => act.id !== id || (act.what === "set" && act.tried) || act.tried);
  return { acts: unheard ? others : [...others, { what: "remove", id, tried: false }], lastId: queue.lastId === id ? "" : queue.lastId };
}

/** The note is not for the last marker. @param {MarkerQueue} queue @returns {MarkerQueue} */
export function leftAlone(queue) {
  return { ...queue, lastId: "" };
}

/** The first act is on its way. @param {MarkerQueue} queue @returns {MarkerQueue} */
export function tried(queue) {
  const [first, ...rest] = queue.acts;
  return first === undefined ? queue : { ...queue, acts: [{ ...first, tried: true }, ...rest] };
}

/** The first act is done, or refused for good: what else was done to a marker that is not there goes with it. @param {MarkerQueue} queue @param {{ refused?: boolean }} [how] @returns {MarkerQueue} */
export function settled(queue, { refused = false } = {}) {
  const [first, ...rest] = queue.acts;
  if (first === undefined) return queue;
  const gone = refused && first.what === "set";
  return { acts: gone ? rest.filter((act) => act.id !== first.id) : rest, lastId: gone && queue.lastId === first.id ? "" : queue.lastId };
}

/**
 * What is marked, as far as this page knows, by moment.
 * @param {MarkerQueue} queue @param {readonly MarkerSeen[]} stored @param {(atMs: number) => number} serverMs From this computer's clock to the server's.
 * @returns {Shown[]}
 */
export function shown(queue, stored, serverMs) {
  /** @type {Map<string, Shown>} */
  const all = new Map(stored.map(({ marker_id: id, criterion_id: criterionId, sign, note, pressed_at }) => [id, { id, criterionId, sign, note, atMs: Date.parse(pressed_at), waiting: false }]));
  for (const act of queue.acts) {
    const known = all.get(act.id);
    if (act.what === "remove") all.delete(act.id);
    else if (act.what === "note") { if (known !== undefined) all.set(act.id, { ...known, note: act.note, waiting: true }); }
    else if (known === undefined) all.set(act.id, { id: act.id, criterionId: act.criterionId, sign: act.sign, note: act.note, atMs: serverMs(act.atMs), waiting: true });
  }
  return [...all.values()].sort((one, other) => one.atMs - other.atMs);
}

/** The command that carries an act, as it is sent now. @param {Act} act @param {number} nowMs */
export function commandOf(act, nowMs) {
  switch (act.what) {
    case "set":
      return { type: /** @type {const} */ ("set-marker"), marker_id: act.id, criterion_id: act.criterionId, sign: act.sign, note: act.note, ago_ms: Math.max(0, Math.round(nowMs - act.atMs)) };
    case "note":
      return { type: /** @type {const} */ ("note-marker"), marker_id: act.id, note: act.note };
    case "remove":
      return { type: /** @type {const} */ ("remove-marker"), marker_id: act.id };
  }
}

/** The rows of the keyboard: one row says plus, the row under it minus, a column a criterion. By place, not by letter: layouts differ. */
const PLUS_KEYS = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9"];
const MINUS_KEYS = ["KeyQ", "KeyW", "KeyE", "KeyR", "KeyT", "KeyY", "KeyU", "KeyI", "KeyO"];

/** What a key says: its column and its sign; null for another key. @param {string} code As `KeyboardEvent.code`. @returns {{ column: number, sign: Sign } | null} */
export function keyPressed(code) {
  const plus = Math.max(PLUS_KEYS.indexOf(code), PLUS_KEYS.indexOf(code.replace("Numpad", "Digit")));
  if (plus >= 0) return { column: plus, sign: "+" };
  const minus = MINUS_KEYS.indexOf(code);
  return minus >= 0 ? { column: minus, sign: "-" } : null;
}

/** What stands on the keys of a column where the layout is not known. @param {number} column @param {"fr" | "en"} language */
export function keyNames(column, language) {
  return { plus: String(column + 1), minus: (language === "fr" ? "AZERTYUIO" : "QWERTYUIO")[column] ?? "" };
}

/** A UUID of version 4 (RFC 9562, section 5.4): `crypto.randomUUID` is not there on every page of a LAN. */
export function newMarkerId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
