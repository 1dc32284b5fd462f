/** The board's bell: two short tones once a manager has allowed sound; browsers want a press first. */

const HIGH_HZ = 880;
const LOW_HZ = 659;
const TONE_S = 0.35;
const LOUDNESS = 0.25;
/** Rung again until somebody answers. */
const AGAIN_MS = 6000;

export class BellTone {
  constructor() {
    /** @type {AudioContext | null} */
    this._context = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._again = undefined;
    /** How often it has sounded: a test listens by it. */
    this.sounded = 0;
  }

  get allowed() {
    return this._context !== null;
  }

  /** Allow sound, and let it be heard once; or forbid it again. Call it from a press. @param {boolean} allowed */
  async allow(allowed) {
    const before = this._context;
    this._context = null;
    await before?.close();
    if (!allowed) return;
    const context = new AudioContext();
    await context.resume();
    this._context = context;
    this._sound();
  }

  /** Ring until told otherwise. @param {boolean} ringing */
  ring(ringing) {
    if (ringing === (this._again !== undefined)) return;
    clearInterval(this._again);
    this._again = undefined;
    if (!ringing) return;
    this._sound();
    this._again = setInterval(() => this._sound(), AGAIN_MS);
  }

  _sound() {
    const context = this._context;
    if (context === null) return;
    this.sounded += 1;
    const now = context.currentTime;
    [HIGH_HZ, LOW_HZ].forEach((frequency, index) => {
      const starts = now + index * TONE_S;
      const oscillator = new OscillatorNode(context, { frequency });
      const gain = new GainNode(context, { gain: 0 });
      oscillator.connect(gain).connect(context.destination);
      // Ramps of 20 ms: a tone that starts at once clicks.
      gain.gain.setValueAtTime(0, starts);
      gain.gain.linearRampToValueAtTime(LOUDNESS, starts + 0.02);
      gain.gain.setValueAtTime(LOUDNESS, starts + TONE_S - 0.05);
      gain.gain.linearRampToValueAtTime(0, starts + TONE_S);
      oscillator.start(starts);
      oscillator.stop(starts + TONE_S);
    });
  }
}
