/** What is kept: a session with holds and deletions, a manager who came by a link, nothing left, the centre's lengths. Demo data only. */

import "../js/elements/kept.js";
import "../js/elements/retention.js";
import { then, there } from "./standing.js";

/** @typedef {import("../js/state/retention.d.ts").SessionRetention} SessionRetention */
/** @typedef {import("../js/state/retention.d.ts").CentreRetention} CentreRetention */
/** @typedef {import("../js/state/retention.d.ts").DataKind} DataKind */

/** @param {number} number */
const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const ME = { account_id: id(1), name: "Claire Morel" };
const OTHER = { account_id: id(2), name: "Hassan Idrissi" };
const NOW = "2027-06-14T09:12:00Z";
/** @type {readonly DataKind[]} */
const ALL = ["recordings", "listening-copies", "transcripts", "writings", "marks", "papers", "names"];
/** @type {readonly DataKind[]} */
const KINDS = [...ALL, "viewings", "accounts", "rehearsals", "record"];
const MONTHS = [6, 6, 6, 12, 60, 6, 60, 12, 12, 1, null];
const REASONS = ["appeal", "with-recordings", "with-recordings", "written-work", "proof", "appeal", "proof", "log", "staff", "rehearsal", "no-person"];
const LENGTHS = {
  revision: 2, set_at: "2026-12-01T10:00:00Z", set_by: "Claire Morel", set_by_id: ME.account_id, state: /** @type {const} */ ("in-force"), answered_at: null, answered_by: "",
  lengths: { counted_from: /** @type {const} */ ("decision"), marks_given: /** @type {const} */ ("notified"), lengths: KINDS.map((kind, place) => ({ kind, months: MONTHS[place] ?? null, automatic: kind === "listening-copies" || kind === "rehearsals" })) },
};
/** @param {DataKind} kind @param {string | null} due_on @param {Partial<import("../js/state/retention.d.ts").DueLine>} [more] */
const due = (kind, due_on, more = {}) => ({ scope: id(9), title: "Titre AIE, décembre", kind, due_on, is_due: due_on !== null && due_on < NOW, automatic: kind === "listening-copies", days_left: null, candidates: 3, held: 1, ...more });
const DUES = [due("recordings", "2027-06-10"), due("listening-copies", "2027-06-10", { days_left: 3 }), due("transcripts", "2027-06-10"), due("writings", "2027-12-10"), due("marks", "2031-12-10"), due("papers", "2027-06-10"), due("names", "2031-12-10")];
const HOLD = { hold_id: id(30), session_id: id(9), candidacy_id: id(41), sitting_id: null, reason: "recours gracieux n° 12", appealed_on: "2027-02-03", set_at: "2027-02-04T08:30:00Z", set_by: ME, release_asked_at: null, release_asked_by: null, release_reason: "", released_at: null, released_by: null };
/** @param {number} number @param {Partial<import("../js/state/retention.d.ts").Deletion>} more @returns {import("../js/state/retention.d.ts").Deletion} */
const deletion = (number, more) => ({ deletion_id: id(number), session_id: id(9), candidacy_id: id(40), sitting_id: null, before: null, kinds: [...ALL], ground: "request", reason: "courrier du 3 juin", asked_at: "2027-06-12T15:04:00Z", asked_by: OTHER, state: "asked", decided_at: null, decided_by: null, refusal: "", done_at: null, ...more });
const DELETIONS = [
  deletion(50, { candidacy_id: id(43), state: "done", reason: "", decided_by: ME, done_at: "2027-06-01T09:00:00Z" }),
  deletion(51, { candidacy_id: null, kinds: ["recordings", "listening-copies"], ground: "length-over", state: "refused", decided_by: ME, decided_at: "2027-06-11T10:00:00Z", refusal: "attendre la réponse du tribunal" }),
  deletion(52, {}),
];
/** @param {string} kind @param {number} minute @param {string} name @param {Partial<import("../js/state/retention.d.ts").Viewing["viewed"]>} [more] */
const viewing = (kind, minute, name, more = {}) => ({ at: new Date(Date.parse("2026-12-09T14:00:00Z") + minute * 60_000).toISOString(), viewed: { kind, detail: "", sitting_id: id(70), session_id: id(9), candidacy_id: id(40), ...more }, viewer: { seat: name === "" ? "juror" : "evaluator", browser: "3fa2c9017b1e", account_id: null, name } });
const VIEWINGS = { parts: { [id(70)]: /** @type {const} */ ("call") }, viewings: [viewing("replay", 0, "Claire Morel"), viewing("media", 1, "Claire Morel", { detail: "mix.webm" }), viewing("safe-view", 12, ""), viewing("export", 30, "Hassan Idrissi", { detail: "docx" }), viewing("session-table", 55, "Claire Morel", { sitting_id: null, candidacy_id: null })] };
/** @type {SessionRetention} */
const SESSION = {
  server_now: NOW, session_id: id(9), title: "Titre AIE, décembre", state: "closed", decided_on: "2026-12-10", lengths: LENGTHS, dues: DUES, holds: [HOLD], deletions: DELETIONS, me: ME,
  candidates: [
    { candidacy_id: id(40), name: "Inès Marchetti", number: "2026-0417", left: [...ALL], held: false, over: true },
    { candidacy_id: id(41), name: "Tom Okoye", number: "2026-0418", left: [...ALL], held: true, over: true },
    { candidacy_id: id(42), name: "مريم العلوي", number: "", left: ["transcripts", "writings", "marks", "papers", "names"], held: false, over: true },
    { candidacy_id: id(43), name: "", number: "", left: [], held: false, over: true },
  ],
};
/** @type {CentreRetention} */
const CENTRE = {
  server_now: NOW, lengths: LENGTHS, asked: null, me: ME, holds: [{ ...HOLD, hold_id: id(31), session_id: null, candidacy_id: null, sitting_id: id(81) }],
  sittings: [{ sitting_id: id(80), name: "Lou Ferrand", opened_at: "2026-12-09T13:00:00Z", part: "call", left: [...ALL], over: true }, { sitting_id: id(81), name: "Tom Okoye", opened_at: "2026-12-08T09:30:00Z", part: "visitor", left: [...ALL], over: true }],
  open_deletions: DELETIONS.slice(2), history: [{ ...LENGTHS, revision: 1, set_at: "2026-11-20T09:00:00Z" }, LENGTHS],
  defaults: /** @type {CentreRetention["defaults"]} */ (Object.fromEntries(KINDS.map((kind, place) => [kind, { months: MONTHS[place] ?? null, reason: REASONS[place] ?? "" }]))),
  dues: [...DUES.slice(0, 3), due("rehearsals", "2027-06-01", { scope: "centre", title: "", automatic: true, days_left: 0 }), due("viewings", "2027-06-12", { scope: "centre", title: "" }), due("recordings", null, { scope: id(8), title: "CCP 1, mai" }), ...DUES.slice(3)],
};

