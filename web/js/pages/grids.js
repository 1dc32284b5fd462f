import "../elements/grids.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { sendableGrid } from "../state/grid_editing.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

/** What is being written stands in this tab's own storage until it is published or given up. */
const KEPT = "oralexam-grid-being-written";

await openPage();
const element = /** @type {import("../elements/grids.js").ExamGrids} */ (document.createElement("exam-grids"));
element.className = "screen";
/** The version that whoever writes had before them. @type {{ grid_id: string, version: number } | null} */
let basedOn = null;

async function look() {
  const { current, versions } = await request("/api/grids");
  Object.assign(element, { current, versions });
}

/** @param {unknown} kept */
function keep(kept) {
  try {
    if (kept === null) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // Not kept: it holds as long as the page.
  }
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("written", (grid) => {
  element.done = "";
  basedOn ??= { grid_id: grid.grid_id, version: grid.version };
  keep({ grid, basedOn });
});
on("give-up", () => {
  keep(null);
  basedOn = null;
  Object.assign(element, { editing: null, problem: "" });
});
on("publish", async (grid) => {
  element.problem = "";
  const from = basedOn ?? grid;
  try {
    const made = await request("/api/grids", { method: "POST", body: { grid: sendableGrid(grid), based_on: from.grid_id, based_on_version: from.version } });
    keep(null);
    basedOn = null;
    await look();
    Object.assign(element, { editing: null, done: t("grids.done", { n: made.grid.version }) });
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
});

try {
  await look();
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept !== null) {
    basedOn = kept.basedOn;
    element.editing = kept.grid;
  }
  document.body.replaceChildren(element);
  document.title = `${t("grids.heading")} – ${t("product")}`;
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
