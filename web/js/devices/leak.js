/** A station's part in trying how well two rooms are kept from each other: it listens, and plays where it is asked to. */

import { openDevices } from "../protocol/devices.js";
import { codeOf } from "../protocol/problem.js";
import { chosen } from "./chosen.js";
import { SoundCard } from "./sound_card.js";
import { heardOf, sweep } from "./sweep.js";

/** What a page tells of it. @typedef {{ heard: boolean, gain_db: number, problem: string }} Heard */

/** The other page has opened its microphone by then. */
const BEFORE_S = 2;
const LASTS_S = 3;
const AFTER_S = 1.5;
/** Who only listens goes on a little longer: its microphone may have been open first. */
const LONGER_S = 1;
/** A room goes on sounding so long; what is behind it is lost in the noise. */
const WINDOW_S = 0.1;
/** A page on which nobody has pressed anything may not be allowed to sound. */
const OPENS_WITHIN_MS = 5000;

/** @param {number} rateHz */
export function chirp(rateHz) {
  return sweep({ lasts_s: LASTS_S, lowHz: 200, highHz: 6000, peak: 0.5, rateHz });
}

/** @param {Float32Array} recorded @param {number} rateHz @returns {Heard} */
function heardChirp(recorded, rateHz) {
  const { heard, gainDb } = heardOf(recorded, chirp(rateHz), WINDOW_S);
  return { heard, gain_db: Math.round(10 * gainDb) / 10, problem: "" };
}

/** @param {boolean} plays @returns {Promise<Heard>} */
export async function takePart(plays) {
  /** @type {MediaStream | null} */
  let stream = null;
  /** @type {SoundCard | null} */
  let card = null;
  try {
    stream = await openDevices({ video: false, sound: "room" });
    card = await within(SoundCard.open(stream, 1, chosen().loudspeaker));
    const { rateHz } = card;
    const from = card.samples;
    await card.wait(BEFORE_S);
    if (plays) card.play(chirp(rateHz).samples);
    await card.wait(LASTS_S + AFTER_S + (plays ? 0 : LONGER_S));
    return heardChirp(card.between(0, from), rateHz);
  } catch (thrown) {
    return { heard: false, gain_db: 0, problem: codeOf(thrown) };
  } finally {
    card?.close();
    for (const track of stream?.getTracks() ?? []) track.stop();
  }
}

/** @template T @param {Promise<T>} opened @returns {Promise<T>} */
function within(opened) {
  return Promise.race([opened, new Promise((_, fail) => { setTimeout(() => fail(new Error("sound-blocked")), OPENS_WITHIN_MS); })]);
}
