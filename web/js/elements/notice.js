import { html, nothing } from "../../vendor/lit.js";
import { sentencesIn } from "../i18n.js";
import { LightElement } from "./base.js";

/** The points of the notice, in the order in which they are read (GDPR art. 13: purpose, recipients, duration, rights). */
const POINTS = /** @type {const} */ (["what", "why", "who", "kept", "machine", "rights"]);

/** The information notice on recording: French, with English beside it, whatever the language of the page. */
export class ExamNotice extends LightElement {
  static properties = { kind: {}, version: {}, _texts: { state: true } };

  constructor() {
    super();
    /** Sentences of the part come first: `visitor.notice.what` before `notice.what`. */
    this.kind = "call";
    this.version = "";
    /** @type {readonly { language: "fr" | "en", sentences: Record<string, string> }[]} */
    this._texts = [];
  }

  connectedCallback() {
    super.connectedCallback();
    const languages = /** @type {const} */ (["fr", "en"]);
    void Promise.all(languages.map(async (language) => ({ language, sentences: await sentencesIn(language) })))
      .then((texts) => { this._texts = texts; });
  }

  render() {
    return this._texts.map(({ language, sentences }) => {
      /** @param {string} key */
      const say = (key) => sentences[`${this.kind}.${key}`] ?? sentences[key] ?? key;
      return html`
        <section class="pane notice-text" lang=${language}>
          <h2>${say("notice.heading")}</h2>
          <dl>${POINTS.map((point) => html`<dt>${say(`notice.${point}.label`)}</dt><dd>${say(`notice.${point}`)}</dd>`)}</dl>
          ${this.version === "" ? nothing : html`<p class="note">${say("notice.version").replace("{version}", this.version)}</p>`}
        </section>`;
    });
  }
}
customElements.define("exam-notice", ExamNotice);
