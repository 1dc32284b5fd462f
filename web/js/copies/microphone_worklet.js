/**
 * On the audio thread: every sample of one microphone, with its number, to the worker that keeps them.
 *
 * It counts by the thread's own clock, so that a stretch which was never rendered is seen as one. Nothing leaves
 * before it is told to begin.
 */

/** 40 ms, which the encoder's frames of 20 ms divide. */
const BATCH_SAMPLES = 1920;

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    /** @type {MessagePort | null} */
    this._to = null;
    this._first = 0;
    this._batch = new Float32Array(BATCH_SAMPLES);
    this._held = 0;
    this._ended = false;
    this.port.onmessage = ({ data }) => {
      if (data.to instanceof MessagePort) {
        this._to = data.to;
        this._first = -1;
      } else {
        this._end();
      }
    };
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    if (this._ended) return false;
    if (this._to === null) return true;
    if (this._first < 0) this._first = currentFrame;
    // A track that is silent may bring no channel at all: its time passes all the same.
    const samples = inputs[0]?.[0] ?? new Float32Array(128);
    if (this._held === 0) this._at = currentFrame - this._first;
    this._batch.set(samples, this._held);
    this._held += samples.length;
    if (this._held === BATCH_SAMPLES) this._send();
    return true;
  }

  _send() {
    const samples = this._batch.slice(0, this._held);
    this._held = 0;
    this._to?.postMessage({ what: "samples", first: this._at, samples }, [samples.buffer]);
  }

  _end() {
    if (this._ended) return;
    this._ended = true;
    if (this._held > 0) this._send();
    this._to?.postMessage({ what: "end" });
  }
}

registerProcessor("exam-microphone", Microphone);
