/** One measurement of a station, from silence to figures: what happens when, and what is taken up meanwhile. */

import { areOne, faultOf, figuresOf, probe, sentenceIsOver, worstOf } from "./measure.js";
import { noiseLevel } from "./speech_level.js";

/** @typedef {import("./sound_card.js").SoundCard} SoundCard */
/** @typedef {"quiet" | "probe" | "read" | "weighing"} Step */

const QUIET_S = 1.5;
/** From the moment of playing: the probe, the way of a wireless headset (0.3 s), and the room. */
const ECHO_S = 1.2;
/** Who reads slowly, or stops and begins again, has time. */
const LONGEST_READING_S = 20;
/** A microphone that has just been opened clicks. */
const SETTLES_S = 0.3;

/**
 * @typedef {object} Measured
 * @property {import("../protocol/messages.d.ts").Figures} figures
 * @property {import("../protocol/messages.d.ts").DeviceFault | null} fault
 * @property {Float32Array} voice What was read, to be heard again.
 * @property {number} rateHz
 */

/**
 * @param {SoundCard} card
 * @param {{ channels: number, echo: boolean, camera: boolean, onStep: (step: Step, channel: number) => void, finished: () => boolean }} how
 *   `finished` is asked while somebody reads: whether they have said that they are done; asking forgets it.
 * @returns {Promise<Measured>}
 */
export async function measure(card, { channels, echo, camera, onStep, finished }) {
  const { rateHz } = card;
  onStep("quiet", 0);
  // Counted in samples, not in what the page has seen of them: a page that stands still for a second takes in nothing else for it.
  const quietFrom = card.samples + Math.round(SETTLES_S * rateHz);
  const quietTo = quietFrom + Math.round(QUIET_S * rateHz);
  await card.wait(SETTLES_S + QUIET_S);
  let echoFrom = quietTo;
  if (echo) {
    onStep("probe", 0);
    echoFrom = card.samples;
    card.play(probe(rateHz).samples);
    await card.wait(ECHO_S);
  }
  const echoTo = card.samples;
  /** @type {[number, number][]} */
  const readings = [];
  for (let channel = 0; channel < channels; channel += 1) {
    onStep("read", channel);
    finished();
    const from = card.samples;
    const noiseDb = noiseLevel(card.between(channel, quietFrom, quietTo), rateHz);
    await card.wait(LONGEST_READING_S, () => finished() || sentenceIsOver(card.between(channel, from), rateHz, noiseDb));
    readings.push([from, card.samples]);
  }
  onStep("weighing", 0);
  // The page says so before it counts: this takes a tenth of a second.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const all = readings.map(([from, to], channel) => figuresOf({
    quiet: card.between(channel, quietFrom, quietTo),
    echoed: echo ? card.between(channel, echoFrom, echoTo) : null,
    spoken: card.between(channel, from, to),
    rateHz,
  }, camera));
  const figures = worstOf(all);
  const [from, to] = /** @type {[number, number]} */ (readings[0]);
  const one = channels === 2 && areOne(card.between(0, from, to), card.between(1, from, to));
  return { figures, fault: faultOf(figures) ?? (one ? "same-voices" : null), voice: card.between(0, from, to), rateHz };
}

/** A WAVE file of 16-bit samples. @param {Float32Array} samples @param {number} rateHz */
export function waveFile(samples, rateHz) {
  const bytes = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  /** @param {number} at @param {string} name */
  const name = (at, name) => [...name].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
  name(0, "RIFF");
  bytes.setUint32(4, 36 + 2 * samples.length, true);
  name(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, rateHz, true);
  bytes.setUint32(28, 2 * rateHz, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  name(36, "data");
  bytes.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) => bytes.setInt16(44 + 2 * index, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true));
  return new Blob([bytes.buffer], { type: "audio/wav" });
}
