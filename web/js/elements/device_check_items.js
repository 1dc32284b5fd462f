/** What the check of a station shows beside its verdict: each device, what is chosen, how it is. */

import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { NOISY_SNR_DB } from "../devices/measure.js";
import { face } from "./call_parts.js";
import "./level.js";

/** @typedef {import("../devices/chosen.js").Chosen} Chosen */
/** @typedef {import("../protocol/messages.d.ts").DeviceFault} DeviceFault */

/**
 * @typedef {object} Shown
 * @property {string} step
 * @property {import("../devices/measuring.js").Measured | null} measured
 * @property {MediaStream | null} picture
 * @property {string} cameraProblem
 * @property {import("../devices/chosen.js").Present} devices
 * @property {Chosen} chosen
 * @property {string} sentence
 * @property {boolean} echo
 * @property {boolean} playing
 * @property {boolean} mayChoose
 * @property {boolean} loudspeakers
 * @property {number} channels
 * @property {(channel: number) => number} level
 * @property {() => void} hear
 * @property {(kind: keyof Chosen, id: string) => void} choose
 */

const TICK = html`<svg viewBox="0 0 18 18" aria-hidden="true"><rect x="1" y="1" width="16" height="16" rx="3"></rect><path d="M5 9.2l2.8 2.8L13 6.5"></path></svg>`;
const CROSS = html`<svg viewBox="0 0 18 18" aria-hidden="true"><rect x="1" y="1" width="16" height="16" rx="3"></rect><path d="M5.5 5.5l7 7M12.5 5.5l-7 7"></path></svg>`;

/** Which line a fault belongs to. @type {Record<DeviceFault, "microphone" | "loudspeaker" | "room">} */
const LINE_OF = { mute: "microphone", "no-speech": "microphone", clipped: "microphone", quiet: "microphone", "same-voices": "microphone", echo: "loudspeaker", noisy: "room" };

/** @param {boolean} good @param {string} words */
function verdict(good, words) {
  return html`<span class="verdict ${good ? "verdict-good" : "verdict-bad"}">${good ? TICK : CROSS}${words}</span>`;
}

/** @param {"microphone" | "loudspeaker" | "room"} line @param {Shown} shown */
function found(line, { measured }) {
  if (measured === null) return html`<span class="verdict verdict-none">${t("devices.not-yet")}</span>`;
  const fault = measured.fault !== null && LINE_OF[measured.fault] === line ? measured.fault : null;
  // Where one thing is wrong the others may not have been heard well enough to be called good.
  if (fault === null && measured.fault !== null) return html`<span class="verdict verdict-none">${t("devices.not-yet")}</span>`;
  return verdict(fault === null, t(fault === null ? `devices.${line}.good` : `devices.fault.${fault}.short`));
}

/** @param {keyof Chosen} kind @param {Shown} shown */
function choice(kind, { devices, chosen, mayChoose, choose }) {
  const there = devices[kind];
  const [first] = there;
  if (first === undefined) return nothing;
  if (there.length === 1) return html`<p>${first.label}</p>`;
  return html`<select class="check-choice" aria-label=${t(`devices.${kind}.choose`)} ?disabled=${!mayChoose}
    @change=${(/** @type {Event} */ event) => choose(kind, /** @type {HTMLSelectElement} */ (event.target).value)}>
    ${there.map(({ deviceId, label }) => html`<option value=${deviceId} ?selected=${deviceId === (chosen[kind] || first.deviceId)}>${label}</option>`)}</select>`;
}

/** @param {Shown} shown */
export function checkItems(shown) {
  const { step, measured, picture, cameraProblem, echo, sentence, level, channels } = shown;
  const open = step !== "start" && step !== "opening";
  return html`
    <ol class="check-list">
      <li class="check-item">
        <h2>${t("devices.microphone")}</h2>
        <div class="check-content stack">
          ${choice("microphone", shown)}
          ${open ? html`<div class="level">${Array.from({ length: channels }, (_, channel) => {
            const label = channels === 1 ? t("level.own") : t(channel === 0 ? "level.left" : "level.right");
            return html`${channels === 1 ? nothing : html`<p class="note">${label}</p>`}<exam-level target .label=${label} .read=${() => level(channel)}></exam-level>`;
          })}<p class="level-key"><span>${t("mic.weak")}</span><span>${t("mic.good")}</span><span>${t("mic.strong")}</span></p></div>` : html`<p>${t("devices.microphone.words")}</p>`}
        </div>
        ${found("microphone", shown)}
      </li>
      <li class="check-item">
        <h2>${t("devices.room")}</h2>
        <div class="check-content"><p>${measured === null ? t("devices.room.words") : t("devices.room.measured", { snr: Math.round(measured.figures.snr_db), least: NOISY_SNR_DB })}</p></div>
        ${found("room", shown)}
      </li>
      ${echo ? html`<li class="check-item">
        <h2>${t("devices.loudspeaker")}</h2>
        <div class="check-content stack">
          ${shown.loudspeakers ? choice("loudspeaker", shown) : nothing}
          ${measured === null ? html`<p>${t("devices.loudspeaker.words")}</p>`
            : html`<p class="row">${t("devices.hear.words")} <button class="button" type="button" aria-pressed=${shown.playing ? "true" : "false"} @click=${shown.hear}>${t(shown.playing ? "devices.hear.stop" : "devices.hear")}</button></p>`}
        </div>
        ${found("loudspeaker", shown)}
      </li>` : nothing}
      <li class="check-item">
        <h2>${t("devices.camera")}</h2>
        <div class="check-content ${picture === null ? "" : "check-camera"}">
          ${picture === null ? nothing : html`<figure class="picture">${face(picture, { name: nothing, mirrored: true })}</figure>`}
          <div class="stack">${choice("camera", shown)}<p>${picture !== null ? t("devices.camera.look") : cameraProblem === "" ? t("devices.camera.words") : t("mic.no-picture", { why: errorSentence(cameraProblem) })}</p></div>
        </div>
        ${picture !== null ? verdict(true, t("devices.camera.good")) : html`<span class="verdict verdict-none">${t(cameraProblem === "" ? "devices.not-yet" : "devices.camera.none")}</span>`}
      </li>
      <li class="check-item" aria-current=${open ? "step" : nothing}>
        <h2>${t("devices.sentence")}</h2>
        <div class="check-content stack"><p class="check-sentence" lang="en">“${sentence}”</p><p class="note">${t("devices.sentence.words")}</p></div>
        ${measured === null ? html`<span class="verdict verdict-none">${t("devices.not-yet")}</span>` : verdict(measured.fault === null, t(measured.fault === null ? "devices.sentence.good" : "devices.sentence.again"))}
      </li>
    </ol>`;
}
