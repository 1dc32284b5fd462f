/** The replay while its parts come, and at chosen moments. Development only. */

import { bundle, visit } from "./canned_records.js";
import { then, there } from "./standing.js";

/** @typedef {import("../js/elements/replay.js").ExamReplay} ExamReplay */
/** @typedef {import("../js/state/bundle.d.ts").ReplayBundle} ReplayBundle */

/** @param {import("./shown.js").Canned} canned @param {(shown: ReplayBundle, work?: "notes" | "sheet") => ExamReplay} replay @returns {Record<string, () => HTMLElement>} */
export function replayStates({ scenario, phone, fair, lines }, replay) {
  return {
    "replay": () => replay(bundle(scenario, lines)),
    "replay-telephone": () => replay(bundle(phone, lines)),
    "replay-exports": () => exporting(replay(bundle(phone, lines))),
    "replay-visitor": () => replay(visit(fair, lines, false), "sheet"),
    "replay-visitor-one-microphone": () => replay(visit(fair, lines, true)),
    "replay-waiting-for-model": () => replay({ ...bundle(phone, lines), transcripts: [], transcript_state: "waiting-for-model" }),
    "replay-words-foretold": () => replay({ ...bundle(phone, lines), transcripts: [], transcript_state: "queued", transcript_ready_at: "2026-12-08T13:32:00Z" }),
    "replay-transcribing": () => replay({ ...bundle(phone, lines), transcripts: bundle(phone, lines).transcripts.slice(0, 1), transcript_state: "running" }),
    "replay-transcript-failed": () => replay({ ...bundle(phone, lines), transcripts: [], transcript_state: "failed", transcript_reason: "audio-not-audio" }),
    "replay-preparing": () => replay(stripped(bundle(phone, lines))),
    "replay-rehearsal": () => replay({ ...bundle(phone, lines), rehearsal: true }),
  };
}

/** The list of files, open. @param {ExamReplay} element */
function exporting(element) {
  return then(element, async () => (await there(() => /** @type {HTMLButtonElement | null} */ (element.querySelector("exam-exports button")))).click());
}

/** @param {ReplayBundle} whole @returns {ReplayBundle} */
function stripped(whole) {
  return {
    ...whole, media_state: "running", transcript_state: "queued", transcripts: [], mix: null,
    tracks: whole.tracks.map((track) => ({ ...track, audio: null, peaks: null, video: null })),
  };
}
