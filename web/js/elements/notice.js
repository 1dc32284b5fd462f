import { html, nothing } from "../../vendor/lit.js";
import { sentencesIn } from "../i18n.js";
import { request } from "../protocol/api.js";
import { LightElement } from "./base.js";

/** The points of the notice, in the order in which they are read (GDPR art. 13: purpose, recipients, duration, rights). */
const POINTS = /** @type {const} */ (["what", "why", "who", "kept", "machine", "rights"]);

/** The information notice on recording: French, with English beside it, whatever the language of the page. */
export class ExamNotice extends LightElement {
  static properties = { kind: {}, version: {}, kept: { attribute: false }, _texts: { state: true } };

  constructor() {
    super();
    /** Sentences of the part come first: `visitor.notice.what` before `notice.what`. */
    this.kind = "call";
    this.version = "";
    /** For how long recordings are kept here; null until it is known, or where nobody says. @type {{ counted_from: string, months: { recordings: number } } | null} */
    this.kept = null;
    /** @type {readonly { language: "fr" | "en", sentences: Record<string, string> }[]} */
    this._texts = [];
  }

  connectedCallback() {
    super.connectedCallback();
    const languages = /** @type {const} */ (["fr", "en"]);
    void Promise.all(languages.map(async (language) => ({ language, sentences: await sentencesIn(language) })))
      .then((texts) => { this._texts = texts; });
    // Without an answer the notice says what holds for any length.
    void request("/api/kept").then((kept) => { this.kept = kept; }, () => {});
  }

  render() {
    return this._texts.map(({ language, sentences }) => {
      /** @param {string} key */
      const say = (key) => sentences[`${this.kind}.${key}`] ?? sentences[key] ?? key;
      /** The lengths that the centre has set; until they are here, what holds for any. */
      const kept = () => {
        if (this.kept === null) return say("notice.kept");
        const { counted_from, months } = this.kept;
        return say(`notice.kept.${counted_from}`).replace("{length}", say(months.recordings === 1 ? "kept.months.one" : "kept.months.other").replace("{n}", String(months.recordings)));
      };
      return html`
        <section class="pane notice-text" lang=${language}>
          <h2>${say("notice.heading")}</h2>
          <dl>${POINTS.map((point) => html`<dt>${say(`notice.${point}.label`)}</dt><dd>${point === "kept" ? kept() : say(`notice.${point}`)}</dd>`)}</dl>
          ${this.version === "" ? nothing : html`<p class="note">${say("notice.version").replace("{version}", this.version)}</p>`}
        </section>`;
    });
  }
}
customElements.define("exam-notice", ExamNotice);
