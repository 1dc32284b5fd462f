/**
 * Two lapel microphones on one input: its left channel is the candidate's, its right one the juror's.
 *
 * They are taken apart here, before anything is encoded: a browser's echo cancelling and Opus may both fold two
 * channels into one (exam day notes), and what is folded cannot be told apart again. What leaves this page is two
 * tracks of one channel each.
 */

const SAMPLES = 2048;
const STARTS_WITHIN_MS = 600;
/** Below this power there is nothing to compare: −50 dB of full scale. */
const QUIET = 1e-5;
/** Two microphones on two people differ by far more than this, however close they sit: −40 dB. */
const SAME = 1e-4;

export class TwoVoices {
  /** @param {MediaStream} stream An input with two channels. @param {() => void} onState Told when sound begins or stops to pass. */
  constructor(stream, onState) {
    const context = new AudioContext({ latencyHint: "interactive" });
    this._context = context;
    this._onState = onState;
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    this._splitter = splitter;
    this._source = context.createMediaStreamSource(stream);
    this._source.connect(splitter);
    /** @type {MediaStreamTrack[]} */
    this.tracks = [0, 1].map((channel) => {
      const alone = new MediaStreamAudioDestinationNode(context, {
        channelCount: 1, channelCountMode: "explicit", channelInterpretation: "discrete",
      });
      splitter.connect(alone, channel);
      return /** @type {MediaStreamTrack} */ (alone.stream.getAudioTracks()[0]);
    });
    // Left, and left minus right: where the second is nothing, the two channels are one.
    this._left = new AnalyserNode(context, { fftSize: SAMPLES });
    this._difference = new AnalyserNode(context, { fftSize: SAMPLES });
    const inverted = new GainNode(context, { gain: -1 });
    splitter.connect(this._left, 0);
    splitter.connect(this._difference, 0);
    splitter.connect(inverted, 1).connect(this._difference);
    context.onstatechange = () => this._onState();
    // A context begins suspended: only one that stays so waits for a press.
    this._soon = setTimeout(() => this._onState(), STARTS_WITHIN_MS);
  }

  /** Another input with two channels from now on; what is sent stays the same two tracks. @param {MediaStream} stream */
  follow(stream) {
    this._source.disconnect();
    this._source = this._context.createMediaStreamSource(stream);
    this._source.connect(this._splitter);
  }

  /** Whether sound passes; a browser may want a press before it lets it. */
  get runs() {
    return this._context.state === "running";
  }

  /** Let sound pass; does nothing where it does already, or where the browser wants a press first. */
  wake() {
    if (!this.runs && this._context.state !== "closed") this._context.resume().catch(() => {});
  }

  /** Whether there is sound and both channels hold the same: then they are one microphone, not two. */
  get areOne() {
    const left = power(this._left);
    return left > QUIET && power(this._difference) < left * SAME;
  }

  close() {
    this._context.onstatechange = null;
    clearTimeout(this._soon);
    for (const track of this.tracks) track.stop();
    if (this._context.state !== "closed") void this._context.close();
  }
}

/** The mean square of the last samples. @param {AnalyserNode} node */
function power(node) {
  const samples = new Float32Array(SAMPLES);
  node.getFloatTimeDomainData(samples);
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES;
}
