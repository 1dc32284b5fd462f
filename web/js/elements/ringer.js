import { LightElement } from "./base.js";

/** The ringing tone of French networks: 440 Hz, 1.5 s on, 3.5 s off (ITU-T E.180, supplement 2). */
const TONE_HZ = 440;
const ON_S = 1.5;
const EVERY_MS = 5000;

/** Sounds while it rings here, loud for the one who is rung, soft for the one who waits. It is never recorded: nobody has answered. */
export class ExamRinger extends LightElement {
  static properties = { tone: {} };

  constructor() {
    super();
    /** `incoming`, `outgoing`, or anything else for silence. */
    this.tone = "";
    /** @type {AudioContext | null} */
    this._context = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._every = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._silence();
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!changed.has("tone")) return;
    this._silence();
    if (this.tone !== "incoming" && this.tone !== "outgoing") return;
    const context = new AudioContext();
    this._context = context;
    const loudness = this.tone === "incoming" ? 0.2 : 0.05;
    // Where the browser wants a press first this never resolves, and it rings on the screen only.
    void context.resume().then(() => {
      if (context !== this._context) return;
      this._ringOnce(loudness);
      this._every = setInterval(() => this._ringOnce(loudness), EVERY_MS);
    }, () => {
      // Closed before it sounded: the ringing is over already.
    });
  }

  /** @param {number} loudness */
  _ringOnce(loudness) {
    const context = this._context;
    if (context === null) return;
    const oscillator = new OscillatorNode(context, { frequency: TONE_HZ });
    const gain = new GainNode(context, { gain: 0 });
    oscillator.connect(gain).connect(context.destination);
    const now = context.currentTime;
    // A ramp of 20 ms: a tone that starts at once clicks.
    gain.gain.linearRampToValueAtTime(loudness, now + 0.02);
    gain.gain.setValueAtTime(loudness, now + ON_S);
    gain.gain.linearRampToValueAtTime(0, now + ON_S + 0.02);
    oscillator.start(now);
    oscillator.stop(now + ON_S + 0.05);
  }

  _silence() {
    clearInterval(this._every);
    void this._context?.close();
    this._context = null;
  }
}
customElements.define("exam-ringer", ExamRinger);
