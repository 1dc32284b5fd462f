/** States of the pages of sessions, accounts and entries. Demo data only. */

import "../js/elements/account.js";
import "../js/elements/day.js";
import "../js/elements/entry.js";
import "../js/elements/session.js";
import "../js/elements/sessions.js";
import "../js/elements/sheets.js";
import "../js/elements/way.js";
import { newCandidacy } from "../js/state/session.js";
import { then as next, there } from "./standing.js";

/** @typedef {import("../js/state/exam_session.d.ts").SessionPage} SessionPage */
/** @typedef {import("../js/state/exam_session.d.ts").PartKind} PartKind */

const PARTS = /** @type {PartKind[]} */ (["call", "visitor", "technical-interview", "production-questioning", "final-interview"]);
/** @param {number} number */
const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const people = ["Inès Marchetti", "Tom Okoye", "مريم العلوي", "Zoé O’Brien-Lefèvre"];
const codes = ["K7MP4QTX", "C9FD3WRY", "N6GH7PTK", "D4XM9QCJ"];

/** @type {import("../js/state/exam_session.d.ts").Format} */
const TITLE = {
  id: "aie-title", title: "Titre professionnel Assistant Import-Export",
  parts: [
    { kind: "call", phases: [{ name: "preparation", minutes: 15 }, { name: "call", minutes: 10 }, { name: "writing", minutes: 10 }] },
    { kind: "visitor", phases: [{ name: "preparation", minutes: 5 }, { name: "reception", minutes: 10 }, { name: "contact-sheet", minutes: 10 }] },
    { kind: "technical-interview", phases: [{ name: "review", minutes: 10 }, { name: "questions", minutes: 20 }] },
    { kind: "production-questioning", phases: [{ name: "presentation", minutes: 10 }, { name: "questions", minutes: 10 }] },
    { kind: "final-interview", phases: [{ name: "interview", minutes: 15 }] },
  ],
};
/** @type {import("../js/state/exam_session.d.ts").Format} */
const DEFENCE = { id: "cci-import-export", title: "CCI – Réaliser une opération d’import-export", parts: [{ kind: "oral-defence", phases: [{ name: "presentation", minutes: null }, { name: "questions", minutes: null }] }] };

/** @param {Partial<SessionPage>} [change] @returns {SessionPage} */
function whole(change = {}) {
  const candidacies = people.map((name, index) => ({
    ...newCandidacy(id(40 + index), name, String(101 + index)), code: codes[index] ?? "", jury_id: id(31), exam_room_id: id(11 + (index % 2)),
    ...(index === 1 ? { extra_time: { preparation: { fraction: "1/3" }, exchange: { fraction: "1/3" }, writing: { fraction: "1/3" } }, large_text: true } : {}),
  }));
  return {
    session: {
      session_id: id(1), title: "Titre AIE, décembre", centre: "Centre Lumière", format_id: "aie-title", time_zone: "Europe/Paris",
      settings: { grace_s: 15, clock_shown: true, narrow_band: false, jury_in_preparation: true, paste_allowed: false, facts_after_sealing: false, minutes: [] },
      days: [{ date: "2026-12-08", opens: "08:30:00", closes: "18:00:00" }],
      places: [{ place_id: id(11), name: "Salle 12", kind: "exam-room" }, { place_id: id(12), name: "Salle 13", kind: "exam-room" }, { place_id: id(13), name: "Salle 14", kind: "jury-room" }, { place_id: id(14), name: "Espace B", kind: "reception" }],
      members: [{ member_id: id(21), name: "Claire Morel", judges_b2: true, account_id: id(51) }, { member_id: id(22), name: "Hassan Idrissi", judges_b2: false, account_id: null }],
      juries: [{ jury_id: id(31), name: "Jury 1", member_ids: [id(21), id(22)], jury_room_id: id(13), reception_id: id(14), station_setup: "two-microphones" }],
      candidacies,
    },
    revision: 7, state: "draft", causes: { [id(41)]: "Décision du 3 octobre" }, problems: [], format: TITLE,
    parts: Object.fromEntries(candidacies.map(({ candidacy_id }) => [candidacy_id, PARTS])), sittings: [], reuse: "when-all-used",
    ...change,
  };
}

