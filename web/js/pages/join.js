import { html, render } from "../../vendor/lit.js";
import { bringLeftovers } from "../copies/own_copy.js";
import "../elements/language.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";

await openPage();
bringLeftovers();

/** What the same link cannot do however often it is tried: only another one helps. */
const FOR_GOOD = new Set(["link-used", "link-unknown", "link-expired", "link-incomplete"]);

/** "" while it opens; else why it did not. */
let problem = "";

function draw() {
  document.title = `${t("join.heading")} – ${t("product")}`;
  render(html`
    <header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>
    ${problem === ""
      ? plainPage({ title: t("join.heading"), words: t("join.words") })
      : plainPage({
        title: errorSentence(problem),
        steps: stepsFor(problem).length > 0 ? stepsFor(problem) : stepsFor("link-unknown"),
        ...(FOR_GOOD.has(problem) ? {} : { action: html`<button class="button button-primary" type="button" @click=${join}>${t("join.again")}</button>` }),
      })}`, document.body);
}

/** Exchange the link's token for a seat. It stands in the fragment, which no server and no log ever sees. */
async function join() {
  problem = "";
  draw();
  const token = location.hash.slice(1);
  try {
    if (token === "") problem = "link-incomplete";
    else location.replace((await request("/api/join", { method: "POST", body: { token } })).next);
  } catch (thrown) {
    problem = codeOf(thrown);
  }
  draw();
}

document.body.className = "screen";
document.addEventListener("exam-language", draw);
addEventListener("hashchange", () => void join());
await join();
