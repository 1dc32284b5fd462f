import "../elements/sheets.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

const [, sessionId = ""] = /^\/sessions\/([^/]+)\/print\/?$/.exec(location.pathname) ?? [];

await openPage();
const element = /** @type {import("../elements/sheets.js").ExamSheets} */ (document.createElement("exam-sheets"));
try {
  element.page = await request(`/api/sessions/${sessionId}`);
  element.entries = (await request(`/api/sessions/${sessionId}/plan`)).timetable?.entries ?? [];
  element.address = element.page?.address ?? location.origin;
  document.title = `${t("sheets.heading")} – ${element.page?.session.title ?? ""}`;
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
