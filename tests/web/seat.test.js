import assert from "node:assert/strict";
import test from "node:test";
import { after, NEW_SEAT } from "../../web/js/state/seat.js";
import { isLive, needsMedia, ringingOf, screenOf } from "../../web/js/state/screens.js";
import { serverNowMs } from "../../web/js/state/server_time.js";
import { candidateView, viewMessage } from "./views.js";

const welcome = (seq, resumed, serverNow = "2026-12-08T10:00:00Z") => ({ type: "welcome", seq, epoch: "e", resumed, server_now: serverNow });
const hears = (state, message, receivedAtMs = 0) => after(state, { what: "message", message, receivedAtMs });

test("a welcome's number is not counted: the missed messages come after it with lower ones", () => {
  let state = hears(NEW_SEAT, welcome(1, false));
  assert.equal(state.lastSeq, null);
  state = hears(state, viewMessage(2, candidateView("preparation")));
  assert.equal(state.lastSeq, 2);
  state = hears(state, welcome(9, true));
  assert.equal(state.lastSeq, 2, "a link that breaks now must resume behind 2, not behind 9");
});

test("a view that is sent again does not set the clock back to when it was first sent", () => {
  let state = hears(NEW_SEAT, welcome(1, false));
  state = hears(state, viewMessage(2, candidateView("preparation")));
  state = hears(state, welcome(3, true, "2026-12-08T10:00:20Z"), 20_000);
  state = hears(state, viewMessage(3, candidateView("preparation"), "2026-12-08T10:00:05Z"), 20_001);
  assert.equal(serverNowMs(state.time, 20_001), Date.parse("2026-12-08T10:00:20.001Z"));
});

test("the candidate's text survives a view that does not know it yet", () => {
  let state = hears(NEW_SEAT, viewMessage(1, candidateView("preparation")));
  state = after(state, { what: "typed", where: "notes", text: "mine" });
  state = hears(state, viewMessage(2, candidateView("preparation")));
  assert.equal(state.notes.text, "mine");
  state = hears(state, { type: "saved", seq: 3, what: "notes", revision: 1, saved_at: "2026-12-08T10:00:01Z" });
  assert.equal(state.notes.savedRevision, 1);
});

test("a refusal is forgotten when the phase changes", () => {
  let state = hears(NEW_SEAT, viewMessage(1, candidateView("ringing")));
  state = after(state, { what: "refused", code: "nothing-to-answer" });
  assert.equal(state.refusal, "nothing-to-answer");
  state = hears(state, viewMessage(2, candidateView("connecting")));
  assert.equal(state.refusal, "");
});

test("each state asks for one screen", () => {
  assert.equal(screenOf(NEW_SEAT), "opening");
  const shows = (view) => screenOf(hears(NEW_SEAT, viewMessage(1, view)));
  assert.equal(shows(candidateView("call")), "telephone");
  assert.equal(shows(candidateView("call", { mode: "video" })), "video");
  assert.equal(shows(candidateView("handed-in")), "handed-in");
  const refused = after(NEW_SEAT, { what: "link", link: { kind: "refused", code: "not-signed-in" } });
  assert.equal(screenOf(refused), "refused");
  const replaced = hears(hears(NEW_SEAT, viewMessage(1, candidateView("call"))), { type: "replaced", seq: 2 });
  assert.equal(screenOf(replaced), "replaced");
});

test("a page that was shown keeps showing while the link is lost", () => {
  let state = hears(NEW_SEAT, viewMessage(1, candidateView("preparation")));
  state = after(state, { what: "link", link: { kind: "lost", code: "" } });
  assert.equal(screenOf(state), "preparation");
});

test("what rings is told apart for the one who looks", () => {
  const rings = (line) => ringingOf(candidateView("ringing", { line }));
  assert.equal(rings({ ringing: "incoming" }), "incoming");
  assert.equal(rings({ ringing: "outgoing", you_ring: true }), "outgoing");
  assert.equal(rings({ you_ring: true }), "yours-to-ring");
  assert.equal(rings({ you_ring: true, unanswered: true, attempt: 1 }), "ring-again");
  assert.equal(rings({}), "theirs-to-ring");
  assert.equal(rings({ unanswered: true }), "no-answer");
});

test("the microphone is open from the ringing on, and what is said leaves only from the answer on", () => {
  const phases = ["waiting", "drawn", "preparation", "ringing", "connecting", "call", "writing", "handed-in"];
  assert.deepEqual(phases.filter((phase) => needsMedia(candidateView(phase))), ["ringing", "connecting", "call"]);
  assert.deepEqual(phases.filter((phase) => isLive(candidateView(phase))), ["connecting", "call"]);
});
