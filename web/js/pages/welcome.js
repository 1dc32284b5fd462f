import { html, render } from "../../vendor/lit.js";
import { emptyMasthead } from "../elements/entry.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { enter, showEntry } from "./entry.js";
import { openPage } from "./page.js";

await openPage();
const token = location.hash.slice(1);
try {
  const { role } = await request("/api/welcome/invitation", { method: "POST", body: { token } });
  const element = showEntry("welcome");
  element.role = role;
  element.addEventListener("exam-welcome", (event) => void enter(element, "/api/welcome", { token, .../** @type {CustomEvent} */ (event).detail }));
} catch (thrown) {
  document.body.className = "screen";
  render(html`${emptyMasthead()}${plainPage({ title: errorSentence(codeOf(thrown)), steps: stepsFor("invitation") })}`, document.body);
}
