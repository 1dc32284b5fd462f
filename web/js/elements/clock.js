import { html } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { clockText, durationAttribute } from "../state/format.js";
import { secondsUntil } from "../state/server_time.js";
import { LightElement } from "./base.js";

/**
 * The clock: the seconds left until `deadline` on the server's time, or `resting` seconds while it waits.
 *
 * It is announced at thresholds by `exam-announcer`, not here: a clock that speaks every second is noise.
 */
export class ExamClock extends LightElement {
  static properties = {
    label: {}, until: {}, deadline: {}, pausedSince: {}, resting: { type: Number }, time: { attribute: false },
  };

  constructor() {
    super();
    this.label = "";
    this.until = "";
    /** @type {string | null} */
    this.deadline = null;
    /** Since when the manager has stopped it: it stands where it stood. @type {string | null} */
    this.pausedSince = null;
    /** What it shows while it does not run. @type {number | null} */
    this.resting = null;
    /** @type {import("../state/server_time.js").ServerTime | null} */
    this.time = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._tick = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this._tick);
  }

  get secondsLeft() {
    if (this.deadline === null || this.time === null) return this.resting;
    if (this.pausedSince !== null) return Math.max(0, (Date.parse(this.deadline) - Date.parse(this.pausedSince)) / 1000);
    return Math.max(0, secondsUntil(this.time, this.deadline, performance.now()));
  }

  updated() {
    clearTimeout(this._tick);
    const left = this.secondsLeft;
    if (this.deadline === null || this.pausedSince !== null || left === null || left <= 0) return;
    // The digits change when a whole second is left: wake up just then, and not sixty times a second.
    const untilNextMs = (left - (Math.ceil(left) - 1)) * 1000;
    this._tick = setTimeout(() => this.requestUpdate(), Math.max(20, untilNextMs + 5));
  }

  render() {
    const left = this.secondsLeft;
    return html`
      <div role="timer" aria-label=${this.label}>
        <p class="clock-label">${this.label}</p>
        <p class="clock-time">${left === null
          ? html`<span aria-hidden="true">--:--</span>`
          : html`<time datetime=${durationAttribute(left)}>${clockText(left)}</time>`}</p>
        <p class="clock-until">${this.pausedSince === null ? this.until : t("clock.paused")}</p>
      </div>`;
  }
}
customElements.define("exam-clock", ExamClock);
