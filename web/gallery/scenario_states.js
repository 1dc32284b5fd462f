/** The scenario bank's pages in their states. */

import "../js/elements/candidate_file.js";
import "../js/elements/scenario_editor.js";
import "../js/elements/scenario_list.js";

/** @typedef {import("../js/elements/scenario_list.js").ScenarioLine} ScenarioLine */

/** @param {number} number @param {string} title @param {Partial<ScenarioLine>} [change] @returns {ScenarioLine} */
const line = (number, title, change = {}) => ({
  key: `s-${number}@${change.version ?? 1}`, scenario_id: `s-${number}`, version: 1, number, title, part: "call", mode: "video", direction: "juror-rings",
  own: false, drawable: true, published_at: null, withdrawn_at: null, uses: 0, ...change,
});
const LINES = [
  line(3, "Missing cartons before a shop opening", { drawable: false, uses: 4 }),
  line(3, "Missing cartons before a shop opening", { version: 2, own: true, published_at: "2026-11-20T09:12:00Z" }),
  line(5, "Towels of the wrong weight", { mode: "telephone", uses: 1 }),
  line(8, "Lamps for a hotel", { mode: "telephone", direction: "candidate-rings" }),
  line(9, "A claim about damp wood", { own: true, drawable: false, published_at: "2026-11-02T15:00:00Z", withdrawn_at: "2026-11-19T08:00:00Z" }),
  line(11, "A buyer at the trade fair", { part: "visitor", mode: null, direction: null }),
];
const DRAFTS = [{ draft_id: "d-1", title: "Tiles that arrived broken", number: 12, changed_at: "2026-11-21T16:40:00Z" }];

/** @template T @param {string} name @param {T} properties @returns {HTMLElement} */
function made(name, properties) {
  const element = document.createElement(name);
  element.className = "screen";
  return Object.assign(element, properties);
}

/** @param {any} call @param {any} visitor @returns {Record<string, () => HTMLElement>} */
export function SCENARIO_STATES(call, visitor) {
  const blank = { ...call, title: "", candidate: { ...call.candidate, mission: "", to_do: [] }, jury: { ...call.jury, role: "" } };
  const problems = [{ field: "title", code: "empty" }, { field: "candidate.mission", code: "empty" }, { field: "candidate.to_do", code: "empty" }, { field: "jury.role", code: "empty" }];
  const page = { picture: "", width_px: 0, height_px: 0, text: "Delivery note 4471\n\n- 40 cartons\n- 4 missing" };
  const paper = { paper_id: "0", name: "Bon de livraison.md", format: "markdown", size_bytes: 900, pages: [page] };
  const withPaper = { ...call, candidate: { ...call.candidate, documents: [{ title: "Delivery note", text: "", data: [], closing: "", paper }] } };
  const brought = [["synthesis", paper], ["questionnaire-result", { ...paper, name: "Relevé.md" }]].map(([use, each], index) => ({ entry_id: String(index), use, paper: each, brought_at: "2026-11-20T08:00:00Z" }));
  const limits = ["questionnaire-result", "written-part", "slides", "synthesis", "professional-file"].map((use) => ({ use, formats: ["pdf"], most_bytes: 3e7, most_pages: use === "slides" ? 6 : 40, most_characters: use === "synthesis" ? 6000 : null }));
  const from = "/gallery/nothing/";
  return {
    "scenario-file": () => made("exam-candidate-file", { who: "Inès Marchetti", papers: brought, limits, mayBring: true, from }),
    "scenario-file-empty": () => made("exam-candidate-file", { who: "Inès Marchetti", limits, mayBring: true, looking: "slides", from }),
    "scenario-file-jury": () => made("exam-candidate-file", { papers: brought, from }),
    "scenarios": () => made("exam-scenarios", { scenarios: LINES, drafts: DRAFTS }),
    "scenarios-empty": () => made("exam-scenarios", {}),
    "scenarios-uses": () => made("exam-scenarios", { scenarios: LINES, uses: { line: LINES[2], uses: [{ sitting_id: "s", candidate_name: "Inès Marchetti", opened_at: "2026-11-18T09:24:00Z" }] } }),
    "scenario-blank": () => made("exam-scenario-editor", { content: blank, problems, _tab: "candidate" }),
    "scenario-complete": () => made("exam-scenario-editor", { content: call, _tab: "scenario" }),
    "scenario-jury": () => made("exam-scenario-editor", { content: call, _tab: "jury", saving: "saving" }),
    "scenario-paper": () => made("exam-scenario-editor", { content: withPaper, _tab: "preview" }),
    "scenario-sheet": () => made("exam-scenario-editor", { content: visitor, _tab: "task" }),
    "scenario-conflict": () => made("exam-scenario-editor", { content: call, saving: "not-saved", problem: "edited-meanwhile" }),
  };
}
