/** How alike a centre marks and plays: a year of it, a centre that begins, nothing yet, being counted. Development only. */

import "../js/elements/quality.js";

/** @typedef {import("../js/state/quality.d.ts").QualityPage} QualityPage */
/** @typedef {import("../js/state/quality.d.ts").Concordance} Concordance */

/** @param {number} value @param {number} reach @param {number} [most] */
const near = (value, reach, most = 1) => ({ value, low: Math.max(-most, value - reach), high: Math.min(most, value + reach) });
/** As the server says it of so many. @param {number} sittings @param {number} exact @param {{ lines?: number, levels?: number, oneLevel?: boolean }} [more] @returns {Concordance} */
function concordance(sittings, exact, { lines = 1, levels = 4, oneLevel = false } = {}) {
  const fewest = Math.max(20, 2 * levels ** 2);
  const kappa = sittings >= fewest && !oneLevel;
  return {
    levels, sittings, pairs: sittings * lines, fewest: 10, fewest_for_kappa: fewest,
    exact: sittings < 10 ? null : near(exact, 1 / sittings ** 0.5), adjacent: sittings < 10 || levels === 2 ? null : near(0.6 + 0.4 * exact, 0.5 / sittings ** 0.5),
    kappa: kappa ? near(exact - 0.06, 1.4 / sittings ** 0.5) : null, no_kappa: kappa ? null : oneLevel && sittings >= fewest ? "one-level" : "few",
  };
}
const CALL = ["Se présente et présente son entreprise", "Recueille les informations utiles et les reformule", "Répond de manière adaptée, en anglais, à un interlocuteur externe", "Conclut l’échange par une suite convenue"];
const VISITOR = ["Accueille le visiteur selon les usages", "Renseigne la fiche de contact sans erreur"];
/** @param {string} part @param {readonly string[]} texts @param {number} sittings */
const lines = (part, texts, sittings) => [
  { part, criterion_id: "", text: null, concordance: concordance(sittings, 0.71, { lines: texts.length }) },
  ...texts.map((text, place) => ({ part, criterion_id: `line-${place}`, text: { fr: text, en: text }, concordance: concordance(sittings, 0.62 + 0.07 * place, { oneLevel: place === 3 }) })),
  { part, criterion_id: "acquired", text: null, concordance: concordance(sittings, 0.91, { levels: 2 }) },
];
/** @param {number} value @param {number} reach @param {number} [parts] */
const mean = (value, reach, parts = 9) => (parts < 5 ? null : { estimate: { value, low: value - reach, high: value + reach }, least: Math.max(0, value - 2 * reach), most: value + 2 * reach });
/** @param {string} scenario @param {string} player @param {number} parts @param {number} more */
const played = (scenario, player, parts, more) => ({
  scenario, player, parts, with_words: parts - 1, facts_of: parts * 4, facts_given: parts < 5 ? null : parts * 3,
  talk_share: mean(0.44 + more / 100, 0.04, parts), turns: mean(18 + more, 2.4, parts), questions: mean(7 + more, 1.6, parts), interruptions: mean(1.4 + more / 5, 0.5, parts),
  facts: parts < 5 ? null : more === 0 ? { estimate: { value: 3, low: null, high: null }, least: 3, most: 3 } : mean(2.8, 0.4),
});
/** @type {QualityPage} */
const YEAR = {
  sittings: 74, erased: 2, without_person: 3, without_words: 4, not_played: { stopped: 1, restarted: 2 },
  lines: [...lines("call", CALL, 41), ...lines("visitor", VISITOR, 33)],
  scenarios: [
    { part: "call", scenario: "lamps@1", concordance: concordance(35, 0.72, { lines: 4 }) }, { part: "call", scenario: "pumps@2", concordance: concordance(6, 0.6, { lines: 4 }) },
    { part: "visitor", scenario: "audit@1", concordance: concordance(33, 0.78, { lines: 2 }) },
  ],
  jurors: [
    { name: "Mme Aubertin", severity: { levels: 4, candidates: 28, sittings: 51, marks: 190, colleagues: 3, difference: { value: 0.18, low: 0.02, high: 0.34 }, too_few: null } },
    { name: "M. Belkacem", severity: { levels: 4, candidates: 14, sittings: 25, marks: 92, colleagues: 1, difference: null, too_few: "colleagues" } },
    { name: "Mme Okafor", severity: { levels: 4, candidates: 7, sittings: 12, marks: 44, colleagues: 2, difference: null, too_few: "candidates" } },
    { name: "M. Terrier", severity: { levels: 4, candidates: 22, sittings: 40, marks: 150, colleagues: 2, difference: { value: -0.11, low: -0.29, high: 0.07 }, too_few: null } },
  ],
  playing: [
    played("audit@1", "", 32, 2), played("lamps@1", "", 33, 0), played("pumps@2", "", 4, 1),
    played("", "p1", 38, 0), played("", "p2", 31, 3),
    played("audit@1", "p1", 12, 1), played("audit@1", "p2", 20, 3), played("lamps@1", "p1", 26, 0), played("lamps@1", "p2", 7, 4),
  ],
  titles: { "lamps@1": "Un retard de livraison", "pumps@2": "Une commande urgente", "audit@1": "La visite d’un auditeur" }, names: { p1: "Mme Aubertin", p2: "M. Terrier" },
};
/** @type {QualityPage} */
const BEGINNING = {
  ...YEAR, sittings: 7, erased: 0, without_person: 7, without_words: 0, not_played: {}, lines: lines("call", CALL, 7),
  scenarios: [{ part: "call", scenario: "lamps@1", concordance: concordance(7, 0.7, { lines: 4 }) }], jurors: [], playing: [played("lamps@1", "", 4, 0)],
};

/** @param {QualityPage | null} figures @returns {HTMLElement} */
const shown = (figures) => Object.assign(document.createElement("exam-quality"), { className: "screen", figures });

/** @type {Record<string, () => HTMLElement>} */
export const QUALITY_STATES = {
  "quality": () => shown(YEAR),
  "quality-few": () => shown(BEGINNING),
  "quality-none": () => shown({ ...BEGINNING, sittings: 0, without_person: 0, erased: 1, lines: [], scenarios: [], playing: [] }),
  "quality-computing": () => shown(null),
};
