import { html } from "../../vendor/lit.js";
import { chooseLanguage, language } from "../i18n.js";
import { LightElement } from "./base.js";

/** The other language, by its own name. */
export class ExamLanguage extends LightElement {
  render() {
    const other = language() === "fr" ? "en" : "fr";
    return html`<button class="button button-quiet" type="button" lang=${other} @click=${() => void chooseLanguage(other)}>${other === "en" ? "English" : "Français"}</button>`;
  }
}
customElements.define("exam-language", ExamLanguage);
