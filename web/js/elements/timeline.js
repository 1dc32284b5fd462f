import { html, nothing, svg } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { lengthText, speedText, timeCode } from "../state/format.js";
import { laidOn, loudest, percent, phaseBars, scale, shownSpan } from "../state/timeline.js";
import { LightElement } from "./base.js";
import { wordsOf } from "./words.js";
import "./voice.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").ReplayTrack} ReplayTrack */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** Phases, one waveform a speaker, one playhead, and what plays them. */
export class ExamTimeline extends LightElement {
  static properties = {
    bundle: { attribute: false }, peaks: { attribute: false }, muted: { attribute: false },
    playing: { type: Boolean }, speed: { type: Number }, phase: {},
  };

  constructor() {
    super();
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** By seat. @type {Readonly<Record<string, Peaks>>} */
    this.peaks = {};
    /** @type {ReadonlySet<string>} */
    this.muted = new Set();
    this.playing = false;
    this.speed = 1;
    /** The phase in which the playhead stands. */
    this.phase = "call";
    this._atS = 0;
    /** Kept, so that a wave is only drawn again when it changed. @type {Map<string, { from: Peaks, heights: number[], startsS: number, endsS: number }>} */
    this._laid = new Map();
  }

  /** Move the playhead; called on every frame, so it touches only what moves. @param {number} atS */
  showTime(atS) {
    this._atS = atS;
    if (this.bundle === null) return;
    const span = shownSpan(this.bundle);
    this.querySelector(".playhead-needle")?.setAttribute("x", `${percent(span, atS).toFixed(3)}%`);
    for (const voice of this.querySelectorAll("exam-voice")) /** @type {import("./voice.js").ExamVoice} */ (voice).showTime(atS);
    const clock = this.querySelector(".transport-now");
    const text = timeCode(atS);
    if (clock !== null && clock.textContent !== text) {
      clock.textContent = text;
      const slider = this.querySelector(".playhead");
      slider?.setAttribute("aria-valuenow", atS.toFixed(0));
      slider?.setAttribute("aria-valuetext", text);
    }
  }

  updated() {
    this.showTime(this._atS);
  }

  /** @param {ReplayTrack} track @param {import("../state/timeline.js").Span} span */
  _heights(track, span) {
    const from = this.peaks[track.seat];
    if (from === undefined) return [];
    const known = this._laid.get(track.seat);
    if (known?.from === from && known.startsS === span.startsS && known.endsS === span.endsS) return known.heights;
    const heights = laidOn(from, span, loudest(Object.values(this.peaks)));
    this._laid.set(track.seat, { from, heights, ...span });
    return heights;
  }

  render() {
    const bundle = this.bundle;
    if (bundle === null) return nothing;
    const span = shownSpan(bundle);
    return html`
      <div class="timeline-tracks">
        <p class="timeline-name">${t("replay.exam")}</p>
        ${this._phases(bundle)}
        <p class="timeline-name">${partWords(this.bundle).t("phase.call")}</p>
        <svg class="timeline-scale" aria-hidden="true">${scale(span).map(({ atS, atPercent }) => svg`
          <line class="scale-line" x1="${atPercent}%" x2="${atPercent}%" y1="14" y2="24"></line>
          ${atPercent < 96 ? svg`<svg x="${atPercent}%" overflow="visible"><text x="5" y="20">${timeCode(atS)}</text></svg>` : nothing}`)}</svg>
        ${bundle.tracks.map((track) => this._track(track, span, bundle))}
        <div class="playhead" role="slider" tabindex="0" aria-label=${t("replay.position")} aria-valuemin=${Math.floor(span.startsS)}
          aria-valuemax=${Math.ceil(span.endsS)} aria-valuenow=${Math.round(this._atS)} aria-valuetext=${timeCode(this._atS)}>
          <svg aria-hidden="true"><svg class="playhead-needle" overflow="visible"><line x1="0" x2="0" y1="0" y2="100%"></line><path d="M-6 0H6L0 9z"></path></svg></svg>
        </div>
      </div>
      ${this._transport(span)}`;
  }

