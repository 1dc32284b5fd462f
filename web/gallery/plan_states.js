/** The plan's page in its states. */

import "../js/elements/on_paper.js";
import "../js/elements/plan.js";

/** @typedef {import("../js/state/plan_page.d.ts").PlanPage} PlanPage */
/** @typedef {import("../js/elements/plan.js").ExamPlan} ExamPlan */

/** @param {PlanPage} page @param {Partial<ExamPlan>} [more] @returns {HTMLElement} */
function plan(page, more = {}) {
  const element = /** @type {ExamPlan} */ (document.createElement("exam-plan"));
  element.className = "screen";
  return Object.assign(element, { page, breaches: page.breaches, nowMs: Date.parse(page.server_now) }, more);
}

/** @param {import("../js/state/on_paper.d.ts").PaperPack} pack @param {import("../js/elements/on_paper_piles.js").Pile} pile @returns {HTMLElement} */
function onPaper(pack, pile) {
  const element = document.createElement("exam-on-paper");
  element.className = "screen";
  return Object.assign(element, { pack, pile });
}

/** @param {Record<"empty" | "made" | "today" | "broken", PlanPage> & { paper: import("../js/state/on_paper.d.ts").PaperPack }} pages @returns {Record<string, () => HTMLElement>} */
export function PLAN_STATES({ empty, made, today, broken, paper }) {
  const wrong = broken.breaches[0]?.entries[0] ?? "";
  const call = made.timetable?.entries.find(({ kind }) => kind === "call");
  const key = call ? `${call.candidacy_id}/${call.kind}` : "";
  const change = call ? { candidacy_id: call.candidacy_id, kind: call.kind, starts_at: call.starts_at, pinned: true, place_id: call.place_id } : null;
  return {
    "plan": () => plan(made),
    "plan-empty": () => plan(empty),
    "plan-impossible": () => plan(empty, { problem: "no-time-found", details: { missing_s: 2100 } }),
    "plan-juries": () => plan(made, { grouping: "juries" }),
    "plan-rooms": () => plan(made, { grouping: "rooms" }),
    "plan-broken": () => plan(broken, { chosen: wrong }),
    "plan-moved": () => plan(made, { chosen: key, changes: new Map(change ? [[key, change]] : []) }),
    "on-paper-candidates": () => onPaper(paper, "candidates"),
    "on-paper-jury": () => onPaper(paper, "jury"),
    "on-paper-manager": () => onPaper(paper, "manager"),
    "plan-today": () => plan(today),
  };
}
