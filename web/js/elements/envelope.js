/** The envelope of the draw: sealed, or open with the scenario's card. */

import { nothing, svg, html } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { titleLines } from "../state/lot.js";

/** What stands on the card. @typedef {{ number: number | null, title: string, manner: string }} Card */

/** @param {number | null} number As people say it: two digits. */
export function spoken(number) {
  return String(number ?? "").padStart(2, "0");
}

/** @param {Card | null} card @param {string} [name] The class of the drawing. */
export function envelope(card, name = "envelope") {
  return card === null ? sealed(name) : open(card, name);
}

/** @param {string} name */
function sealed(name) {
  return html`
    <svg class="${name} envelope-closed" viewBox="0 190 540 290" role="img" aria-label=${t("draw.envelope.closed")}>
      <path class="envelope-back" d="M40 236h460v204a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8z"></path>
      <path class="envelope-front" d="M40 236h460v204a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8z"></path>
      <path class="envelope-fold" d="M44 240l200 124q26 16 52 0l200-124"></path>
      <circle class="envelope-seal" cx="270" cy="376" r="26"></circle>
      <path class="envelope-seal-line" d="M262 376v-6a8 8 0 0 1 16 0v6m-20 0h24v14h-24z"></path>
    </svg>`;
}

/** @param {Card} card @param {string} name */
function open({ number, title, manner }, name) {
  const lines = titleLines(title);
  return html`
    <svg class=${name} viewBox="0 0 540 480" role="img" aria-label=${t("draw.envelope.open", { number: spoken(number), title })}>
      <path class="envelope-flap" d="M40 236L256 26q14-13 28 0L500 236z"></path>
      <path class="envelope-back" d="M40 236h460v204a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8z"></path>
      <g class="envelope-drawn"><rect class="envelope-card" x="112" y="12" width="316" height="376" rx="6"></rect>
        <text class="envelope-small" x="270" y="58">${t("draw.scenario")}</text>
        <text class="envelope-number" x="270" y="136">${spoken(number)}</text>
        ${lines.map((line, index) => svg`<text class="envelope-title" x="270" y=${182 + 27 * index} lang="en">${line}</text>`)}
        ${manner === "" ? nothing : svg`<text class="envelope-small" x="270" y=${189 + 27 * lines.length}>${manner}</text>`}</g>
      <path class="envelope-front" d="M40 236l204 128q26 16 52 0l204-128v204a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8z"></path>
      <path class="envelope-fold" d="M44 444l176-94M496 444l-176-94"></path>
      <circle class="envelope-seal" cx="270" cy="376" r="26"></circle>
      <path class="envelope-seal-line" d="M258 377l9 9 16-19"></path>
    </svg>`;
}
