import "../elements/sessions.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

await openPage();
const element = /** @type {import("../elements/sessions.js").ExamSessions} */ (document.createElement("exam-sessions"));
element.className = "screen";
const name = () => { document.title = `${t("sessions.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);
element.addEventListener("exam-create", async (event) => {
  try {
    const { session_id } = await request("/api/sessions", { method: "POST", body: /** @type {CustomEvent} */ (event).detail });
    location.assign(`/sessions/${session_id}`);
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
});
try {
  element.formats = (await request("/api/formats")).formats;
  element.sessions = (await request("/api/sessions")).sessions;
  name();
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
