import "../elements/kept.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { keptAct } from "./kept_acts.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

/** A deletion is carried out in seconds: until then the page looks again. */
const AGAIN_MS = 2000;
const [, sessionId = ""] = /^\/kept\/([^/]+)\/?$/.exec(location.pathname) ?? [];
const path = `/api/sessions/${sessionId}`;

await openPage();
const element = /** @type {import("../elements/kept.js").ExamKept} */ (document.createElement("exam-kept"));
element.className = "screen";
const name = () => { document.title = `${element.page?.title ?? t("kept.heading")} – ${t("kept.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

async function load() {
  [element.page, element.viewings] = await Promise.all([request(`${path}/retention`), request(`${path}/viewings`)]);
  if (element.page?.deletions.some(({ state }) => state === "confirmed")) setTimeout(() => void attempt(load), AGAIN_MS);
}

/** @param {() => Promise<unknown>} act */
async function attempt(act) {
  try {
    await act();
    element.problem = "";
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
}

element.addEventListener("exam-decided-on", (event) => void attempt(async () => {
  await request(`${path}/decision`, { method: "PUT", body: { decided_on: /** @type {CustomEvent} */ (event).detail } });
  await load();
}));
element.addEventListener("exam-kept-act", (event) => void attempt(async () => {
  await keptAct(/** @type {CustomEvent} */ (event).detail, path);
  await load();
}));

try {
  await load();
  name();
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
