import "../elements/quality.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

await openPage();
const element = /** @type {import("../elements/quality.js").ExamQuality} */ (document.createElement("exam-quality"));
element.className = "screen";
const name = () => { document.title = `${t("quality.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

try {
  // Counting words for the first time takes seconds: the page says so meanwhile.
  name();
  document.body.replaceChildren(element);
  element.figures = await request("/api/quality");
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
