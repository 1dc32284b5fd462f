import { html, nothing, svg } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { timeOfDay } from "../state/format.js";
import { needlePercent, parts, ticks } from "../state/rail.js";
import { railStepOf } from "../state/screens.js";
import { secondsUntil } from "../state/server_time.js";
import { LightElement } from "./base.js";
import { wordsOf } from "./words.js";

/** The exam's steps on one rule, and a needle where we are. It moves every few seconds: it jumps, it does not glide. */
export class ExamRail extends LightElement {
  static properties = {
    kind: {}, steps: { attribute: false }, phase: {}, callEndsAt: {}, deadline: {}, pausedSince: {}, time: { attribute: false },
  };

  constructor() {
    super();
    /** The part whose words the steps bear. */
    this.kind = "call";
    /** @type {readonly import("../protocol/messages.d.ts").RailStep[]} */
    this.steps = [];
    /** @type {import("../protocol/messages.d.ts").Phase} */
    this.phase = "waiting";
    /** @type {string | null} */
    this.callEndsAt = null;
    /** @type {string | null} */
    this.deadline = null;
    /** @type {string | null} */
    this.pausedSince = null;
    /** @type {import("../state/server_time.js").ServerTime | null} */
    this.time = null;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._tick = undefined;
  }

  connectedCallback() {
    super.connectedCallback();
    this._tick = setInterval(() => this.requestUpdate(), 2000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this._tick);
  }

  /** Seconds left of the step that runs; the whole step while nothing runs in it (it rings). */
  _leftS() {
    const step = this.steps.find((one) => one.phase === railStepOf(this.phase));
    if (step === undefined) return 0;
    const end = step.phase === "call" ? this.callEndsAt : this.deadline;
    if (end !== null && this.pausedSince !== null) return (Date.parse(end) - Date.parse(this.pausedSince)) / 1000;
    return end === null || this.time === null ? step.planned_s : secondsUntil(this.time, end, performance.now());
  }

  render() {
    if (this.steps.length === 0) return nothing;
    const words = wordsOf({ part: this.kind, station_setup: null, mode: null });
    const current = railStepOf(this.phase);
    const needle = `${needlePercent(this.steps, current, this._leftS(), this.phase === "handed-in").toFixed(2)}%`;
    const over = this.phase === "handed-in";
    return html`
      <nav aria-label=${t("rail.label")}>
        <svg class="rail-scale" aria-hidden="true" focusable="false">
          <rect class="rail-base" y="14" width="100%" height="4"></rect>
          <rect class="rail-elapsed" y="14" width=${needle} height="4"></rect>
          ${ticks(this.steps).map(({ atPercent, border, fifth }) => {
            const x = `${atPercent.toFixed(2)}%`;
            return svg`<line class=${border ? "rail-tick-phase" : "rail-tick"} x1=${x} x2=${x} y1=${border ? 0 : fifth ? 6 : 9} y2="13"></line>`;
          })}
          <svg x=${needle} overflow="visible"><path class="rail-needle" d="M-6-3H6L1.5 6V18h-3V6z"></path></svg>
        </svg>
        <ol class="rail-phases">
          ${parts(this.steps).map((part) => html`
            <li .style=${`flex-basis:${part.widthPercent}%`} aria-current=${part.phase === current && !over ? "step" : nothing}>
              <b>${words.t(`rail.${part.phase}`)}</b>
              <span>${part.startsAt && part.endsAt ? t("rail.span", {
                from: timeOfDay(part.startsAt, language()), to: timeOfDay(part.endsAt, language()),
              }) : nothing}</span>
            </li>`)}
        </ol>
      </nav>`;
  }
}
customElements.define("exam-rail", ExamRail);
