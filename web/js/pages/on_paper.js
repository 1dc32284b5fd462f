import { html, render } from "../../vendor/lit.js";
import "../elements/on_paper.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";

const sessionId = /^\/manager\/paper\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";

await openPage();

const element = /** @type {import("../elements/on_paper.js").ExamOnPaper} */ (document.createElement("exam-on-paper"));
element.className = "screen";

element.addEventListener("exam-paper-entered", (event) => void enter(/** @type {CustomEvent} */ (event).detail));

/** @param {{ sitting_id: string, body: object }} detail */
async function enter({ sitting_id, body }) {
  element.problem = "";
  element.entered = false;
  try {
    await request(`/api/manager/sittings/${sitting_id}/paper`, { method: "POST", body });
    element.form.value?.reset();
    element.entered = true;
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
}

try {
  element.pack = await request(`/api/sessions/${sessionId}/paper`);
  document.title = `${t("paper.heading")} – ${element.pack?.plan.session.title ?? ""} – ${t("product")}`;
  document.body.replaceChildren(element);
} catch (thrown) {
  const code = codeOf(thrown);
  document.body.className = "screen";
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused") })}`, document.body);
}
