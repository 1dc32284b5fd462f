/** Views as the server would send them, at chosen moments of one sitting. Development only; never shipped as a page. */

/** @typedef {import("../js/protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("../js/protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../js/protocol/messages.d.ts").Line} Line */
/** @typedef {import("../js/protocol/messages.d.ts").Phase} Phase */
/** @typedef {import("../js/state/seat.js").SeatState} SeatState */

import { EMPTY_DRAFT } from "../js/state/draft.js";
import { NEW_SEAT, NO_MEDIA } from "../js/state/seat.js";
import { textOf } from "../js/state/sheet.js";

/** Tuesday 8 December 2026, 10:09 in the reader's own time zone: when the preparation began. */
const START = new Date(2026, 11, 8, 10, 9, 0).getTime();

/** @param {number} minutes After the preparation began. */
const at = (minutes) => new Date(START + minutes * 60_000).toISOString();

const NOTES = `Joanna Pike – Harcourt & Vale, Bristol
AL 2219 – 240 kettles in 40 cartons, delivered Tue 24 Nov
6 cartons in stock (British plug)

ASK: how many are missing? signed note? photographs?
OFFER: express, leaves Mon 30, arrives Wed 2 before 1 p.m.
My limit: 5 % off the missing goods, no air freight
Over that: Mr Lemaire

Could you spell that for me, please?
I’ll confirm this in writing today.`;

const TEXT = `Dear Ms Pike,

Thank you for your call this morning about your order AL 2219.

You received 36 cartons out of 40 on Tuesday 24 November, so 4 cartons (24 kettles) are missing. I have reserved them from our stock. They will leave Villefontaine by express on Monday 30 November and reach your new shop at 18 Cask Lane on Wednesday 2 December, before 1 p.m. There is nothing to pay.

Could you please send me a copy of the consignment note with your reservations, and photographs of the second pallet? They will help us with the carrier.

Regarding the discount you asked for, I am`;

/** @type {Line} */
const LINE = {
  you_ring: false, ringing: "no", attempt: 0, unanswered: false, call_started_at: null, call_ends_at: null, warned: false,
  time_reached: false, may_call_back: false, call_back_until: null, recording: false, other_party_present: true, other_party_lost: false, held: "no", last_ring: "", you_rang: false, busy_next: false, narrow_band: false, cameras_off: [],
};

/** @type {readonly import("../js/protocol/messages.d.ts").RailStep[]} */
const RAIL = [
  { phase: "preparation", planned_s: 900, starts_at: at(0), ends_at: at(15) },
  { phase: "call", planned_s: 600, starts_at: at(15), ends_at: at(25) },
  { phase: "writing", planned_s: 600, starts_at: at(25), ends_at: at(35) },
];

/** Minutes after the start at which each phase is looked at, and its deadline. @type {Record<Phase, { now: number, deadline: number | null }>} */
const MOMENT = {
  waiting: { now: -4, deadline: null }, drawn: { now: -1, deadline: null }, preparation: { now: 3.3, deadline: 15 },
  ringing: { now: 15.1, deadline: 17 }, connecting: { now: 15.2, deadline: 15.7 }, call: { now: 17.7, deadline: 25 },
  writing: { now: 29.6, deadline: 35 }, "handed-in": { now: 35, deadline: null }, aborted: { now: 20, deadline: null },
  review: { now: 3, deadline: 10 }, presentation: { now: 3, deadline: 10 }, questions: { now: 12, deadline: 30 }, interview: { now: 3, deadline: 15 },
};

const CALLING = { call_started_at: at(15), call_ends_at: at(25), recording: true };

/** @param {number} now Minutes after the start. @param {Partial<SeatState>} change @returns {SeatState} */
function seat(now, change) {
  return {
    ...NEW_SEAT, epoch: "gallery", lastSeq: 1, link: { kind: "live", code: "" },
    time: { offsetMs: START + now * 60_000 - performance.now(), uncertaintyMs: 1, takenAtMs: performance.now() },
    ...change,
  };
}

