import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import "./language.js";

/** The manager's pages, as the strip offers them. */
const PAGES = /** @type {const} */ ({ sessions: "/sessions", scenarios: "/scenarios", reference: "/reference", grids: "/grids", manager: "/manager", account: "/account" });

/**
 * The strip of the staff's pages: where one is, and where else one can go.
 * @param {{ title: unknown, here: string, pages?: readonly (keyof typeof PAGES)[] }} strip
 */
export function staffMasthead({ title, here, pages = ["sessions", "scenarios", "reference", "grids", "manager", "account"] }) {
  return html`
    <header class="masthead staff-masthead">
      <p class="masthead-product">oralexam</p>
      <h1 class="masthead-who">${title}</h1>
      ${pages.length === 0 ? nothing : html`<nav class="row" aria-label=${t("staff.pages")}>${pages.map((page) => html`
        <a class="button button-quiet" href=${PAGES[page]} aria-current=${page === here ? "page" : nothing}>${t(`staff.${page}`)}</a>`)}</nav>`}
      <exam-language></exam-language>
    </header>`;
}
