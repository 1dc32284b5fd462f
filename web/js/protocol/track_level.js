/**
 * How loud a microphone is, where the connection's statistics do not say: Firefox 153 leaves `audioLevel` out of
 * `media-source`, and without it every call would be told that its microphone brings nothing.
 */

/** Longer than a tenth of a second at 48 kHz is asked: nothing is missed between two looks. */
const SAMPLES = 8192;

export class TrackLevels {
  constructor() {
    /** @type {AudioContext | null} */
    this._context = null;
    /** @type {Map<MediaStreamTrack, AnalyserNode>} */
    this._analysers = new Map();
    this._samples = new Float32Array(SAMPLES);
  }

  /** The greatest sample of late, 0 to 1. @param {MediaStreamTrack} track */
  of(track) {
    this._context ??= new AudioContext();
    let analyser = this._analysers.get(track);
    if (analyser === undefined) {
      // A device that was changed in mid-call has ended.
      for (const old of this._analysers.keys()) if (old.readyState === "ended") this._analysers.delete(old);
      analyser = new AnalyserNode(this._context, { fftSize: SAMPLES });
      this._context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      this._analysers.set(track, analyser);
    }
    analyser.getFloatTimeDomainData(this._samples);
    return this._samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }

  close() {
    this._analysers.clear();
    void this._context?.close();
    this._context = null;
  }
}