/**
 * @param {any} scenario As in oralexam/exams/scenarios, in JSON.
 * @param {Phase} phase
 * @param {{ line?: Partial<Line>, view?: Partial<CandidateView>, state?: Partial<SeatState>, now?: number }} [change]
 * @returns {SeatState}
 */
export function candidate(scenario, phase, { line = {}, view = {}, state = {}, now } = {}) {
  const moment = MOMENT[phase];
  const before = phase === "waiting" || phase === "drawn";
  const after = phase === "writing" || phase === "handed-in";
  const calling = phase === "call" || phase === "writing" || phase === "handed-in" ? CALLING : {};
  /** @type {CandidateView} */
  const shown = {
    role: "candidate", sitting_id: "gallery", rehearsal: false, candidate_name: "Inès Marchetti", room_name: "Salle 1, poste 3",
    part: scenario.part, station_setup: null, contact_sheet: after ? scenario.contact_sheet : null, sheet: { fields: {}, revision: 0, saved_at: null },
    phase, phase_since: at(moment.now - 0.1), deadline: moment.deadline === null ? null : at(moment.deadline), paused_since: null,
    rail: before ? RAIL.map((step) => ({ ...step, starts_at: null, ends_at: null })) : [...RAIL],
    line: { ...LINE, ...calling, recording: phase === "call" || phase === "connecting", you_ring: scenario.direction === "candidate-rings", ...line },
    mode: before ? null : scenario.mode, title: before ? "" : scenario.title, number: before ? null : scenario.number, sealed_set: before ? "" : LOT.sealed_set,
    draws: before ? 0 : 1, other_party: before || scenario.part === "visitor" ? null : scenario.other_party,
    brief: before ? null : scenario.candidate, text_task: after ? scenario.text_task : null,
    notes: { text: "", revision: 0, saved_at: null }, text: { text: TEXT, revision: 1, saved_at: at(29.5) },
    paste_allowed: false, bell: null, display: { large_text: false, contrast: false }, clock_shown: true, formalities: null, handed_in_at: phase === "handed-in" ? at(35) : null, handed_in_by_time: false, ...view,
  };
  const saved = { sentRevision: 41, savedRevision: 41, revision: 41 };
  return seat(now ?? moment.now, {
    view: shown,
    notes: before ? EMPTY_DRAFT : { text: NOTES, ...saved, savedAt: at(moment.now - 0.2) },
    text: after ? { text: TEXT, ...saved, savedAt: at(moment.now - 0.1) } : EMPTY_DRAFT,
    media: phase === "call" || phase === "ringing" || phase === "connecting" ? { ...NO_MEDIA, devices: "open", way: "up" } : NO_MEDIA,
    ...state,
  });
}

const VISITOR_NOTES = `Aoife Brannigan, buyer
Fennick Home Stores, Cork (9 shops)
kettle K 3, British plug – toaster?
240 first, then 600 a year?
price list export: given, EXW
needs CE papers + samples
wants Mr Lemaire to call her Tue
met us: colleague in Dublin`;

const BEFOREHAND = `Good morning, welcome to our stand – coffee? a seat?
Who is she? shops? where? how many kettles?
Alba 1.7 l, British plug in stock
I may give the export list; no discount, no sole right: Mr Lemaire
Spell the name. Telephone, e-mail. What next, and when?`;

/** @type {Record<string, string>} */
const FIELDS = {
  "name": "Aoife Brannigan", "role": "Buyer, small appliances", "telephone": "+353 20 910 0142", "company": "Fennick Home Stores",
  "place": "Cork, Ireland", "activity": "Household goods, nine shops in Munster", "known-through": "Colleague or customer",
  "products": "Kettle K 3, British plug", "quantities": "240, then 600 a year", "price-given": "Export list, EXW Villefontaine",
  "promised": "Two samples and the CE certificate, sent on Monday by me. Mr Lemaire rings her on Tuesday.",
  "appointment-day": "2026-12-01", "interest": "To be followed up at once",
};

