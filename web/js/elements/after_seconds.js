import { html } from "../../vendor/lit.js";
import { t } from "../i18n.js";

/** Blind second markings of the parts that both have sealed. @param {import("../state/after.d.ts").AfterPage} _page @param {import("../state/after.d.ts").CandidateAfter} candidate */
export function secondMarkings(_page, { parts, name }) {
  return parts.filter(({ sealed, sitting_id }) => sealed === 2 && sitting_id !== "").map(({ part, sitting_id }) => html`
    <a class="button button-quiet" href="/seconds/${sitting_id}" aria-label=${t("after.second.of", { part: t(`part.${part}`), name: name === "" ? t("after.erased") : name })}>${t("after.second")} – ${t(`part.${part}`)}</a>`);
}
