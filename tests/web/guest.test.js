import assert from "node:assert/strict";
import test from "node:test";
import { after, NEW_GUEST, waitsForRoom, whySilent } from "../../web/js/state/guest.js";

const VIEW = /** @type {any} */ ({ role: "guest", seat: "guest-1", phase: "call" });
const said = (/** @type {any} */ message) => ({ what: /** @type {const} */ ("message"), message, receivedAtMs: 10 });

test("a guest's page keeps its own view and no other", () => {
  const seen = after(NEW_GUEST, said({ type: "view", seq: 3, server_now: "2026-11-22T10:00:00Z", view: VIEW }));
  assert.equal(seen.view, VIEW);
  assert.equal(seen.lastSeq, 3);
  const other = after(seen, said({ type: "view", seq: 4, server_now: "2026-11-22T10:00:01Z", view: { role: "jury" } }));
  assert.equal(other.view, VIEW);
  assert.equal(other.lastSeq, 4);
});

test("a page that another took says so until it is wanted here again", () => {
  const replaced = after(NEW_GUEST, said({ type: "replaced", seq: 5 }));
  assert.equal(replaced.link.kind, "replaced");
  assert.equal(after(replaced, { what: "link", link: { kind: "lost", code: "" } }).link.kind, "replaced");
  assert.equal(after(replaced, { what: "link", link: { kind: "connecting", code: "" } }).link.kind, "connecting");
});

test("what was missed is heard again without moving the clock", () => {
  const welcome = after(NEW_GUEST, said({ type: "welcome", seq: 9, epoch: "e", resumed: true, server_now: "2026-11-22T10:00:09Z" }));
  const { time } = welcome;
  assert.equal(after(welcome, said({ type: "view", seq: 8, server_now: "2026-11-22T10:00:00Z", view: VIEW })).time, time);
});

test("whoever looks on is told why nothing is heard: cut off, or on hold", () => {
  const call = /** @type {any} */ ({ ...VIEW, candidate_name: "Inès", juror_name: "Ada", lost: [], line: { held: "no" } });
  assert.equal(whySilent(call, "up"), null);
  assert.deepEqual(whySilent({ ...call, line: { held: "between" } }, "up"), { key: "call.state.held-between", name: "" });
  assert.deepEqual(whySilent({ ...call, lost: ["juror"] }, "up"), { key: "call.state.other-lost", name: "Ada" });
  assert.equal(whySilent({ ...call, lost: ["juror"] }, "lost")?.key, "call.state.own-lost");
  assert.equal(whySilent({ ...call, phase: "writing", lost: ["juror"] }, "lost"), null);
});

test("whom the calls leave no room for is told so while there is something to hear", () => {
  const call = /** @type {any} */ ({ ...VIEW, lost: [], line: { held: "no" } });
  for (const phase of ["ringing", "connecting", "call"]) assert.equal(waitsForRoom({ ...call, phase }, "put-off"), true);
  assert.equal(waitsForRoom({ ...call, phase: "writing" }, "put-off"), false);
  assert.equal(waitsForRoom(call, "lost"), false);
});
