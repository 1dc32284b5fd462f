import assert from "node:assert/strict";
import test from "node:test";
import { blocks, sheets } from "../../web/js/state/paper.js";

test("a blank line parts paragraphs, and lines that begin with a dash are a list", () => {
  assert.deepEqual(blocks("One\ntwo.\n\nThree:\n- a\n- b\n\nEnd"), [
    { kind: "paragraph", text: "One\ntwo." }, { kind: "paragraph", text: "Three:" }, { kind: "list", items: ["a", "b"] }, { kind: "paragraph", text: "End" },
  ]);
  assert.deepEqual(blocks("  \n"), []);
});

test("the mission is the first sheet of the file", () => {
  const brief = { company: "c", mission: "m", data: [], to_do: [], documents: [{ title: "Mail", text: "", data: [], closing: "" }] };
  assert.deepEqual(sheets(brief, "Mission").map(({ title }) => title), ["Mission", "Mail"]);
});
