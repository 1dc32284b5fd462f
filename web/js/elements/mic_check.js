import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, has, t } from "../i18n.js";
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
  static properties = { manner: {}, _state: { state: true }, _problem: { state: true }, _cameraProblem: { state: true } };

  constructor() {
    super();
    /** What the reception space has, where the two will sit in one room; null where a line links them. @type {"two-microphones" | "one-microphone" | "two-stations" | null} */
    this.manner = null;
    /** @type {"off" | "asking" | "on" | "tried"} */
    this._state = "off";
    this._problem = "";
    /** Why there is no picture; a telephone call needs none. */
    this._cameraProblem = "";
    /** @type {MediaStream | null} */
    this._stream = null;
    /** @type {AudioContext | null} */
    this._context = null;
    /** How loud each channel is now. @type {(() => number)[]} */
    this._loudness = [];
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
    const context = new AudioContext();
    this._context = context;
    const source = context.createMediaStreamSource(this._stream);
    const channels = this.manner === "two-microphones" ? 2 : 1;
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: channels });
    source.connect(splitter);
    this._loudness = Array.from({ length: channels }, (_, channel) => {
      const analyser = new AnalyserNode(context, { fftSize: 2048 });
      // One microphone is heard whole, whatever channels it has.
      if (channels === 1) source.connect(analyser);
      else splitter.connect(analyser, channel);
      const samples = new Float32Array(analyser.fftSize);
      return () => {
        analyser.getFloatTimeDomainData(samples);
        return samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
      };
    });
    this._state = "on";
  }

  /** The sentences of what is tried. */
  get _kind() {
    return this.manner === "two-microphones" ? "mic.two" : this.manner === null ? "mic" : "mic.room";
  }

  get _sound() {
    return this.manner === "two-microphones" ? "two-voices" : this.manner === null ? "call" : "room";
  }

  /** @param {string} key */
  _words(key) {
    const own = `${this._kind}.${key}`;
    return t(has(own) ? own : `mic.${key}`);
  }

  /** The microphone, and the camera if there is one: nobody knows yet whether the call is by video. */
  async _open() {
    try {
      return await openDevices({ video: true, sound: this._sound });
    } catch (thrown) {
      if (!codeOf(thrown).includes("camera")) throw thrown;
      this._cameraProblem = codeOf(thrown);
      return openDevices({ video: false, sound: this._sound });
    }
  }

  _stop() {
    for (const track of this._stream?.getTracks() ?? []) track.stop();
    this._stream = null;
    void this._context?.close();
    this._context = null;
    this._loudness = [];
    if (this._state === "on") this._state = "tried";
  }

  render() {
    const on = this._state === "on";
    return html`
      <h2>${this._words("heading")}</h2>
      ${this._problem === "" ? html`<p>${this._words(on ? "speak" : this._state === "tried" ? "tried" : "why")}</p>` : html`
        <div class="problem" role="alert"><p><b>${errorSentence(this._problem)}</b></p>
          <ol class="plain-steps">${stepsFor(this._problem).map((step) => html`<li>${step}</li>`)}</ol></div>`}
      ${on ? html`<div class="level">${this._loudness.map((read, channel) => {
          const label = this.manner === "two-microphones" ? t(channel === 0 ? "level.left" : "level.right") : t("level.own");
          return html`${this.manner === "two-microphones" ? html`<p class="note">${label}</p>` : nothing}<exam-level target .label=${label} .read=${read}></exam-level>`;
        })}
        <p class="level-key"><span>${t("mic.weak")}</span><span>${t("mic.good")}</span><span>${t("mic.strong")}</span></p></div>
        ${this._cameraProblem === "" && this._stream !== null
          ? html`<figure class="picture mic-picture">${face(this._stream, { name: nothing, mirrored: true })}</figure>`
          : html`<p class="note">${t("mic.no-picture", { why: errorSentence(this._cameraProblem) })}</p>`}` : nothing}
      <p><button class="button" type="button" ?disabled=${this._state === "asking"}
        @click=${() => (on ? this._stop() : this._start())}>${t(on ? "mic.stop" : this._problem || this._state === "tried" ? "mic.again" : "mic.start")}</button></p>`;
  }
}
customElements.define("exam-mic-check", ExamMicCheck);
