import "../elements/retention.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { keptAct } from "./kept_acts.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

await openPage();
const element = /** @type {import("../elements/retention.js").ExamRetention} */ (document.createElement("exam-retention"));
element.className = "screen";
const name = () => { document.title = `${t("retention.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

/** @param {() => Promise<unknown>} act @param {boolean} [saved] Whether the page says that it was kept. */
async function attempt(act, saved = false) {
  element.saved = false;
  try {
    await act();
    element.problem = "";
    element.page = await request("/api/retention");
    element.saved = saved && element.page?.asked === null;
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
}

element.addEventListener("exam-lengths", (event) => void attempt(() => request("/api/retention", { method: "PUT", body: /** @type {CustomEvent} */ (event).detail }), true));
element.addEventListener("exam-lengths-answer", (event) => {
  const { answer, revision } = /** @type {CustomEvent} */ (event).detail;
  void attempt(() => request(`/api/retention/lengths/${answer}`, { method: "POST", body: { revision } }), answer === "confirm");
});
element.addEventListener("exam-kept-act", (event) => void attempt(() => keptAct(/** @type {CustomEvent} */ (event).detail, "/api/retention")));

try {
  element.page = await request("/api/retention");
  name();
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
