/** The plan's page in its states. */

import "../js/elements/plan.js";

/** @typedef {import("../js/state/plan_page.d.ts").PlanPage} PlanPage */
/** @typedef {import("../js/elements/plan.js").ExamPlan} ExamPlan */

/** @param {PlanPage} page @param {Partial<ExamPlan>} [more] @returns {HTMLElement} */
function plan(page, more = {}) {
  const element = /** @type {ExamPlan} */ (document.createElement("exam-plan"));
  element.className = "screen";
  return Object.assign(element, { page, breaches: page.breaches, nowMs: Date.parse(page.server_now) }, more);
}

/** @param {Record<"empty" | "made" | "today" | "broken", PlanPage>} pages @returns {Record<string, () => HTMLElement>} */
export function PLAN_STATES({ empty, made, today, broken }) {
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
    "plan-today": () => plan(today),
  };
}
