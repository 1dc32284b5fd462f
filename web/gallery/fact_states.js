/** The fact grid of a made-up call, and its states: nothing yet, no words, not to be had, a passage in the text. Development only. */

import { then, there } from "./standing.js";

/** @typedef {import("../js/elements/replay.js").ExamReplay} ExamReplay */
/** @typedef {import("../js/state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../js/state/fact_grid.d.ts").FactGrid} FactGrid */
/** @typedef {import("../js/state/fact_grid.d.ts").FactPlace} FactPlace */
/** @typedef {import("../js/state/fact_grid.d.ts").Sighting} Sighting */

const NOWHERE = { unclear: false, start_s: null, end_s: null, field_id: null, first: null, last: null };
/** What somebody wrote instead. @type {Record<string, string>} */
const WRITTEN_INSTEAD = { "Friday 4 December": "Tuesday 24 November", "020 915 0146": "+353 20 910 0142", "26 stores": "nine shops", "480 kettles": "240", "FCA": "EXW" };
/** What somebody said instead. @type {Record<string, string>} */
const SAID_INSTEAD = { "8 a.m.": "nine a.m.", "24 kettles": "twenty kettles", "21.50 euros": "twenty-two euros fifty", "Aoife": "A, O, F, E" };

/** @param {ReplayBundle} bundle @param {readonly any[]} expected @returns {FactGrid} */
export function factGrid(bundle, expected) {
  const places = /** @type {FactPlace[]} */ (["candidate", "juror", bundle.part === "visitor" ? "sheet" : "text"]).filter((place) => place !== "juror" || bundle.tracks.some(({ seat }) => seat === "juror"));
  const there = (/** @type {FactPlace} */ place) => place === "text" || place === "sheet" ? bundle[place].length > 0 : bundle.transcripts.some(({ seat }) => seat === place);
  return {
    sitting_id: "gallery",
    columns: places.map((place) => ({ place, there: there(place) })),
    rows: expected.map(({ fact_id, label, kind, value }, row) => ({
      fact_id, label, kind, value,
      cells: places.map((place) => ({ place, sightings: !there(place) ? [] : place === "text" || place === "sheet" ? written(bundle, value) : said(bundle, place, value, row) })),
    })),
  };
}

/** @param {ReplayBundle} bundle @param {string} value @returns {Sighting[]} */
function written(bundle, value) {
  const fields = bundle.sheet.at(-1)?.fields ?? {};
  for (const [words, agreement] of /** @type {const} */ ([[value, "found"], [WRITTEN_INSTEAD[value] ?? value, "different"]])) {
    for (const [field_id, text] of bundle.part === "visitor" ? Object.entries(fields) : [[null, bundle.text.at(-1)?.text ?? ""]]) {
      const first = String(text).indexOf(words);
      if (first !== -1) return [{ ...NOWHERE, agreement, words, field_id: field_id ?? null, first, last: first + words.length }];
    }
  }
  return [];
}

/** @param {ReplayBundle} bundle @param {FactPlace} seat @param {string} value @param {number} row @returns {Sighting[]} */
function said(bundle, seat, value, row) {
  const words = bundle.transcripts.find((transcript) => transcript.seat === seat)?.utterances.flatMap((utterance) => utterance.words) ?? [];
  const at = (/** @type {number} */ place) => ({ start_s: words[place % words.length]?.start_s ?? 0, end_s: words[place % words.length]?.end_s ?? 0 });
  const instead = seat === "candidate" ? SAID_INSTEAD[value] : undefined;
  if (instead !== undefined) return [{ ...NOWHERE, agreement: "different", words: instead, ...at(4 * row) }];
  if ((row * 7 + seat.length) % 5 === 0) return [];
  const first = /** @type {Sighting} */ ({ ...NOWHERE, agreement: "found", words: value, unclear: row % 6 === 3, ...at(4 * row) });
  return row % 4 === 1 ? [first, { ...first, unclear: false, ...at(4 * row + 9) }] : [first];
}

/** @param {(bundle: ReplayBundle) => ExamReplay} replay @param {ReplayBundle} bundle @param {ReplayBundle} visit @param {{ call: readonly any[], visitor: readonly any[] }} expected @returns {Record<string, () => HTMLElement>} */
export function factStates(replay, bundle, visit, expected) {
  /** @param {ReplayBundle} shown @param {(element: ExamReplay) => unknown} act */
  const after = (shown, act) => then(replay(shown), act);
  /** @param {string} place */
  const press = (place) => async (/** @type {ExamReplay} */ element) => (await there(() => /** @type {HTMLElement | null} */ (element.querySelector(place)))).click();
  const grid = factGrid(bundle, expected.call);
  return {
    "replay-facts-in-the-text": () => after(bundle, press("td:last-child .sighting-found button")),
    "replay-facts-in-the-sheet": () => after(visit, press("td:last-child .sighting-different button")),
    "replay-facts-coming": () => after(bundle, (element) => { element.facts = null; }),
    "replay-facts-failed": () => after(bundle, (element) => { element.facts = null; element.factsFailed = true; }),
    "replay-facts-sealed": () => after(bundle, (element) => { element.facts = null; element.factsSealed = true; }),
    "replay-facts-none": () => after(bundle, (element) => { element.facts = { ...grid, rows: [] }; }),
    "replay-facts-in-words": () => after(bundle, (element) => { element.facts = { ...grid, rows: grid.rows.map((row, place) => (place === 2 ? { ...row, kind: null, value: "The film round the second pallet was torn on one side", cells: [] } : row)) }; }),
    "replay-record": () => after(bundle, (element) => { element.side = "record"; }),
  };
}
