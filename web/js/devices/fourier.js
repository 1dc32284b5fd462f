/** The fast Fourier transform, in place, for lengths that are a power of two (Cooley and Tukey, 1965). */

/** The least power of two that holds `length`. @param {number} length */
export function powerOfTwo(length) {
  return 2 ** Math.ceil(Math.log2(Math.max(2, length)));
}

/** @param {Float64Array} real @param {Float64Array} imaginary Of the same length, a power of two. @param {boolean} [back] The inverse, divided by the length. */
export function transform(real, imaginary, back = false) {
  const length = real.length;
  for (let here = 1, there = 0; here < length; here += 1) {
    let bit = length >> 1;
    for (; there & bit; bit >>= 1) there ^= bit;
    there ^= bit;
    if (here >= there) continue;
    [real[here], real[there]] = [/** @type {number} */ (real[there]), /** @type {number} */ (real[here])];
    [imaginary[here], imaginary[there]] = [/** @type {number} */ (imaginary[there]), /** @type {number} */ (imaginary[here])];
  }
  const turn = (back ? 2 : -2) * Math.PI;
  // One table for all stages: a twiddle that is multiplied on loses digits with each step.
  const cosines = Float64Array.from({ length: length / 2 }, (_, index) => Math.cos((turn * index) / length));
  const sines = Float64Array.from({ length: length / 2 }, (_, index) => Math.sin((turn * index) / length));
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const stride = length / size;
    for (let start = 0; start < length; start += size) {
      for (let index = 0; index < half; index += 1) {
        const low = start + index;
        const high = low + half;
        const cosine = /** @type {number} */ (cosines[index * stride]);
        const sine = /** @type {number} */ (sines[index * stride]);
        const r = /** @type {number} */ (real[high]) * cosine - /** @type {number} */ (imaginary[high]) * sine;
        const i = /** @type {number} */ (real[high]) * sine + /** @type {number} */ (imaginary[high]) * cosine;
        real[high] = /** @type {number} */ (real[low]) - r;
        imaginary[high] = /** @type {number} */ (imaginary[low]) - i;
        real[low] = /** @type {number} */ (real[low]) + r;
        imaginary[low] = /** @type {number} */ (imaginary[low]) + i;
      }
    }
  }
  if (!back) return;
  for (let index = 0; index < length; index += 1) {
    real[index] = /** @type {number} */ (real[index]) / length;
    imaginary[index] = /** @type {number} */ (imaginary[index]) / length;
  }
}
