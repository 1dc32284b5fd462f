import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { openDevices } from "../protocol/devices.js";
import { codeOf } from "../protocol/problem.js";
import { LightElement } from "./base.js";
import { face } from "./call_parts.js";
import { stepsFor } from "./parts.js";
import "./level.js";

/**
 * A try of the microphone before the exam. It also asks the browser for its permission now, while there is
 * time, and not when the telephone rings. Nothing of it leaves this computer.
 */
export class ExamMicCheck extends LightElement {
  static properties = { _state: { state: true }, _problem: { state: true }, _cameraProblem: { state: true } };

  constructor() {
    super();
    /** @type {"off" | "asking" | "on" | "tried"} */
    this._state = "off";
    this._problem = "";
    /** Why there is no picture; a telephone call needs none. */
    this._cameraProblem = "";
    /** @type {MediaStream | null} */
    this._stream = null;
    /** @type {AudioContext | null} */
    this._context = null;
    this._loudest = () => 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._stop();
  }

  async _start() {
    this._state = "asking";
    this._problem = "";
    this._cameraProblem = "";
    try {
      this._stream = await this._open();
    } catch (thrown) {
      this._problem = codeOf(thrown);
      this._state = "off";
      return;
    }
    if (!this.isConnected) return this._stop();
    this._context = new AudioContext();
    const analyser = this._context.createAnalyser();
    analyser.fftSize = 2048;
    this._context.createMediaStreamSource(this._stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this._loudest = () => {
      analyser.getFloatTimeDomainData(samples);
      return samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
    };
    this._state = "on";
  }

  /** The microphone, and the camera if there is one: nobody knows yet whether the call is by video. */
  async _open() {
    try {
      return await openDevices({ video: true });
    } catch (thrown) {
      if (!codeOf(thrown).includes("camera")) throw thrown;
      this._cameraProblem = codeOf(thrown);
      return openDevices({ video: false });
    }
  }

  _stop() {
    for (const track of this._stream?.getTracks() ?? []) track.stop();
    this._stream = null;
    void this._context?.close();
    this._context = null;
    this._loudest = () => 0;
    if (this._state === "on") this._state = "tried";
  }

  render() {
    const on = this._state === "on";
    return html`
      <h2>${t("mic.heading")}</h2>
      ${this._problem === "" ? html`<p>${t(on ? "mic.speak" : this._state === "tried" ? "mic.tried" : "mic.why")}</p>` : html`
        <div class="problem" role="alert"><p><b>${errorSentence(this._problem)}</b></p>
          <ol class="plain-steps">${stepsFor(this._problem).map((step) => html`<li>${step}</li>`)}</ol></div>`}
      ${on ? html`<div class="level"><exam-level target .label=${t("level.own")} .read=${() => this._loudest()}></exam-level>
        <p class="level-key"><span>${t("mic.weak")}</span><span>${t("mic.good")}</span><span>${t("mic.strong")}</span></p></div>
        ${this._cameraProblem === "" && this._stream !== null
          ? html`<figure class="picture mic-picture">${face(this._stream, { name: nothing, mirrored: true })}</figure>`
          : html`<p class="note">${t("mic.no-picture", { why: errorSentence(this._cameraProblem) })}</p>`}` : nothing}
      <p><button class="button" type="button" ?disabled=${this._state === "asking"}
        @click=${() => (on ? this._stop() : this._start())}>${t(on ? "mic.stop" : this._problem || this._state === "tried" ? "mic.again" : "mic.start")}</button></p>`;
  }
}
customElements.define("exam-mic-check", ExamMicCheck);
