import { LightElement } from "./base.js";

/** The ringing tone of French networks: 440 Hz, 1.5 s on, 3.5 s off (ITU-T E.180, supplement 2). */
const TONE_HZ = 440;
const ON_S = 1.5;
const EVERY_MS = 5000;
/** The tone of a call on hold: two short soft notes, seldom enough to be waited through (ITU-T E.182 leaves it to the network). */
const HOLD_NOTES = [{ hz: 523, atS: 0 }, { hz: 659, atS: 0.25 }];
const HOLD_NOTE_S = 0.2;

/** Sounds while it rings here, loud for the one who is rung, soft for the one who waits. It is never recorded: nobody has answered. */
export class ExamRinger extends LightElement {
  static properties = { tone: {} };

  constructor() {
    super();
    /** `incoming`, `outgoing`, `held`, or anything else for silence. */
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
    if (this.tone !== "incoming" && this.tone !== "outgoing" && this.tone !== "held") return;
    const context = new AudioContext();
    this._context = context;
    const loudness = this.tone === "incoming" ? 0.2 : 0.05;
    // Where the browser wants a press first this never resolves, and it rings on the screen only.
    void context.resume().then(() => {
      if (context !== this._context) return;
      const sound = () => (this.tone === "held" ? HOLD_NOTES.forEach(({ hz, atS }) => this._note(hz, atS, HOLD_NOTE_S, loudness)) : this._note(TONE_HZ, 0, ON_S, loudness));
      sound();
      this._every = setInterval(sound, EVERY_MS);
    }, () => {
      // Closed before it sounded: the ringing is over already.
    });
  }

  /** @param {number} hz @param {number} inS @param {number} lastsS @param {number} loudness */
  _note(hz, inS, lastsS, loudness) {
    const context = this._context;
    if (context === null) return;
    const oscillator = new OscillatorNode(context, { frequency: hz });
    const gain = new GainNode(context, { gain: 0 });
    oscillator.connect(gain).connect(context.destination);
    const from = context.currentTime + inS;
    // A ramp of 20 ms: a tone that starts at once clicks.
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.02);
    gain.gain.setValueAtTime(loudness, from + lastsS);
    gain.gain.linearRampToValueAtTime(0, from + lastsS + 0.02);
    oscillator.start(from);
    oscillator.stop(from + lastsS + 0.05);
  }

  _silence() {
    clearInterval(this._every);
    void this._context?.close();
    this._context = null;
  }
}
customElements.define("exam-ringer", ExamRinger);
