import { html } from "../../vendor/lit.js";
import { t } from "../i18n.js";

/** The printed record, and the attestation of the day. @param {import("../state/after.d.ts").AfterPage} page @param {import("../state/after.d.ts").CandidateAfter} candidate @param {string} language */
export function documents({ session_id }, { candidacy_id, name }, language) {
  const path = `/api/sessions/${session_id}/candidacies/${candidacy_id}/documents`;
  const of = name === "" ? t("after.erased") : name;
  return ["record", "attestation"].map((document) => html`
    <a class="button" download href="${path}/${document}.pdf?language=${language}" aria-label=${t(`after.${document}.of`, { name: of })}>${t(`after.${document}`)}</a>`);
}

/** The whole session as a workbook. @param {import("../state/after.d.ts").AfterPage} page @param {string} language */
export function workbook({ session_id }, language) {
  return html`<a class="button" download href="/api/sessions/${session_id}/workbook.xlsx?language=${language}">${t("after.workbook")}</a>`;
}
