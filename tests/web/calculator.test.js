import assert from "node:assert/strict";
import test from "node:test";
import { valueOf } from "../../web/js/state/calculator.js";

test("products before sums, brackets before both, signs in front", () => {
  assert.equal(valueOf("2+3*4"), 14);
  assert.equal(valueOf("(2+3)×4"), 20);
  assert.equal(valueOf("-3 - -2"), -1);
  assert.equal(valueOf("100/8/5"), 2.5);
});

test("numbers as they are written in France and in England, thousands apart, per cent", () => {
  assert.equal(valueOf("21,50 × 240"), 5160);
  assert.equal(valueOf("1\u202f200 ÷ 3"), 400);
  assert.equal(valueOf("5160 × 5 %"), 258);
  assert.equal(valueOf("5 160 − 258"), 4902);
  assert.equal(valueOf(".5 + 1."), 1.5);
});

test("what makes no sense has no value, and nothing throws", () => {
  for (const written of ["", "2+", "(2", "2)", "two", "1..2", "1/0", "*3", "()", "9".repeat(201), "2 2 a", "%"]) assert.equal(valueOf(written), null, written);
});

test("an expression as deep as a line allows is answered", () => {
  assert.equal(valueOf("(".repeat(99) + "1" + ")".repeat(99)), 1);
});
