import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";

/** Where what is kept is looked after, and who has looked. @param {import("../state/after.d.ts").AfterPage} page */
export function keptLink({ session_id }) {
  return html`<a class="button button-quiet" href="/kept/${session_id}">${t("kept.heading")}</a>`;
}

/** What a candidate is handed who asks for their own data. @param {import("../state/after.d.ts").AfterPage} page @param {import("../state/after.d.ts").CandidateAfter} candidate @param {string} language */
export function ownData({ session_id }, { candidacy_id, name, parts }, language) {
  if (name === "" || parts.every(({ sitting_id }) => sitting_id === "")) return nothing;
  return html`<a class="button button-quiet" href="/api/sessions/${session_id}/candidacies/${candidacy_id}/own-data?language=${language}" download aria-label=${t("kept.own-data.of", { name })}>${t("kept.own-data")}</a>`;
}