/** Kept for a shorter time, and ending by itself, once somebody else has confirmed it. */
const SHORTER = { ...LENGTHS, revision: 4, set_at: NOW, set_by: OTHER.name, set_by_id: OTHER.account_id, state: /** @type {const} */ ("asked"), lengths: { ...LENGTHS.lengths, counted_from: /** @type {const} */ ("session-end"), lengths: LENGTHS.lengths.lengths.map((each) => (each.kind === "recordings" ? { ...each, months: 3, automatic: true } : each)) } };
/** @param {Partial<SessionRetention>} [change] @param {Record<string, unknown>} [more] @returns {HTMLElement} */
const session = (change = {}, more = {}) => Object.assign(document.createElement("exam-kept"), { className: "screen", page: { ...SESSION, ...change }, viewings: VIEWINGS, ...more });
/** @param {Partial<CentreRetention>} [change] @param {Record<string, unknown>} [more] @returns {HTMLElement} */
const centre = (change = {}, more = {}) => Object.assign(document.createElement("exam-retention"), { className: "screen", page: { ...CENTRE, ...change }, ...more });
/** @param {HTMLElement} element @param {import("../js/state/retention.d.ts").KeptAct} act */
const asking = (element, act) => then(element, async () => {
  const question = /** @type {any} */ (await there(() => element.querySelector("exam-kept-act")));
  await question.updateComplete;
  question.ask(act);
});

/** @type {Record<string, () => HTMLElement>} */
export const KEPT_STATES = {
  "kept": () => session(),
  "kept-by-link": () => session({ me: null }),
  "kept-release": () => session({ holds: [{ ...HOLD, release_asked_at: NOW, release_asked_by: OTHER, release_reason: "désistement du 10 juin" }] }, { problem: "under-legal-hold" }),
  "kept-nothing": () => session({ dues: [], holds: [], deletions: [deletion(53, { state: "confirmed", decided_by: ME, decided_at: NOW })], decided_on: null }, { viewings: { viewings: [], parts: {} } }),
  "kept-ask-deletion": () => asking(session(), { act: "delete", id: id(40), name: "Inès Marchetti" }),
  "kept-ask-hold": () => asking(session(), { act: "hold", id: id(40), name: "Inès Marchetti" }),
  "retention": () => centre(),
  "retention-new": () => centre({ dues: [], sittings: [], holds: [], open_deletions: [], history: [], me: null, lengths: { ...LENGTHS, revision: 0, set_at: null, set_by: "" } }),
  "retention-asked": () => centre({ asked: SHORTER, history: [...CENTRE.history, { ...SHORTER, revision: 3, state: "refused", answered_by: "Claire Morel" }, { ...SHORTER, revision: 4 }] }),
  "retention-refused": () => centre({}, { problem: "names-go-first" }),
};
