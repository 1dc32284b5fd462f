import assert from "node:assert/strict";
import test from "node:test";
import { needlePercent, parts, ticks } from "../../web/js/state/rail.js";

const STEPS = [
  { phase: "preparation", planned_s: 900, starts_at: null, ends_at: null },
  { phase: "call", planned_s: 600, starts_at: null, ends_at: null },
  { phase: "writing", planned_s: 600, starts_at: null, ends_at: null },
];

test("the parts fill the rule in proportion", () => {
  assert.deepEqual(parts(STEPS).map(({ widthPercent }) => Math.round(widthPercent * 100) / 100), [42.86, 28.57, 28.57]);
});

test("there is one tick a minute, and a long one where a step begins", () => {
  const all = ticks(STEPS);
  assert.equal(all.length, 36);
  assert.equal(all.filter(({ border }) => border).length, 4);
});

test("the needle stands where the time is, never beyond its step, and at the end when all is over", () => {
  assert.equal(needlePercent(STEPS, null, 0, false), 0);
  assert.equal(Math.round(needlePercent(STEPS, "preparation", 450, false) * 100) / 100, 21.43);
  assert.equal(Math.round(needlePercent(STEPS, "call", -20, false) * 100) / 100, 71.43);
  assert.equal(needlePercent(STEPS, "writing", 0, true), 100);
});