/** A visitor's steps are shorter: five minutes, ten, ten. @param {number} minutes */
const early = (minutes) => new Date(START + (minutes - 10) * 60_000).toISOString();

/**
 * The visitor part at the same moments, ten minutes of preparation shorter.
 * @param {any} scenario @param {Phase} phase
 * @param {Parameters<typeof candidate>[2] & { setup?: "two-microphones" | "one-microphone" | "two-stations" | null }} [change]
 */
export function visited(scenario, phase, { setup = null, ...change } = {}) {
  const state = candidate(scenario, phase, change);
  const view = /** @type {CandidateView} */ (state.view);
  const open = view.phase === "writing" || view.phase === "handed-in";
  const shown = /** @type {CandidateView} */ ({ ...visiting(view, setup), sheet: { fields: open ? FIELDS : {}, revision: 12, saved_at: open ? at(29.5) : null } });
  return {
    ...state, view: { ...shown, ...change.view },
    notes: state.notes.revision === 0 ? state.notes : { ...state.notes, text: open || view.phase === "call" ? VISITOR_NOTES : BEFOREHAND },
    text: EMPTY_DRAFT,
    sheet: open ? { text: textOf(FIELDS), revision: 12, sentRevision: 12, savedRevision: 12, savedAt: at(29.5) } : EMPTY_DRAFT,
    ...change.state,
  };
}

/** @param {any} scenario @param {Phase} phase @param {Parameters<typeof jury>[2] & { setup?: "two-microphones" | "one-microphone" | "two-stations" | null }} [change] */
export function visitor(scenario, phase, { setup = null, ...change } = {}) {
  const state = jury(scenario, phase, change);
  const view = /** @type {JuryView} */ (state.view);
  return { ...state, view: { .../** @type {JuryView} */ (visiting(view, setup)), ...change.view } };
}

/** @param {CandidateView | JuryView} view @param {"two-microphones" | "one-microphone" | "two-stations" | null} setup */
function visiting(view, setup) {
  const drawn = view.mode !== null || view.title !== "";
  const begun = view.rail[0]?.starts_at !== null;
  return {
    ...view, station_setup: setup, mode: drawn ? (setup === null ? "video" : "in-person") : null,
    rail: [
      { phase: "preparation", planned_s: 300, starts_at: begun ? early(20) : null, ends_at: begun ? early(25) : null },
      { phase: "call", planned_s: 600, starts_at: begun ? early(25) : null, ends_at: begun ? early(35) : null },
      { phase: "writing", planned_s: 600, starts_at: begun ? early(35) : null, ends_at: begun ? early(45) : null },
    ],
    line: { ...view.line, you_ring: view.role === "jury" && view.seat === "juror" },
  };
}

const LOT = {
  eligible: ["amberline-kettles@1", "orvelle-towels@1", "roulanne-lamps@1"],
  sealed_set: "3f9ca21e6b0d41f70c8e9a5391d47e06b6d041f70c8e9a5391d47e063f9ca21e",
  chance: "b6d041f70c8e9a5391d47e063f9ca21e6b0d41f70c8e9a5391d47e063f9ca21e",
  drawn: "amberline-kettles@1",
  digests: ["0c8e9a5391d47e063f9ca21e6b0d41f7b6d041f70c8e9a5391d47e063f9ca21e", "7e063f9ca21e6b0d41f70c8e9a5391d4b6d041f70c8e9a5391d47e063f9ca21e", "a21e6b0d41f70c8e9a5391d47e063f9cb6d041f70c8e9a5391d47e063f9ca21e"],
};

