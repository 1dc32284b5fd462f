/** What plays the replay: one primary button, the clips, where it stands, how fast. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { letterOf } from "../state/clips.js";
import { speedText, timeCode } from "../state/format.js";

/** @typedef {import("./timeline.js").ExamTimeline} ExamTimeline */

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
/** So many clips have a key of their own, and the whole word on their button while there are few. */
const KEYED = 9;
const SPELLED_OUT = 3;

/** @param {ExamTimeline} host @param {import("../state/timeline.js").Span} span */
export function transport(host, span) {
  const bundle = /** @type {import("../state/bundle.d.ts").ReplayBundle} */ (host.bundle);
  const ready = bundle.tracks.some(({ audio }) => audio !== null) || bundle.mix !== null;
  return html`
    <div class="transport">
      <button class="button button-primary" type="button" ?disabled=${!ready} @click=${() => host.tell("play")}>${t(host.playing ? "replay.pause" : "replay.play")}</button>
      <button class="button" type="button" ?disabled=${!ready} @click=${() => host.tell("step", -5)}>${t("replay.back")}</button>
      ${host.clips.length === 0 ? nothing : html`<div class="transport-clips" role="group" aria-label=${t("cockpit.clips")}>${host.clips.map((clip, place) => clipButton(host, clip, place, ready))}</div>`}
      <p class="transport-time"><span class="transport-now"></span> <span class="transport-of">${t("replay.of", { time: timeCode(span.endsS) })}</span></p>
      <div class="transport-end"><button class="button" type="button" ?disabled=${!ready} aria-pressed=${host.looping ? "true" : "false"} @click=${() => host.tell("loop-here")}>${t("cockpit.loop")}</button>
      ${host.manner === "pick" ? html`<button class="button" type="button" @click=${() => host.tell("clip-add")}>${t("cockpit.clip.add")}</button>` : nothing}
      <label class="transport-speed"><span class="visually-hidden">${t("replay.speed")}</span>
        <select @change=${(/** @type {{ target: HTMLSelectElement }} */ { target }) => host.tell("speed", Number(target.value))}>${SPEEDS.map((speed) => html`
          <option value=${speed} ?selected=${speed === host.speed}>${t("replay.speed-of", { speed: speedText(speed, language()) })}</option>`)}</select></label></div>
    </div>`;
}

/** @param {ExamTimeline} host @param {import("../state/cockpit.d.ts").Clip} clip @param {number} place @param {boolean} ready */
function clipButton(host, clip, place, ready) {
  const letter = letterOf(place);
  const whole = t("cockpit.clip", { letter });
  return html`<button class="button transport-clip" type="button" ?disabled=${!ready} aria-pressed=${clip.clip_id === host.clip ? "true" : "false"}
    aria-keyshortcuts=${place < KEYED ? String(place + 1) : nothing} aria-label=${host.clips.length > SPELLED_OUT ? whole : nothing}
    @click=${() => host.tell("clip", clip.clip_id)}>${host.clips.length > SPELLED_OUT ? letter : whole}${place < KEYED ? html`<kbd class="transport-key" aria-hidden="true">${place + 1}</kbd>` : nothing}</button>`;
}
