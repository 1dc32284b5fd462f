import "../elements/seconds.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

const sittingId = /^\/seconds\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";
const path = `/api/judging/${sittingId}/seconds`;
await openPage();
const element = /** @type {import("../elements/seconds.js").ExamSeconds} */ (document.createElement("exam-seconds"));
element.className = "screen";
const name = () => { document.title = `${t("seconds.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);
element.addEventListener("exam-ask", async (event) => {
  element.problem = "";
  try {
    element.page = await request(path, { method: "POST", body: /** @type {CustomEvent} */ (event).detail });
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
});
try {
  element.page = await request(path);
  name();
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
