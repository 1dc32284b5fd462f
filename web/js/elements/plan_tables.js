import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { JURY_OWN, endsMs, hourText, juryStretch, startsMs, wallClock } from "../state/plan.js";

/** @typedef {import("../state/plan_page.d.ts").Entry} Entry */
/** @typedef {import("../state/plan_page.d.ts").PlanPage} PlanPage */

/** The plan as people carry it: a table a candidate and a table a jury, for paper. @param {PlanPage} page @param {readonly Entry[]} entries */
export function planTables(page, entries) {
  const { session } = page;
  return html`<section class="plan-tables" aria-label=${t("plan.tables")}>
    <h2>${t("plan.by.juries")}</h2>
    ${session.juries.map((jury) => html`<section class="plan-table"><h3>${jury.name} <span class="note">${jury.member_ids.map((id) => session.members.find(({ member_id }) => member_id === id)?.name ?? "").join(", ")}</span></h3>
      ${table(page, entries.filter(({ jury_id }) => jury_id === jury.jury_id), "jury")}</section>`)}
    <h2>${t("plan.by.candidates")}</h2>
    ${session.candidacies.map(({ candidacy_id, name }) => html`<section class="plan-table"><h3>${name}</h3>
      ${table(page, entries.filter((entry) => entry.candidacy_id === candidacy_id && !JURY_OWN.has(entry.kind)), "candidate")}</section>`)}
  </section>`;
}

/** @param {PlanPage} page @param {readonly Entry[]} entries @param {"jury" | "candidate"} whose */
function table(page, entries, whose) {
  const { session } = page;
  const zone = session.time_zone;
  /** @param {string | null} id */
  const place = (id) => session.places.find(({ place_id }) => place_id === id)?.name ?? t("plan.invigilated");
  const many = session.days.length > 1;
  const lines = [...entries].sort((one, other) => startsMs(one) - startsMs(other));
  return html`<table class="ledger-table"><thead><tr>
      ${many ? html`<th scope="col">${t("plan.column.date")}</th>` : nothing}
      <th scope="col">${t("plan.column.starts")}</th><th scope="col">${t("plan.column.ends")}</th><th scope="col">${t("plan.column.work")}</th>
      ${whose === "jury" ? html`<th scope="col">${t("plan.column.candidate")}</th>` : nothing}<th scope="col">${t("plan.column.room")}</th></tr></thead>
    <tbody>${lines.map((entry) => {
      const stretch = whose === "jury" ? juryStretch(entry) : null;
      const fromMs = stretch?.fromMs ?? startsMs(entry);
      const toMs = stretch?.toMs ?? endsMs(entry);
      return html`<tr>${many ? html`<td>${wallClock(fromMs, zone).date}</td>` : nothing}
        <td>${hourText(fromMs, zone, language())}</td><td>${hourText(toMs, zone, language())}</td><th scope="row">${t(`plan.work.${entry.kind}`)}</th>
        ${whose === "jury" ? html`<td>${session.candidacies.find(({ candidacy_id }) => candidacy_id === entry.candidacy_id)?.name ?? ""}</td>` : nothing}
        <td>${place(whose === "jury" ? entry.jury_room_id ?? entry.place_id : entry.place_id)}</td></tr>`;
    })}</tbody></table>`;
}
