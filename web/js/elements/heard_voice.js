import { createRef, html, ref } from "../../vendor/lit.js";
import { chosen } from "../devices/chosen.js";
import { chooseSink } from "../devices/sound_card.js";
import { telephoneTaps } from "../state/telephone_band.js";
import { LightElement } from "./base.js";

/**
 * The voice of somebody else, heard and not seen; as over a telephone where the call is to sound so.
 *
 * Only what is heard here is filtered: what is sent, forwarded and recorded keeps its whole band.
 */
export class ExamHeardVoice extends LightElement {
  static properties = { stream: { attribute: false }, seat: {}, narrow: { type: Boolean } };

  constructor() {
    super();
    /** @type {MediaStream | null} */
    this.stream = null;
    this.seat = "";
    this.narrow = false;
    /** @type {import("../../vendor/lit.js").Ref<HTMLAudioElement>} */
    this._audio = createRef();
    /** @type {AudioContext | null} */
    this._context = null;
    /** @type {HTMLAudioElement | null} */
    this._pulls = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this._close();
  }

  connectedCallback() {
    super.connectedCallback();
    // Moved to another place in the page, it was closed.
    if (this.hasUpdated) this._play();
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("stream") || changed.has("narrow")) this._play();
  }

  render() {
    return html`<audio class="voice" data-seat=${this.seat} autoplay ${ref(this._audio)} @play=${() => this._wake()}></audio>`;
  }

  _play() {
    const audio = this._audio.value;
    if (audio === undefined) return;
    this._close();
    this._hear(audio, this.stream);
    void chooseSink(audio, chosen().loudspeaker);
    if (this.narrow && this.stream !== null) this._filter(audio, this.stream);
  }

  /** @param {HTMLAudioElement} audio @param {MediaStream | null} stream */
  _hear(audio, stream) {
    if (audio.srcObject === stream) return;
    audio.srcObject = stream;
    audio.play().catch((thrown) => {
      if (thrown instanceof DOMException && thrown.name === "NotAllowedError") this.tell("sound-blocked");
    });
  }

  /** @param {HTMLAudioElement} audio @param {MediaStream} stream */
  _filter(audio, stream) {
    const context = new AudioContext({ latencyHint: "interactive" });
    this._context = context;
    const taps = telephoneTaps(context.sampleRate);
    const buffer = new AudioBuffer({ length: taps.length, sampleRate: context.sampleRate });
    buffer.copyToChannel(taps, 0);
    const line = new ConvolverNode(context, { buffer, disableNormalization: true });
    const filtered = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    context.createMediaStreamSource(stream).connect(line).connect(filtered);
    // Chromium decodes a received track only while an element plays it.
    const pulls = new Audio();
    pulls.muted = true;
    pulls.srcObject = stream;
    void pulls.play().catch(() => {});
    // Where the browser wants a press first, a voice of the whole band is better than none.
    context.onstatechange = () => this._hear(audio, context.state === "running" ? filtered.stream : stream);
    this._pulls = pulls;
    this._wake();
  }

  _wake() {
    if (this._context?.state === "suspended") void this._context.resume().catch(() => {});
  }

  _close() {
    if (this._context !== null) {
      this._context.onstatechange = null;
      void this._context.close().catch(() => {});
      this._context = null;
    }
    if (this._pulls !== null) this._pulls.srcObject = null;
    this._pulls = null;
  }
}
customElements.define("exam-heard-voice", ExamHeardVoice);
