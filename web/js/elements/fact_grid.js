import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { timeCode } from "../state/format.js";
import { LightElement } from "./base.js";

/** @typedef {import("../state/fact_grid.d.ts").FactGrid} FactGrid */
/** @typedef {import("../state/fact_grid.d.ts").FactColumn} FactColumn */
/** @typedef {import("../state/fact_grid.d.ts").FactRow} FactRow */
/** @typedef {import("../state/fact_grid.d.ts").Sighting} Sighting */
/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */

/** In one cell; what was said more often is found by ear from there. */
const MOST_FOUND = 2;
const MOST_DIFFERENT = 1;

/** The three signs: the same, another, nothing. None of them is a colour. */
const SIGNS = { found: "M5 7h8M5 11h8", different: "M5 7h8M5 11h8M11.5 4l-5 10", none: "M6 9h6" };

/**
 * Where the scenario's facts stand in the call and in what was written. It shows; it counts nothing and judges
 * nothing. Pressing a moment hears it; pressing a passage shows it in the text.
 */
export class ExamFactGrid extends LightElement {
  static properties = { grid: { attribute: false }, bundle: { attribute: false }, failed: { type: Boolean }, sealed: { type: Boolean } };

  constructor() {
    super();
    /** @type {FactGrid | null} */
    this.grid = null;
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** The server could not be asked. */
    this.failed = false;
    /** The centre shows it when both judges have sealed their marks. */
    this.sealed = false;
  }

  render() {
    return html`<div class="fact-grid pane-scroll" tabindex="0" role="group" aria-label=${t("fact-grid.heading")}>${this._inside()}</div>`;
  }

  _inside() {
    const { grid, bundle } = this;
    if (grid === null || bundle === null) {
      return html`<p class="note fact-grid-note" role="status">${this.failed
        ? html`${t("fact-grid.failed")}<br><button class="button" type="button" @click=${() => this.tell("facts-again")}>${t("fact-grid.again")}</button>`
        : t(this.sealed ? "fact-grid.sealed" : "fact-grid.coming")}</p>`;
    }
    if (grid.rows.length === 0) return html`<p class="note fact-grid-note">${t("fact-grid.empty")}</p>`;
    return html`
      <p class="note fact-grid-note">${t("fact-grid.note")}</p>
      <table class="grid-facts">
        <caption class="visually-hidden">${t("fact-grid.heading")}</caption>
        <thead><tr><th scope="col">${t("fact-grid.expected")}</th>${grid.columns.map((column) => html`<th scope="col">${this._name(column, bundle)}</th>`)}</tr></thead>
        <tbody>${grid.rows.map((row) => this._row(row, grid.columns))}</tbody>
      </table>
      <ul class="note fact-grid-legend">
        ${/** @type {const} */ (["found", "different", "none"]).map((sign) => html`<li>${drawn(sign)} ${t(`fact-grid.${sign}`)}</li>`)}
        <li><span class="unclear">${t("fact-grid.unclear")}</span></li>
      </ul>`;
  }

  /** Whose words, or which paper. @param {FactColumn} column @param {ReplayBundle} bundle */
  _name({ place }, bundle) {
    if (place === "text" || place === "sheet") return t(`replay.${place}`);
    const track = bundle.tracks.find(({ seat }) => seat === place);
    if (track?.shared) return t("replay.uncertain");
    return place === "juror" ? bundle.other_party?.name ?? bundle.juror_name : bundle.candidate_name;
  }

  /** @param {FactRow} row @param {readonly FactColumn[]} columns */
  _row(row, columns) {
    return html`<tr><th scope="row"><span lang="fr">${row.label}</span> <b lang="en">${row.value}</b></th>${row.kind === null
      ? html`<td class="note" colspan=${columns.length}>${t("fact-grid.not-looked-for")}</td>`
      : columns.map((column) => html`<td>${this._cell(row, column)}</td>`)}</tr>`;
  }

  /** @param {FactRow} row @param {FactColumn} column */
  _cell(row, column) {
    if (!column.there) return html`<span class="note">${t(column.place === "text" || column.place === "sheet" ? "fact-grid.nothing-written" : "fact-grid.no-words")}</span>`;
    const sightings = row.cells.find(({ place }) => place === column.place)?.sightings ?? [];
    const found = sightings.filter(({ agreement }) => agreement === "found").slice(0, MOST_FOUND);
    const different = sightings.filter(({ agreement }) => agreement === "different").slice(0, MOST_DIFFERENT);
    if (found.length + different.length === 0) return html`<span class="sighting">${drawn("none")}<span class="visually-hidden">${t("fact-grid.none")}</span></span>`;
    return [...found, ...different].map((sighting) => this._sighting(sighting, column));
  }

  /** @param {Sighting} sighting @param {FactColumn} column */
  _sighting(sighting, { place }) {
    const { agreement, words, unclear, start_s, first, last, field_id } = sighting;
    const spoken = start_s !== null;
    const heard = html`<span lang="en">${t("fact-grid.words", { words })}</span>`;
    const press = () => (spoken ? this.tell("hear", start_s) : this.tell("show-written", { what: place, field_id, first: first ?? 0, last: last ?? 0 }));
    const shown = spoken ? html`<span class=${unclear ? "unclear" : ""}>${timeCode(start_s)}</span>` : t("fact-grid.written");
    return html`<span class="sighting sighting-${agreement}">${drawn(agreement)}
      <button type="button" class=${spoken ? "" : "sighting-written"} @click=${press}>${agreement === "different" && !spoken ? heard : shown}<span class="visually-hidden">
        ${agreement === "different" && !spoken ? nothing : heard}, ${t(`fact-grid.${agreement}`)}${unclear ? `, ${t("fact-grid.unclear")}` : ""}, ${t(spoken ? "fact-grid.hear" : "fact-grid.show")}</span></button>
      ${agreement === "different" && spoken ? html`<span class="sighting-words" aria-hidden="true">${heard}</span>` : nothing}</span>`;
  }
}

/** @param {keyof typeof SIGNS} sign */
function drawn(sign) {
  return html`<svg class="sighting-sign" viewBox="0 0 18 18" aria-hidden="true"><path d=${SIGNS[sign]} /></svg>`;
}
customElements.define("exam-fact-grid", ExamFactGrid);
