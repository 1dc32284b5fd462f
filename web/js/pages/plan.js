import { html, render } from "../../vendor/lit.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import "../elements/plan.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { Problem, codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";

/** @typedef {import("../state/plan_page.d.ts").PlanPage} PlanPage */

const sessionId = /^\/manager\/plan\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";
const address = `/api/sessions/${sessionId}/plan`;
/** While a bar is dragged, the server is asked this often at most. */
const CHECK_AFTER_MS = 120;
const NEEDLE_MS = 15_000;

await openPage();

const element = /** @type {import("../elements/plan.js").ExamPlan} */ (document.createElement("exam-plan"));
element.className = "screen";
/** Between the server's clock and this computer's `performance.now()`. */
let offsetMs = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** @param {PlanPage} page */
function show(page) {
  offsetMs = Date.parse(page.server_now) - performance.now();
  element.page = page;
  element.changes = new Map();
  element.breaches = page.breaches;
  element.nowMs = offsetMs + performance.now();
  document.title = `${t("plan.heading")} – ${page.session.title} – ${t("product")}`;
}

/** @param {string} code */
function sayProblem(code) {
  document.body.className = "screen";
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused") })}`, document.body);
}

/** Do something and show what came of it. @param {() => Promise<PlanPage>} act */
async function act(act) {
  element.busy = true;
  element.problem = "";
  try {
    show(await act());
  } catch (thrown) {
    element.problem = codeOf(thrown);
    element.details = thrown instanceof Problem ? /** @type {Record<string, string | number>} */ (thrown.details) : {};
  }
  element.busy = false;
}

/** What the server says of the plan with what was moved; the last question counts. */
async function check() {
  const asked = element.changes;
  try {
    const { breaches } = await request(`${address}/check`, { method: "POST", body: { changes: [...asked.values()] } });
    if (element.changes === asked) element.breaches = breaches;
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
}

const revision = () => element.page?.revision ?? 0;
/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("plan-solve", (settings) => void act(() => request(`${address}/solve`, { method: "POST", body: { revision: revision(), settings } })));
on("plan-replan", () => void act(() => request(`${address}/replan`, { method: "POST", body: { revision: revision() } })));
on("plan-save", () => void act(() => request(address, { method: "PUT", body: { revision: revision(), changes: [...element.changes.values()] } })));
on("plan-held", ({ entry, fromMs, toMs }) => void act(() => request(`${address}/held`, { method: "POST", body: {
  candidacy_ids: [entry.candidacy_id], kind: entry.kind, starts_at: new Date(fromMs).toISOString(), ends_at: new Date(toMs).toISOString() } })));
on("plan-undo-all", () => { element.changes = new Map(); element.breaches = element.page?.breaches ?? []; });
on("plan-changed", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void check(), CHECK_AFTER_MS);
});

try {
  show(await request(address));
  document.body.replaceChildren(element);
  addEventListener("beforeunload", (event) => { if (element.changes.size > 0) event.preventDefault(); });
  setInterval(() => { element.nowMs = offsetMs + performance.now(); }, NEEDLE_MS);
} catch (thrown) {
  sayProblem(codeOf(thrown));
}