/** @type {import("../js/protocol/messages.d.ts").DrawSeen} */
const DRAW = {
  number: 1, begun_at: at(-2), begun_by: "juror", sealed_set: LOT.sealed_set, eligible: 3, left_out: 0, revealed: ["server", "juror", "observer"],
  lot_hash: "91d47e063f9ca21e6b0d41f70c8e9a53b6d041f70c8e9a5391d47e063f9ca21e",
  shares: [
    { who: "server", commitment: "5b21c9d40c8e9a5391d47e063f9ca21e6b0d41f7b6d041f70c8e9a5391d47e06", share: "c2aa10f4b6d041f70c8e9a5391d47e063f9ca21e0c8e9a5391d47e063f9ca21e" },
    { who: "juror", commitment: "e80714a391d47e063f9ca21e6b0d41f70c8e9a53b6d041f70c8e9a5391d47e06", share: "b6d041f70c8e9a5391d47e063f9ca21e6b0d41f70c8e9a5391d47e063f9ca21e" },
    { who: "observer", commitment: "17d2f06b3f9ca21e6b0d41f70c8e9a5391d47e06b6d041f70c8e9a5391d47e06", share: "0c8e9a5391d47e063f9ca21e6b0d41f7b6d041f70c8e9a5391d47e063f9ca21e" },
  ],
};

/** The draw while shares come in: who is bound already, and who has revealed. @param {string[]} bound @param {string[]} [revealed] */
export function drawWith(bound, revealed = []) {
  const shares = DRAW.shares.map((each) => ({ ...each, share: "", commitment: bound.includes(each.who) ? each.commitment : "" }));
  return { ...DRAW, shares, revealed, lot_hash: "" };
}

/** @type {readonly import("../js/protocol/messages.d.ts").VoidSeen[]} */
export const VOIDS = [
  { number: 1, at: at(-3), by: "juror", cause: "begun-anew", missing: ["observer"], opened_by: [] },
  { number: 2, at: at(-2), by: "manager", cause: "by-manager", missing: [], opened_by: ["juror", "observer"] },
];

/** @param {string} id @param {string} short @param {string} text @returns {import("../js/protocol/messages.d.ts").CriterionToMark} */
const criterion = (id, short, text) => ({ criterion_id: id, short: { fr: short, en: short }, text: { fr: text, en: text } });
const CALL_CRITERIA = [
  criterion("call-1", "Conciliation", "Ce qui est proposé satisfait l’interlocuteur sans nuire à l’entreprise."),
  criterion("call-2", "Délégation", "L’assistant décide dans les limites de ce qu’on lui a confié, et passe la main au-delà."),
  criterion("call-3", "Fiabilité", "Ce qui est transmis, à l’oral puis par écrit, est exact et permet d’agir."),
  criterion("call-4", "Posture", "L’attitude et la façon de parler ou d’écrire conviennent à un partenaire d’une autre culture."),
  criterion("call-5", "Anglais B2", "L’anglais, parlé et écrit selon ce qui est demandé, est du niveau B2 du CECRL."),
];
const VISITOR_CRITERIA = [
  criterion("visitor-1", "Exactitude", "Ce qui est dit au visiteur est exact."),
  criterion("visitor-2", "Fiche contact", "La fiche contact est exacte, et un collègue peut s’en servir."),
  criterion("visitor-3", "Posture", "L’attitude et la façon de parler ou d’écrire conviennent à un partenaire d’une autre culture."),
  criterion("visitor-4", "Anglais B2", "L’anglais, parlé et écrit selon ce qui est demandé, est du niveau B2 du CECRL."),
];
const criteriaOf = (/** @type {string} */ part) => (part === "visitor" ? VISITOR_CRITERIA : part === "call" ? CALL_CRITERIA : []);

