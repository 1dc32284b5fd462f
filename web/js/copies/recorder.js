/** One microphone, encoded without a break: samples come in with their numbers, sealed segments go out. */

import { FRAME_SAMPLES, packHead, packPackets, RATE_HZ, runHead, SEGMENT_PACKETS } from "./segment.js";
import { linked, nameOf, newHalf, sealer, sha256 } from "./sealing.js";
import { hexOf } from "./segment.js";

/** Constant, so that sizes tell nobody when somebody spoke (issue 6: at least 48 kbit/s). */
const BIT_S = 64_000;
/** More than this in one piece was never rendered: the run says so, and is not stretched any further. */
const MOST_FILLED_SAMPLES = 30 * RATE_HZ;
/** Samples behind the end, for what the encoder looks ahead. */
const TAIL_SAMPLES = FRAME_SAMPLES;

/** @returns {AudioEncoderConfig} */
function config() {
  return {
    codec: "opus", sampleRate: RATE_HZ, numberOfChannels: 1, bitrate: BIT_S, bitrateMode: "constant",
    opus: { format: "opus", frameDuration: FRAME_SAMPLES * 1e6 / RATE_HZ, usedtx: false, useinbandfec: false },
  };
}

/** Whether this browser encodes what is wanted. */
export async function canRecord() {
  try {
    return (await AudioEncoder.isConfigSupported(config())).supported === true;
  } catch {
    return false;
  }
}

/**
 * @typedef {object} Cut
 * @property {import("./run_queue.js").Waiting} waiting
 * @property {Uint8Array<ArrayBuffer>} segment
 */

/** @typedef {{ first: number, end: number }} Gap */

/** How many samples of a stretch were filled in: the encoder is behind, so what came last may belong to a later segment. @param {readonly Gap[]} gaps @param {number} first @param {number} end */
export function filledIn(gaps, first, end) {
  return gaps.reduce((sum, gap) => sum + Math.max(0, Math.min(gap.end, end) - Math.max(gap.first, first)), 0);
}

export class Recorder {
  /**
   * @param {{ sittingId: string, by: string, seat: string, keyPage: Promise<{ id: string, point: string }>, clock: () => { pageMs: number, serverMs: number },
   *   onBegun: (head: string, run: string) => Promise<void>, onCut: (run: string, cut: Cut) => Promise<void>, onEnd: (run: string) => void, onFault: () => void }} given
   */
  constructor({ sittingId, by, seat, keyPage, clock, onBegun, onCut, onEnd, onFault }) {
    this._clock = clock;
    this._onCut = onCut;
    this._onEnd = onEnd;
    this._onFault = onFault;
    this._begunAt = clock();
    /** Samples that have come, those that were filled in counted. */
    this.samples = 0;
    /** Samples that are in a sealed segment. */
    this.cutSamples = 0;
    /** What the browser never gave, by the numbers of the samples. @type {Gap[]} */
    this._gaps = [];
    this._index = 0;
    /** @type {Uint8Array[]} */
    this._packets = [];
    /** @type {Float32Array[]} */
    this._rest = [];
    this._restSamples = 0;
    this._encoded = 0;
    /** The least delayed batch of the present segment: when its sample 0 would have been due. */
    this._dueMs = Infinity;
    this.ended = false;
    this._encoder = new AudioEncoder({ output: (chunk) => this._packet(chunk), error: (error) => this._fault(error) });
    this._encoder.configure(config());
    /** Everything behind the key happens in its order. */
    this._order = this._begin(sittingId, by, seat, keyPage, onBegun);
    this._order.catch((error) => this._fault(error));
  }

  /** @param {string} sittingId @param {string} by @param {string} seat @param {Promise<{ id: string, point: string }>} keyPage @param {(head: string, run: string) => Promise<void>} onBegun */
  async _begin(sittingId, by, seat, keyPage, onBegun) {
    const { ephemeral, privateKey } = await newHalf();
    const key = await keyPage;
    const head = runHead({ sittingId, by, seat, bitS: BIT_S, keyId: key.id, ephemeral, ...this._begunAt });
    const { run, digest } = await nameOf(head);
    this.run = run;
    this._seal = await sealer(privateKey, key.point, digest);
    this._chain = digest;
    this._offset = 0;
    await onBegun(head, run);
  }

