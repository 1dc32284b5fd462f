import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { INCIDENTS, clockActs, jobSummary, wordsState } from "../../web/js/state/desk.js";

const job = (state, reason = "") => ({ kind: "transcribe-track", subject: "juror", state, tries: 1, reason });

test("what a person must do something about comes first, with its reason", () => {
  assert.deepEqual(jobSummary([job("done"), job("failed", "ffmpeg-failed"), job("done"), job("waiting-for-model")]), [
    { key: "failed", count: 1, reason: "ffmpeg-failed", retry: true },
    { key: "waiting-for-model", count: 1, reason: "", retry: true },
    { key: "done", count: 2, reason: "", retry: false },
  ]);
});

test("a transcript is as far as its slowest track, whatever becomes of the copies", () => {
  const copies = { ...job("failed"), kind: "listening-copies" };
  assert.equal(wordsState({ jobs: [copies, job("done"), job("running")] }), "running");
  assert.equal(wordsState({ jobs: [job("queued"), job("running")] }), "queued");
  assert.equal(wordsState({ jobs: [job("done"), job("failed")] }), "failed");
  assert.equal(wordsState({ jobs: [copies] }), null);
});

test("a clock can be stopped where one runs, given time where minutes are the candidate's, and a part ended until it is over", () => {
  const acts = (phase, paused_since = null) => clockActs({ phase, paused_since });
  const jurors = ["swap-jurors", "replace-juror"];
  assert.deepEqual(acts("waiting"), ["incidents", ...jurors, "abort"]);
  assert.deepEqual(acts("ringing"), ["pause", "incidents", ...jurors, "void-draw", "restart", "abort"]);
  assert.deepEqual(acts("call"), ["pause", "give-time", "incidents", "restart", "abort"], "nobody changes seats while a voice is recorded");
  assert.deepEqual(acts("call", "2026-12-08T10:00:00Z"), ["give-time", "incidents", "restart", "abort"]);
  assert.deepEqual(acts("questions"), ["pause", "give-time", "incidents", ...jurors, "restart", "abort"]);
  for (const phase of ["handed-in", "aborted"]) assert.deepEqual(acts(phase), ["incidents"]);
});

test("where the server counts itself full, the manager may let a call begin that has not begun", () => {
  const may = (phase, full, part = "call") => clockActs({ phase, paused_since: null, part }, full).includes("allow-call");
  assert.ok(may("waiting", true) && may("drawn", true) && may("waiting", true, "visitor"));
  assert.ok(!may("waiting", false) && !may("preparation", true) && !may("call", true) && !may("waiting", true, "technical"));
});

test("the incidents that can be noted are those that the server knows", () => {
  const schema = JSON.parse(readFileSync(new URL("../../docs/protocol.schema.json", import.meta.url), "utf8"));
  assert.deepEqual([...INCIDENTS].sort(), [...schema.$defs.IncidentCode.enum].sort());
});