/** @param {string} key @param {string} criterionId @param {import("../js/protocol/messages.d.ts").Sign} sign @param {number} minutes @param {string} [note] @returns {import("../js/protocol/messages.d.ts").MarkerSeen} */
const marker = (key, criterionId, sign, minutes, note = "") => ({ marker_id: key, criterion_id: criterionId, sign, note, pressed_at: at(minutes) });
const MARKERS = [
  marker("m1", "call-4", "+", 15.2), marker("m2", "call-3", "+", 15.9), marker("m3", "call-5", "+", 16.1), marker("m4", "call-3", "-", 16.6, "pas de CMR"),
  marker("m5", "call-1", "+", 17.35, "propose le 14"),
];

/**
 * @param {any} scenario @param {Phase} phase
 * @param {{ line?: Partial<Line>, view?: Partial<JuryView>, state?: Partial<SeatState>, now?: number }} [change]
 * @returns {SeatState}
 */
export function jury(scenario, phase, { line = {}, view = {}, state = {}, now } = {}) {
  const moment = MOMENT[phase];
  const waiting = phase === "waiting";
  const before = waiting || phase === "drawn";
  const calling = phase === "call" || phase === "writing" || phase === "handed-in" ? CALLING : {};
  /** @type {JuryView} */
  const shown = {
    role: "jury", seat: "juror", sitting_id: "gallery", rehearsal: false, candidate_name: "Inès Marchetti", juror_name: "Mme Okafor",
    observer_name: "Mme Aubertin", room_name: "salle 1", part: scenario.part, station_setup: null, contact_sheet: waiting ? null : scenario.contact_sheet, phase, phase_since: at(moment.now - 0.1),
    deadline: moment.deadline === null ? null : at(moment.deadline), paused_since: null,
    rail: before ? RAIL.map((step) => ({ ...step, starts_at: null, ends_at: null })) : [...RAIL],
    line: { ...LINE, ...calling, recording: phase === "call" || phase === "connecting", you_ring: scenario.direction === "juror-rings", ...line },
    looking_on: [], shares_from: ["juror", "observer"], draw: waiting ? null : DRAW, voids: [],
    eligible: 3, lot: waiting ? null : LOT, number: waiting ? null : scenario.number, title: waiting ? "" : scenario.title,
    mode: waiting ? null : scenario.mode, direction: waiting ? null : scenario.direction,
    other_party: waiting ? null : scenario.other_party, jury_brief: waiting ? null : scenario.jury,
    candidate_brief: waiting ? null : scenario.candidate, text_task: waiting ? null : scenario.text_task,
    facts_given: calling === CALLING
      ? scenario.jury.facts_if_asked.slice(0, 2).map((/** @type {{ fact_id: string }} */ { fact_id }, /** @type {number} */ index) => ({ fact_id, at: at(15.9 + index * 0.4) })) : [],
    present: ["candidate", "juror"], lost: [], troubles: [], unrecorded: [], bell: null, formalities: null, handed_in_at: phase === "handed-in" ? at(35) : null, part_waits_for: [],
    criteria: criteriaOf(scenario.part), markers: calling === CALLING ? MARKERS.filter(({ criterion_id }) => criteriaOf(scenario.part).some((each) => each.criterion_id === criterion_id)) : [], ...view,
  };
  return seat(now ?? moment.now, {
    view: shown,
    media: phase === "call" || phase === "ringing" || phase === "connecting" ? { ...NO_MEDIA, devices: "open", way: "up" } : NO_MEDIA,
    ...state,
  });
}

/** The other party may still be called back. @param {any} line */
export const backUntil = (line) => ({ now: 19, line: { ...line, may_call_back: true, call_back_until: line?.call_ends_at ?? null }, view: { deadline: at(28.9) } });

/** A candidate who was admitted and has not yet read the notice. */
export const FORMALITIES = { notice_version: "2026-11", asked: true, admitted: true, acknowledged_at: null, refused_at: null, waits_for: "notice-not-acknowledged", station: null };

export { at, FIELDS, NOTES, TEXT };
