/** What was heard beside the words, put among them in its time. Pure. */

/** @typedef {import("./bundle.d.ts").HeardSound} HeardSound */
/** @typedef {import("./transcript.js").PlacedWord} PlacedWord */
/** @typedef {import("./transcript.js").Turn} Turn */

/** Sounds and words begin at the same place where a recogniser gives a pause to the word behind it. */
const SLACK_S = 0.05;

/**
 * Words and sounds of one part of a turn, in the order in which they begin. What lies between two parts of a turn stands at the end of the first.
 * @param {Turn} turn @param {number} place Of the part. @param {readonly HeardSound[]} sounds Of the same speaker.
 * @returns {({ placed: PlacedWord } | { sound: HeardSound })[]}
 */
export function amongWords(turn, place, sounds) {
  const part = turn.parts[place];
  if (part === undefined) return [];
  const untilS = turn.parts[place + 1]?.startS ?? part.endS;
  const here = sounds.filter(({ start_s, end_s }) => part.startS - SLACK_S <= start_s && start_s < untilS && end_s <= untilS + SLACK_S);
  const items = [...part.words.map((placed) => ({ placed })), ...here.map((sound) => ({ sound }))];
  /** A pause stands before the word in whose time it lies: words last until the next one begins. @param {typeof items[number]} item */
  const at = (item) => ("placed" in item ? (item.placed.word.start_s + item.placed.word.end_s) / 2 : item.sound.start_s);
  return items.sort((a, b) => at(a) - at(b));
}

/** How long the other party was heard in a microphone, in seconds. @param {readonly HeardSound[]} sounds */
export function othersS(sounds) {
  return sounds.filter(({ kind }) => kind === "other-speaker").reduce((sum, { start_s, end_s }) => sum + end_s - start_s, 0);
}
