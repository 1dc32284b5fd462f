import WaveSurfer from "../../vendor/wavesurfer.js";
import { html } from "../../vendor/lit.js";
import { LightElement } from "./base.js";

const HEIGHT_PX = 48;

/** One speaker's waveform on the common scale. It plays nothing: it shows, and says where it was pressed. */
export class ExamVoice extends LightElement {
  static properties = { heights: { attribute: false }, span: { attribute: false } };

  constructor() {
    super();
    /** From 0 to 1, evenly over the span. @type {readonly number[]} */
    this.heights = [];
    /** @type {import("../state/timeline.js").Span} */
    this.span = { startsS: 0, endsS: 1 };
    /** @type {WaveSurfer | null} */
    this._wave = null;
    this._atS = 0;
    this._dark = matchMedia("(prefers-color-scheme: dark)");
    this._recolour = () => this._wave?.setOptions(this._colours());
  }

  connectedCallback() {
    super.connectedCallback();
    this._dark.addEventListener("change", this._recolour);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._dark.removeEventListener("change", this._recolour);
    this._wave?.destroy();
    this._wave = null;
  }

  /** A canvas knows no tokens: the element's own computed colours are what it is drawn with. */
  _colours() {
    const style = getComputedStyle(this);
    return { progressColor: style.color, waveColor: style.fill };
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!changed.has("heights") && !changed.has("span")) return;
    const container = /** @type {HTMLElement} */ (this.querySelector(".wave"));
    const duration = this.span.endsS - this.span.startsS;
    const peaks = [Float32Array.from(this.heights.length > 0 ? this.heights : [0])];
    if (this._wave !== null) {
      void this._wave.load("", peaks, duration).catch(() => {}).then(() => this.showTime(this._atS));
      return;
    }
    const wave = WaveSurfer.create({
      container, peaks, duration, height: HEIGHT_PX, barWidth: 2, barGap: 1, barRadius: 1, barMinHeight: 1,
      cursorWidth: 0, normalize: false, maxPeak: 1, dragToSeek: true, hideScrollbar: true, ...this._colours(),
    });
    wave.on("interaction", (atS) => this.tell("seek", this.span.startsS + atS));
    wave.on("ready", () => this.showTime(this._atS));
    this._wave = wave;
  }

  /** Draw what has been played in full colour. @param {number} atS */
  showTime(atS) {
    this._atS = atS;
    const wave = this._wave;
    if (wave?.getDecodedData()) wave.setTime(Math.max(0, atS - this.span.startsS));
  }

  render() {
    return html`<div class="wave" aria-hidden="true"></div>`;
  }
}
customElements.define("exam-voice", ExamVoice);
