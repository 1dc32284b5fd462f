import { html, nothing, svg } from "../../vendor/lit.js";
import { LightElement } from "./base.js";

/** What a level is drawn over: 60 dB below full scale is silence for a microphone. */
const QUIETEST_DB = -60;
/** Where speech should be, in percent of the scale: about −33 to −12 dB. */
const TARGET = { low: 45, high: 80 };
const TICKS = Array.from({ length: 21 }, (_unused, index) => `${index * 5}%`);

/** From 0…1 of full scale to percent of the ruler. @param {number} loudness */
function levelPercent(loudness) {
  if (loudness <= 0) return 0;
  return Math.round(Math.min(100, Math.max(0, 100 * (1 - (20 * Math.log10(loudness)) / QUIETEST_DB))));
}

/** A sound level: it jumps, ten times a second, from what `read` says. */
export class ExamLevel extends LightElement {
  static properties = {
    label: {}, target: { type: Boolean }, read: { attribute: false }, _percent: { state: true },
  };

  constructor() {
    super();
    this.label = "";
    this.target = false;
    /** The loudness now, 0 to 1. @type {() => number | Promise<number>} */
    this.read = () => 0;
    this._percent = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._tick = undefined;
  }

  connectedCallback() {
    super.connectedCallback();
    this._tick = setInterval(() => void this._look(), 100);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._tick);
  }

  async _look() {
    const heard = levelPercent(await this.read());
    // It falls slower than it rises, as a needle does: syllables stay readable.
    this._percent = Math.max(heard, Math.round(this._percent * 0.8));
  }

  render() {
    return html`
      <svg class="level-scale" role="meter" aria-label=${this.label} aria-valuemin="0" aria-valuemax="100"
          aria-valuenow=${this._percent} focusable="false">
        <rect class="level-track" width="100%" y="4" height="10" rx="2"></rect>
        <rect class="level-value" width="${this._percent}%" y="4" height="10" rx="2"></rect>
        ${this.target ? svg`<rect class="level-target" x="${TARGET.low}%" width="${TARGET.high - TARGET.low}%" y="1" height="16" rx="3"></rect>` : nothing}
        ${TICKS.map((x) => svg`<line class="level-tick" x1=${x} x2=${x} y1="18" y2="23"></line>`)}
      </svg>`;
  }
}
customElements.define("exam-level", ExamLevel);
