/** How far transcripts can be trusted: figures, none yet, being counted. Development only. */

import "../js/elements/reliability.js";

/** @typedef {import("../js/state/reliability.d.ts").Figure} Figure */

/** @param {number} errors @param {number} words */
const rate = (errors, words) => ({ errors, words, value: errors / words, low: Math.max(0, errors / words - 0.6 / words ** 0.5), high: errors / words + 0.7 / words ** 0.5 });
/** @param {number} heard @param {number} said */
const recall = (heard, said) => ({ heard, said, value: heard / said, low: 0.6 * heard / said, high: Math.min(1, 1.5 * heard / said + 0.02) });
/** @param {Partial<Figure>} of @param {number} words @param {number} errors @returns {Figure} */
const figure = (of, words, errors) => ({
  group: "all", room: "", seat: "", setup: "", model: "", tracks: 4, utterances: Math.round(words / 7), read: Math.round(words / 9), confirmed: Math.round(words / 14), unclear: words > 900 ? 3 : 0,
  normalised: rate(errors, words), raw: rate(errors * 2.4, words * 1.04), hesitations: words > 400 ? recall(Math.round(words / 300), Math.round(words / 40)) : null, ...of,
});
const FIGURES = [
  figure({}, 4210, 388),
  figure({ group: "room", room: "salle 1" }, 1980, 214), figure({ group: "room", room: "salle 4" }, 2010, 158), figure({ group: "room", seat: "juror" }, 220, 16),
  figure({ group: "microphone", room: "salle 1", seat: "candidate" }, 1980, 214), figure({ group: "microphone", room: "salle 4", seat: "juror" }, 1310, 92),
  figure({ group: "microphone", room: "salle 4", seat: "candidate", setup: "two-microphones" }, 700, 66), figure({ group: "microphone", seat: "juror" }, 220, 16),
  figure({ group: "model", model: "base.en (faster-whisper 1.2.1)" }, 3300, 331), figure({ group: "model", model: "small.en (openai-whisper 20250625)" }, 910, 57),
];

/** @param {Record<string, unknown>} properties @returns {HTMLElement} */
const shown = (properties) => Object.assign(document.createElement("exam-reliability"), { className: "screen", manager: true, ...properties });

/** @type {Record<string, () => HTMLElement>} */
export const RELIABILITY_STATES = {
  "reliability": () => shown({ figures: FIGURES }),
  "reliability-none": () => shown({ figures: [] }),
  "reliability-computing": () => shown({ figures: null, manager: false }),
};
