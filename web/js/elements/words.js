/** Sentences of the part: a call is taken, a visitor is received, by video or face to face. */

import { has, t, tn } from "../i18n.js";
import { isInPerson, mannerOf } from "../state/manner.js";

/** @typedef {import("../i18n.js").Blanks} Blanks */

/**
 * `t` and `tn` that take the sentence of the part where it has one of its own: `SETUP.KEY` of what hears the two, `in-person.KEY`, `visitor.KEY`,
 * then `KEY`.
 * @param {{ part: string, station_setup: string | null, mode: string | null }} view
 */
export function wordsOf(view) {
  const manner = mannerOf({ ...view, mode: view.station_setup === null ? view.mode : "in-person" });
  const prefixes = view.part !== "visitor" ? [] : manner !== null && isInPerson(manner) ? [`${view.station_setup}.`, "in-person.", "visitor."] : ["visitor."];
  /** @param {string} key @param {string} [ending] */
  const own = (key, ending = "") => `${prefixes.find((prefix) => has(`${prefix}${key}${ending}`)) ?? ""}${key}`;
  return {
    /** @param {string} key @param {Blanks} [blanks] */
    t: (key, blanks = {}) => t(own(key), blanks),
    /** @param {string} key @param {number} count @param {Blanks} [blanks] */
    tn: (key, count, blanks = {}) => tn(own(key, ".other"), count, blanks),
  };
}
