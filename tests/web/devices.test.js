import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { areOne, faultOf, figuresOf, probe, sentenceIsOver, worstOf } from "../../web/js/devices/measure.js";
import { activeLevel, clippedShare, noiseLevel, signalToNoise } from "../../web/js/devices/speech_level.js";
import { heardOf, sweep } from "../../web/js/devices/sweep.js";
import { sentenceFor, SENTENCES } from "../../web/js/devices/sentences.js";

const RATE = 48000;

/** The same numbers at each run (Numerical Recipes' generator). @param {number} seed */
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** @param {number} seconds @param {number} db @param {number} [seed] */
function noise(seconds, db, seed = 1) {
  const next = chance(seed);
  const high = Math.sqrt(12) * 10 ** (db / 20);
  return Float32Array.from({ length: Math.round(seconds * RATE) }, () => high * next());
}

/** Noise that comes and goes as syllables do, four a second, `db` while it is there. @param {number} seconds @param {number} db */
function voice(seconds, db) {
  const steady = noise(seconds, db, 7);
  return steady.map((sample, index) => (Math.floor((index / RATE) * 8) % 2 === 0 ? sample * Math.SQRT2 : 0));
}

/** @param {...Float32Array} parts */
function sum(...parts) {
  const whole = new Float32Array(Math.max(...parts.map(({ length }) => length)));
  for (const part of parts) part.forEach((sample, index) => { whole[index] += sample; });
  return whole;
}

/** @param {number} seconds @param {Float32Array} samples @param {number} [length_s] */
function later(seconds, samples, length_s = seconds + samples.length / RATE) {
  const whole = new Float32Array(Math.round(length_s * RATE));
  whole.set(samples.subarray(0, whole.length - Math.round(seconds * RATE)), Math.round(seconds * RATE));
  return whole;
}

/** @param {{ speech?: number, background?: number, clip?: boolean, back?: number }} how */
function measured({ speech = -26, background = -66, clip = false, back = -200 }) {
  const read = sum(noise(5, background, 3), later(0.5, voice(3, speech), 5));
  const returned = later(0.2, probe(RATE).samples.map((sample) => sample * 10 ** (back / 20)), 1.2);
  return figuresOf({
    quiet: noise(1.5, background, 2), echoed: sum(noise(1.2, background, 4), returned),
    spoken: clip ? read.map((sample) => Math.max(-1, Math.min(1, sample * 20))) : read, rateHz: RATE,
  }, true);
}

test("the active level of a sound that is half silence is that of the sound", () => {
  const steady = noise(2, -26);
  const { levelDb, activity } = activeLevel(sum(steady, new Float32Array(4 * RATE)), RATE);
  // P.56 counts 200 ms after the sound as active: 10 % of it here, 0.4 dB.
  assert.ok(Math.abs(levelDb - -26.4) < 0.3, `${levelDb}`);
  assert.ok(Math.abs(activity - 0.55) < 0.03, `${activity}`);
});

test("a sine at full scale is 3 dB under a square wave, and silence has no level", () => {
  const sine = Float32Array.from({ length: 4 * RATE }, (_, index) => Math.sin(index * 0.07));
  assert.ok(Math.abs(activeLevel(sine, RATE).levelDb - -3.01) < 0.2);
  assert.deepEqual(activeLevel(new Float32Array(RATE), RATE), { levelDb: -100, activity: 0 });
});

test("a click is not the noise of a room, and an offset is nothing at all", () => {
  const room = noise(1.5, -60).map((sample, index) => sample + 0.2 + (index > 1000 && index < 1400 ? 0.5 : 0));
  assert.ok(Math.abs(noiseLevel(room, RATE) - -60) < 0.5);
});

test("speech above noise is counted without the noise that is under it", () => {
  assert.ok(Math.abs(signalToNoise(-20, -20.0001)) < 0.1);
  assert.ok(Math.abs(signalToNoise(-26, -66) - 40) < 0.01);
});

test("each kind of microphone is called what it is", () => {
  assert.equal(faultOf(measured({})), null);
  assert.equal(faultOf(measured({ speech: -52, background: -90 })), "quiet");
  assert.equal(faultOf(measured({ background: -36 })), "noisy");
  assert.equal(faultOf(measured({ clip: true })), "clipped");
  assert.equal(faultOf(measured({ back: -15 })), "echo");
  assert.equal(faultOf(measured({ speech: -200, background: -60 })), "no-speech");
  assert.equal(faultOf(measured({ speech: -200, background: -200 })), "mute");
});

