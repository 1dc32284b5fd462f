/**
 * What a telephone line lets through, as the taps of a filter: 300 to 3400 Hz (ITU-T G.711 with the band of G.712). Pure.
 *
 * Two linear-phase low passes by the Kaiser window (Kaiser 1974; Oppenheim and Schafer, Discrete-Time Signal Processing, 7.5): one up to 3400 Hz,
 * less one up to 300 Hz.
 */

/** The pass band; what lies outside it by the edge is as good as gone. */
export const LOW_HZ = 300;
export const HIGH_HZ = 3400;
const LOW_EDGE_HZ = 150;
const HIGH_EDGE_HZ = 450;
/** How far the stop band is down, in dB: more than the 40 that are asked for, less than what 16 bits could tell. */
const DOWN_DB = 60;

/** @param {number} rateHz @returns {Float32Array<ArrayBuffer>} */
export function telephoneTaps(rateHz) {
  // Both have the same length, so that what the one lets through lies over what the other takes away.
  const order = 2 * Math.ceil(((DOWN_DB - 7.95) / (2.285 * 2 * Math.PI * LOW_EDGE_HZ / rateHz)) / 2);
  const beta = 0.1102 * (DOWN_DB - 8.7);
  const high = lowPass(order, (HIGH_HZ + HIGH_EDGE_HZ / 2) / rateHz, beta);
  const low = lowPass(order, (LOW_HZ - LOW_EDGE_HZ / 2) / rateHz, beta);
  return high.map((tap, index) => tap - /** @type {number} */ (low[index]));
}

/** @param {number} order @param {number} cutoff As a share of the rate. @param {number} beta @returns {Float32Array<ArrayBuffer>} */
function lowPass(order, cutoff, beta) {
  const middle = order / 2;
  return Float32Array.from({ length: order + 1 }, (_, index) => {
    const from = index - middle;
    const ideal = from === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * from) / (Math.PI * from);
    return ideal * bessel(beta * Math.sqrt(1 - (from / middle) ** 2)) / bessel(beta);
  });
}

/** The modified Bessel function of order 0, by its series. @param {number} x */
function bessel(x) {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-12 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
