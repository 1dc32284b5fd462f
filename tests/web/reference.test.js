import assert from "node:assert/strict";
import test from "node:test";
import { folded, leavesOf, nextOf, pagesWith } from "../../web/js/state/reference.js";

const pages = ["Bill of lading: le connaissement", "Pro forma invoice\nfacture pro forma", "Ware-\nhouse, entrepôt; lading", ""].map(folded);

test("the beginning of a word finds it, without accents, capitals or the cut at a line's end", () => {
  assert.deepEqual(pagesWith(pages, "ENTREPOT"), [2]);
  assert.deepEqual(pagesWith(pages, "warehouse"), [2]);
  assert.deepEqual(pagesWith(pages, "lad"), [0, 2]);
  assert.deepEqual(pagesWith(pages, "ading"), []);
  assert.deepEqual(pagesWith([folded("le cœur")], "coeur"), [0]);
});

test("all the words have to stand there, in any order; nothing finds nothing", () => {
  assert.deepEqual(pagesWith(pages, "invoice, pro-forma"), [1]);
  assert.deepEqual(pagesWith(pages, "invoice lading"), []);
  for (const words of ["", "  ", "–"]) assert.deepEqual(pagesWith(pages, words), []);
});

test("from the last page that was found one comes back to the first", () => {
  assert.equal(nextOf([0, 2], -1), 0);
  assert.equal(nextOf([0, 2], 0), 2);
  assert.equal(nextOf([0, 2], 2), 0);
  assert.equal(nextOf([3], 3), 3);
  assert.equal(nextOf([], 0), -1);
});

test("a long text is turned leaf by leaf, and loses no paragraph; a picture is a page", () => {
  const text = Array.from({ length: 50 }, (_, n) => `${n} ${"word ".repeat(20)}`.trim()).join("\n\n");
  const leaves = leavesOf([{ picture: "", width_px: 0, height_px: 0, text }, { picture: "a", width_px: 1, height_px: 1, text }]);
  assert.ok(leaves.length > 2);
  assert.equal(leaves.slice(0, -1).map((leaf) => leaf.text).join("\n\n"), text);
  assert.ok(leaves.slice(0, -1).every((leaf) => leaf.text.length <= 2600));
  assert.equal(leaves.at(-1).picture, "a");
});
