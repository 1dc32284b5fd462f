import assert from "node:assert/strict";
import test from "node:test";
import { EMPTY_DRAFT, isDirty, isUnsent, linkLost, restored, saved, sent, shown, typed } from "../../web/js/state/draft.js";

const AT = "2026-12-08T10:00:00Z";

test("what is typed is dirty until the server has confirmed that very revision", () => {
  let draft = typed(EMPTY_DRAFT, "a");
  draft = sent(draft);
  draft = typed(draft, "ab");
  draft = saved(draft, 1, AT);
  assert.equal(isDirty(draft), true);
  assert.equal(isUnsent(draft), true);
  draft = saved(sent(draft), 2, AT);
  assert.equal(isDirty(draft), false);
});

test("what was sent on a lost link is sent again", () => {
  const draft = linkLost(sent(typed(EMPTY_DRAFT, "a")));
  assert.equal(isUnsent(draft), true);
});

test("a view does not take away what was typed since", () => {
  const draft = typed(typed(shown(EMPTY_DRAFT, { text: "old", revision: 7, saved_at: AT }), "old a"), "old ab");
  const after = shown(draft, { text: "old a", revision: 8, saved_at: AT });
  assert.equal(after.text, "old ab");
  assert.equal(after.savedRevision, 8);
  assert.equal(isDirty(after), true);
});

test("a reload takes up the text and the counter that the server holds", () => {
  const draft = shown(EMPTY_DRAFT, { text: "kept", revision: 12, saved_at: AT });
  assert.deepEqual([draft.text, draft.revision, isDirty(draft)], ["kept", 12, false]);
  assert.equal(typed(draft, "kept!").revision, 13);
});

test("an older view, sent again after a resume, changes nothing", () => {
  const draft = saved(sent(typed(shown(EMPTY_DRAFT, { text: "a", revision: 1, saved_at: AT }), "ab")), 2, AT);
  assert.equal(shown(draft, { text: "a", revision: 1, saved_at: AT }), draft);
});

test("what another window wrote later replaces what stands here", () => {
  const draft = shown(EMPTY_DRAFT, { text: "a", revision: 1, saved_at: AT });
  assert.equal(shown(draft, { text: "from elsewhere", revision: 5, saved_at: AT }).text, "from elsewhere");
});

test("what this tab kept comes back only if it is newer than what the server holds", () => {
  const draft = shown(EMPTY_DRAFT, { text: "server", revision: 4, saved_at: AT });
  assert.equal(restored(draft, { text: "kept here", revision: 5 }).text, "kept here");
  assert.equal(isUnsent(restored(draft, { text: "kept here", revision: 5 })), true);
  assert.equal(restored(draft, { text: "stale", revision: 4 }).text, "server");
  assert.equal(restored(draft, null), draft);
});
