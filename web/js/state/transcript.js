/** The transcript by speaker: turns in the order they begin, and the word that is being spoken. Pure. */

/** @typedef {import("./bundle.d.ts").TrackTranscript} TrackTranscript */
/** @typedef {import("./bundle.d.ts").Word} Word */

/**
 * A turn is what one speaker says until the other speaks, or falls silent for long.
 * @typedef {{ seat: string, startS: number, endS: number, words: PlacedWord[], parts: Part[] }} Turn
 */

/** One utterance of a turn; `shown` is what people have done about it. @typedef {{ startS: number, endS: number, words: PlacedWord[], shown: import("./correction.d.ts").ShownUtterance | null }} Part */

/** A word and its place among all of its speaker's words. @typedef {{ word: Word, index: number }} PlacedWord */

/** Below this the recogniser is more often wrong than right: listen. */
export const UNCLEAR_BELOW = 0.5;
/** Utterances of one speaker closer than this are one turn, if nobody speaks between. */
const SAME_TURN_S = 2;

/** @param {readonly TrackTranscript[]} transcripts @returns {Turn[]} */
export function turns(transcripts) {
  const utterances = transcripts.flatMap((transcript) => {
    let index = 0;
    return transcript.utterances.map((utterance) => {
      const words = spoken(utterance).map((word) => ({ word, index: index++ }));
      const part = { startS: utterance.start_s, endS: utterance.end_s, words, shown: utterance.shown ?? null };
      return { seat: transcript.seat, startS: part.startS, endS: part.endS, words: [...words], parts: [part] };
    }).concat(wordless(transcript).map(({ start_s, end_s }) => {
      const part = { startS: start_s, endS: end_s, words: [], shown: null };
      return { seat: transcript.seat, startS: start_s, endS: end_s, words: [], parts: [part] };
    }));
  });
  utterances.sort((a, b) => a.startS - b.startS || a.seat.localeCompare(b.seat));
  /** @type {Turn[]} */
  const made = [];
  for (const utterance of utterances) {
    const before = made.at(-1);
    if (before?.seat === utterance.seat && utterance.startS - before.endS < SAME_TURN_S) {
      before.words.push(...utterance.words);
      before.parts.push(...utterance.parts);
      before.endS = utterance.endS;
    } else {
      made.push({ ...utterance });
    }
  }
  return made;
}

/** Where somebody spoke and no text could be trusted, outside all utterances. @param {TrackTranscript} transcript */
function wordless({ sounds = [], utterances }) {
  return sounds.filter(({ kind, start_s }) => kind === "no-words" && !utterances.some((each) => each.start_s <= start_s && start_s < each.end_s));
}

/** Each speaker's words, in order. @param {readonly TrackTranscript[]} transcripts @returns {Map<string, Word[]>} */
export function wordsBySeat(transcripts) {
  return new Map(transcripts.map(({ seat, utterances }) => [seat, utterances.flatMap(spoken)]));
}

/** An utterance's words; one that came without is a word as a whole. @param {import("./bundle.d.ts").Utterance} utterance @returns {Word[]} */
function spoken(utterance) {
  if (utterance.words.length > 0 || utterance.text.trim() === "") return utterance.words;
  return [{ text: utterance.text, start_s: utterance.start_s, end_s: utterance.end_s, probability: 1 }];
}

/** The word that is being spoken at `atS`, by its place; −1 in a silence. @param {readonly Word[]} words @param {number} atS */
export function wordAt(words, atS) {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {Word} */ (words[middle]).start_s <= atS) low = middle + 1;
    else high = middle;
  }
  const word = words[low - 1];
  return word !== undefined && atS < Math.max(word.end_s, word.start_s + 0.05) ? low - 1 : -1;
}

/** The turns that are being spoken, by their places: more than one where they overlap. @param {readonly Turn[]} all @param {number} atS */
export function turnsAt(all, atS) {
  return all.flatMap((turn, index) => (turn.startS <= atS && atS < turn.endS ? [index] : []));
}

/** Where the previous (−1) or next (+1) turn or word begins, seen from `atS`; null where there is none. @param {readonly number[]} starts In order. @param {number} atS @param {-1 | 1} direction */
export function neighbour(starts, atS, direction) {
  // Going back within the first half second of one means the one before, as every player does.
  if (direction === -1) return starts.filter((start) => start < atS - 0.5).at(-1) ?? null;
  return starts.find((start) => start > atS + 0.05) ?? null;
}

/** Whether a track may not be English: more of it sounded like something else than like English (oralexam/transcripts/transcript.py has it too). @param {{checked_s: number, other_s: number}} checked */
export function mayBeForeign(checked) {
  return checked.other_s > checked.checked_s / 2;
}

/** A language by its code, as readers call it. @param {string} code @param {string} readers */
export function languageName(code, readers) {
  try {
    return new Intl.DisplayNames([readers], { type: "language" }).of(code) ?? code;
  } catch {
    return code; // Whisper has a code or two that no standard knows.
  }
}
