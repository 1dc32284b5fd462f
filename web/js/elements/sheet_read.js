import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";

/** @typedef {import("../state/fact_grid.d.ts").WrittenPassage} WrittenPassage */

/** A contact sheet for reading: every field that was asked for, filled in or not. @param {import("../protocol/messages.d.ts").ContactSheetTask} task @param {Readonly<Record<string, string>>} fields @param {WrittenPassage | null} [passage] */
export function sheetRead(task, fields, passage = null) {
  return task.sections.map((section) => html`
    <h3>${section.title}</h3>
    <dl class="sheet-read">${section.fields.map(({ field_id, label }) => html`
      <dt>${label}</dt><dd>${(fields[field_id] ?? "").trim() === "" ? html`<span class="note" lang=${language()}>${t("sheet.empty")}</span>`
        : markedText(fields[field_id] ?? "", passage?.field_id === field_id ? passage : null)}</dd>`)}</dl>`);
}

/** A text with a passage of it marked. @param {string} text @param {WrittenPassage | null} passage */
export function markedText(text, passage) {
  if (passage === null) return text;
  const { first, last } = passage;
  return html`${text.slice(0, first) || nothing}<mark class="written-mark">${text.slice(first, last)}</mark>${text.slice(last) || nothing}`;
}
