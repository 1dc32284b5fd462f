import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, language, t } from "../i18n.js";
import { LightElement } from "./base.js";

/** @typedef {{ key: string, value: number | null, unit: string, source: string }} Indicator */
/** @typedef {{ seat: string, pauses_from: string, indicators: Indicator[] }} SpeakerIndicators */
/** @typedef {{ shared_microphone: boolean, speakers: SpeakerIndicators[] }} Indicators */

/** What was counted about each who spoke: closed until wanted, each with what it means and what it cannot tell. */
export class ExamIndicators extends LightElement {
  static properties = { indicators: { attribute: false }, problem: {}, names: { attribute: false } };

  constructor() {
    super();
    /** @type {Indicators | null} */
    this.indicators = null;
    this.problem = "";
    /** Who sat where. @type {Readonly<Record<string, string>>} */
    this.names = {};
  }

  render() {
    return html`<details class="descriptors indicators" @toggle=${(/** @type {Event & { target: HTMLDetailsElement }} */ { target }) => { if (target.open && this.indicators === null) this.tell("indicators"); }}>
      <summary>${t("indicators.heading")}</summary>
      <div class="indicators-body"><p class="note">${t("indicators.note")}</p>${this._body()}</div></details>`;
  }

  _body() {
    if (this.problem !== "") return html`<p role="status">${errorSentence(this.problem)}</p>`;
    if (this.indicators === null) return html`<p role="status">${t("indicators.counting")}</p>`;
    const { speakers, shared_microphone } = this.indicators;
    if (shared_microphone) return html`<p>${t("indicators.shared")}</p>`;
    const keys = speakers[0]?.indicators.map(({ key }) => key) ?? [];
    if (keys.length === 0) return html`<p>${t("indicators.none")}</p>`;
    return html`<div class="descriptors-scroll" tabindex="0" role="group" aria-label=${t("indicators.heading")}><table>
      <thead><tr><th scope="col">${t("indicators.what")}</th>${speakers.map(({ seat }) => html`<th scope="col">${this.names[seat] ?? t(`seat.${seat}`)}</th>`)}<th scope="col">${t("indicators.limits")}</th><th scope="col">${t("indicators.source")}</th></tr></thead>
      <tbody>${keys.map((key) => html`<tr><th scope="row">${t(`measure.${key}`)}<br><span class="note">${t(`measure.${key}.definition`)}</span></th>
        ${speakers.map(({ indicators }) => html`<td>${valueOf(indicators.find((each) => each.key === key))}</td>`)}
        <td class="note">${t(`measure.${key}.limits`)}</td><td class="note" lang="en">${speakers[0]?.indicators.find((each) => each.key === key)?.source}</td></tr>`)}</tbody></table></div>
      ${speakers.some(({ pauses_from }) => pauses_from === "words") ? html`<p class="note">${t("indicators.pauses-from-words")}</p>` : nothing}`;
  }
}
customElements.define("exam-indicators", ExamIndicators);

/** A number with its unit; a dash where there was too little to count. @param {Indicator | undefined} indicator */
function valueOf(indicator) {
  if (indicator === undefined || indicator.value === null) return html`<span aria-hidden="true">–</span><span class="visually-hidden">${t("indicators.too-little")}</span>`;
  const { value, unit } = indicator;
  const tongue = language() === "fr" ? "fr-FR" : "en-GB";
  if (unit === "share") return new Intl.NumberFormat(tongue, { style: "percent", maximumFractionDigits: 0 }).format(value);
  const digits = unit === "count" ? 0 : 1;
  return `${new Intl.NumberFormat(tongue, { maximumFractionDigits: digits }).format(value)}${unit === "count" ? "" : `\u00a0${t(`indicators.unit.${unit}`)}`}`;
}
