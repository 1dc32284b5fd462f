import assert from "node:assert/strict";
import test from "node:test";
import { amongWords, othersS } from "../../web/js/state/sounds.js";
import { languageName, mayBeForeign, neighbour, turns, turnsAt, wordAt, wordsBySeat } from "../../web/js/state/transcript.js";

const word = (text, start_s, end_s, probability = 0.9) => ({ text, start_s, end_s, probability });
const said = (start_s, end_s, ...words) => ({ start_s, end_s, text: words.map(({ text }) => text).join(" "), words });
const BOTH = [
  { seat: "candidate", utterances: [said(0, 2, word("Hello", 0, 1), word("there", 1, 2)), said(2.5, 3, word("Pike", 2.5, 3)), said(10, 11, word("Yes", 10, 11))] },
  { seat: "juror", utterances: [said(1.5, 2.2, word("Hi", 1.5, 2.2)), said(5, 6, word("So", 5, 6))] },
];

test("turns stand in the order in which they begin, whoever speaks", () => {
  assert.deepEqual(turns(BOTH).map(({ seat, startS }) => [seat, startS]), [["candidate", 0], ["juror", 1.5], ["candidate", 2.5], ["juror", 5], ["candidate", 10]]);
});

test("two utterances of one speaker close together are one turn", () => {
  const alone = turns([BOTH[0]]);
  assert.deepEqual(alone.map(({ words }) => words.length), [3, 1]);
  assert.deepEqual(alone[0].words.map(({ index }) => index), [0, 1, 2]);
});

test("the word that is spoken is found for each speaker, also when they overlap", () => {
  const words = wordsBySeat(BOTH);
  assert.equal(wordAt(words.get("candidate"), 1.7), 1);
  assert.equal(wordAt(words.get("juror"), 1.7), 0);
  assert.equal(wordAt(words.get("juror"), 4), -1);
  assert.equal(wordAt(words.get("candidate"), -1), -1);
  assert.equal(wordAt([], 1), -1);
  assert.deepEqual(turnsAt(turns(BOTH), 1.7), [0, 1]);
});

test("an utterance without words can still be pressed, as a whole", () => {
  const [turn] = turns([{ seat: "juror", utterances: [{ start_s: 1, end_s: 2, text: "All of it", words: [] }] }]);
  assert.equal(turn.words[0].word.text, "All of it");
});

test("going back within the first half second of a turn means the turn before", () => {
  assert.equal(neighbour([0, 5, 10], 5.3, -1), 0);
  assert.equal(neighbour([0, 5, 10], 7, -1), 5);
  assert.equal(neighbour([0, 5, 10], 5, 1), 10);
  assert.equal(neighbour([0, 5, 10], 10, 1), null);
});

test("speech without words is a turn of its own", () => {
  const sounds = [{ kind: "no-words", start_s: 3.2, end_s: 4 }, { kind: "no-words", start_s: 0.1, end_s: 0.5 }];
  const all = turns([{ ...BOTH[0], sounds }, BOTH[1]]);
  assert.deepEqual(all.map(({ seat, startS, words }) => [seat, startS, words.length]).filter(([, , count]) => count === 0), []);
  assert.deepEqual(turns([{ ...BOTH[0], utterances: [], sounds }]).map(({ startS, words }) => [startS, words.length]), [[0.1, 0], [3.2, 0]]);
});

test("sounds stand among the words, and between two parts of a turn", () => {
  const pause = { kind: "pause", start_s: 2, end_s: 2.5 };
  const um = { kind: "hesitation", start_s: 1.1, end_s: 1.4 };
  const later = { kind: "pause", start_s: 3, end_s: 10 };
  const [turn] = turns([{ ...BOTH[0], sounds: [] }]);
  const shown = (place) => amongWords(turn, place, [um, pause, later]).map((item) => ("sound" in item ? item.sound.kind : item.placed.word.text));
  assert.deepEqual(shown(0), ["Hello", "hesitation", "there", "pause"]);
  assert.deepEqual(shown(1), ["Pike"], "a pause that ends another turn belongs to nobody's text");
  assert.deepEqual(amongWords(turn, 2, []), []);
});

test("how long the other was heard is summed up", () => {
  assert.equal(othersS([{ kind: "other-speaker", start_s: 1, end_s: 2.5 }, { kind: "pause", start_s: 3, end_s: 9 }]), 1.5);
});

test("a language is doubted where more than half of what was checked sounded like another", () => {
  assert.equal(mayBeForeign({ checked_s: 10, other_s: 5 }), false);
  assert.equal(mayBeForeign({ checked_s: 10, other_s: 6 }), true);
  assert.equal(languageName("fr", "en"), "French");
  assert.equal(languageName("no such", "en"), "no such");
});
