import { html, render } from "../../vendor/lit.js";
import "../elements/language.js";
import { plainPage } from "../elements/parts.js";
import { t } from "../i18n.js";
import { openPage } from "./page.js";

await openPage();

function draw() {
  document.title = t("product");
  render(html`
    <header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>
    ${plainPage({ title: t("index.heading"), words: t("index.words"), steps: [t("index.step.1"), t("index.step.2"), t("index.step.3")] })}`, document.body);
}

document.body.className = "screen";
document.addEventListener("exam-language", draw);
draw();
