import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { chosen, present } from "../devices/chosen.js";
import { LightElement } from "./base.js";
import "./level.js";

/** @typedef {import("../devices/chosen.js").Chosen} Chosen */

/** Choose another microphone, camera or headset while one talks: a button in the strip, and a small sheet below it. */
export class ExamDeviceSwap extends LightElement {
  static properties = { swap: { attribute: false }, read: { attribute: false }, camera: { type: Boolean }, loudspeaker: { type: Boolean }, _devices: { state: true } };

  constructor() {
    super();
    /** The last choice, and how far it is. @type {import("../state/seat.js").Swap | null} */
    this.swap = null;
    /** How loud one's own microphone is now, 0 to 1. */
    this.read = () => 0;
    /** Whether a picture belongs to the call. */
    this.camera = false;
    /** Whether anything is played here. */
    this.loudspeaker = false;
    /** @type {import("../devices/chosen.js").Present} */
    this._devices = { microphone: [], camera: [], loudspeaker: [] };
    this._look = () => void present().then((devices) => { this._devices = devices; });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    navigator.mediaDevices?.removeEventListener("devicechange", this._look);
  }

  /** @param {Event} event */
  _toggled(event) {
    navigator.mediaDevices?.removeEventListener("devicechange", this._look);
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    this._look();
    navigator.mediaDevices?.addEventListener("devicechange", this._look);
  }

  render() {
    return html`
      <button class="button button-quiet" type="button" popovertarget="device-panel">${t("devices.swap")}</button>
      <section class="device-panel stack" id="device-panel" popover aria-labelledby="device-panel-heading" @toggle=${this._toggled}>
        <h2 id="device-panel-heading">${t("devices.swap.heading")}</h2>
        <p class="note">${t("devices.swap.words")}</p>
        ${this._choice("microphone")}
        <div class="level"><p class="note">${t("level.own")}</p><exam-level target .label=${t("level.own")} .read=${() => this.read()}></exam-level></div>
        ${this.loudspeaker && "setSinkId" in HTMLMediaElement.prototype ? this._choice("loudspeaker") : nothing}
        ${this.camera ? this._choice("camera") : nothing}
        <p class="device-panel-news" role="status">${this._news()}</p>
        <p class="row"><button class="button" type="button" popovertarget="device-panel" popovertargetaction="hide">${t("devices.swap.close")}</button></p>
      </section>`;
  }

  _news() {
    if (this.swap === null) return nothing;
    const { kind, is, problem } = this.swap;
    if (is === "failed") return html`<b>${errorSentence(problem)}</b><br>${t("devices.swap.stays")}`;
    return t(is === "done" || is === "asking" ? `devices.swap.${is}.${kind}` : `devices.swap.${is}`);
  }

  /** @param {keyof Chosen} kind */
  _choice(kind) {
    const there = this._devices[kind];
    const first = there[0];
    if (first === undefined) return nothing;
    const used = chosen()[kind] || first.deviceId;
    return html`<p class="device-choice"><label for="swap-${kind}">${t(`devices.${kind}`)}</label>
      <select class="check-choice" id="swap-${kind}" ?disabled=${this.swap?.is === "asking"}
        @change=${(/** @type {Event} */ event) => this.tell("swap", { kind, id: /** @type {HTMLSelectElement} */ (event.target).value })}>
        ${there.map(({ deviceId, label }) => html`<option value=${deviceId} .selected=${deviceId === used}>${label}</option>`)}</select></p>`;
  }
}
customElements.define("exam-device-swap", ExamDeviceSwap);
