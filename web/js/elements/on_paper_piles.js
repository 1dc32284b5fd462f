import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { sheets } from "../state/paper.js";
import { sheetBody } from "./documents.js";
import { planTables } from "./plan_tables.js";

/** @typedef {import("../state/on_paper.d.ts").PaperPack} PaperPack */
/** @typedef {import("../state/on_paper.d.ts").PaperScenario} PaperScenario */
/** @typedef {import("../state/on_paper.d.ts").Grid} Grid */

/** Sheets for three hands that must not be mixed. @typedef {"candidates" | "jury" | "manager"} Pile */
export const PILES = /** @type {const} */ (["candidates", "jury", "manager"]);
const NOTES = Array.from({ length: 14 });

/** One pile, sheet by sheet. @param {PaperPack} pack @param {Pile} pile @param {ReadonlySet<string>} chosen The scenarios, by id. */
export function pileOf(pack, pile, chosen) {
  const scenarios = pack.scenarios.filter(({ scenario_id }) => chosen.has(scenario_id));
  if (pile === "candidates") return scenarios.map(candidateSheets);
  if (pile === "jury") return html`${scenarios.map(jurySheet)}${pack.grids.map(gridSheet)}`;
  return html`<article class="paper-sheet">${marked("manager", t("plan.heading"))}${planTables(pack.plan, pack.plan.timetable?.entries ?? [])}
      ${pack.plan.timetable === null ? html`<p>${t("error.no-plan")}</p>` : nothing}</article>
    ${pack.plan.session.candidacies.map((candidate) => record(pack, candidate))}`;
}

/** Whose sheet it is, first: a jury's sheet on a candidate's table would end the exam. @param {Pile} pile @param {string} title */
const marked = (pile, title) => html`<header class="paper-mark"><b>${t(`paper.mark.${pile}`)}</b> <span>${title}</span></header>`;

/** @param {PaperScenario} scenario */
const numbered = ({ number, title }) => html`${t("paper.scenario", { n: number })} – <span lang="en">${title}</span>`;

/** What the candidate reads, then what is written on. @param {PaperScenario} scenario */
function candidateSheets(scenario) {
  const all = sheets(scenario.candidate, t("documents.mission"));
  return html`
    ${all.map((sheet) => html`<article class="paper-sheet document" lang="en">${marked("candidates", t("paper.scenario", { n: scenario.number }))}${sheetBody(sheet, scenario.title, "/api/papers/")}</article>`)}
    <article class="paper-sheet">${marked("candidates", t("paper.scenario", { n: scenario.number }))}
      ${scenario.text_task === null ? nothing : html`<section lang=${scenario.text_task.language}><h2>${scenario.text_task.title}</h2><p class="document-lines">${scenario.text_task.instructions}</p><p>${scenario.text_task.recipient}</p></section><ul class="paper-lines" aria-hidden="true">${NOTES.map(() => html`<li></li>`)}</ul>`}
      ${scenario.contact_sheet === null ? nothing : html`<section lang=${scenario.contact_sheet.language}><h2>${scenario.contact_sheet.title}</h2><p class="document-lines">${scenario.contact_sheet.instructions}</p>
        ${scenario.contact_sheet.sections.map((section) => html`<h3>${section.title}</h3><table class="paper-fields paper-answers"><tbody>${section.fields.map((field) => html`<tr><th scope="row">${field.label}<span class="note">${field.hint}</span></th><td></td></tr>`)}</tbody></table>`)}</section>`}
    </article>`;
}

