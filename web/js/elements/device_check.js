import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { choose, chosen, digest, present } from "../devices/chosen.js";
import { keep, personAt, stillGood } from "../devices/known_station.js";
import { measure, waveFile } from "../devices/measuring.js";
import { SENTENCES, sentenceFor } from "../devices/sentences.js";
import { canChooseLoudspeaker, SoundCard } from "../devices/sound_card.js";
import { openCamera, openDevices } from "../protocol/devices.js";
import { codeOf } from "../protocol/problem.js";
import { LightElement } from "./base.js";
import { checkItems } from "./device_check_items.js";
import { stepsFor } from "./parts.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView | import("../protocol/messages.d.ts").JuryView} View */
/** @typedef {import("../devices/measuring.js").Step} Step */

/**
 * The check of a station before a part: choose, be heard, hear oneself, read a sentence; then it is good, or one sentence
 * says what to do. One thing to press at a time. What is read leaves this computer for the technician's comparison only.
 */
export class ExamDeviceCheck extends LightElement {
  static properties = {
    view: { attribute: false }, live: { type: Boolean },
    _step: { state: true }, _problem: { state: true }, _cameraProblem: { state: true }, _measured: { state: true },
    _devices: { state: true }, _playing: { state: true }, _channel: { state: true },
  };

  constructor() {
    super();
    /** @type {View | null} */
    this.view = null;
    this.live = false;
    /** @type {"start" | "opening" | "ready" | Step | "done"} */
    this._step = "start";
    this._problem = "";
    this._cameraProblem = "";
    /** @type {import("../devices/measuring.js").Measured | null} */
    this._measured = null;
    /** @type {import("../devices/chosen.js").Present} */
    this._devices = { microphone: [], camera: [], loudspeaker: [] };
    this._playing = false;
    this._channel = 0;
    this._tries = 0;
    this._from = Math.floor(Math.random() * SENTENCES.length);
    /** @type {SoundCard | null} */
    this._card = null;
    /** @type {MediaStream | null} */
    this._picture = null;
    this._said = false;
    this._stopPlaying = () => {};
  }

  connectedCallback() {
    super.connectedCallback();
    void this._carry();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._close();
  }

  get _station() {
    return this.view?.formalities?.station ?? null;
  }

  get _seat() {
    return this.view?.role === "jury" ? this.view.seat : "candidate";
  }

  /** What is opened for measuring: nothing of it may be worked on by the browser, or the echo would be taken away. @returns {"room" | "two-voices"} */
  get _sound() {
    return this.view?.station_setup === "two-microphones" ? "two-voices" : "room";
  }

  /** Where two sit in one room nothing is played, and nothing can come back. */
  get _echo() {
    return this.view?.station_setup === null;
  }

  get sentence() {
    return sentenceFor(this._tries, this._from);
  }

  async _who() {
    const view = this.view;
    return view === null ? "" : personAt(view.role === "jury" ? view.juror_name : view.candidate_name, this._seat, `${view.station_setup}`);
  }

  /** An earlier part of the day has found these devices good, in this browser session: nothing is asked again. */
  async _carry() {
    if (this._station?.standing !== "missing") return;
    const known = await stillGood(await this._who(), Date.now());
    if (known === null || !this.isConnected || this._step !== "start") return;
    const age_s = Math.max(1, (Date.now() - known.at_ms) / 1000);
    this.tell("devices", { type: "report-devices", fault: null, figures: known.figures, devices: known.digest, age_s });
  }

  async _open() {
    this._step = "opening";
    this._problem = this._cameraProblem = "";
    try {
      const stream = await this._openBoth();
      if (!this.isConnected) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this._picture = stream.getVideoTracks().length > 0 ? new MediaStream(stream.getVideoTracks()) : null;
      this._card = await this._listenTo(new MediaStream(stream.getAudioTracks()));
      this._devices = await present();
      this._step = "ready";
    } catch (thrown) {
      this._close();
      this._problem = codeOf(thrown);
      this._step = "start";
    }
  }

  /** One question of the browser for both; without a camera the microphone alone. */
  async _openBoth() {
    try {
      return await openDevices({ video: true, sound: this._sound });
    } catch (thrown) {
      if (!codeOf(thrown).includes("camera")) throw thrown;
      this._cameraProblem = codeOf(thrown);
      return openDevices({ video: false, sound: this._sound });
    }
  }

  /** @param {MediaStream} stream */
  _listenTo(stream) {
    return SoundCard.open(stream, this._sound === "two-voices" ? 2 : 1, chosen().loudspeaker);
  }

  async _measure() {
    this._stopPlaying();
    if (this._measured !== null) this._tries += 1;
    this._measured = null;
    this._problem = "";
    this._step = "quiet";
    try {
      // Opened anew: what is measured is what a call gets, from its first sample on.
      this._card?.close();
      this._card = await this._listenTo(await openDevices({ video: false, sound: this._sound }));
      this._said = false;
      const measured = await measure(this._card, {
        channels: this._sound === "two-voices" ? 2 : 1, echo: this._echo, camera: this._picture !== null,
        onStep: (step, channel) => { this._step = step; this._channel = channel; },
        finished: () => { const said = this._said; this._said = false; return said; },
      });
      if (!this.isConnected) return this._close();
      this._measured = measured;
      this._step = "done";
      // What is wrong is told at once: the manager sees it, and can let it pass.
      if (measured.fault !== null) await this._report();
    } catch (thrown) {
      this._close();
      this._problem = codeOf(thrown);
      this._step = "start";
    }
  }

