/** What the manager does to a session, as pure functions from one session to the next. */

/** @typedef {import("./exam_session.d.ts").Session} Session */
/** @typedef {import("./exam_session.d.ts").Problem} Problem */
/** @typedef {import("./exam_session.d.ts").Candidacy} Candidacy */
/** @typedef {import("./exam_session.d.ts").PartKind} PartKind */

/** The steps of setting a session up, in the order in which one takes them. */
export const STEPS = /** @type {const} */ (["format", "rooms", "jury", "candidates", "open"]);
/** @typedef {typeof STEPS[number]} Step */

/** Where each reason is put right that keeps a session from being opened. @type {Record<string, Step>} */
const STEP_OF = {
  "title-missing": "format", "unknown-format": "format", "minutes-not-given": "format", "no-scenario-for-part": "format", "too-few-scenarios": "format",
  "unknown-time-zone": "rooms", "no-day": "rooms", "day-ends-before-it-begins": "rooms", "day-twice": "rooms", "place-name-missing": "rooms", "place-twice": "rooms", "room-used-twice": "rooms", "no-exam-room": "rooms", "no-reception": "rooms",
  "no-jury": "jury", "jury-name-missing": "jury", "jury-not-of-two": "jury", "no-b2-assessor": "jury", "jury-without-room": "jury", "two-juries-in-one-room": "jury",
  "member-name-missing": "jury", "member-twice": "jury", "member-in-two-juries": "jury", "juror-in-two-places": "jury",
};

/** @param {Problem} problem @returns {Step} */
export function stepOf({ code }) {
  return STEP_OF[code] ?? "candidates";
}

/** How many problems wait in each step. @param {readonly Problem[]} problems @returns {Record<Step, number>} */
export function problemsByStep(problems) {
  const counted = { format: 0, rooms: 0, jury: 0, candidates: 0, open: 0 };
  for (const problem of problems) counted[stepOf(problem)] += 1;
  return counted;
}

/**
 * The list with `fields` written into the thing whose `key` is `id`.
 * @template {object} Thing
 * @param {readonly Thing[]} things @param {keyof Thing} key @param {string} id @param {Partial<Thing>} fields @returns {Thing[]}
 */
export function changed(things, key, id, fields) {
  return things.map((thing) => (thing[key] === id ? { ...thing, ...fields } : thing));
}

/**
 * The list without the thing whose `key` is `id`.
 * @template {object} Thing
 * @param {readonly Thing[]} things @param {keyof Thing} key @param {string} id @returns {Thing[]}
 */
export function without(things, key, id) {
  return things.filter((thing) => thing[key] !== id);
}

/** A session in which nothing names a juror, a jury or a room that is not there any more. @param {Session} session @returns {Session} */
export function consistent(session) {
  const places = new Set(session.places.map(({ place_id }) => place_id));
  const members = new Set(session.members.map(({ member_id }) => member_id));
  const juries = new Set(session.juries.map(({ jury_id }) => jury_id));
  /** @param {string | null} id */
  const place = (id) => (id !== null && places.has(id) ? id : null);
  return {
    ...session,
    juries: session.juries.map((jury) => ({ ...jury, member_ids: jury.member_ids.filter((id) => members.has(id)), jury_room_id: place(jury.jury_room_id), reception_id: place(jury.reception_id) })),
    candidacies: session.candidacies.map((each) => ({
      ...each, jury_id: each.jury_id !== null && juries.has(each.jury_id) ? each.jury_id : null,
      exam_room_id: place(each.exam_room_id), casts: each.casts.filter(({ player_id }) => members.has(player_id)),
    })),
  };
}

/** A jury whose member at `place` (0 or 1) is `memberId`, or nobody. @param {readonly string[]} memberIds @param {number} place @param {string} memberId */
export function seated(memberIds, place, memberId) {
  const two = [memberIds[0] ?? "", memberIds[1] ?? ""];
  two[place] = memberId;
  return two.filter((id) => id !== "");
}

/** A candidate about whom nothing is known yet but who they are. @param {string} id @param {string} name @param {string} number @returns {Candidacy} */
export function newCandidacy(id, name, number) {
  return { candidacy_id: id, name, number, code: "", jury_id: null, exam_room_id: null, casts: [], extra_time: null, large_text: false, contrast: false, breaks: false, final_interview: false };
}

/** Who plays the other party in a part; "" where the jury is not of two. @param {Session} session @param {Candidacy} candidacy @param {PartKind} part */
export function playerOf(session, candidacy, part) {
  const jury = session.juries.find(({ jury_id }) => jury_id === candidacy.jury_id);
  const chosen = candidacy.casts.find((cast) => cast.part === part)?.player_id;
  return chosen !== undefined && jury?.member_ids.includes(chosen) ? chosen : jury?.member_ids[0] ?? "";
}

/** The code in two groups, as it stands on the sheet. @param {string} code */
export function shownCode(code) {
  return code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

/** An extra length as a form offers it; one that no form offers stays as it is. @param {import("./exam_session.d.ts").ExtraLength | null | undefined} length */
export function choiceOf(length) {
  if (!length) return "";
  return "fraction" in length && length.fraction ? length.fraction : String(/** @type {{ minutes: number }} */ (length).minutes);
}
