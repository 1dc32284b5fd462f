import assert from "node:assert/strict";
import test from "node:test";
import { asRead, bracketed, keepingEdited, keyOf, newerThanRead, progress, readingOf, storyOf, wouldBe } from "../../web/js/state/reading.js";

const line = (text, standing, words, changes = []) => ({ start_s: 1, end_s: 2, text, standing, words, changes });
const word = (text, probability = 0.9, unclear = false) => ({ text, start_s: 1, end_s: 2, probability, unclear });
const read = (utterance_id, revision, shown) => ({ utterance_id, revision, heard: "ten crates", line: shown });
const track = (version, newest, utterances, history = []) => ({ seat: "candidate", version, newest, recognizer: { model: `m${version}` }, utterances, history, sounds: [{ kind: "pause", start_s: version, end_s: version + 0.5 }] });
const act = (revision, utterance_id = "heard-0") => ({ revision, utterance_id, kind: "corrected", author: "", at: "", before: "", after: "" });
const HEARD = read("heard-0", 0, line("ten crates", "as-heard", [word("ten"), word("crates")]));
const CORRECTED = read("heard-0", 2, line("ten [crates]", "corrected", [word("ten", null), word("crates", 0.4, true)], [{ first: 0, count: 1, heard: "then" }]));
const NONE = new Map();

test("what people read outranks what the machine wrote later, until somebody asks for that", () => {
  const readings = [track(1, false, [CORRECTED], [act(1)]), track(2, true, [HEARD])];
  assert.equal(readingOf(readings, "candidate").version, 1);
  assert.equal(newerThanRead(readings, "candidate").version, 2);
  assert.equal(readingOf(readings, "candidate", 2).version, 2);
  assert.equal(newerThanRead(readings, "candidate", 2), null);
  assert.equal(readingOf([track(1, false, [HEARD]), track(2, true, [HEARD])], "candidate").version, 2);
  assert.equal(readingOf(readings, "juror"), null);
});

test("a transcript is shown as it was read, with what a person changed and doubts", () => {
  const machine = { seat: "candidate", recognizer: { model: "m1" }, utterances: [] };
  const [shown] = asRead([machine], [track(1, true, [CORRECTED], [act(1)])], NONE);
  const [utterance] = shown.utterances;
  assert.deepEqual(utterance.words.map(({ text, changed, doubted, probability }) => [text, changed, doubted, probability]), [["ten", true, false, 1], ["crates", false, true, 0.4]]);
  assert.equal(keyOf(utterance.shown), "candidate-1-heard-0");
  assert.deepEqual(asRead([machine], [], NONE), [machine]);
});

test("what was read is counted, and the last act is told first", () => {
  const readings = [track(1, true, [CORRECTED, { ...HEARD, utterance_id: "heard-1" }], [act(1), act(2, "heard-1"), act(3)])];
  assert.deepEqual(progress(readings, ["candidate", "juror"], NONE), { read: 1, all: 2 });
  assert.deepEqual(storyOf(readings[0], "heard-0").map(({ revision }) => revision), [3, 1]);
  assert.deepEqual(storyOf(null, "heard-0"), []);
});

test("the button says what it would do", () => {
  assert.equal(wouldBe(" ten  crates ", "ten crates"), "confirm");
  assert.equal(wouldBe("ten Crates", "ten crates"), "save");
  assert.equal(wouldBe(" ", "ten crates"), "remove");
});

test("what is selected is put between brackets, and nothing selected is what nobody understands", () => {
  assert.deepEqual(bracketed("rest when he lands", 5, 12), { text: "rest [when he] lands", caret: 14 });
  assert.deepEqual(bracketed("rest when", 4, 9), { text: "rest [when]", caret: 11 });
  assert.deepEqual(bracketed("rest ", 5, 5), { text: "rest […]", caret: 8 });
});

test("words and what was heard beside them are of one version, also where the machine has written another since", () => {
  const newest = { seat: "candidate", recognizer: { model: "m2" }, utterances: [], sounds: [{ kind: "hesitation", start_s: 2, end_s: 2.3 }] };
  const [shown] = asRead([newest], [track(1, false, [CORRECTED], [act(1)]), track(2, true, [HEARD])], NONE);
  assert.equal(shown.recognizer.model, "m1");
  assert.deepEqual(shown.sounds, [{ kind: "pause", start_s: 1, end_s: 1.5 }]);
});

test("the version that somebody writes upon stays while the machine brings another, and goes with the editor", () => {
  const before = [track(1, true, [HEARD])];
  const answer = [track(2, true, [HEARD])];
  const kept = keepingEdited(answer, before, { seat: "candidate", version: 1 });
  assert.deepEqual(kept.map(({ version, newest }) => [version, newest]), [[1, false], [2, true]]);
  assert.equal(readingOf(kept, "candidate", 1).version, 1);
  assert.equal(newerThanRead(kept, "candidate", 1).version, 2);
  assert.deepEqual(keepingEdited(answer, kept, null).map(({ version }) => version), [2]);
  assert.deepEqual(keepingEdited([track(1, true, [CORRECTED], [act(1)])], before, { seat: "candidate", version: 1 }).map(({ history }) => history.length), [1]);
});
