import { LitElement } from "../../vendor/lit.js";

/**
 * What all our elements are: light DOM, so that the page's own style sheets reach them; drawn again when the
 * language changes; and speaking to the page by events named `exam-*` that bubble.
 */
export class LightElement extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this._languageChanged = () => this.requestUpdate();
    document.addEventListener("exam-language", this._languageChanged);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this._languageChanged) document.removeEventListener("exam-language", this._languageChanged);
  }

  /** Tell the page that a person did something. @param {string} name @param {unknown} [detail] */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`exam-${name}`, { detail, bubbles: true, composed: true }));
  }
}
