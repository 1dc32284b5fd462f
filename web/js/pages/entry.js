/** What the three pages share by which one comes in. */

import { bringLeftovers } from "../copies/own_copy.js";
import "../elements/entry.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { t } from "../i18n.js";

/** @typedef {import("../elements/entry.js").ExamEntry} ExamEntry */

/** Show the page. @param {ExamEntry["kind"]} kind @returns {ExamEntry} */
export function showEntry(kind) {
  const element = /** @type {ExamEntry} */ (document.createElement("exam-entry"));
  element.className = "screen";
  element.kind = kind;
  const name = () => { document.title = `${t(`entry.${kind}.heading`)} – ${t("product")}`; };
  document.addEventListener("exam-language", name);
  name();
  document.body.replaceChildren(element);
  bringLeftovers();
  return element;
}

/** Ask to be let in; go where the server says, or say why not. @param {ExamEntry} element @param {string} path @param {object} body */
export async function enter(element, path, body) {
  element.busy = true;
  element.problem = "";
  try {
    location.assign((await request(path, { method: "POST", body })).next);
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
  element.busy = false;
}
