/** What the staff's pages share: data that is asked for with rights, and what is said without them. */

import { html, render } from "../../vendor/lit.js";
import { emptyMasthead } from "../elements/entry.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";

/** The whole page says why there is nothing to see, and offers the way in. @param {string} code */
export function sayNoEntry(code) {
  document.body.className = "screen";
  render(html`${emptyMasthead()}${plainPage({
    title: errorSentence(code), steps: stepsFor(code === "not-signed-in" || code === "not-your-seat" ? "staff" : code),
    action: html`<a class="button" href="/sign-in">${t("entry.sign-in.do")}</a>`,
  })}`, document.body);
}
