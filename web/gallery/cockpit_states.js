/** The interview cockpit and the candidate's view at chosen moments. Development only. */

import "../js/elements/replay_safe.js";
import { at } from "./canned.js";

/** @typedef {import("../js/state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../js/elements/replay.js").ExamReplay} ExamReplay */
/** @typedef {import("../js/elements/replay_safe.js").ExamReplaySafe} ExamReplaySafe */

const CLIPS = [[12.5, 21], [36, 44.5], [63, 71]].map(([starts_s, ends_s], place) => ({ clip_id: `clip-${place}`, starts_s: starts_s ?? 0, ends_s: ends_s ?? 0, revision: 1 }));
const CRITERIA = ["Satisfaction du client et intérêt de l’entreprise", "Délégation respectée", "Informations fiables", "Posture interculturelle", "Anglais B2"];
/** @type {[number, "+" | "-", number, string][]} */
const MARKED = [[8.6, "+", 3, ""], [17, "+", 1, "s’excuse sans promettre"], [31, "-", 3, "oublie la référence"], [41, "+", 2, ""], [58, "+", 5, "reformule, fait épeler"], [66, "-", 5, ""]];
/** @type {import("../js/state/cockpit.d.ts").Bookmark[]} */
const BOOKMARKS = MARKED.map(([atS, sign, number, note], place) => ({ id: `mark-${place}`, atS, sign, number, note, criterion: CRITERIA[number - 1] ?? "", colleague: "" }));
/** @type {import("../js/protocol/messages.d.ts").RailStep[]} */
const STEPS = [{ phase: "review", planned_s: 600, starts_at: at(0), ends_at: at(10) }, { phase: "questions", planned_s: 1200, starts_at: at(10), ends_at: at(30) }];

/** @param {ReplayBundle} call @param {ReplayBundle} visit @returns {import("../js/state/cockpit.d.ts").CoursePart[]} */
function courseOf(call, visit) {
  return [{ sitting_id: call.sitting_id, part: "call", phases: call.phases }, { sitting_id: "the-visit", part: "visitor", phases: visit.phases }];
}

/**
 * @param {{ replay: (bundle: ReplayBundle) => ExamReplay, safe: (bundle: ReplayBundle) => ExamReplaySafe, call: ReplayBundle, film: ReplayBundle, visit: ReplayBundle,
 *   time: import("../js/state/server_time.js").ServerTime | null }} given
 * @returns {Record<string, () => HTMLElement>}
 */
export function cockpitStates({ replay, safe, call, film, visit, time }) {
  const server_now = at(0);
  /** @param {ReplayBundle} shown @param {Partial<ExamReplay>} more */
  const cockpit = (shown, more) => Object.assign(replay(shown), { clips: CLIPS, mayPick: true, mayJudge: true, bookmarks: BOOKMARKS, time, cockpit: { server_now, course: courseOf(shown, visit), interview: null, judged: true }, ...more });
  /** @param {Partial<import("../js/state/cockpit.d.ts").InterviewState>} more */
  const interview = (more) => ({ server_now, course: courseOf(call, visit), interview: { sitting_id: "i", seat_page: "/seat/i/juror", phase: /** @type {const} */ ("review"), deadline: at(24.3), paused_since: null, rail: STEPS, ...more }, judged: true });
  /** @param {ReplayBundle} shown @param {Partial<ExamReplaySafe>} more */
  const turned = (shown, more) => Object.assign(safe(shown), { clips: CLIPS, course: courseOf(shown, visit), ...more });
  return {
    "replay-cockpit": () => cockpit(call, { clip: "clip-1", side: "clips" }),
    "replay-cockpit-empty": () => cockpit(call, { clips: [], bookmarks: [], side: "clips" }),
    "replay-cockpit-refused": () => cockpit(call, { clipProblem: "clip-changed", side: "clips" }),
    "replay-cockpit-colleague": () => cockpit(call, { side: "clips", clips: [], bookmarks: BOOKMARKS.map((mark, place) => ({ ...mark, colleague: place % 2 === 0 ? "" : "Claire Morel" })) }),
    "replay-cockpit-many": () => cockpit(call, { clips: Array.from({ length: 12 }, (_unused, place) => ({ clip_id: `c${place}`, starts_s: 2 + place * 6, ends_s: 6 + place * 6, revision: 1 })) }),
    "replay-interview-waiting": () => cockpit(call, { cockpit: interview({ phase: "waiting", deadline: null }) }),
    "replay-interview": () => cockpit(call, { clip: "clip-1", cockpit: interview({}) }),
    "replay-interview-questions": () => cockpit(film, { looping: true, cockpit: interview({ phase: "questions", deadline: at(34.6) }) }),
    "replay-interview-paused": () => cockpit(call, { cockpit: interview({ paused_since: at(20) }) }),
    "replay-interview-over": () => cockpit(call, { cockpit: interview({ phase: "handed-in", deadline: null }) }),
    "replay-safe": () => turned(film, { clip: "clip-1" }),
    "replay-safe-telephone": () => turned(call, {}),
    "replay-safe-follows": () => turned(film, { follows: true, clip: "clip-1" }),
    "replay-safe-lost": () => turned(film, { follows: true, lost: true }),
  };
}
