import { has, t } from "../i18n.js";
import { lengthText } from "../state/format.js";

/** @typedef {import("../state/plan_page.d.ts").PlanPage} PlanPage */

/** An entry in words: « Appel – Inès Marchetti ». @param {PlanPage} page @param {string} key */
export function entryWords(page, key) {
  const [candidacy_id, kind = ""] = key.split("/");
  const name = page.session.candidacies.find((each) => each.candidacy_id === candidacy_id)?.name ?? "";
  return `${t(`plan.work.${kind}`)} – ${name}`;
}

/** A person or a room by its id. @param {PlanPage} page @param {string} id */
function nameOf({ session }, id) {
  return session.candidacies.find((each) => each.candidacy_id === id)?.name
    ?? session.members.find((each) => each.member_id === id)?.name
    ?? session.places.find((each) => each.place_id === id)?.name
    ?? session.juries.find((each) => each.jury_id === id)?.name
    ?? "";
}

/** What a breach says: the rule, who or what, and by how much. @param {PlanPage} page @param {import("../state/plan_page.d.ts").Breach} breach */
export function breachWords(page, breach) {
  const key = `plan.breach.${breach.code}`;
  const [first = "", second = ""] = breach.entries.map((entry) => entryWords(page, entry));
  const words = has(key) ? t(key, { first, second, name: nameOf(page, breach.subject_id), length: lengthText(Math.abs(breach.seconds)) }) : breach.code;
  return words;
}