  /** @param {ReplayBundle} bundle */
  _phases(bundle) {
    return html`<ol class="phases">${phaseBars(bundle).map((bar) => html`
      <li .style=${`flex:${bar.widthPercent} 1 0`}>${bar.pressable
        ? html`<button class="phase" type="button" aria-pressed=${bar.phase === this.phase ? "true" : "false"}
            @click=${() => this.tell("phase", bar)}>${partWords(this.bundle).t(`phase.${bar.phase}`)}
            <span class="visually-hidden">, ${lengthText(bar.endsS - bar.startsS)}</span></button>`
        : html`<span class="phase-between"><span class="visually-hidden">${partWords(this.bundle).t(`phase.${bar.phase}`)}, ${lengthText(bar.endsS - bar.startsS)}</span></span>`}</li>`)}</ol>`;
  }

  /** @param {ReplayTrack} track @param {import("../state/timeline.js").Span} span @param {ReplayBundle} bundle */
  _track(track, span, bundle) {
    const candidate = track.seat === "candidate";
    const part = track.shared ? t("replay.shared.who", { candidate: bundle.candidate_name, juror: bundle.juror_name }) : candidate ? bundle.room_name : bundle.other_party ? t("replay.as", { name: bundle.other_party.name }) : t(`seat.${track.seat}`);
    const waiting = this.peaks[track.seat] === undefined;
    return html`
      <p class="timeline-name"><b>${track.shared ? t("replay.shared") : track.name}</b>${part}</p>
      <div class="timeline-voice ${candidate ? "voice-candidate" : "voice-jury"} ${this.muted.has(track.seat) ? "voice-muted" : ""}">
        ${waiting
          ? html`<p class="voice-waiting" role="status">${partWords(bundle).t(`replay.media.${bundle.media_state}`)}</p>`
          : html`<exam-voice .heights=${this._heights(track, span)} .span=${span}></exam-voice>`}
        ${track.gaps.length === 0 ? nothing : html`
          <svg class="voice-gaps" role="img" aria-label=${tn("replay.gaps", track.gaps.length)}>${track.gaps.map(({ starts_s, ends_s }) => svg`
            <rect class="voice-gap" x="${percent(span, starts_s)}%" width="${Math.max(0.15, percent(span, ends_s) - percent(span, starts_s))}%" height="100%"></rect>`)}</svg>`}
      </div>`;
  }

  /** @param {import("../state/timeline.js").Span} span */
  _transport(span) {
    const bundle = /** @type {ReplayBundle} */ (this.bundle);
    const ready = bundle.tracks.some(({ audio }) => audio !== null) || bundle.mix !== null;
    return html`
      <div class="transport">
        <button class="button button-primary" type="button" ?disabled=${!ready} @click=${() => this.tell("play")}>${t(this.playing ? "replay.pause" : "replay.play")}</button>
        <button class="button" type="button" ?disabled=${!ready} @click=${() => this.tell("step", -5)}>${t("replay.back")}</button>
        <p class="transport-time"><span class="transport-now"></span> <span class="transport-of">${t("replay.of", { time: timeCode(span.endsS) })}</span></p>
        <div class="row" role="group" aria-label=${t("replay.voices")}>${bundle.tracks.map((track) => html`
          <button class="button" type="button" ?disabled=${!ready} aria-pressed=${this.muted.has(track.seat) ? "true" : "false"}
            @click=${() => this.tell("mute", track.seat)}>${t(this.muted.has(track.seat) ? "replay.unmute" : "replay.mute", { name: track.shared ? t("replay.shared.name") : track.name })}</button>`)}</div>
        <label class="transport-speed"><span class="visually-hidden">${t("replay.speed")}</span>
          <select @change=${(/** @type {{ target: HTMLSelectElement }} */ { target }) => this.tell("speed", Number(target.value))}>${SPEEDS.map((speed) => html`
            <option value=${speed} ?selected=${speed === this.speed}>${t("replay.speed-of", { speed: speedText(speed, language()) })}</option>`)}</select></label>
      </div>`;
  }
}

/** The sentences of the part that is replayed. @param {ReplayBundle | null} bundle */
function partWords(bundle) {
  return wordsOf({ part: bundle?.part ?? "call", station_setup: null, mode: null });
}
customElements.define("exam-timeline", ExamTimeline);