/** What only the jury reads. @param {PaperScenario} scenario */
function jurySheet(scenario) {
  const { jury, other_party } = scenario;
  /** @param {string} heading @param {readonly string[]} lines */
  const list = (heading, lines) => (lines.length === 0 ? nothing : html`<h3>${heading}</h3><ul lang="en">${lines.map((line) => html`<li>${line}</li>`)}</ul>`);
  return html`<article class="paper-sheet document">${marked("jury", t(`plan.work.${scenario.part}`))}
    <h2>${numbered(scenario)}</h2>
    <p lang="en">${[other_party.name, other_party.role, other_party.organisation, other_party.place].join(", ")}</p>
    <h3>${t("paper.role")}</h3><p class="document-lines" lang="en">${jury.role}</p>
    ${list(t("paper.objectives"), jury.objectives)}
    <h3>${t("paper.facts")}</h3><table><tbody>${jury.facts_if_asked.map((fact) => html`<tr><td class="paper-box"></td><th scope="row">${fact.question}</th><td lang="en">${fact.answer}</td></tr>`)}</tbody></table>
    ${list(t("paper.cues"), jury.cues)}
    <h3>${t("paper.if-silent")}</h3><p lang="en">${jury.if_silent}</p>
    ${list(t("paper.expected"), jury.expected_in_text)}</article>`;
}

/** One grid: a line a criterion, room for a mark and what it rests on. @param {Grid} grid */
function gridSheet(grid) {
  /** @param {readonly import("../state/on_paper.d.ts").Criterion[]} lines */
  const rows = (lines) => lines.map((line) => html`<tr><th scope="row">${line.text[language()]} <span class="note">${line.id}</span></th><td></td><td></td></tr>`);
  return html`<article class="paper-sheet">${marked("jury", t("paper.grid"))}
    <h2>${grid.title[language()]}</h2><p>${grid.competence[language()]}</p>${blanks(["plan.column.candidate", "plan.column.jurors", "plan.column.date"])}
    <table class="paper-grid"><thead><tr><th scope="col">${t("paper.criterion")}</th><th scope="col">${t("paper.mark-given")}</th><th scope="col">${t("paper.rests-on")}</th></tr></thead>
      <tbody>${rows(grid.criteria)}</tbody></table>
    ${grid.transversal.length === 0 ? nothing : html`<h3>${t("paper.transversal")}</h3><table class="paper-grid"><tbody>${rows(grid.transversal)}</tbody></table>`}
    <p class="note">${t("paper.grid-words")}</p></article>`;
}

/** Words with a line to write on. @param {readonly string[]} keys */
const blanks = (keys) => html`<dl class="paper-blanks">${keys.map((key) => html`<div><dt>${t(key)}</dt><dd></dd></div>`)}</dl>`;

/** Where times and incidents are noted by hand. @param {PaperPack} pack @param {{ candidacy_id: string, name: string }} candidate */
function record(pack, { candidacy_id, name }) {
  return html`<article class="paper-sheet">${marked("manager", t("paper.record"))}<h2>${name}</h2>
    ${(pack.parts[candidacy_id] ?? []).map((part) => html`<h3>${t(`plan.work.${part.kind}`)}</h3>
      <table class="paper-fields"><thead><tr><th scope="col">${t("paper.phase")}</th><th scope="col">${t("paper.minutes")}</th><th scope="col">${t("paper.began")}</th><th scope="col">${t("paper.ended")}</th></tr></thead>
      <tbody>${part.phases.map((phase) => html`<tr><th scope="row">${t(`plan.phase.${phase.name}`)}</th><td>${planned(pack, candidacy_id, part.kind, phase)}</td><td></td><td></td></tr>`)}</tbody></table>`)}
    <h3>${t("paper.incident")}</h3><ul class="paper-lines" aria-hidden="true">${NOTES.slice(0, 5).map(() => html`<li></li>`)}</ul>
    ${blanks(["paper.noted-by"])}</article>`;
}

/** The minutes that this candidate has, extra time included, where there is a plan. @param {PaperPack} pack @param {string} candidacy_id @param {string} kind @param {{ name: string, minutes: number | null }} phase */
function planned(pack, candidacy_id, kind, phase) {
  const entry = pack.plan.timetable?.entries.find((each) => each.candidacy_id === candidacy_id && each.kind === kind);
  const seconds = entry?.phases.find(({ name }) => name === phase.name)?.seconds ?? (phase.minutes ?? 0) * 60;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)}\u00a0min${rest === 0 ? "" : `\u00a0${rest}\u00a0s`}`;
}
