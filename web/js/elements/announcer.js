import { html } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { crossedThreshold, secondsUntil } from "../state/server_time.js";
import { LightElement } from "./base.js";

/** Says once, for a screen reader, when five minutes and one minute are left and when the time is over. */
export class ExamAnnouncer extends LightElement {
  static properties = {
    deadline: {}, time: { attribute: false }, _said: { state: true },
  };

  constructor() {
    super();
    /** @type {string | null} */
    this.deadline = null;
    /** @type {import("../state/server_time.js").ServerTime | null} */
    this.time = null;
    this._said = "";
    /** @type {{ deadline: string, leftS: number } | null} */
    this._before = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._watch = undefined;
  }

  connectedCallback() {
    super.connectedCallback();
    this._watch = setInterval(() => this._look(), 500);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._watch);
  }

  _look() {
    if (this.deadline === null || this.time === null) {
      this._before = null;
      return;
    }
    const leftS = secondsUntil(this.time, this.deadline, performance.now());
    const before = this._before?.deadline === this.deadline ? this._before.leftS : leftS;
    this._before = { deadline: this.deadline, leftS };
    const threshold = crossedThreshold(before, leftS);
    if (threshold === null) return;
    this._said = threshold === 0 ? t("clock.over") : tn("clock.left", threshold / 60);
  }

  render() {
    return html`<p class="visually-hidden" role="status">${this._said}</p>`;
  }
}
customElements.define("exam-announcer", ExamAnnouncer);
