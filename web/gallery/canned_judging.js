/** A call that is judged: grid, marks, what both said. Development only. */

/** @typedef {import("../js/state/judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("../js/state/judgement.d.ts").Judgement} Judgement */
/** @typedef {import("../js/state/judgement.d.ts").Moment} Moment */
/** @typedef {import("../js/state/judgement.d.ts").Mark} Mark */

/** @param {string} fr @param {string} [en] */
const w = (fr, en = fr) => ({ fr, en });

/** @type {import("../js/state/judgement.d.ts").JudgingGrid} */
export const GRID = {
  grid_id: "call", version: 1, part: "call", title: w("Appel", "Call"), transversal: [],
  competence: w("Gérer la relation client ou fournisseur à l’international", "Manage the relationship with a foreign customer or supplier"),
  criteria: [
    { id: "call-1", section: "exchange", english: false, short: w("Conciliation", "Both interests"), text: w("Ce qui est proposé satisfait l’interlocuteur sans nuire à l’entreprise.", "What is offered satisfies the other party without harming the company.") },
    { id: "call-2", section: "exchange", english: false, short: w("Délégation", "Delegation"), text: w("L’assistant décide dans les limites de ce qu’on lui a confié, et passe la main au-delà.", "The assistant decides within the limits of what was entrusted to them, and hands over beyond these.") },
    { id: "call-3", section: "exchange", english: false, short: w("Posture", "Attitude"), text: w("L’attitude et la façon de parler conviennent à un partenaire d’une autre culture.", "Attitude and manner of speaking suit a partner from another culture.") },
    { id: "call-4", section: "exchange", english: true, short: w("Anglais B2", "English B2"), text: w("L’anglais parlé est du niveau B2 du CECRL.", "The spoken English is at CEFR level B2.") },
    { id: "call-5", section: "written", english: false, short: w("Fiabilité", "Reliability"), text: w("Ce qui est transmis par écrit est exact et permet d’agir.", "What is passed on in writing is exact and can be acted upon.") },
  ],
  scale: [{ value: 1, word: w("Insuffisant", "Insufficient") }, { value: 2, word: w("Fragile", "Fragile") }, { value: 3, word: w("Acquis", "Acquired") }, { value: 4, word: w("Solide", "Solid") }],
};

/** @type {JudgingSheet["descriptors"]} */
const DESCRIPTORS = [
  { id: "range", title: w("Étendue", "Range"), b1: w("De quoi se débrouiller, avec des périphrases"), b2: w("Descriptions et avis clairs, peu de recherche de mots, quelques formes complexes"), c1: w("Large choix, rarement limité") },
  { id: "accuracy", title: w("Correction", "Accuracy"), b1: w("Tournures courantes assez sûres"), b2: w("Bonne maîtrise, pas d’erreur qui trompe, se corrige le plus souvent"), c1: w("Élevée et constante") },
  { id: "fluency", title: w("Aisance", "Fluency"), b1: w("Poursuit, avec des pauses visibles"), b2: w("Débit assez régulier, peu de longues pauses"), c1: w("Presque sans effort") },
  { id: "interaction", title: w("Interaction", "Interaction"), b1: w("Ouvre et maintient un échange simple"), b2: w("Ouvre, prend son tour, conclut, vérifie qu’on se comprend"), c1: w("Choisit ses formules pour garder la parole") },
];

/** @param {string} id @param {number} startsS @param {string} label @param {"exchange" | "text"} [source] @returns {Moment} */
const moment = (id, startsS, label, source = "exchange") => ({ moment_id: id, source, starts_s: startsS, ends_s: source === "text" ? null : startsS + 9, label });
/** @param {string} id @param {number | null} level @param {Moment[]} moments @param {Partial<Mark>} [more] @returns {Mark} */
const mark = (id, level, moments, more = {}) => ({ criterion_id: id, level, moments, no_moment: "", comment: "", ...more });

const MINE = [
  mark("call-1", 3, [moment("a", 21, "propose le 14"), moment("b", 37, "5 %")]), mark("call-2", 4, [moment("c", 46, "renvoie à M. Lemaire")], { comment: "Le dit aussitôt, et sans s’excuser." }),
  mark("call-3", 3, [moment("d", 11, "ouverture"), moment("e", 83, "clôture")]), mark("call-4", null, [moment("f", 57, "argumente")]), mark("call-5", 2, [moment("g", 150, "date du 15", "text")]),
];
const THEIRS = [
  mark("call-1", 3, [moment("h", 23, "« the fourteenth »")]), mark("call-2", 3, [moment("i", 46, "renvoie à M. Lemaire")]), mark("call-3", 3, [], { no_moment: "Présente tout au long de l’échange." }),
  mark("call-4", 3, [moment("j", 60, "reformule"), moment("k", 72, "hésite, se reprend")]), mark("call-5", 3, [moment("l", 150, "deuxième paragraphe", "text")], { comment: "L’essentiel y est." }),
];

/** @param {Mark[]} marks @param {boolean | null} acquired @param {string} [comment] @returns {Judgement} */
const judgement = (marks, acquired, comment = "") => ({ grid_id: "call", grid_version: 1, marks, acquired, comment });
const SEALED_MARKS = MINE.map((each) => (each.criterion_id === "call-4" ? { ...each, level: 3 } : each));

