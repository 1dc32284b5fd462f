/**
 * The contact sheet, as a draft holds it: one text, so that what keeps and saves a text keeps and saves it, too. Pure.
 *
 * Empty fields are left out and the others stand in one order, so that the same sheet is the same text.
 */

/** @typedef {import("../protocol/messages.d.ts").ContactSheetTask} ContactSheetTask */
/** @typedef {Readonly<Record<string, string>>} Fields */

/** As long as the server takes them (oralexam/exams/contact_sheet.py). */
export const LONGEST_LINE = 300;
export const LONGEST_LINES = 4000;

/** @param {string} text @returns {Fields} */
export function fieldsOf(text) {
  return text === "" ? {} : JSON.parse(text);
}

/** @param {Fields} fields */
export function textOf(fields) {
  const filled = Object.entries(fields).filter(([, value]) => value !== "");
  if (filled.length === 0) return "";
  return JSON.stringify(Object.fromEntries(filled.sort(([one], [other]) => (one < other ? -1 : 1))));
}

/** @param {string} text @param {string} fieldId @param {string} value */
export function withField(text, fieldId, value) {
  return textOf({ ...fieldsOf(text), [fieldId]: value });
}

/** How many fields there are, and how many hold something. @param {ContactSheetTask} task @param {Fields} fields */
export function count(task, fields) {
  const all = task.sections.flatMap((section) => section.fields.map(({ field_id }) => field_id));
  return { all: all.length, filled: all.filter((fieldId) => (fields[fieldId] ?? "").trim() !== "").length };
}
