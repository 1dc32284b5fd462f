import { html, render } from "../../vendor/lit.js";
import "../elements/manager.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { hear } from "../state/server_time.js";
import { openPage } from "./page.js";

const ASK_AGAIN_MS = 2000;
const SEATS = /** @type {const} */ (["candidate", "juror", "observer", "evaluator"]);

/** The room's command for each act on its clock. */
const COMMANDS = { pause: "pause-clock", "give-time": "give-time", incidents: "note-incident", abort: "abort-part" };

await openPage();

const element = /** @type {import("../elements/manager.js").ExamManager} */ (document.createElement("exam-manager"));
element.className = "screen";
let shown = false;

async function look() {
  const askedAtMs = performance.now();
  try {
    const { server_now, sittings } = await request("/api/manager/sittings");
    const receivedAtMs = performance.now();
    element.time = hear(element.time, { serverNow: server_now, receivedAtMs, roundTripMs: receivedAtMs - askedAtMs });
    element.sittings = sittings;
    element.stale = false;
  } catch (thrown) {
    if (!shown) return sayProblem(codeOf(thrown));
    element.stale = true;
  }
  if (!shown) document.body.replaceChildren(element);
  shown = true;
  document.title = `${t("manager.heading")} – ${t("product")}`;
}

/** @param {string} code */
function sayProblem(code) {
  document.body.className = "screen";
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused") })}`, document.body);
}

/** Do something, look again, and say what went wrong if it did. @param {() => Promise<void>} act */
async function act(act) {
  element.problem = "";
  try {
    await act();
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
  await look();
}

/** Do something to a clock; what keeps it from being done is said above the list. @param {string} sittingId @param {string} asked @param {object} body */
async function actOnClock(sittingId, asked, body) {
  element.clockProblem = "";
  try {
    await request(`/api/manager/sittings/${sittingId}/${asked}`, { method: "POST", body });
  } catch (thrown) {
    element.clockProblem = codeOf(thrown);
  }
  await look();
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("open", (wanted) => void act(async () => {
  element.links = (await request("/api/manager/sittings", { method: "POST", body: wanted })).links;
  element.form.value?.reset();
}));
on("links", (sittingId) => void act(async () => {
  /** @type {import("../state/desk.js").Links} */
  const links = {};
  for (const seat of SEATS) links[seat] = (await request(`/api/manager/sittings/${sittingId}/links`, { method: "POST", body: { seat } })).link;
  element.links = links;
}));
on("links-closed", () => { element.links = null; });
on("clear-bell", (sittingId) => void act(() => request(`/api/manager/sittings/${sittingId}/clear-bell`, { method: "POST", body: {} })));
on("retry", (sittingId) => void act(() => request("/api/manager/jobs/retry", { method: "POST", body: { sitting_id: sittingId } })));
on("resume", ({ sitting_id, phase }) => void actOnClock(sitting_id, "resume", { type: "resume-clock", from_phase: phase }));
on("clock-act", ({ act: asked, sitting, ...fields }) => void actOnClock(sitting.sitting_id, asked,
  { type: COMMANDS[/** @type {keyof typeof COMMANDS} */ (asked)], from_phase: sitting.phase, ...fields }));
on("wipe", () => void act(() => request("/api/manager/rehearsals", { method: "DELETE" })));

await look();
setInterval(() => { if (shown) void look(); }, ASK_AGAIN_MS);
