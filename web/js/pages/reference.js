import "../elements/reference_shelf.js";
import { t } from "../i18n.js";
import { request, send } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";
import { WorkReader } from "./work_reader.js";

await openPage();
const element = /** @type {import("../elements/reference_shelf.js").ExamReferenceShelf} */ (document.createElement("exam-reference-shelf"));
element.className = "screen";
const reader = new WorkReader(element, "/api/reference");

async function look() {
  const { works, most } = await reader.look();
  Object.assign(element, { works, most });
}

/** @param {() => Promise<unknown>} act */
async function act(act) {
  element.problem = "";
  try {
    await act();
    await look();
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
  element.looking = false;
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("bring", ({ file, title, language, done }) => {
  element.looking = true;
  void act(async () => {
    await send(`/api/reference?${new URLSearchParams({ title, language })}`, file);
    done();
  });
});
on("withdraw", (workId) => void act(() => request(`/api/reference/${workId}/withdraw`, { method: "POST", body: {} })));

try {
  await look();
  document.title = `${t("shelf.heading")} – ${t("product")}`;
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
