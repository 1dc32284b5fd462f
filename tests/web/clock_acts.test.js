import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { INCIDENTS, actsFor, extraTime } from "../../web/js/state/clock_acts.js";

const running = { paused_since: null };
const standing = { paused_since: "2026-12-08T09:00:00Z" };

test("a clock that runs can be stopped, one that stands can run, and before the preparation there is none", () => {
  assert.deepEqual(actsFor({ phase: "call", ...running }), ["pause", "give-time", "incidents", "abort"]);
  assert.deepEqual(actsFor({ phase: "call", ...standing }), ["resume", "give-time", "incidents", "abort"]);
  assert.deepEqual(actsFor({ phase: "ringing", ...running }), ["pause", "incidents", "abort"]);
  assert.deepEqual(actsFor({ phase: "waiting", ...running }), ["incidents", "abort"]);
  for (const phase of ["handed-in", "aborted"]) assert.deepEqual(actsFor({ phase, ...running }), ["incidents"]);
});

test("the incidents are those that the server knows", () => {
  const schema = JSON.parse(readFileSync(new URL("../../docs/protocol.schema.json", import.meta.url), "utf8"));
  assert.deepEqual([...INCIDENTS].sort(), [...schema.$defs.IncidentCode.enum].sort());
});

test("extra time is sent as a fraction or as minutes, and not at all where there is none", () => {
  assert.equal(extraTime({ preparation: "", exchange: "", writing: "" }), null);
  assert.deepEqual(extraTime({ preparation: "1/3", exchange: "", writing: "15" }), { preparation: { fraction: "1/3" }, writing: { minutes: 15 } });
});
