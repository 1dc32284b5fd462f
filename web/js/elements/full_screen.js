import { html, nothing } from "../../vendor/lit.js";
import { wasFullScreen } from "../devices/full_screen.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";

/**
 * Asks for the full screen before the exam, and offers it again where it was left in it. Only a press may enter it
 * (WHATWG Fullscreen, `requestFullscreen`); leaving is noted by `pages/station_troubles.js`, and has no consequence.
 */
export class ExamFullScreen extends LightElement {
  static properties = { asks: { type: Boolean } };

  constructor() {
    super();
    /** Before the exam: with words, and also where it was never entered. */
    this.asks = false;
    this._was = wasFullScreen();
    this._changed = () => {
      this._was = true;
      this.requestUpdate();
    };
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("fullscreenchange", this._changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("fullscreenchange", this._changed);
  }

  render() {
    if (!document.fullscreenEnabled || document.fullscreenElement !== null || !(this.asks || this._was)) return nothing;
    const enter = () => {
      // A browser that refuses says so itself; the exam goes on without.
      document.documentElement.requestFullscreen().catch(() => {});
    };
    const button = html`<button class="button ${this.asks ? "" : "button-quiet"}" type="button" @click=${enter}>${t("full-screen.enter")}</button>`;
    return this.asks ? html`<p class="note">${t("full-screen.note")}</p>${button}` : button;
  }
}
customElements.define("exam-full-screen", ExamFullScreen);
