import assert from "node:assert/strict";
import test from "node:test";
import { count, fieldsOf, textOf, withField } from "../../web/js/state/sheet.js";

const TASK = {
  language: "en", title: "T", instructions: "", sections: [
    { title: "Visitor", fields: [{ field_id: "name", label: "Name", hint: "", kind: "line", options: [] }, { field_id: "day", label: "Day", hint: "", kind: "date", options: [] }] },
    { title: "Needs", fields: [{ field_id: "wishes", label: "Wishes", hint: "", kind: "lines", options: [] }] },
  ],
};

test("the same sheet is the same text, in whatever order it was filled in", () => {
  const one = withField(withField("", "name", "Aoife"), "day", "2026-12-01");
  const other = withField(withField("", "day", "2026-12-01"), "name", "Aoife");
  assert.equal(one, other);
  assert.deepEqual(fieldsOf(one), { name: "Aoife", day: "2026-12-01" });
});

test("a field that is emptied again leaves nothing, and an empty sheet is an empty text", () => {
  assert.equal(withField(withField("", "name", "A"), "name", ""), "");
  assert.equal(textOf({}), "");
  assert.deepEqual(fieldsOf(""), {});
});

test("blank fields do not count as filled in, nor do fields that the task does not have", () => {
  assert.deepEqual(count(TASK, { name: " ", wishes: "two samples", other: "x" }), { filled: 1, all: 3 });
});
