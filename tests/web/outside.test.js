import assert from "node:assert/strict";
import test from "node:test";
import { helpOf, isOwn, withPiece } from "../../web/js/state/outside.js";

test("what was cut or copied in the page is one's own, whatever its line ends", () => {
  const pieces = withPiece(withPiece([], "Dear Ms Pike,\n"), "4 cartons");
  assert.ok(isOwn("4 cartons", pieces, []));
  assert.ok(isOwn("Dear Ms Pike,\r\n", pieces, []));
  assert.ok(!isOwn("Dear Ms Pike, I am writing to", pieces, []));
});

test("what stands in the notes or in the file is one's own, though it was copied before a reload", () => {
  assert.ok(isOwn("18 Cask Lane", [], ["", "our new shop at 18 Cask Lane, Bristol"]));
  assert.ok(!isOwn("18 Cask Lane and more", [], ["our new shop at 18 Cask Lane, Bristol"]));
  assert.ok(isOwn(" \n", [], []), "nothing is pasted");
});

test("only the last pieces are kept, each once, and an empty selection is none", () => {
  let pieces = /** @type {readonly string[]} */ ([]);
  for (let n = 0; n < 80; n += 1) pieces = withPiece(pieces, `piece ${n}`);
  assert.equal(pieces.length, 50);
  assert.equal(withPiece(pieces, "piece 79").length, 50);
  assert.equal(withPiece(pieces, "  "), pieces);
  assert.ok(!isOwn("piece 1", pieces, []));
});

test("typing, deleting and undoing are not help", () => {
  for (const type of ["insertText", "insertLineBreak", "deleteByCut", "historyUndo", "insertCompositionText"]) assert.equal(helpOf(type), "");
  assert.equal(helpOf("insertFromPaste"), "paste");
  assert.equal(helpOf("insertReplacementText"), "replacement");
});
