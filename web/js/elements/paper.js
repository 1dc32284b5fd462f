import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";

/** @typedef {import("../protocol/messages.d.ts").Paper} Paper */

/** Where a seat gets the pictures of the papers in its file. @param {string} sittingId @param {string} seat */
export function papersOf(sittingId, seat) {
  return `/api/seats/${sittingId}/${seat}/papers/`;
}

/**
 * The pages of a paper as pictures, each with its text for whoever cannot see it.
 * @param {Paper | null | undefined} paper @param {string} from Where this seat gets pictures: a path that ends in a slash.
 */
export function paperPages(paper, from) {
  if (!paper) return nothing;
  const count = paper.pages.length;
  return html`<div class="paper">${paper.pages.map(({ picture, width_px, height_px, text }, index) => (picture === ""
    ? html`<div class="paper-text">${text.split(/\n\n+/).map((paragraph) => html`<p class="document-lines">${paragraph}</p>`)}</div>`
    : html`<img class="paper-page" src="${from}${picture}" width=${width_px} height=${height_px} loading="lazy" decoding="async"
        alt=${text === "" ? t("paper.page", { n: index + 1, count, name: paper.name }) : text}>`))}</div>`;
}
