import "../elements/reliability.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

await openPage();
const element = /** @type {import("../elements/reliability.js").ExamReliability} */ (document.createElement("exam-reliability"));
element.className = "screen";
const name = () => { document.title = `${t("reliability.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

try {
  const me = await request("/api/me");
  element.manager = me.manager;
  name();
  // Counting takes seconds: the page says so meanwhile.
  document.body.replaceChildren(element);
  element.figures = (await request("/api/reliability")).figures;
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
