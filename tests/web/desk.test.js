import assert from "node:assert/strict";
import test from "node:test";
import { jobSummary, sorted } from "../../web/js/state/desk.js";

const job = (state, reason = "") => ({ kind: "transcribe-track", subject: "juror", state, tries: 1, reason });
const sitting = (sitting_id, phase, opened_at, bell_rung_by = null) => ({ sitting_id, phase, opened_at, bell_rung_by });

test("who rings the bell comes first, what is over comes last", () => {
  const all = [sitting("over", "handed-in", "4"), sitting("waits", "waiting", "3"), sitting("runs", "call", "1"), sitting("rings", "handed-in", "0", "candidate")];
  assert.deepEqual(sorted(all).map(({ sitting_id }) => sitting_id), ["rings", "runs", "waits", "over"]);
});

test("what a person must do something about comes first, with its reason", () => {
  assert.deepEqual(jobSummary([job("done"), job("failed", "ffmpeg-failed"), job("done"), job("waiting-for-model")]), [
    { key: "failed", count: 1, reason: "ffmpeg-failed", retry: true },
    { key: "waiting-for-model", count: 1, reason: "", retry: true },
    { key: "done", count: 2, reason: "", retry: false },
  ]);
});
