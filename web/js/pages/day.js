import "../elements/day.js";
import { bringLeftovers } from "../copies/own_copy.js";
import { t } from "../i18n.js";
import { request, SOON_MS } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

const ASK_AGAIN_MS = 5000;

await openPage();
bringLeftovers();
const element = /** @type {import("../elements/day.js").ExamDay} */ (document.createElement("exam-day"));
element.className = "screen";
let shown = false;

async function look() {
  try {
    const [{ account, lines }, { tasks }] = await Promise.all(["/api/day", "/api/blind"].map((path) => request(path, { withinMs: SOON_MS })));
    element.account = account;
    element.lines = lines;
    element.tasks = tasks;
    element.stale = false;
  } catch (thrown) {
    if (!shown) return sayNoEntry(codeOf(thrown));
    element.stale = true;
  }
  if (!shown) document.body.replaceChildren(element);
  shown = true;
  document.title = `${t("day.heading")} – ${t("product")}`;
}

/** The next question waits for the answer to the last one. */
async function follow() {
  await look();
  if (shown) setTimeout(() => void follow(), ASK_AGAIN_MS);
}

await follow();
