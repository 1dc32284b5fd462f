import "../elements/day.js";
import { bringLeftovers } from "../copies/own_copy.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
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
    const [{ account, lines }, { tasks }] = await Promise.all([request("/api/day"), request("/api/blind")]);
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

await look();
setInterval(() => { if (shown) void look(); }, ASK_AGAIN_MS);