/** @param {number} candidate @param {import("../js/state/plan_page.d.ts").WorkKind} kind @param {string} hour @param {[string, number, boolean][]} phases @param {Partial<import("../js/state/plan_page.d.ts").Entry>} [change] @returns {import("../js/state/plan_page.d.ts").Entry} */
const entry = (candidate, kind, hour, phases, change = {}) => ({
  candidacy_id: id(40 + candidate), kind, starts_at: `2026-12-08T${hour}:00Z`, phases: phases.map(([name, minutes, jury]) => ({ name, seconds: 60 * minutes, jury })),
  jury_id: id(31), place_id: id(11 + (candidate % 2)), jury_room_id: id(13), pinned: false, state: "planned", ...change,
});
const CALL = /** @type {[string, number, boolean][]} */ ([["preparation", 15, true], ["call", 10, true], ["writing", 10, false]]);
const VISIT = /** @type {[string, number, boolean][]} */ ([["preparation", 5, true], ["reception", 10, true], ["contact-sheet", 10, false]]);
/** The plan of the first two; the third and the fourth wait for theirs. */
const PLANNED = [0, 1].flatMap((n) => [
  entry(n, "call", `0${8 + n}:00`, CALL), entry(n, "visitor", `0${8 + n}:50`, VISIT, { place_id: id(14), jury_room_id: null }),
  entry(n, "questionnaire", "11:30", [["questionnaire", 45, false]], { place_id: null, jury_room_id: null, jury_id: null }),
  entry(n, "technical-interview", `1${3 + n}:00`, [["review", 10, true], ["questions", 20, true]], { place_id: id(13), jury_room_id: null }),
]);

/** @param {string} code @param {string} [name] @param {Partial<import("../js/state/exam_session.d.ts").Problem>} [more] */
const problem = (code, name = "", more = {}) => ({ code, subject_id: "", name, other: "", part: null, phase: "", ...more });

/** @type {import("../js/state/exam_session.d.ts").Account[]} */
const ACCOUNTS = [
  { account_id: id(50), login: "nadia.benali", name: "Nadia Benali", role: "manager", active: true },
  { account_id: id(51), login: "claire.morel", name: "Claire Morel", role: "juror", active: true },
  { account_id: id(52), login: "poste", name: "Service technique", role: "technician", active: false },
];
const EMPTY = { encoding: "cp1252", delimiter: ";", ignored_columns: ["Date de naissance"], candidates: [], jurors: [], faults: [], more_faults: 0 };
/** @param {number} line @param {string} column @param {string} code @param {string} value @param {number | null} [other_line] */
const fault = (line, column, code, value, other_line = null) => ({ line, column, code, value, other_line });
const FAULTS = { kind: "candidates", file: "candidats.csv", preview: { clean: false, roster: { ...EMPTY, faults: [
  fault(3, "Tiers-temps", "became-a-date", "01-mars"), fault(5, "Jury", "unknown-jury", "Jury 9"), fault(6, "Numéro", "number-twice", "104", 2), fault(9, "Nom", "name-missing", "")] } } };
const CLEAN = { kind: "candidates", file: "candidats.csv", preview: { clean: true, roster: { ...EMPTY, candidates: people.map((name, index) => ({ line: index + 2, name, number: String(101 + index), jury: "Jury 1", room: "", extra_time: null })) } } };

/** @type {import("../js/state/exam_session.d.ts").Way} */
const WAY = { state: "to-admit", candidate_name: "Inès Marchetti", session_title: "Titre AIE, décembre", room_name: "Salle 12", parts: [{ part: "call", over: false }, { part: "visitor", over: false }, { part: "technical-interview", over: false }], part: "call", next: null, large_text: false, contrast: false };
/** @param {string} name @param {PartKind} part @param {Partial<import("../js/state/exam_session.d.ts").DayLine>} change @returns {import("../js/state/exam_session.d.ts").DayLine} */
const line = (name, part, change) => ({ session_title: "Titre AIE, décembre", candidate_name: name, number: "101", part, room_name: "Salle 12", seat: "juror", player_name: "Claire Morel", observer_name: "Hassan Idrissi", phase: "waiting", waits_for: [], over: false, seat_page: "/seat/x/juror", replay_page: null, judging: null, judge_page: null, starts_at: "2026-12-08T08:10:00Z", time_zone: "Europe/Paris", ...change });

/** @param {string} name @param {object} fields @param {(element: any) => unknown} [then] */
function shown(name, fields, then) {
  const element = /** @type {any} */ (document.createElement(name));
  element.className = "screen";
  Object.assign(element, fields);
  return then ? next(/** @type {HTMLElement} */ (element), then) : /** @type {HTMLElement} */ (element);
}
/** @param {import("../js/state/session.js").Step} step @param {object} [fields] @param {(element: any) => unknown} [then] */
const session = (step, fields = {}, then) => shown("exam-session", { page: whole(), accounts: ACCOUNTS, step, ...fields }, then);

