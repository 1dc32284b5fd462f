import assert from "node:assert/strict";
import test from "node:test";

import { telephoneTaps } from "../../web/js/state/telephone_band.js";

/** How loud a tone comes out, in dB. @param {Float32Array} taps @param {number} hertz @param {number} rateHz */
function gain(taps, hertz, rateHz) {
  let [real, imaginary] = [0, 0];
  taps.forEach((tap, index) => {
    real += tap * Math.cos((2 * Math.PI * hertz * index) / rateHz);
    imaginary -= tap * Math.sin((2 * Math.PI * hertz * index) / rateHz);
  });
  return 20 * Math.log10(Math.hypot(real, imaginary));
}

for (const rateHz of [44_100, 48_000]) {
  test(`at ${rateHz} Hz a telephone passes 300 to 3400 Hz, and nothing that a voice has above 4 kHz`, () => {
    const taps = telephoneTaps(rateHz);
    for (let hertz = 300; hertz <= 3400; hertz += 10) assert.ok(Math.abs(gain(taps, hertz, rateHz)) < 0.1, `${hertz}`);
    for (let hertz = 3900; hertz < rateHz / 2; hertz += 25) assert.ok(gain(taps, hertz, rateHz) < -55, `${hertz}`);
    for (let hertz = 0; hertz <= 150; hertz += 10) assert.ok(gain(taps, hertz, rateHz) < -55, `${hertz}`);
    // Linear phase: a voice is late by half its length, and by no more than one frame of Opus.
    assert.ok(taps.length / 2 / rateHz < 0.02);
  });
}
