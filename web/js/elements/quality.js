import { html, nothing } from "../../vendor/lit.js";
import { language, number, t, tn } from "../i18n.js";
import { LightElement } from "./base.js";
import { staffMasthead } from "./staff_masthead.js";

/** @typedef {import("../state/quality.d.ts").QualityPage} QualityPage */
/** @typedef {import("../state/quality.d.ts").Concordance} Concordance */
/** @typedef {import("../state/quality.d.ts").Estimate} Estimate */
/** @typedef {import("../state/quality.d.ts").PlayedFigures} PlayedFigures */

/** As the server counts (oralexam/agreement): below it there is a word instead of a figure. */
const FEWEST_CANDIDATES = 10;
const FEWEST_COLLEAGUES = 2;
const FEWEST_PLAYED = 5;
const LIMITS = /** @type {const} */ (["first", "exact", "kappa", "interval", "few", "severity", "playing", "people"]);

/** How alike the jurors of a centre mark, and how alike candidates are met: descriptions, never a ranking. */
export class ExamQuality extends LightElement {
  static properties = { figures: { attribute: false } };

  constructor() {
    super();
    /** Null while they are computed. @type {QualityPage | null} */
    this.figures = null;
  }

  render() {
    const { figures } = this;
    return html`
      ${staffMasthead({ title: html`<strong>${t("quality.heading")}</strong>`, here: "quality" })}
      <main class="screen-main reliability quality">
        ${figures === null ? html`<p role="status">${t("quality.computing")}</p>` : figures.sittings === 0 ? html`
          <section class="reliability-lead"><h2>${t("quality.none")}</h2><p>${t("quality.none.words")}</p>${left(figures)}</section>` : html`
          <section class="reliability-lead"><h2>${tn("quality.lead", figures.sittings)}</h2><p>${t("quality.lead.words")}</p>${left(figures)}</section>
          ${[...new Set(figures.lines.map(({ part }) => part))].map((part) => this._lines(figures, part))}
          ${figures.scenarios.length === 0 ? nothing : this._scenarios(figures)}
          ${figures.jurors.length === 0 ? nothing : this._jurors(figures)}
          ${figures.playing.length === 0 ? nothing : this._playing(figures)}
          <section class="reliability-limits" aria-labelledby="limits"><h2 id="limits">${t("quality.limits")}</h2>
            <ul class="plain-list">${LIMITS.map((limit) => html`<li>${t(`quality.limit.${limit}`)}</li>`)}</ul></section>`}
      </main>`;
  }

  /** @param {QualityPage} figures @param {string} part */
  _lines({ lines }, part) {
    const rows = lines.filter((line) => line.part === part);
    return table(`lines-${part}`, t("quality.by.line", { part: t(`part.${part}`) }), [t("quality.line"), ...AGREEMENT()], rows.map(({ criterion_id, text, concordance }) =>
      html`<tr><th scope="row">${text === null ? t(criterion_id === "" ? "quality.line.all" : "quality.line.acquired") : text[language()]}</th>${agreed(concordance)}</tr>`));
  }

  /** @param {QualityPage} figures */
  _scenarios({ scenarios, titles }) {
    return table("scenarios", t("quality.by.scenario"), [t("quality.scenario"), ...AGREEMENT()], scenarios.map(({ part, scenario, concordance }) =>
      html`<tr><th scope="row"><bdi>${titles[scenario] ?? scenario}</bdi><br><span class="note">${t(`part.${part}`)}</span></th>${agreed(concordance)}</tr>`));
  }

  /** @param {QualityPage} figures */
  _jurors({ jurors }) {
    return table("jurors", t("quality.by.juror"), ["juror", "candidates", "marks", "colleagues", "difference"].map((column) => t(`quality.${column}`)), jurors.map(({ name, severity }) =>
      html`<tr><th scope="row"><bdi>${name}</bdi></th><td>${number(severity.candidates)}</td><td>${number(severity.marks)}</td><td>${number(severity.colleagues)}</td>
        <td>${severity.difference === null ? html`<span class="note">${severity.too_few === "colleagues" ? t("quality.few.colleagues", { least: FEWEST_COLLEAGUES }) : t("quality.few.candidates", { least: FEWEST_CANDIDATES })}</span>`
          : estimate(severity.difference, signed)}<br><span class="note">${t("quality.scale", { n: severity.levels })}</span></td></tr>`));
  }

