/** Hands every sample of an input on, as it came, in blocks: nothing is averaged, made louder or left out. */

const BLOCK = 2048;

// The globals of an audio worklet are no part of the page's types (Web Audio API, 1.32).
const scope = /** @type {any} */ (globalThis);

scope.registerProcessor("oralexam-capture", class extends scope.AudioWorkletProcessor {
  constructor() {
    super();
    /** @type {Float32Array[]} */
    this._blocks = [];
    this._filled = 0;
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const channels = inputs[0] ?? [];
    const [first] = channels;
    if (first === undefined) return true;
    if (this._blocks.length !== channels.length) {
      this._blocks = channels.map(() => new Float32Array(BLOCK));
      this._filled = 0;
    }
    channels.forEach((samples, channel) => this._blocks[channel]?.set(samples, this._filled));
    this._filled += first.length;
    if (this._filled >= BLOCK) {
      /** @type {any} */ (this).port.postMessage(this._blocks);
      this._blocks = channels.map(() => new Float32Array(BLOCK));
      this._filled = 0;
    }
    return true;
  }
});