  async _report() {
    const measured = this._measured;
    if (measured === null) return;
    const devices = await digest();
    const { fault, figures } = measured;
    this.tell("sentence", { sentence: this.sentence.id, sound: waveFile(measured.voice, measured.rateHz) });
    if (fault === null) keep({ who: await this._who(), digest: devices, figures, at_ms: Date.now() });
    this.tell("devices", { type: "report-devices", fault, figures, devices });
  }

  _hear() {
    if (this._playing) return this._stopPlaying();
    const { _card: card, _measured: measured } = this;
    if (card === null || measured === null) return;
    this._playing = true;
    const stop = card.play(measured.voice, () => { this._playing = false; });
    this._stopPlaying = () => { this._stopPlaying = () => {}; stop(); };
  }

  /** @param {"microphone" | "camera" | "loudspeaker"} kind @param {string} id */
  async _choose(kind, id) {
    choose({ [kind]: id });
    if (kind === "loudspeaker") {
      await this._card?.speakThrough(id);
    } else if (kind === "camera") {
      for (const track of this._picture?.getTracks() ?? []) track.stop();
      this._picture = await openCamera().catch((thrown) => { this._cameraProblem = codeOf(thrown); return null; });
    } else {
      this._card?.close();
      this._card = null;
      try {
        this._card = await this._listenTo(await openDevices({ video: false, sound: this._sound }));
      } catch (thrown) {
        this._problem = codeOf(thrown);
      }
    }
    // What was found of another device says nothing of this one.
    if (this._step === "done") { this._measured = null; this._step = "ready"; }
    this.requestUpdate();
  }

  _close() {
    this._stopPlaying();
    this._card?.close();
    this._card = null;
    for (const track of this._picture?.getTracks() ?? []) track.stop();
    this._picture = null;
  }

  /** The sentence that belongs to this station. @param {string} key @param {Record<string, string | number>} [values] */
  _t(key, values = {}) {
    const kind = this._sound === "two-voices" ? "two." : this._echo ? "" : "room.";
    return kind === "" ? t(`devices.${key}`, values) : t(`devices.${kind}${key}`, values);
  }

  render() {
    if (this.view === null) return nothing;
    return html`
      <header class="check-heading"><h1>${t("devices.heading")}</h1><p>${t("devices.words")}</p></header>
      ${checkItems({
        step: this._step, measured: this._measured, picture: this._picture, cameraProblem: this._cameraProblem, devices: this._devices,
        chosen: chosen(), sentence: this.sentence.text, echo: this._echo, playing: this._playing, mayChoose: this._step === "ready" || this._step === "done",
        loudspeakers: canChooseLoudspeaker(), channels: this._sound === "two-voices" ? 2 : 1, level: (channel) => this._card?.peak(channel) ?? 0,
        hear: () => this._hear(), choose: (kind, id) => void this._choose(kind, id),
      })}
      <section class="check-verdict ${this._step === "done" && this._measured?.fault ? "check-verdict-wrong" : ""}" aria-labelledby="verdict">${this._verdict()}</section>`;
  }

  /** What is so, and the one thing to do next. */
  _verdict() {
    if (this._problem !== "") {
      return html`<div role="alert"><h2 class="check-result" id="verdict">${errorSentence(this._problem)}</h2></div>
        <ol class="check-steps">${stepsFor(this._problem).map((step) => html`<li>${step}</li>`)}</ol>
        ${this._button("devices.again", () => this._open())}`;
    }
    switch (this._step) {
      case "start":
      case "opening": {
        const changed = this._station?.standing === "changed";
        return html`<div role="status"><h2 class="check-result" id="verdict">${changed ? t("devices.changed") : this._t("start")}</h2></div>
          <p>${changed ? t("devices.changed.words") : this._t("start.words")}</p>
          ${this._button("devices.start.do", () => this._open(), this._step === "opening")}
          ${this._station?.standing === "bad" ? html`<p class="note">${t("devices.help")}</p>` : nothing}`;
      }
      case "ready":
        return html`<div role="status"><h2 class="check-result" id="verdict">${this._t("ready")}</h2></div>
          <p>${this._t("ready.words")}</p>${this._button("devices.ready.do", () => this._measure())}`;
      case "quiet":
      case "probe":
      case "weighing":
        return html`<div role="status"><h2 class="check-result" id="verdict">${t(`devices.${this._step}`)}</h2></div><p>${t(`devices.${this._step}.words`)}</p>`;
      case "read":
        return html`<div role="status"><h2 class="check-result" id="verdict">${this._sound === "two-voices" ? t(this._channel === 0 ? "devices.read.left" : "devices.read.right") : t("devices.read")}</h2></div>
          <p class="check-sentence" lang="en">“${this.sentence.text}”</p>
          ${this._button("devices.read.do", () => { this._said = true; })}
          <p class="note">${t("devices.read.words")}</p>`;
      default:
        return this._outcome();
    }
  }

  _outcome() {
    const fault = this._measured?.fault ?? null;
    if (fault === null) {
      return html`<div role="status"><h2 class="check-result" id="verdict">${t("devices.good")}</h2><p>${this._t("good.words")}</p></div>
        ${this._button("devices.good.do", () => this._report(), !this.live)}`;
    }
    return html`<div role="alert"><h2 class="check-result" id="verdict">${t(`devices.fault.${fault}`)}</h2><p>${t(`devices.fault.${fault}.do`)}</p></div>
      ${this._button("devices.read.again", () => this._measure())}
      <p class="note">${t("devices.help")}</p>`;
  }

  /** @param {string} key @param {() => void} press @param {boolean} [disabled] */
  _button(key, press, disabled = false) {
    return html`<button class="button button-primary button-large" type="button" ?disabled=${disabled} @click=${press}>${t(key)}</button>`;
  }
}
customElements.define("exam-device-check", ExamDeviceCheck);