/** @param {string} digest @param {Judgement} judged @param {number} [version] @param {string} [reason] */
const version = (digest, judged, version = 1, reason = "") => ({ version, at: new Date(2026, 11, 8, 12, 3 + version).toISOString(), digest, reason, judgement: judged });
const FIRST = version("7b40e1c95a0d41f70c8e9a5391d47e063f9ca21e6b0d41f7b6d041f70c8e9a53", judgement(SEALED_MARKS, true, "Un échange tenu de bout en bout."));
const OTHER = version("c2aa10f4b6d041f70c8e9a5391d47e063f9ca21e0c8e9a5391d47e063f9ca21e", judgement(THEIRS, true));

/** @type {JudgingSheet} */
export const SHEET = {
  sitting_id: "gallery", candidate_name: "Inès Marchetti", part: "call", moments_needed: true, grid: GRID, descriptors: DESCRIPTORS,
  judge: { key: "observer", name: "Mme Aubertin" }, may_judge_as: ["observer"],
  judges: [{ key: "juror", name: "Mme Okafor", sealed: false }, { key: "observer", name: "Mme Aubertin", sealed: false }], colleague: { key: "juror", name: "Mme Okafor", sealed: false },
  draft: judgement(MINE, null), draft_revision: 8, revisions: {}, changed_since_sealed: false, sealed: [],
  markers: [
    { marker_id: "m1", criterion_id: "call-4", sign: "+", note: "argumente", at_s: 57 }, { marker_id: "m2", criterion_id: "call-4", sign: "-", note: "", at_s: 66 },
    { marker_id: "m3", criterion_id: "call-1", sign: "+", note: "propose le 14", at_s: 21 }, { marker_id: "m4", criterion_id: "", sign: "note", note: "long silence", at_s: 71 },
  ],
  both_sealed: false, others: [], deliberation: null, locked: false,
};

export const SEALED = { ...SHEET, draft: FIRST.judgement, sealed: [FIRST], judges: SHEET.judges.map((each) => ({ ...each, sealed: each.key === "observer" })) };

/** @type {import("../js/state/judgement.d.ts").DeliberationDraft} */
const OPEN = { outcomes: [], acquired: null, acquired_dissenting: false, present: [], comment: "" };
/** @type {import("../js/state/judgement.d.ts").DeliberationDraft} */
const SETTLED = {
  outcomes: [
    { criterion_id: "call-1", agreed: 3, dissenting: false, words: "" }, { criterion_id: "call-2", agreed: 4, dissenting: false, words: "À la réécoute, la limite est dite sans détour." },
    { criterion_id: "call-3", agreed: 3, dissenting: false, words: "" }, { criterion_id: "call-4", agreed: 3, dissenting: false, words: "" },
    { criterion_id: "call-5", agreed: null, dissenting: true, words: "La date du 15 est fausse : pour Mme Aubertin elle empêche d’agir, pour Mme Okafor non." },
  ],
  acquired: true, acquired_dissenting: false, present: ["Mme Aubertin", "Mme Okafor"], comment: "",
};
const DIGEST = "e80714a391d47e063f9ca21e6b0d41f70c8e9a53b6d041f70c8e9a5391d47e06";
/** @param {string} name @param {number} minute */
const signed = (name, minute) => ({ judge: name === "Mme Aubertin" ? "observer" : "juror", name, at: new Date(2026, 11, 8, 12, minute).toISOString() });
/** @param {import("../js/state/judgement.d.ts").Signed[]} signatures @param {boolean} locked */
const proposal = (signatures, locked) => ({ version: 1, digest: DIGEST, at: new Date(2026, 11, 8, 12, 30).toISOString(), by_name: "Mme Aubertin", signatures, locked_at: locked ? new Date(2026, 11, 8, 12, 34).toISOString() : null, deliberation: SETTLED });

/** @type {JudgingSheet} */
export const BOTH = {
  ...SEALED, judges: SHEET.judges.map((each) => ({ ...each, sealed: true })), colleague: { ...SHEET.colleague, sealed: true }, both_sealed: true,
  others: [{ key: "juror", name: "Mme Okafor", sealed: [OTHER], markers: [{ marker_id: "n1", criterion_id: "call-2", sign: "-", note: "", at_s: 48 }] }],
  deliberation: { draft: OPEN, revision: 0, revisions: {}, proposal: null, earlier: [], reopening: null, reopenings: [] },
};
/** @param {Partial<import("../js/state/judgement.d.ts").DeliberationState>} state @param {boolean} [locked] @returns {JudgingSheet} */
const deliberating = (state, locked = false) => ({ ...BOTH, deliberation: { .../** @type {NonNullable<JudgingSheet["deliberation"]>} */ (BOTH.deliberation), ...state }, locked });

export const SHEETS = {
  corrected: { ...SEALED, sealed: [FIRST, version("91d47e063f9ca21e6b0d41f70c8e9a5391d47e063f9ca21e6b0d41f70c8e9a53", FIRST.judgement, 2, "J’avais compté le deuxième appel.")] },
  settled: deliberating({ draft: SETTLED }),
  proposed: deliberating({ draft: SETTLED, proposal: proposal([signed("Mme Aubertin", 31)], false) }),
  locked: deliberating({ draft: SETTLED, proposal: proposal([signed("Mme Aubertin", 31), signed("Mme Okafor", 34)], true) }, true),
  reopening: deliberating({
    draft: SETTLED, proposal: proposal([signed("Mme Aubertin", 31), signed("Mme Okafor", 34)], true),
    reopening: { asked_by: "juror", asked_by_name: "Mme Okafor", asked_at: new Date(2026, 11, 8, 14, 10).toISOString(), reason: "Une deuxième partie de l’e-mail n’avait pas été lue.", of_version: 1, agreed_by_name: "", agreed_at: null },
  }, true),
};
