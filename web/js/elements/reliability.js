import { html, nothing } from "../../vendor/lit.js";
import { language, number, t, tn } from "../i18n.js";
import { LightElement } from "./base.js";
import { staffMasthead } from "./staff_masthead.js";

/** @typedef {import("../state/reliability.d.ts").Figure} Figure */

/** Below this a rate says little: one utterance more may move it by points. */
const FEW_WORDS = 500;
const TABLES = /** @type {const} */ (["room", "microphone", "model"]);

/** How far this centre's transcripts can be trusted: about rooms, microphones and models, never about a person. */
export class ExamReliability extends LightElement {
  static properties = { figures: { attribute: false }, manager: { type: Boolean } };

  constructor() {
    super();
    /** Null while they are computed. @type {readonly Figure[] | null} */
    this.figures = null;
    this.manager = false;
  }

  render() {
    const whole = this.figures?.find(({ group }) => group === "all");
    return html`
      ${staffMasthead({ title: html`<strong>${t("reliability.heading")}</strong>`, here: "reliability", pages: this.manager ? undefined : [] })}
      <main class="screen-main reliability">
        ${this.figures === null ? html`<p role="status">${t("reliability.computing")}</p>` : whole === undefined ? html`
          <section class="reliability-lead"><h2>${t("reliability.none")}</h2><p>${t("reliability.none.words")}</p></section>` : html`
          <section class="reliability-lead">
            <h2>${whole.normalised === null ? t("reliability.no-words") : t("reliability.lead", { rate: percent(whole.normalised.value), low: percent(whole.normalised.low), high: percent(whole.normalised.high) })}</h2>
            <p>${tn("reliability.rests", whole.normalised?.words ?? 0, { read: number(whole.read), utterances: number(whole.utterances), confirmed: number(whole.confirmed) })} ${
              whole.hesitations === null ? nothing : t("reliability.hesitations.lead", { share: percent(whole.hesitations.value), said: number(whole.hesitations.said) })}</p>
          </section>
          ${TABLES.map((group) => this._table(group, this.figures?.filter((figure) => figure.group === group) ?? []))}
          <section class="reliability-limits" aria-labelledby="limits"><h2 id="limits">${t("reliability.limits")}</h2>
            <ul class="plain-list">${["read", "interval", "normalised", "raw", "hesitations", "unclear", "device", "people"].map((limit) => html`<li>${t(`reliability.limit.${limit}`)}</li>`)}</ul></section>`}
      </main>`;
  }

  /** @param {"room" | "microphone" | "model"} group @param {readonly Figure[]} figures */
  _table(group, figures) {
    return html`<section class="pane reliability-table" aria-labelledby="by-${group}">
      <div class="pane-heading"><h2 id="by-${group}">${t(`reliability.by.${group}`)}</h2></div>
      <div class="reliability-scroll" tabindex="0" role="group" aria-labelledby="by-${group}"><table>
        <thead><tr><th scope="col">${t(`reliability.${group}`)}</th><th scope="col">${t("reliability.words")}</th><th scope="col">${t("reliability.normalised")}</th><th scope="col">${t("reliability.raw")}</th>
          <th scope="col">${t("reliability.hesitations")}</th><th scope="col">${t("reliability.read")}</th></tr></thead>
        <tbody>${figures.map((figure) => html`<tr>
          <th scope="row"><bdi>${nameOf(figure)}</bdi></th>
          <td>${number(figure.normalised?.words ?? 0)}${(figure.normalised?.words ?? 0) < FEW_WORDS ? html`<br><span class="note">${t("reliability.few")}</span>` : nothing}</td>
          <td>${share(figure.normalised)}</td><td>${share(figure.raw)}</td>
          <td>${figure.hesitations === null ? html`<span class="note">${t("reliability.no-hesitations")}</span>` : html`${share(figure.hesitations)}<br><span class="note">${t("reliability.of", { part: number(figure.hesitations.heard), whole: number(figure.hesitations.said) })}</span>`}</td>
          <td>${t("reliability.of", { part: number(figure.read), whole: number(figure.utterances) })}${figure.unclear === 0 ? nothing : html`<br><span class="note">${tn("reliability.unclear", figure.unclear)}</span>`}</td></tr>`)}</tbody>
      </table></div></section>`;
  }
}

/** @param {Figure} figure */
function nameOf({ group, room, seat, setup, model }) {
  if (group === "model") return model;
  const place = room === "" ? t(seat === "juror" ? "reliability.jury-room" : "reliability.exam-room") : room;
  if (group === "room") return place;
  return t("reliability.station", { place, seat: t(`reliability.seat.${seat}`) }) + (setup === "" ? "" : ` (${t(`reliability.setup.${setup}`)})`);
}

/** A share and the limits that it lies between. @param {{ value: number, low: number, high: number } | null} figure */
function share(figure) {
  return figure === null ? html`–` : html`<b>${percent(figure.value)}</b> <span class="note reliability-interval">${t("reliability.interval", { low: percent(figure.low), high: percent(figure.high) })}</span>`;
}

/** @param {number} value */
function percent(value) {
  return new Intl.NumberFormat(language(), { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}
customElements.define("exam-reliability", ExamReliability);
