import "../elements/after.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

const [, sessionId = ""] = /^\/after\/([^/]+)\/?$/.exec(location.pathname) ?? [];

await openPage();
const element = /** @type {import("../elements/after.js").ExamAfter} */ (document.createElement("exam-after"));
element.className = "screen";
const name = () => { document.title = `${element.page?.title ?? t("after.heading")} – ${t("after.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

try {
  element.page = await request(`/api/sessions/${sessionId}/after`);
  name();
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
