/** One microphone that is listened to sample by sample, and one loudspeaker: what measuring needs of the browser. */

/** Nothing older is of use; what is not taken in this time is dropped, oldest first. */
const KEPT_S = 40;

export class SoundCard {
  /** @param {AudioContext} context @param {MediaStream} stream @param {AudioWorkletNode} node */
  constructor(context, stream, node) {
    this._context = context;
    this._stream = stream;
    this._node = node;
    /** One array of blocks a channel. @type {Float32Array[][]} */
    this._blocks = [];
    this._dropped = 0;
    this._samples = 0;
    /** The loudest sample of each channel since it was last asked. @type {number[]} */
    this._peaks = [];
    node.port.onmessage = ({ data }) => this._take(/** @type {Float32Array[]} */ (data));
  }

  /** @param {MediaStream} stream @param {number} channels How many are told apart. @param {string} loudspeaker Its id; "" for the machine's own choice. */
  static async open(stream, channels, loudspeaker) {
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await chooseSink(context, loudspeaker);
      await context.audioWorklet.addModule(new URL("./capture_worklet.js", import.meta.url).href);
      const node = new AudioWorkletNode(context, "oralexam-capture", {
        numberOfOutputs: 1, channelCount: channels, channelCountMode: "explicit",
        channelInterpretation: channels === 1 ? "speakers" : "discrete",
      });
      context.createMediaStreamSource(stream).connect(node);
      // A node that leads nowhere is not run; this one hands on silence.
      node.connect(context.destination);
      await context.resume();
      return new SoundCard(context, stream, node);
    } catch (thrown) {
      void context.close();
      throw thrown;
    }
  }

  get rateHz() {
    return this._context.sampleRate;
  }

  /** How many samples have come. */
  get samples() {
    return this._samples;
  }

  /** @param {Float32Array[]} blocks */
  _take(blocks) {
    blocks.forEach((block, channel) => {
      (this._blocks[channel] ??= []).push(block);
      const loudest = block.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      this._peaks[channel] = Math.max(this._peaks[channel] ?? 0, loudest);
    });
    this._samples += blocks[0]?.length ?? 0;
    while ((this._samples - this._dropped) / this.rateHz > KEPT_S) {
      this._dropped += this._blocks[0]?.[0]?.length ?? KEPT_S * this.rateHz;
      for (const channel of this._blocks) channel.shift();
    }
  }

  /** How loud a channel has been since this was last asked, 0 to 1. @param {number} channel */
  peak(channel) {
    const peak = this._peaks[channel] ?? 0;
    this._peaks[channel] = 0;
    return peak;
  }

  /** What has come from one count of samples to another. @param {number} channel @param {number} from @param {number} [to] */
  between(channel, from, to = this._samples) {
    const whole = new Float32Array(Math.max(0, to - from));
    let at = this._dropped;
    for (const block of this._blocks[channel] ?? []) {
      const first = Math.max(from, at);
      const last = Math.min(to, at + block.length);
      if (last > first) whole.set(block.subarray(first - at, last - at), first - from);
      at += block.length;
    }
    return whole;
  }

  /** Until so many samples more have come; false if they do not: the input has stopped. @param {number} seconds @param {() => boolean} [enough] */
  async wait(seconds, enough = () => false) {
    const until = this._samples + seconds * this.rateHz;
    let [last, stood] = [this._samples, 0];
    while (this._samples < until && !enough()) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      stood = this._samples === last ? stood + 1 : 0;
      last = this._samples;
      if (stood > STOOD_STILL) return false;
    }
    return true;
  }

  /** Play something once over the chosen loudspeaker; it ends by itself, or when the answer is called. @param {Float32Array} samples @param {() => void} [ended] */
  play(samples, ended = () => {}) {
    const buffer = this._context.createBuffer(1, Math.max(1, samples.length), this.rateHz);
    buffer.copyToChannel(Float32Array.from(samples), 0);
    const source = new AudioBufferSourceNode(this._context, { buffer });
    source.onended = ended;
    source.connect(this._context.destination);
    source.start();
    return () => source.stop();
  }

  /** @param {string} loudspeaker */
  async speakThrough(loudspeaker) {
    await chooseSink(this._context, loudspeaker);
  }

  close() {
    this._node.port.onmessage = null;
    for (const track of this._stream.getTracks()) track.stop();
    if (this._context.state !== "closed") void this._context.close();
  }
}

/** Asked twenty times a second: two seconds without a sample. */
const STOOD_STILL = 40;

/** Whether sound can be sent to a loudspeaker of one's choice here (Chromium, and Firefox for elements). */
export function canChooseLoudspeaker() {
  return "setSinkId" in AudioContext.prototype;
}

/** @param {any} sounding An audio context or a media element. @param {string} id */
export async function chooseSink(sounding, id) {
  if (typeof sounding.setSinkId !== "function" || id === "" || id === "default") return;
  // A loudspeaker that is gone: the machine's own choice is better than silence.
  await sounding.setSinkId(id).catch(() => sounding.setSinkId(""));
}
