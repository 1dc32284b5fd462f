/** Voices at one loudness: each through a gain of its own, all through one limiter. The recording stays as it is. */

import { gainFor } from "../state/loudness.js";

export class Levels {
  constructor() {
    /** @type {AudioContext | null} */
    this._context = null;
    /** @type {DynamicsCompressorNode | null} */
    this._limiter = null;
    /** @type {Map<HTMLMediaElement, GainNode>} */
    this._gains = new Map();
  }

  /** Play `element` at the common loudness from now on. @param {HTMLMediaElement} element @param {number | null | undefined} lufs */
  level(element, lufs) {
    const gain = gainFor(lufs);
    const known = this._gains.get(element);
    if (known !== undefined) {
      known.gain.value = gain;
      return;
    }
    // A voice that needs nothing goes its own way: no audio graph, no delay.
    if (gain === 1) return;
    const context = (this._context ??= new AudioContext({ latencyHint: "interactive" }));
    const node = context.createGain();
    node.gain.value = gain;
    context.createMediaElementSource(element).connect(node).connect(this._limited(context));
    this._gains.set(element, node);
  }

  /** Sound may come: a browser lets it after a press only. */
  wake() {
    if (this._context?.state === "suspended") void this._context.resume();
  }

  /** What raises a quiet voice must not make a loud laugh clip. @param {AudioContext} context */
  _limited(context) {
    if (this._limiter === null) {
      this._limiter = new DynamicsCompressorNode(context, { threshold: -4, knee: 0, ratio: 20, attack: 0.002, release: 0.1 });
      this._limiter.connect(context.destination);
    }
    return this._limiter;
  }
}
