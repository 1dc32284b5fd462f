import assert from "node:assert/strict";
import test from "node:test";
import { clockText, countWords, durationAttribute, lengthText, longDate, shortDate, shortHash, timeCode, timeOfDay, timeOfDayExact } from "../../web/js/state/format.js";

test("a clock shows the whole time at its start and zero only when it is over", () => {
  assert.equal(clockText(600), "10:00");
  assert.equal(clockText(599.999), "10:00");
  assert.equal(clockText(0.2), "00:01");
  assert.equal(clockText(0), "00:00");
  assert.equal(clockText(-3), "00:00");
  assert.equal(durationAttribute(438), "PT7M18S");
});

test("a time code before the call has a minus sign, and zero has none", () => {
  assert.equal(timeCode(277.9), "04:37");
  assert.equal(timeCode(-61), "−01:01");
  assert.equal(timeCode(-0.4), "00:00");
});

test("a time of day is written the French way in French, with spaces that do not break", () => {
  const date = new Date(2026, 11, 8, 10, 4, 9);
  assert.equal(timeOfDay(date, "fr"), "10\u00a0h\u00a004");
  assert.equal(timeOfDay(date, "en"), "10:04");
  assert.equal(timeOfDayExact(date, "fr"), "10\u00a0h\u00a004\u00a0min\u00a009\u00a0s");
  assert.equal(lengthText(900), "15\u00a0min");
  assert.equal(lengthText(45), "45\u00a0s");
});

test("the first of a month is « 1er » in French, and in French alone", () => {
  const first = new Date(2026, 11, 1, 12);
  assert.equal(longDate(first, "fr"), "mardi 1er décembre 2026");
  assert.equal(longDate(first, "en"), "Tuesday 1 December 2026");
  assert.equal(shortDate(first, "fr"), "1er déc. 2026");
  assert.equal(shortDate(new Date(2026, 11, 11, 12), "fr"), "11 déc. 2026");
  assert.equal(shortDate(first, "en"), "1 Dec 2026");
});

test("words are counted as a reader counts them", () => {
  assert.equal(countWords(""), 0);
  assert.equal(countWords("Dear Ms Pike,\n\nI’ll confirm 5 % off – today."), 8);
  assert.equal(countWords("AL 2219: 25.80 euros, e-mail"), 5);
});

test("a hash is read in two groups of four", () => {
  assert.equal(shortHash("3f9ca21e6b0d"), "3f9c a21e");
});