/** @type {Record<string, () => HTMLElement>} */
export const SESSION_STATES = {
  "entry-code": () => shown("exam-entry", { kind: "code" }),
  "entry-code-wrong": () => shown("exam-entry", { kind: "code", problem: "code-unknown" }),
  "entry-sign-in": () => shown("exam-entry", { kind: "sign-in" }),
  "entry-sign-in-refused": () => shown("exam-entry", { kind: "sign-in", problem: "sign-in-refused" }),
  "entry-welcome": () => shown("exam-entry", { kind: "welcome", role: "juror" }),
  "entry-way-to-admit": () => shown("exam-way", { way: WAY }),
  "entry-way-go": () => shown("exam-way", { way: { ...WAY, state: "go", next: "/seat/x/candidate" } }),
  "entry-way-between": () => shown("exam-way", { way: { ...WAY, part: "visitor", parts: WAY.parts.map((each, index) => ({ ...each, over: index === 0 })) }, stale: true }),
  "entry-way-done": () => shown("exam-way", { way: { ...WAY, state: "done", part: null, parts: WAY.parts.map((each) => ({ ...each, over: true })) } }),
  "session-list": () => shown("exam-sessions", { formats: [TITLE, DEFENCE], sessions: [
    { session_id: id(1), title: "Titre AIE, décembre", centre: "Centre Lumière", format_id: "aie-title", state: "open", days: ["2026-12-08", "2026-12-09"], candidates: 12, juries: 3 },
    { session_id: id(2), title: "CCI, janvier", centre: "", format_id: "cci-import-export", state: "draft", days: [], candidates: 0, juries: 1 },
    { session_id: id(3), title: "CCP 3, juin", centre: "Centre Lumière", format_id: "aie-ccp3", state: "closed", days: ["2026-06-11"], candidates: 4, juries: 1 }] }),
  "session-list-empty": () => shown("exam-sessions", { formats: [TITLE], sessions: [], problem: "title-missing" }),
  "session-format": () => session("format"),
  "session-format-minutes": () => session("format", { page: whole({ format: DEFENCE, problems: [problem("minutes-not-given", "", { part: "oral-defence", phase: "presentation" }), problem("minutes-not-given", "", { part: "oral-defence", phase: "questions" })] }) }),
  "session-rooms": () => session("rooms"),
  "session-jury": () => session("jury", { page: whole({ problems: [problem("no-b2-assessor", "Jury 1")] }) }),
  "session-candidates": () => session("candidates", { savedAt: new Date("2026-12-01T10:24:00") }),
  "session-candidates-full": () => session("candidates", {}, async (element) => (await there(() => element.querySelectorAll("tbody button")[1])).click()),
  "session-candidates-none": () => session("candidates", { page: whole({ session: { ...whole().session, candidacies: [] }, problems: [problem("no-candidate")] }) }),
  "session-roster-faults": () => session("candidates", { roster: FAULTS }),
  "session-roster-clean": () => session("candidates", { roster: CLEAN }),
  "session-edited-meanwhile": () => session("jury", { problem: "edited-meanwhile", saving: "not" }),
  "session-problems": () => session("open", { page: whole({ problems: [problem("no-b2-assessor", "Jury 1"), problem("no-scenario-for-part", "", { part: "visitor" }), problem("candidate-twice", "Tom Okoye"), problem("room-used-twice", "Salle 12", { other: "CCP 3, juin" })] }) }),
  "session-ready": () => session("open"),
  "session-open": () => session("open", { page: whole({ state: "open" }) }),
  "session-closed": () => session("open", { page: whole({ state: "closed" }) }),
  "session-sheets-planned": () => shown("exam-sheets", { page: whole(), entries: PLANNED, address: "https://examen.centre.example", sign: () => "../drawings/icon.svg", roomSign: () => "../drawings/icon.svg" }),
  "session-sheets": () => shown("exam-sheets", { page: whole(), address: "https://examen.centre.example", sign: () => "../drawings/icon.svg", roomSign: () => "../drawings/icon.svg" }),
  "session-account": () => shown("exam-account", { account: ACCOUNTS[0], manager: true, accounts: ACCOUNTS, link: "https://centre.example/welcome#byLRBPpMhRhQBNDg1gqfWg" }),
  "session-account-juror": () => shown("exam-account", { account: ACCOUNTS[1], problem: "sign-in-refused" }),
  "session-account-link": () => shown("exam-account", { manager: true }),
  "session-day": () => shown("exam-day", { account: ACCOUNTS[1], lines: [
    line("Inès Marchetti", "call", { phase: "handed-in", over: true, seat_page: null, replay_page: "/replay/x", judging: "to-mark", judge_page: "/judge/x" }), line("Inès Marchetti", "visitor", { waits_for: ["written"] }),
    line("Tom Okoye", "call", { number: "102", seat: "observer", player_name: "Hassan Idrissi", observer_name: "Claire Morel" })] }),
  "session-day-blind": () => shown("exam-day", { account: ACCOUNTS[1], lines: [], tasks: [
    { assignment_id: "1", part: "visitor", reason: "appeal", asked_at: "2026-12-09T08:00:00Z", sealed_at: null, still_blind: true },
    { assignment_id: "2", part: "call", reason: "standardisation", asked_at: "2026-12-08T16:00:00Z", sealed_at: null, still_blind: false },
    { assignment_id: "3", part: "call", reason: "standardisation", asked_at: "2026-12-02T16:00:00Z", sealed_at: "2026-12-03T10:00:00Z", still_blind: true },
  ] }),
  "session-day-empty": () => shown("exam-day", { account: ACCOUNTS[1], lines: [], stale: true }),
};