test("a headset gives back less than counts, and what comes back is measured within 1 dB", () => {
  assert.equal(faultOf(measured({ back: -40 })), null);
  for (const back of [-5, -15, -25]) assert.ok(Math.abs((measured({ back }).echo_db ?? 0) - back) < 1);
});

test("figures of a clean microphone are those that went in", () => {
  const { level_db, noise_db, snr_db, clipped, echo_db } = measured({});
  // Syllables of 125 ms with as much between them count as spoken (P.56's 200 ms).
  assert.ok(Math.abs(level_db - -26) < 1, `${level_db}`);
  assert.ok(Math.abs(noise_db - -66) < 1, `${noise_db}`);
  assert.ok(Math.abs(snr_db - 40) < 1.5, `${snr_db}`);
  assert.equal(clipped, 0);
  assert.equal(echo_db, null);
  assert.equal(clippedShare(Float32Array.of(1, 0.5, -1, 0)), 0.5);
});

test("of two microphones the one that is worst off counts, and two that are one are told", () => {
  const [good, weak] = [measured({}), measured({ speech: -55, background: -95 })];
  assert.equal(worstOf([good, weak]), weak);
  const one = voice(1, -26);
  assert.ok(areOne(one, one.map((sample) => sample * 0.999)));
  assert.ok(!areOne(one, noise(1, -26, 9)));
  assert.ok(!areOne(new Float32Array(100), new Float32Array(100)));
});

test("a sentence is over when it was read and silence followed, not in a pause", () => {
  const read = sum(noise(5, -66), later(0.5, voice(3, -26), 5));
  assert.ok(!sentenceIsOver(read.subarray(0, 4 * RATE), RATE, -66));
  assert.ok(!sentenceIsOver(noise(5, -66), RATE, -66));
  assert.ok(sentenceIsOver(sum(read, noise(7, -66)), RATE, -66));
});

test("a sweep is found at each attenuation within 1 dB, in noise, in a room, and with a clock that runs apart", () => {
  const chirp = sweep({ lasts_s: 3, lowHz: 200, highHz: 6000, peak: 0.5, rateHz: RATE });
  for (const attenuation of [20, 30, 40, 50, 60]) {
    const weak = chirp.samples.map((sample) => sample * 10 ** (-attenuation / 20));
    const fast = Float32Array.from({ length: weak.length }, (_, index) => weak[Math.round(index * 1.00005)] ?? 0);
    for (const came of [weak, fast]) {
      const { heard, gainDb, delay_s } = heardOf(sum(noise(5, -60), later(1.2, came, 5)), chirp, 0.1);
      assert.ok(heard);
      assert.ok(Math.abs(gainDb + attenuation) < 1, `${attenuation}: ${gainDb}`);
      assert.ok(Math.abs(delay_s - 1.2) < 0.05);
    }
  }
});

test("the whole way through a room counts, not its first tap alone", () => {
  const chirp = sweep({ lasts_s: 2, lowHz: 200, highHz: 6000, peak: 0.5, rateHz: RATE });
  const direct = chirp.samples.map((sample) => sample * 0.1);
  const { gainDb } = heardOf(sum(later(1, direct, 4.5), later(1.031, direct, 4.5), noise(4.5, -70)), chirp, 0.1);
  // Two taps of the same strength: twice the energy, whatever their phases do at each frequency.
  assert.ok(Math.abs(gainDb - -17) < 1, `${gainDb}`);
});

test("where nothing is played nothing is heard, and the bound says how much it could have been", () => {
  const chirp = sweep({ lasts_s: 2, lowHz: 200, highHz: 6000, peak: 0.5, rateHz: RATE });
  const { heard, gainDb } = heardOf(noise(4.5, -50), chirp, 0.1);
  assert.ok(!heard);
  assert.ok(gainDb < -45 && gainDb > -75, `${gainDb}`);
});

test("another sentence is read at each try, and each is one that anybody can say", () => {
  assert.notEqual(sentenceFor(0, 1).id, sentenceFor(1, 1).id);
  for (const { text } of SENTENCES) assert.ok(text.split(" ").length >= 12 && text.split(" ").length <= 20, text);
});

test("the server finds the same fault in the same figures", () => {
  // rooms/device_bounds.py, which is what blocks, is held to the same file.
  const { good, cases } = JSON.parse(readFileSync(new URL("../rooms/station_figures.json", import.meta.url), "utf8"));
  for (const { change, fault } of cases) assert.equal(faultOf({ ...good, ...change }), fault, JSON.stringify(change));
});
