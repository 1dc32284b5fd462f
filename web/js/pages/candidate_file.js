import "../elements/candidate_file.js";
import { t } from "../i18n.js";
import { request, send } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

await openPage();
const element = /** @type {import("../elements/candidate_file.js").ExamCandidateFile} */ (document.createElement("exam-candidate-file"));
element.className = "screen";

// `/sessions/ID/candidates/ID/file` for the manager, `/seat/ID/SEAT/file` for the jury.
const [, kind, owner, seat, candidacy] = location.pathname.split("/");
const managers = kind === "sessions";
const path = managers ? `/api/sessions/${owner}/candidacies/${candidacy}/papers` : `/api/seats/${owner}/${seat}/file`;
element.mayBring = managers;
element.from = managers ? `/api/sessions/${owner}/papers/` : `${path}/`;

async function look() {
  const { papers, limits } = await request(path);
  Object.assign(element, { papers, limits });
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
  element.looking = "";
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("bring", ({ use, file }) => {
  element.looking = use;
  void act(() => send(`${path}?use=${use}`, file));
});
on("remove", (entryId) => void act(() => request(`${path}/${entryId}`, { method: "DELETE" })));

try {
  if (managers) {
    const { session } = await request(`/api/sessions/${owner}`);
    element.who = session.candidacies.find((/** @type {{ candidacy_id: string }} */ each) => each.candidacy_id === candidacy)?.name ?? "";
  }
  await look();
  document.title = `${t("file.heading")} – ${t("product")}`;
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
