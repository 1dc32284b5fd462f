import { createRef, html, nothing, ref, repeat, svg } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { lengthText } from "../state/format.js";
import { breachesOf, hourText, keyOf, percent, placeLabels, rowsOf, scaleOf, secondsOf, shorterNames } from "../state/plan.js";
import { LightElement } from "./base.js";

/** @typedef {import("../state/plan_page.d.ts").PlanPage} PlanPage */
/** @typedef {import("../state/plan_page.d.ts").Entry} Entry */
/** @typedef {import("../state/plan.js").Bar} Bar */
/** @typedef {import("../state/plan.js").Row} Row */

const MINUTE_MS = 60_000;
/** A press that moves less than this is a choice, not a drag. */
const DRAG_PX = 4;
/** @type {import("../state/plan.js").Label} */
const NO_LABEL = { text: "", level: "none" };

/** One day on one graduated rule: a row a candidate, jury or room. Bars are moved by hand or by arrow keys. */
export class ExamPlanChart extends LightElement {
  static properties = {
    page: { attribute: false }, entries: { attribute: false }, breaches: { attribute: false }, happened: { attribute: false },
    date: {}, grouping: {}, chosen: {}, nowMs: { attribute: false }, _widthPx: { state: true },
  };

  constructor() {
    super();
    /** @type {PlanPage | null} */
    this.page = null;
    /** @type {readonly Entry[]} */
    this.entries = [];
    /** @type {readonly import("../state/plan_page.d.ts").Breach[]} */
    this.breaches = [];
    /** What has happened, by key: a word for its state. @type {ReadonlyMap<string, "running" | "done">} */
    this.happened = new Map();
    this.date = "";
    /** @type {import("../state/plan.js").Grouping} */
    this.grouping = "candidates";
    /** The key of the chosen entry. */
    this.chosen = "";
    /** @type {number | null} */
    this.nowMs = null;
    this._widthPx = 1000;
    /** @type {import("../../vendor/lit.js").Ref<HTMLElement>} */
    this._rule = createRef();
    /** @type {{ key: string, fromPx: number, minutes: number, moves: boolean } | null} */
    this._drag = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this._watch = new ResizeObserver(() => {
      const width = this._rule.value?.clientWidth ?? 0;
      if (width > 0 && Math.abs(width - this._widthPx) > 8) this._widthPx = width;
    });
    this._watch.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._watch?.disconnect();
  }

  render() {
    if (!this.page) return nothing;
    const scale = scaleOf(this.page, this.entries, this.date);
    const zone = this.page.session.time_zone;
    const now = this.nowMs !== null && this.nowMs >= scale.fromMs && this.nowMs <= scale.toMs ? percent(this.nowMs, scale) : null;
    const pxAnHour = (this._widthPx / (scale.toMs - scale.fromMs)) * 60 * MINUTE_MS;
    return html`<table class="plan-chart">
      <caption class="visually-hidden">${t(`plan.caption.${this.grouping}`)}</caption>
      <thead><tr><th scope="col">${t(`plan.by.${this.grouping}`)}</th><td ${ref(this._rule)}>
        <svg class="plan-hours" aria-hidden="true">
          ${scale.hours.slice(0, -1).map((atMs) => svg`<svg x="${percent(atMs, scale)}%" overflow="visible"><line class="plan-grid" y1="8" y2="100%"></line><text class="plan-hour" x="6" y="16">${language() === "fr" ? `${parseInt(hourText(atMs, zone, "fr"), 10)}\u00a0h` : hourText(atMs, zone, "en")}</text></svg>`)}
          ${now === null ? nothing : svg`<svg x="${now}%" overflow="visible"><path class="plan-now-head" d="M-6 18H6L0 26z"></path></svg>`}
        </svg></td></tr></thead>
      <tbody>${rowsOf(this.page, this.entries, this.date, this.grouping).map((row) => this._row(row, scale, pxAnHour, now))}</tbody>
    </table>`;
  }

  /** @param {Row} row @param {{ fromMs: number, toMs: number, hours: number[] }} scale @param {number} pxAnHour @param {number | null} now */
  _row(row, scale, pxAnHour, now) {
    const labels = placeLabels(row.bars.map((bar) => ({ fromMs: bar.fromMs - scale.fromMs, texts: this._texts(bar) })), pxAnHour);
    // In the order in which the plan was saved: a bar that is being moved keeps its element, the pointer and the focus.
    const saved = (this.page?.timetable?.entries ?? []).map(keyOf);
    const drawn = row.bars.map((bar, n) => ({ bar, key: keyOf(bar.entry), label: labels[n] ?? NO_LABEL }));
    drawn.sort((one, other) => saved.indexOf(one.key) - saved.indexOf(other.key));
    return html`<tr><th scope="row">${row.name}</th><td><svg class="plan-line">
      ${scale.hours.map((atMs) => svg`<line class="plan-grid" x1="${percent(atMs, scale)}%" x2="${percent(atMs, scale)}%" y1="0" y2="100%"></line>`)}
      ${repeat(drawn, ({ key }) => key, ({ bar, label }) => this._bar(bar, label, scale))}
      ${now === null ? nothing : svg`<line class="plan-now" x1="${now}%" x2="${now}%" y1="0" y2="100%"></line>`}
    </svg></td></tr>`;
  }

