/** From what a microphone took up to what is wrong with it, if anything. Pure; where each bound is from stands in decision record 0179. */

import { activeLevel, clippedShare, noiseLevel, power, decibels, signalToNoise, SILENCE_DB } from "./speech_level.js";
import { heardOf, sweep } from "./sweep.js";

/** @typedef {import("../protocol/messages.d.ts").Figures} Figures */
/** @typedef {import("../protocol/messages.d.ts").DeviceFault} DeviceFault */

/** Nothing is as quiet as this but a microphone that is switched off: a 16-bit sample's own noise is at −98 dBov. */
const MUTE_DB = -80;
/** 19 dB under the nominal level of speech (−26 dBov, ITU-T P.56 and G.191): a microphone that is far, or turned down. */
const QUIET_DB = -45;
/** What a listener needs to follow a foreign language in a room (ANSI/ASA S12.60, +15 dB). */
export const NOISY_SNR_DB = 15;
/** Under this nobody spoke, or it cannot be told. */
const NO_SPEECH_SNR_DB = 6;
/** One sample in a thousand: speech is then still 27 dB or more above its distortion (measured, record 0179). */
const CLIPPED_SHARE = 0.001;
/** A headset gives back less than a thousandth of the power. */
const ECHO_DB = -30;

/** The sound that is played to hear whether the microphone takes it up: 0.4 s through the telephone's band and a little beyond. @param {number} rateHz */
export function probe(rateHz) {
  return sweep({ lasts_s: 0.4, lowHz: 400, highHz: 5000, peak: 0.12, rateHz });
}

const ECHO_WINDOW_S = 0.05;

/**
 * @typedef {object} Taken What one channel took up.
 * @property {Float32Array} quiet Before anybody spoke.
 * @property {Float32Array | null} echoed From the moment the probe was played on; null where nothing is played.
 * @property {Float32Array} spoken The sentence, with what is before and after it.
 * @property {number} rateHz
 */

/** @param {Taken} taken @param {boolean} camera @returns {Figures} */
export function figuresOf({ quiet, echoed, spoken, rateHz }, camera) {
  const noiseDb = noiseLevel(quiet, rateHz);
  const { levelDb } = activeLevel(spoken, rateHz);
  const back = echoed === null ? null : heardOf(echoed, probe(rateHz), ECHO_WINDOW_S);
  return {
    level_db: tenth(levelDb), noise_db: tenth(noiseDb), snr_db: tenth(signalToNoise(levelDb, noiseDb)),
    clipped: clippedShare(spoken), echo_db: back?.heard ? tenth(back.gainDb) : null, camera,
  };
}

/** The one thing to be put right first; null: the signal is good. @param {Figures} figures @returns {DeviceFault | null} */
export function faultOf({ level_db, noise_db, snr_db, clipped, echo_db }) {
  if (level_db <= MUTE_DB && noise_db <= MUTE_DB) return "mute";
  if (echo_db !== null && echo_db > ECHO_DB) return "echo";
  if (clipped > CLIPPED_SHARE) return "clipped";
  // A noise that is as loud as a voice hides whether anybody spoke.
  if (snr_db < NO_SPEECH_SNR_DB && noise_db < QUIET_DB) return "no-speech";
  if (snr_db < NOISY_SNR_DB) return "noisy";
  if (level_db < QUIET_DB) return "quiet";
  return null;
}

/** Of several microphones, the one that is worst off speaks for the station. @param {Figures[]} all At least one. */
export function worstOf(all) {
  return all.find((each) => faultOf(each) !== null) ?? /** @type {Figures} */ (all[0]);
}

const SAME_DB = -40;

/** Whether two channels hold one and the same microphone: their difference is nothing beside them. @param {Float32Array} left @param {Float32Array} right */
export function areOne(left, right) {
  const one = power(left);
  const difference = power(left.map((sample, index) => sample - /** @type {number} */ (right[index] ?? 0)));
  return decibels(one) > MUTE_DB && difference < one * 10 ** (SAME_DB / 10);
}

/** @param {number} db */
function tenth(db) {
  return Math.round(10 * Math.max(SILENCE_DB, Math.min(-SILENCE_DB, db))) / 10;
}

const FRAME_S = 0.05;
const ABOVE_NOISE_DB = 9;
const LEAST_SPOKEN_S = 1.5;
const PAUSE_S = 1.8;

/** Whether somebody has spoken for long enough and then been quiet: the sentence is over. @param {Float32Array} spoken @param {number} rateHz @param {number} noiseDb */
export function sentenceIsOver(spoken, rateHz, noiseDb) {
  const frame = Math.round(FRAME_S * rateHz);
  const bound = 10 ** ((Math.max(noiseDb, MUTE_DB) + ABOVE_NOISE_DB) / 10);
  let loud = 0;
  let since = 0;
  for (let start = 0; start + frame <= spoken.length; start += frame) {
    const speaks = power(spoken.subarray(start, start + frame)) > bound;
    loud += speaks ? FRAME_S : 0;
    since = speaks ? 0 : since + FRAME_S;
  }
  return loud >= LEAST_SPOKEN_S && since >= PAUSE_S;
}
