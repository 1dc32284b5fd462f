import assert from "node:assert/strict";
import test from "node:test";
import { laidOn, loudest, percent, phaseBars, scale, shownSpan, versionAt } from "../../web/js/state/timeline.js";

const file = (starts_s, duration_s) => ({ url: "u", starts_s, duration_s });
const track = (audio) => ({ seat: "candidate", name: "C", audio, peaks: null, video: null, gaps: [], packets: 0, missing_packets: 0 });
const bundle = (change) => ({
  tracks: [], phases: [{ phase: "preparation", starts_s: -900, ends_s: -10 }, { phase: "call", starts_s: 0, ends_s: 600 }, { phase: "writing", starts_s: 600, ends_s: 1200 }],
  ends_s: 1200, ...change,
});

test("the waveforms show everything that was recorded, and the whole call", () => {
  assert.deepEqual(shownSpan(bundle({ tracks: [track(file(-0.8, 300)), track(file(-0.2, 600.4))] })), { startsS: -0.8, endsS: 600.1999999999999 });
  assert.deepEqual(shownSpan(bundle({})), { startsS: 0, endsS: 600 });
  assert.deepEqual(shownSpan(bundle({ phases: [], ends_s: 0 })), { startsS: 0, endsS: 1 });
});

test("ticks stand on round times, the zero of the exam clock among them", () => {
  const ticks = scale({ startsS: -0.8, endsS: 600 });
  assert.deepEqual(ticks.map(({ atS }) => atS), [0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600]);
  assert.equal(Object.is(ticks[0].atS, 0), true);
});

test("a voice that began later lies later on the common scale", () => {
  const voice = { bucket_s: 0.5, starts_s: 1, peaks: [1, 1] };
  assert.deepEqual(laidOn(voice, { startsS: 0, endsS: 3 }, 1), [0, 0, 1, 1, 0, 0]);
});

test("one click does not make all the rest small", () => {
  const quiet = Array.from({ length: 999 }, () => 0.2);
  assert.equal(loudest([{ bucket_s: 0.02, starts_s: 0, peaks: [...quiet, 1] }]), 0.2);
});

test("phases that can be looked at are pressed; what lies between is not", () => {
  const bars = phaseBars(bundle({}));
  assert.deepEqual(bars.map(({ phase, pressable }) => [phase, pressable]), [["preparation", true], ["call", true], ["writing", true]]);
  assert.equal(percent({ startsS: -100, endsS: 100 }, 0), 50);
});

test("the version of a text at a time is the last one that was saved by then", () => {
  const versions = [{ at_s: -5, text: "a" }, { at_s: 10, text: "b" }];
  assert.equal(versionAt(versions, -6), -1);
  assert.equal(versionAt(versions, 9), 0);
  assert.equal(versionAt(versions, null), 1);
});
