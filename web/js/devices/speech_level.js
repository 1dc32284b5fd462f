/**
 * How loud speech is, how loud a quiet room is, and how much is cut off: from samples between −1 and 1.
 *
 * Levels are in dBov (ITU-T G.100.1): 0 is a square wave at full scale, −3 a sine.
 */

const SMOOTHED_S = 0.03;
const HANGOVER_S = 0.2;
const MARGIN_DB = 15.9;
/** Thresholds half as high as the one before, from 1 down to 2⁻¹⁵: one bit of a 16-bit sample. */
const STEPS = 16;
/** A 16-bit sample at its end is 32767/32768, or 1 before it: what is above this was cut off, or would have been by the next. */
const FULL_SCALE = 0.999;
const FRAME_S = 0.02;
/** Of the frames of a quiet moment, the loudest tenth is a click or a chair, not the room. */
const QUIETER_SHARE = 0.9;
/** What stands for nothing at all. */
export const SILENCE_DB = -100;

/** A power as dBov. @param {number} power Mean square. */
export function decibels(power) {
  return power <= 1e-10 ? SILENCE_DB : 10 * Math.log10(power);
}

/**
 * The active level of speech: that of the time in which somebody speaks, pauses up to 200 ms included (ITU-T P.56, method B).
 * @param {Float32Array} samples @param {number} rateHz @returns {{ levelDb: number, activity: number }} `activity` is the share of that time.
 */
export function activeLevel(samples, rateHz) {
  const g = Math.exp(-1 / (rateHz * SMOOTHED_S));
  const hangover = Math.ceil(HANGOVER_S * rateHz);
  const active = new Float64Array(STEPS);
  const since = new Int32Array(STEPS).fill(hangover);
  let once = 0;
  let twice = 0;
  let squares = 0;
  for (const sample of samples) {
    squares += sample * sample;
    once = g * once + (1 - g) * Math.abs(sample);
    twice = g * twice + (1 - g) * once;
    let threshold = 1;
    for (let step = 0; step < STEPS; step += 1, threshold /= 2) {
      if (twice >= threshold) since[step] = 0;
      else if (/** @type {number} */ (since[step]) >= hangover) continue;
      else since[step] = /** @type {number} */ (since[step]) + 1;
      active[step] = /** @type {number} */ (active[step]) + 1;
    }
  }
  if (samples.length === 0 || squares / samples.length <= 1e-10) return { levelDb: SILENCE_DB, activity: 0 };
  const whole = decibels(squares / samples.length);
  // From the lowest threshold up: where the active level is 15.9 dB above the threshold, that threshold was the right one.
  let before = null;
  for (let step = STEPS - 1; step >= 0; step -= 1) {
    const counted = /** @type {number} */ (active[step]);
    if (counted === 0) break;
    const levelDb = decibels(squares / counted);
    const above = levelDb - 20 * Math.log10(2 ** -step);
    if (above <= MARGIN_DB) {
      const share = before === null ? 1 : (before.above - MARGIN_DB) / (before.above - above);
      const found = before === null ? levelDb : before.levelDb + share * (levelDb - before.levelDb);
      return { levelDb: found, activity: Math.min(1, 10 ** ((whole - found) / 10)) };
    }
    before = { levelDb, above };
  }
  return { levelDb: before?.levelDb ?? whole, activity: before === null ? 1 : 10 ** ((whole - before.levelDb) / 10) };
}

/** How loud it is while nobody speaks, without what lasts a moment. @param {Float32Array} samples @param {number} rateHz */
export function noiseLevel(samples, rateHz) {
  const frame = Math.round(FRAME_S * rateHz);
  /** @type {number[]} */
  const powers = [];
  for (let start = 0; start + frame <= samples.length; start += frame) powers.push(power(samples.subarray(start, start + frame)));
  powers.sort((one, other) => one - other);
  const kept = powers.slice(0, Math.max(1, Math.floor(powers.length * QUIETER_SHARE)));
  return decibels(kept.reduce((sum, each) => sum + each, 0) / kept.length);
}

/** Mean square about the mean: a microphone's constant offset is nothing that is heard. @param {Float32Array} samples */
export function power(samples) {
  if (samples.length === 0) return 0;
  let sum = 0;
  let squares = 0;
  for (const sample of samples) {
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / samples.length;
  return Math.max(0, squares / samples.length - mean * mean);
}

/** The share of samples that stand at full scale. @param {Float32Array} samples */
export function clippedShare(samples) {
  let clipped = 0;
  for (const sample of samples) if (Math.abs(sample) >= FULL_SCALE) clipped += 1;
  return samples.length === 0 ? 0 : clipped / samples.length;
}

/** How far speech stands above the noise before it, in dB; the noise that is under the speech, too, is taken off. @param {number} speechDb @param {number} noiseDb */
export function signalToNoise(speechDb, noiseDb) {
  const speech = 10 ** (speechDb / 10) - 10 ** (noiseDb / 10);
  return speech <= 0 ? 0 : Math.max(0, 10 * Math.log10(speech) - noiseDb);
}
