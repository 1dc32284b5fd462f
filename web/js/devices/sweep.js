/**
 * A known sound, and how much of it a microphone took up: a sine that climbs through the voice's band, and the recording
 * divided by it (deconvolution with an exponential sweep: Farina 2000; ISO 18233, annex B).
 *
 * What stands out of the noise is the whole impulse response of the way from the loudspeaker, echoes of the room included, not its
 * first tap alone; and energy stays where two machines' clocks run apart.
 */

import { powerOfTwo, transform } from "./fourier.js";

/** @typedef {{ samples: Float32Array, lowHz: number, highHz: number, rateHz: number }} Sweep */

const FADED_SHARE = 0.05;
const STEP_S = 0.005;
const BEFORE_PEAK_S = 0.01;
/** What is found stands out if it holds twice what a window without it holds: 3 dB. */
const STANDS_OUT = 2;

/** @param {{ lasts_s: number, lowHz: number, highHz: number, peak: number, rateHz: number }} wanted @returns {Sweep} */
export function sweep({ lasts_s, lowHz, highHz, peak, rateHz }) {
  const length = Math.round(lasts_s * rateHz);
  const climb = lasts_s / Math.log(highHz / lowHz);
  const faded = Math.round(length * FADED_SHARE);
  const samples = Float32Array.from({ length }, (_, index) => {
    const edge = Math.min(index, length - 1 - index);
    const fade = edge >= faded ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * edge) / faded);
    return peak * fade * Math.sin(2 * Math.PI * lowHz * climb * (Math.exp(index / rateHz / climb) - 1));
  });
  return { samples, lowHz, highHz, rateHz };
}

/**
 * How much of `played` is in `recorded`: its gain in dB (0: as loud as it was played), and when it came.
 * `heard` is false where nothing stands out; then `gainDb` is the most that it could have been without standing out.
 * @param {Float32Array} recorded Longer than the sweep. @param {Sweep} played @param {number} window_s How long a room goes on sounding.
 * @returns {{ heard: boolean, gainDb: number, delay_s: number }}
 */
export function heardOf(recorded, played, window_s) {
  const { samples, rateHz } = played;
  const size = powerOfTwo(recorded.length + samples.length);
  const [real, imaginary] = spectrum(recorded, size);
  const [sweepReal, sweepImaginary] = spectrum(samples, size);
  // The ends of the band, where the sweep fades in and out, would only be divided into noise.
  const low = Math.ceil((played.lowHz * 1.15 * size) / rateHz);
  const high = Math.floor((played.highHz * 0.87 * size) / rateHz);
  for (let bin = 0; bin < size; bin += 1) {
    const place = bin <= size / 2 ? bin : size - bin;
    const r = /** @type {number} */ (real[bin]);
    const i = /** @type {number} */ (imaginary[bin]);
    const sr = /** @type {number} */ (sweepReal[bin]);
    const si = /** @type {number} */ (sweepImaginary[bin]);
    const inside = place >= low && place <= high;
    const energy = inside ? sr * sr + si * si : 1;
    real[bin] = inside ? (r * sr + i * si) / energy : 0;
    imaginary[bin] = inside ? (i * sr - r * si) / energy : 0;
  }
  transform(real, imaginary, true);
  const whole = (2 * (high - low + 1)) / size;
  return found(real.subarray(0, Math.max(1, recorded.length - samples.length)), { rateHz, window_s, whole });
}

/** @param {Float32Array} samples @param {number} size @returns {[Float64Array, Float64Array]} */
function spectrum(samples, size) {
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  real.set(samples);
  transform(real, imaginary);
  return [real, imaginary];
}

/** @param {Float64Array} response @param {{ rateHz: number, window_s: number, whole: number }} how `whole`: the energy of a response that changes nothing. */
function found(response, { rateHz, window_s, whole }) {
  const window = Math.round(window_s * rateHz);
  const step = Math.round(STEP_S * rateHz);
  let loudest = 0;
  response.forEach((each, index) => { if (Math.abs(each) > Math.abs(/** @type {number} */ (response[loudest]))) loudest = index; });
  const sums = new Float64Array(response.length + 1);
  response.forEach((each, index) => { sums[index + 1] = /** @type {number} */ (sums[index]) + each * each; });
  /** @param {number} from */
  const energyFrom = (from) => {
    const first = Math.max(0, Math.min(response.length, from));
    const last = Math.min(response.length, first + window);
    const held = /** @type {number} */ (sums[last]) - /** @type {number} */ (sums[first]);
    return last === first ? 0 : (held * window) / (last - first);
  };
  /** @type {number[]} */
  const windows = [];
  for (let from = 0; from + window <= response.length; from += step) windows.push(energyFrom(from));
  windows.sort((one, other) => one - other);
  const noise = windows[Math.floor(windows.length / 2)] ?? 0;
  const before = Math.round(BEFORE_PEAK_S * rateHz);
  // The loudest tap may be an echo: the window is the one around it that holds the most.
  let from = Math.max(0, loudest - before);
  for (let other = from - step; other >= 0 && other > loudest + before - window; other -= step) {
    if (energyFrom(other) > energyFrom(from)) from = other;
  }
  const last = Math.min(response.length, from + window);
  const held = /** @type {number} */ (sums[last]) - /** @type {number} */ (sums[from]);
  const noiseHeld = (noise * (last - from)) / window;
  const heard = held > STANDS_OUT * noiseHeld && held / whole > 1e-10;
  const energy = heard ? held - noiseHeld : noise;
  return { heard, gainDb: 10 * Math.log10(Math.max(energy / whole, 1e-10)), delay_s: loudest / rateHz };
}
