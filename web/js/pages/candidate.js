import { html, render } from "../../vendor/lit.js";
import { bringLeftovers } from "../copies/own_copy.js";
import { emptyMasthead } from "../elements/entry.js";
import "../elements/way.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request, SOON_MS } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage, showLooks } from "./page.js";

const ASK_AGAIN_MS = 2000;
/** What ends this page's asking: whoever was sent here has no place here any more. */
const NOT_HERE = new Set(["not-signed-in", "not-your-seat", "unknown-candidate"]);

await openPage();
bringLeftovers();
const element = /** @type {import("../elements/way.js").ExamWay} */ (document.createElement("exam-way"));
element.className = "screen";
let shown = false;
let ended = false;
/** The part that was still closed when this page was opened: it is entered as soon as it opens. */
let waited = false;

async function look() {
  try {
    const way = await request("/api/candidate", { withinMs: SOON_MS });
    showLooks(way);
    element.way = way;
    element.stale = false;
    document.title = `${t(`way.${way.state}.heading`, { part: way.part ? t(`part.${way.part}`) : "" })} – ${t("product")}`;
    if (way.state === "go" && waited) location.assign(way.next);
    waited = way.state === "to-admit";
  } catch (thrown) {
    const code = codeOf(thrown);
    if (NOT_HERE.has(code) || !shown) {
      ended = true;
      document.body.className = "screen";
      render(html`${emptyMasthead()}${plainPage({ title: errorSentence(code), steps: stepsFor("code"), action: html`<a class="button" href="/">${t("entry.code.heading")}</a>` })}`, document.body);
      return;
    }
    element.stale = true;
  }
  if (!shown) document.body.replaceChildren(element);
  shown = true;
}

/** The next question waits for the answer to the last one: those that hang would fill the browser's few connections. */
async function follow() {
  await look();
  if (!ended) setTimeout(() => void follow(), ASK_AGAIN_MS);
}

await follow();