  /** What a bar may be called, the longest first. @param {Bar} bar @returns {string[]} */
  _texts({ entry }) {
    const wrong = breachesOf(this.breaches, keyOf(entry)).length > 0 ? "≠ " : "";
    const work = t(`plan.short.${entry.kind}`);
    const names = this.grouping === "candidates" ? [work, work.slice(0, 1)] : shorterNames(this._name(entry));
    return names.map((name) => `${wrong}${name}`);
  }

  /** @param {Entry} entry */
  _name({ candidacy_id }) {
    return this.page?.session.candidacies.find((each) => each.candidacy_id === candidacy_id)?.name ?? "";
  }

  /** @param {Bar} bar @param {import("../state/plan.js").Label} label @param {{ fromMs: number, toMs: number }} scale */
  _bar(bar, label, scale) {
    const { entry } = bar;
    const key = keyOf(entry);
    const wrong = breachesOf(this.breaches, key).length > 0;
    const state = this.happened.get(key) ?? entry.state;
    const span = bar.toMs - bar.fromMs;
    const names = ["plan-bar", `plan-${state}`, ...(wrong ? ["plan-wrong"] : []), ...(entry.pinned ? ["plan-pinned"] : [])];
    return svg`<svg class=${names.join(" ")} x="${percent(bar.fromMs, scale)}%" width="${(span / (scale.toMs - scale.fromMs)) * 100}%" height="100%" overflow="visible"
        role="button" tabindex="0" data-key=${key} aria-pressed=${this.chosen === key ? "true" : "false"} aria-label=${this._words(entry, state, wrong)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => this._key(event, entry)}
        @pointerdown=${(/** @type {PointerEvent} */ event) => this._press(event, key)}
        @pointermove=${(/** @type {PointerEvent} */ event) => this._pull(event, key)}
        @pointerup=${() => this._release(key)} @pointercancel=${() => { this._drag = null; }}>
      <rect class="plan-touch" width="100%" y="4%" height="92%"></rect>
      ${bar.segments.map((segment) => svg`<svg x="${((segment.fromMs - bar.fromMs) / span) * 100}%" width="${((segment.toMs - segment.fromMs) / span) * 100}%" height="100%">
        <rect class=${segment.jury ? "plan-jury" : "plan-alone"} x="0.5" y="33%" width="97%" height="36%" rx="3"></rect></svg>`)}
      ${entry.pinned ? svg`<line class="plan-pin" x1="0" x2="97%" y1="74%" y2="74%"></line>` : nothing}
      ${label.level === "none" ? nothing : svg`<text class="plan-label" x="1" y=${label.level === "above" ? "25%" : "94%"}>${label.text}</text>`}
      <rect class="plan-chosen" x="-1" y="27%" width="100%" height="50%" rx="4"></rect>
    </svg>`;
  }

  /** All of an entry in words, for those who hear the page. @param {Entry} entry @param {string} state @param {boolean} wrong */
  _words(entry, state, wrong) {
    const zone = this.page?.session.time_zone ?? "Europe/Paris";
    const fromMs = Date.parse(entry.starts_at);
    const place = this.page?.session.places.find(({ place_id }) => place_id === entry.place_id)?.name ?? t("plan.invigilated");
    return [
      t(`plan.work.${entry.kind}`), this._name(entry),
      t("plan.from-to", { from: hourText(fromMs, zone, language()), to: hourText(fromMs + secondsOf(entry) * 1000, zone, language()) }),
      lengthText(secondsOf(entry)), place, ...(entry.pinned ? [t("plan.pinned")] : []), ...(state === "planned" ? [] : [t(`plan.state.${state}`)]), ...(wrong ? [t("plan.wrong")] : []),
    ].join(", ");
  }

  /** @param {KeyboardEvent} event @param {Entry} entry */
  _key(event, entry) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") this.tell("plan-choose", keyOf(entry));
    else if (event.key === "Escape") this.tell("plan-undo", keyOf(entry));
    else if (steps !== undefined) this.tell("plan-move", { key: keyOf(entry), steps, minutes: 0 });
    else return;
    event.preventDefault();
  }

  /** @param {PointerEvent} event @param {string} key */
  _press(event, key) {
    if (event.button !== 0) return;
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    this._drag = { key, fromPx: event.clientX, minutes: 0, moves: false };
  }

  /** @param {PointerEvent} event @param {string} key */
  _pull(event, key) {
    if (!this._drag || this._drag.key !== key || !this.page) return;
    const px = event.clientX - this._drag.fromPx;
    if (!this._drag.moves && Math.abs(px) < DRAG_PX) return;
    this._drag.moves = true;
    const { fromMs, toMs } = scaleOf(this.page, this.page.timetable?.entries ?? [], this.date);
    const minutes = (px / this._widthPx) * ((toMs - fromMs) / MINUTE_MS);
    this.tell("plan-drag", { key, minutes });
  }

  /** @param {string} key */
  _release(key) {
    const drag = this._drag;
    this._drag = null;
    this.tell(drag?.moves ? "plan-dropped" : "plan-choose", key);
  }
}
customElements.define("exam-plan-chart", ExamPlanChart);
