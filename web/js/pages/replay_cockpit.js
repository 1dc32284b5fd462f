/** The interview around the replay: the candidate's other parts, both clocks, one's own markers as bookmarks. */

import { language } from "../i18n.js";
import { request, SOON_MS } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { hear as hearTime } from "../state/server_time.js";

/** @typedef {import("../state/cockpit.d.ts").Cockpit} Cockpit */
/** @typedef {import("../state/cockpit.d.ts").Bookmark} Bookmark */

/** A colleague may have passed on at another screen: two people who speak notice two seconds, not more. */
const ASK_EVERY_MS = 2000;

/** @param {import("../elements/replay.js").ExamReplay} element @param {string} sittingId */
export function followCockpit(element, sittingId) {
  async function fetchCockpit() {
    const askedMs = performance.now();
    try {
      take(await request(`/api/replay/${sittingId}/cockpit`, { withinMs: SOON_MS }), askedMs);
    } catch (thrown) {
      console.warn("cockpit-not-fetched", codeOf(thrown));
    }
    // Nobody waits for an interview that is over, or that is not theirs.
    const phase = element.cockpit?.interview?.phase;
    if (phase !== undefined && phase !== "handed-in" && phase !== "aborted") setTimeout(() => void fetchCockpit(), ASK_EVERY_MS);
  }

  /** @param {Partial<Cockpit> & { server_now: string }} told @param {number} askedMs */
  function take(told, askedMs) {
    const receivedAtMs = performance.now();
    element.time = hearTime(element.time, { serverNow: told.server_now, receivedAtMs, roundTripMs: receivedAtMs - askedMs });
    const before = element.cockpit ?? { server_now: "", course: [], interview: null, judged: false };
    const now = { ...before, ...told };
    const same = JSON.stringify([before.course, before.interview]) === JSON.stringify([now.course, now.interview]);
    if (element.cockpit === null || !same) element.cockpit = now;
  }

  element.addEventListener("exam-interview", (event) => void order(/** @type {CustomEvent} */ (event).detail));

  /** @param {"begin" | "next"} what */
  async function order(what) {
    const from_phase = element.cockpit?.interview?.phase;
    if (from_phase === undefined || element.busy) return;
    element.busy = true;
    const askedMs = performance.now();
    try {
      take(await request(`/api/replay/${sittingId}/interview`, { method: "POST", body: { order: what, from_phase } }), askedMs);
      element.interviewProblem = "";
    } catch (thrown) {
      element.interviewProblem = codeOf(thrown);
    }
    element.busy = false;
  }
  return fetchCockpit;
}

/**
 * The markers of whoever looks, and a colleague's once both have sealed; not asked for where there is no judging.
 * @param {import("../elements/replay.js").ExamReplay} element @param {string} sittingId
 */
export async function fetchBookmarks(element, sittingId) {
  if (!element.cockpit?.judged) return;
  try {
    const judging = await request(`/api/judging/${sittingId}`);
    element.mayJudge = judging.judge !== null;
    element.bookmarks = bookmarksOf(judging);
  } catch (thrown) {
    console.warn("bookmarks-not-fetched", codeOf(thrown));
  }
}

/**
 * @typedef {{ marker_id: string, criterion_id: string, sign: "+" | "-" | "note", note: string, at_s: number }} MarkerOnClock
 * @typedef {{ judge: { name: string }, markers: MarkerOnClock[] }} JudgeMarks
 * @typedef {{ grid: { criteria: { id: string, text: Record<string, string> }[] }, judge: unknown, mine: JudgeMarks | null, others: JudgeMarks[] }} JudgingPage As webapp/judging/page.py makes it.
 */

/** @param {JudgingPage} judging @returns {Bookmark[]} */
function bookmarksOf({ grid, mine, others }) {
  /** @param {MarkerOnClock} marker @param {string} colleague @returns {Bookmark} */
  const bookmark = (marker, colleague) => {
    const place = grid.criteria.findIndex(({ id }) => id === marker.criterion_id);
    return { id: marker.marker_id, sign: marker.sign, note: marker.note, colleague, number: place + 1, criterion: grid.criteria[place]?.text[language()] ?? "", atS: marker.at_s };
  };
  // A colleague's are not told before both have sealed: `others` is empty until then.
  const all = [...(mine?.markers ?? []).map((marker) => bookmark(marker, "")), ...others.flatMap(({ judge, markers }) => markers.map((marker) => bookmark(marker, judge.name)))];
  return all.sort((one, other) => one.atS - other.atS);
}