  /** @param {number} first The number of the first one. @param {Float32Array} samples */
  feed(first, samples) {
    if (this.ended) return;
    const missing = Math.min(first - this.samples, MOST_FILLED_SAMPLES);
    if (missing > 0) {
      this._gaps.push({ first: this.samples, end: this.samples + missing });
      this._take(new Float32Array(missing));
    }
    this._take(samples);
    const { pageMs } = this._clock();
    this._dueMs = Math.min(this._dueMs, pageMs - this.samples * 1000 / RATE_HZ);
  }

  /** @param {Float32Array} samples */
  _take(samples) {
    this.samples += samples.length;
    this._rest.push(samples);
    this._restSamples += samples.length;
    this._encode(Math.floor(this._restSamples / FRAME_SAMPLES) * FRAME_SAMPLES);
  }

  /** @param {number} count A multiple of a frame. */
  _encode(count) {
    if (count === 0 || this._encoder.state !== "configured") return;
    const all = new Float32Array(this._restSamples);
    let at = 0;
    for (const part of this._rest) {
      all.set(part, at);
      at += part.length;
    }
    const data = new AudioData({
      format: "f32-planar", sampleRate: RATE_HZ, numberOfFrames: count, numberOfChannels: 1,
      timestamp: this._encoded * 1e6 / RATE_HZ, data: all.subarray(0, count),
    });
    this._encoded += count;
    this._rest = count < all.length ? [all.subarray(count)] : [];
    this._restSamples = all.length - count;
    this._encoder.encode(data);
    data.close();
  }

  /** @param {EncodedAudioChunk} chunk */
  _packet(chunk) {
    const packet = new Uint8Array(chunk.byteLength);
    chunk.copyTo(packet);
    this._packets.push(packet);
    // What lies behind the last sample stays with the last segment.
    const full = this._packets.length >= SEGMENT_PACKETS && this.cutSamples + SEGMENT_PACKETS * FRAME_SAMPLES <= this.samples;
    if (full) this._cut(false);
  }

  /** @param {boolean} last */
  _cut(last) {
    const packets = this._packets;
    this._packets = [];
    const samples = last ? this.samples - this.cutSamples : packets.length * FRAME_SAMPLES;
    const firstSample = this.cutSamples;
    this.cutSamples += samples;
    const now = this._clock();
    const pageMs = Number.isFinite(this._dueMs) ? this._dueMs + this.cutSamples * 1000 / RATE_HZ : now.pageMs;
    const fields = { index: this._index, firstSample, samples, filled: filledIn(this._gaps, firstSample, this.cutSamples), last, pageMs, serverMs: now.serverMs + pageMs - now.pageMs };
    this._index += 1;
    this._gaps = this._gaps.filter(({ end }) => end > this.cutSamples);
    this._dueMs = Infinity;
    this._order = this._order.then(() => this._sealed(packets, fields));
    this._order.catch((error) => this._fault(error));
  }

  /** @param {Uint8Array[]} packets @param {Omit<import("./segment.js").SegmentHead, "plainBytes">} fields */
  async _sealed(packets, fields) {
    const plain = packPackets(packets);
    const seal = /** @type {Awaited<ReturnType<typeof sealer>>} */ (this._seal);
    const segment = await seal(fields.index, packHead({ ...fields, plainBytes: plain.length }), plain);
    this._chain = await linked(/** @type {Uint8Array} */ (this._chain), await sha256(segment));
    this._offset = (this._offset ?? 0) + segment.length;
    const waiting = { index: fields.index, samples: fields.samples, bytes: segment.length, end: this._offset, chain: hexOf(this._chain), last: fields.last };
    await this._onCut(/** @type {string} */ (this.run), { waiting, segment });
  }

  /** The call is over: what is left is encoded, and the last segment says that it is the last. */
  async end() {
    if (this.ended) return;
    this.ended = true;
    const padding = (FRAME_SAMPLES - this._restSamples % FRAME_SAMPLES) % FRAME_SAMPLES + TAIL_SAMPLES;
    this._rest.push(new Float32Array(padding));
    this._restSamples += padding;
    try {
      this._encode(this._restSamples);
      await this._encoder.flush();
      this._encoder.close();
      this._cut(true);
      await this._order;
    } catch (thrown) {
      this._fault(thrown);
    }
    if (this.run !== undefined) this._onEnd(this.run);
  }

  /** @param {unknown} thrown */
  _fault(thrown) {
    if (this._broken) return;
    this._broken = true;
    console.warn("own-copy-broken", thrown instanceof Error ? thrown.message : "");
    this._onFault();
  }

  _broken = false;
}
