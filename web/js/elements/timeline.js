import { html, nothing, svg } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { lengthText, timeCode } from "../state/format.js";
import { laidOn, loudest, partLengthS, percent, phaseBars, scale, shownSpan } from "../state/timeline.js";
import { LightElement } from "./base.js";
import { bookmarkRow, clipRow } from "./timeline_rows.js";
import { transport } from "./transport.js";
import { copiesLine, filledMarks } from "./voice_copies.js";
import { wordsOf } from "./words.js";
import "./voice.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").ReplayTrack} ReplayTrack */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

/** Phases, one waveform a speaker, one playhead, and what plays them. */
export class ExamTimeline extends LightElement {
  static properties = {
    bundle: { attribute: false }, peaks: { attribute: false }, muted: { attribute: false },
    playing: { type: Boolean }, speed: { type: Number }, phase: {}, clips: { attribute: false }, clip: {}, bookmarks: { attribute: false },
    course: { attribute: false }, manner: {}, looping: { type: Boolean },
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
    /** @type {readonly import("../state/cockpit.d.ts").Clip[]} */
    this.clips = [];
    /** The clip that is heard or worked upon, by its id. */
    this.clip = "";
    /** @type {readonly import("../state/cockpit.d.ts").Bookmark[]} */
    this.bookmarks = [];
    /** All parts of this candidate. @type {readonly import("../state/cockpit.d.ts").CoursePart[]} */
    this.course = [];
    /** Who looks: somebody who may pick clips, somebody who may not, the candidate, or a second screen, which presses nothing. @type {"pick" | "look" | "safe" | "follow"} */
    this.manner = "look";
    /** Something is heard again and again. */
    this.looping = false;
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
        ${bookmarkRow(this, span)}
        ${clipRow(this, span)}
        <div class="playhead" role="slider" tabindex="0" aria-label=${t("replay.position")} aria-valuemin=${Math.floor(span.startsS)}
          aria-valuemax=${Math.ceil(span.endsS)} aria-valuenow=${Math.round(this._atS)} aria-valuetext=${timeCode(this._atS)}>
          <svg aria-hidden="true"><svg class="playhead-needle" overflow="visible"><line x1="0" x2="0" y1="0" y2="100%"></line><path d="M-6 0H6L0 9z"></path></svg></svg>
        </div>
      </div>
      ${this.manner === "follow" ? nothing : transport(this, span)}`;
  }

  /** Every part of the candidate in proportion: of this one the phases are pressed, the others are gone to. @param {ReplayBundle} bundle */
  _phases(bundle) {
    const parts = this.course.some(({ sitting_id }) => sitting_id === bundle.sitting_id) ? this.course : [{ sitting_id: bundle.sitting_id, part: bundle.part, phases: bundle.phases }];
    return html`<ol class="phases">${parts.map((part) => {
      const here = part.sitting_id === bundle.sitting_id;
      const words = wordsOf({ part: part.part, station_setup: null, mode: null });
      const lengthS = partLengthS(here ? bundle : part);
      return phaseBars(here ? bundle : { ...bundle, phases: part.phases, ends_s: part.phases.at(-1)?.ends_s ?? 0 }).map((bar) => {
        const name = html`${words.t(`phase.${bar.phase}`)}<span class="visually-hidden">, ${lengthText(bar.endsS - bar.startsS)}${here ? "" : `, ${t("cockpit.other-part")}`}</span>`;
        return html`<li .style=${`flex:${(bar.widthPercent * lengthS) / 100} 1 0`}>${!bar.pressable
          ? html`<span class="phase-between"><span class="visually-hidden">${name}</span></span>`
          : this.manner === "follow" ? html`<span class="phase ${here && bar.phase === this.phase ? "phase-shown" : ""}">${name}</span>`
          : here ? html`<button class="phase" type="button" aria-pressed=${bar.phase === this.phase ? "true" : "false"} @click=${() => this.tell("phase", bar)}>${name}</button>`
          : html`<a class="phase phase-other" href="/replay/${part.sitting_id}${this.manner === "safe" ? "/safe" : ""}#${bar.phase}">${name}</a>`}</li>`;
      });
    })}</ol>`;
  }

  /** @param {ReplayTrack} track @param {import("../state/timeline.js").Span} span @param {ReplayBundle} bundle */
  _track(track, span, bundle) {
    const candidate = track.seat === "candidate";
    const part = track.shared ? t("replay.shared.who", { candidate: bundle.candidate_name, juror: bundle.juror_name }) : candidate ? bundle.room_name : bundle.other_party ? t("replay.as", { name: bundle.other_party.name }) : t(`seat.${track.seat}`);
    const waiting = this.peaks[track.seat] === undefined;
    return html`
      <p class="timeline-name"><b>${track.shared ? t("replay.shared") : track.name}</b><span class="timeline-part">${part}</span>${this._mute(track, bundle)}</p>
      <div class="timeline-voice ${candidate ? "voice-candidate" : "voice-jury"} ${this.muted.has(track.seat) ? "voice-muted" : ""}">
        ${waiting
          ? html`<p class="voice-waiting" role="status">${partWords(bundle).t(track.peaks === null && bundle.media_state === "ready" ? "replay.media.nothing" : `replay.media.${bundle.media_state}`)}</p>`
          : html`<exam-voice .heights=${this._heights(track, span)} .span=${span}></exam-voice>`}
        ${filledMarks(track.copies, span)}
        ${track.gaps.length === 0 ? nothing : html`
          <svg class="voice-gaps" role="img" aria-label=${tn("replay.gaps", track.gaps.length)}>${track.gaps.map(({ starts_s, ends_s }) => svg`
            <rect class="voice-gap" x="${percent(span, starts_s)}%" width="${Math.max(0.15, percent(span, ends_s) - percent(span, starts_s))}%" height="100%"></rect>`)}</svg>`}
      </div>
      ${copiesLine(track)}`;
  }

  /** One voice alone, where there is more than one. @param {ReplayTrack} track @param {ReplayBundle} bundle */
  _mute(track, bundle) {
    const ready = bundle.tracks.some(({ audio }) => audio !== null) || bundle.mix !== null;
    if (this.manner === "follow" || !ready) return nothing;
    const muted = this.muted.has(track.seat);
    const name = track.shared ? t("replay.shared.name") : track.name;
    return html`<button class="timeline-mute" type="button" aria-pressed=${muted ? "true" : "false"} aria-label=${t(muted ? "replay.unmute" : "replay.mute", { name })}
      @click=${() => this.tell("mute", track.seat)}>${t(muted ? "cockpit.unmute" : "cockpit.mute")}</button>`;
  }
}

/** The sentences of the part that is replayed. @param {ReplayBundle | null} bundle */
function partWords(bundle) {
  return wordsOf({ part: bundle?.part ?? "call", station_setup: null, mode: null });
}
customElements.define("exam-timeline", ExamTimeline);
