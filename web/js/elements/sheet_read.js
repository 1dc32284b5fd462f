import { html } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";

/** A contact sheet for reading: every field that was asked for, filled in or not. @param {import("../protocol/messages.d.ts").ContactSheetTask} task @param {Readonly<Record<string, string>>} fields */
export function sheetRead(task, fields) {
  return task.sections.map((section) => html`
    <h3>${section.title}</h3>
    <dl class="sheet-read">${section.fields.map(({ field_id, label }) => html`
      <dt>${label}</dt><dd>${(fields[field_id] ?? "").trim() === "" ? html`<span class="note" lang=${language()}>${t("sheet.empty")}</span>` : fields[field_id]}</dd>`)}</dl>`);
}