  /** @param {QualityPage} figures */
  _playing({ playing, titles, names }) {
    const columns = ["quality.parts", "quality.talk", "quality.turns", "quality.questions", "quality.interruptions", "quality.facts"].map((key) => t(key));
    const title = (/** @type {PlayedFigures} */ { scenario }) => titles[scenario] ?? scenario;
    const groups = [
      { key: "scenario", rows: playing.filter(({ player }) => player === ""), names: title },
      { key: "juror", rows: playing.filter(({ scenario }) => scenario === ""), names: (/** @type {PlayedFigures} */ { player }) => names[player] ?? "" },
      { key: "both", rows: playing.filter(({ scenario, player }) => scenario !== "" && player !== ""), names: (/** @type {PlayedFigures} */ each) => html`${names[each.player] ?? ""}<br><span class="note">${title(each)}</span>` },
    ];
    return groups.filter(({ rows }) => rows.length > 0).map((group) => table(`playing-${group.key}`, t(`quality.playing.${group.key}`), [t(group.key === "scenario" ? "quality.scenario" : "quality.juror"), ...columns], group.rows.map((each) =>
      html`<tr><th scope="row"><bdi>${group.names(each)}</bdi></th>
        <td>${number(each.parts)}${each.with_words === each.parts ? nothing : html`<br><span class="note">${t("quality.with-words", { n: number(each.with_words) })}</span>`}</td>
        <td>${mean(each.talk_share, percent)}</td><td>${mean(each.turns, decimal)}</td><td>${mean(each.questions, decimal)}</td><td>${mean(each.interruptions, decimal)}</td>
        <td>${each.facts_of === 0 ? html`<span class="note">${t("quality.no-facts")}</span>` : html`${mean(each.facts, decimal)}${each.facts_given === null ? nothing : html`<br><span class="note">${t("quality.facts.of", { n: number(each.facts_given), of: number(each.facts_of) })}</span>`}`}</td></tr>`)));
  }
}

/** What is not in the figures, and why. @param {QualityPage} figures */
function left({ erased, without_person, without_words, not_played }) {
  const said = [...(erased === 0 ? [] : [tn("quality.erased", erased)]), ...(without_person === 0 ? [] : [tn("quality.without-person", without_person)]),
    ...(without_words === 0 ? [] : [tn("quality.without-words", without_words)]), ...Object.entries(not_played).map(([why, count]) => tn(`quality.not-played.${why}`, count))];
  return said.length === 0 ? nothing : html`<ul class="plain-list note">${said.map((each) => html`<li>${each}</li>`)}</ul>`;
}

/** @param {string} id @param {string} heading @param {readonly string[]} columns @param {readonly unknown[]} rows */
function table(id, heading, columns, rows) {
  return html`<section class="pane reliability-table" aria-labelledby=${id}>
    <div class="pane-heading"><h2 id=${id}>${heading}</h2></div>
    <div class="reliability-scroll" tabindex="0" role="group" aria-labelledby=${id}><table>
      <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

const AGREEMENT = () => ["quality.sittings", "quality.exact", "quality.adjacent", "quality.kappa"].map((key) => t(key));

/** @param {Concordance} concordance */
function agreed({ sittings, pairs, levels, fewest, fewest_for_kappa, exact, adjacent, kappa, no_kappa }) {
  const few = (/** @type {number} */ least) => html`<span class="note">${t("quality.few", { least })}</span>`;
  return html`<td>${number(sittings)}${pairs === sittings ? nothing : html`<br><span class="note">${tn("quality.pairs", pairs)}</span>`}</td>
    <td>${exact === null ? few(fewest) : estimate(exact, percent)}</td>
    <td>${levels === 2 ? html`<span class="note">${t("quality.two-levels")}</span>` : adjacent === null ? few(fewest) : estimate(adjacent, percent)}</td>
    <td>${kappa === null ? no_kappa === "one-level" ? html`<span class="note">${t("quality.one-level")}</span>` : few(fewest_for_kappa) : estimate(kappa, hundredths)}</td>`;
}

/** @param {import("../state/quality.d.ts").Mean | null} mean @param {(value: number) => string} written */
function mean(mean, written) {
  if (mean === null) return html`<span class="note">${t("quality.few.parts", { least: FEWEST_PLAYED })}</span>`;
  return html`${estimate(mean.estimate, written)}${mean.least === mean.most ? nothing : html`<br><span class="note reliability-interval">${t("quality.spread", { least: written(mean.least), most: written(mean.most) })}</span>`}`;
}

/** A value and the limits that it lies between, if any can be computed. @param {Estimate} estimate @param {(value: number) => string} written */
function estimate({ value, low, high }, written) {
  if (low === null || high === null) return html`<b>${written(value)}</b> <span class="note">${t("quality.no-interval")}</span>`;
  return html`<b>${written(value)}</b> <span class="note reliability-interval">${t("quality.interval", { low: written(low), high: written(high) })}</span>`;
}

/** @param {number} value @param {Intl.NumberFormatOptions} options */
const formatted = (value, options) => new Intl.NumberFormat(language(), options).format(value).replace("-", "\u2212");
/** @param {number} value */
const percent = (value) => formatted(value, { style: "percent", maximumFractionDigits: 0 });
/** @param {number} value */
const decimal = (value) => formatted(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** @param {number} value */
const hundredths = (value) => formatted(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** @param {number} value */
const signed = (value) => formatted(value, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
customElements.define("exam-quality", ExamQuality);
