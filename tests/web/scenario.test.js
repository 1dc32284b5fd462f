import assert from "node:assert/strict";
import { test } from "node:test";
import { asLines, fromLines, named, problemOf, sendable, shortName, steps, valueAt, withItem, withValue, withoutItem } from "../../web/js/state/scenario.js";

const CONTENT = { title: "a", jury: { cues: ["x"], facts_if_asked: [{ fact_id: "", question: "Combien ?", answer: "4" }] } };

test("a path is read as the server writes it", () => {
  assert.deepEqual(steps("jury.facts_if_asked[1].answer"), ["jury", "facts_if_asked", 1, "answer"]);
  assert.equal(valueAt(CONTENT, "jury.facts_if_asked[0].answer"), "4");
  assert.equal(valueAt(CONTENT, "candidate.documents[3].title"), undefined);
});

test("a change leaves what was there before as it was", () => {
  const changed = withValue(CONTENT, "jury.facts_if_asked[0].answer", "5");
  assert.equal(valueAt(changed, "jury.facts_if_asked[0].answer"), "5");
  assert.equal(valueAt(CONTENT, "jury.facts_if_asked[0].answer"), "4");
  assert.equal(changed.jury.cues, CONTENT.jury.cues);
});

test("items come at the end and go from where they stand", () => {
  const two = withItem(CONTENT, "jury.cues", "y");
  assert.deepEqual(two.jury.cues, ["x", "y"]);
  assert.deepEqual(withoutItem(two, "jury.cues", 0).jury.cues, ["y"]);
  assert.deepEqual(withItem({}, "candidate.data", { label: "" }), { candidate: { data: [{ label: "" }] } });
});

test("a list is written an item a line; empty lines are not sent", () => {
  assert.deepEqual(fromLines("one\n\ntwo"), ["one", "", "two"]);
  assert.equal(asLines(fromLines("one\n")), "one\n");
  assert.deepEqual(fromLines(""), []);
  assert.deepEqual(sendable({ cues: ["one", " ", "two"], deep: [{ to_do: [""] }], n: 1, none: null }), { cues: ["one", "two"], deep: [{ to_do: [] }], n: 1, none: null });
});

test("names for records are made from words, and no two are alike", () => {
  assert.equal(shortName("Quel délai d’expédition ?", [], "fact"), "quel-delai-d-expedition");
  assert.equal(shortName("Combien ?", ["combien", "combien-2"], "fact"), "combien-3");
  assert.equal(shortName("؟", [], "fact"), "fact");
  assert.match(shortName("a".repeat(39) + " b", [], "fact"), /^a+$/);
});

test("what has a name keeps it", () => {
  const once = named(CONTENT);
  assert.equal(valueAt(once, "jury.facts_if_asked[0].fact_id"), "combien");
  const reworded = withValue(once, "jury.facts_if_asked[0].question", "Combien de cartons ?");
  assert.equal(valueAt(named(reworded), "jury.facts_if_asked[0].fact_id"), "combien");
  const sheet = { contact_sheet: { sections: [{ title: "s", fields: [{ field_id: "", label: "Name" }] }, { title: "t", fields: [{ field_id: "", label: "Name" }] }] } };
  assert.deepEqual(named(sheet).contact_sheet.sections.map((section) => section.fields[0].field_id), ["name", "name-2"]);
});

test("a value for the fact grid belongs to a fact, or is one of its own", () => {
  const written = { ...CONTENT, expected: [{ fact_id: null, label: "Jour de l’express", kind: "date", value: "2 December" }, { fact_id: "how-many", label: "Cartons", kind: "amount", value: "4 cartons" }, { fact_id: "", label: " " }] };
  assert.deepEqual(named(written).expected.map((each) => each.fact_id), ["jour-de-l-express", "how-many", ""]);
});

test("a problem belongs to its field and to what holds it", () => {
  const problems = [{ field: "jury.facts_if_asked[1].answer", code: "missing" }];
  assert.equal(problemOf(problems, "jury.facts_if_asked")?.code, "missing");
  assert.equal(problemOf(problems, "jury.facts"), null);
});
