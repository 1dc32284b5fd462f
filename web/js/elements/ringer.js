import { LightElement } from "./base.js";

/** The ringing tone of French networks: 440 Hz, 1.5 s on, 3.5 s off (ITU-T E.180, supplement 2). */
const TONE_HZ = 440;
const ON_S = 1.5;
const EVERY_MS = 5000;
/** The busy tone of French networks: 440 Hz, 0.5 s on, 0.5 s off (ITU-T E.180, supplement 2; ETSI TR 101 041-2). */
const BUSY_ON_S = 0.5;
const BUSY_EVERY_MS = 1000;
/** Then the line is given back, as an exchange does; whoever hears nothing rings again. */
const BUSY_TIMES = 8;
/** A tone that belongs to a press is over when the browser lets it sound later than this: the page was loaded anew. */
const BUSY_WITHIN_MS = 1500;
/** The tone of a call on hold: two short soft notes, seldom enough to be waited through (ITU-T E.182 leaves it to the network). */
const HOLD_NOTES = [{ hz: 523, atS: 0 }, { hz: 659, atS: 0.25 }];
const HOLD_NOTE_S = 0.2;

/** Sounds while it rings here, loud for the one who is rung, soft for the one who waits. It is never recorded: nobody has answered. */
export class ExamRinger extends LightElement {
  static properties = { tone: {}, attempt: { type: Number } };

  constructor() {
    super();
    /** `incoming`, `outgoing`, `busy`, `held`, or anything else for silence. */
    this.tone = "";
    /** The number of the ring: each that finds the line busy sounds anew. */
    this.attempt = 0;
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
    if (!changed.has("tone") && !(this.tone === "busy" && changed.has("attempt"))) return;
    this._silence();
    if (!["incoming", "outgoing", "busy", "held"].includes(this.tone)) return;
    const context = new AudioContext();
    this._context = context;
    const loudness = this.tone === "incoming" ? 0.2 : 0.05;
    // Where the browser wants a press first this never resolves, and it rings on the screen only.
    const askedMs = performance.now();
    void context.resume().then(() => {
      if (context !== this._context) return;
      if (this.tone === "busy") {
        if (performance.now() - askedMs < BUSY_WITHIN_MS) for (let time = 0; time < BUSY_TIMES; time += 1) this._note(TONE_HZ, time * BUSY_EVERY_MS / 1000, BUSY_ON_S, loudness);
        return;
      }
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
