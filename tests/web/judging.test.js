import assert from "node:assert/strict";
import test from "node:test";
import { DraftKeeper } from "../../web/js/pages/draft_keeper.js";
import { Problem } from "../../web/js/protocol/problem.js";
import { withLevels, withLine, withLineMoved, withNewLine, withoutLine, wordsMissing } from "../../web/js/state/grid_editing.js";
import { afterOrder, deliberated, deliberationLacks, heardMoment, levelOfKey, markOf, outcomeOf, sameDeliberation, shortened, standing, tally } from "../../web/js/state/judging.js";
import { marksDraft } from "../../web/js/state/judging_sheet.js";
import { carriedOut, given, sendable, withBoth } from "../../web/js/state/orders.js";

const EMPTY = { grid_id: "call", grid_version: 1, marks: [], acquired: null, comment: "" };
const words = { fr: "x", en: "x" };
const GRID = { part: "call", title: words, competence: words, transversal: [], criteria: ["a", "b"].map((id) => ({ id, text: words, short: null, section: "exchange", english: false })), scale: [1, 2, 3].map((value) => ({ value, word: words })) };
const moment = { moment_id: "m", source: "exchange", starts_s: 1, ends_s: 2, label: "" };

test("nothing is said before a person says it, and what is missing is named", () => {
  assert.equal(markOf(EMPTY, "a").level, null);
  const before = tally(EMPTY, GRID, true);
  assert.deepEqual([before.marked, before.unmarked, before.withoutMoment, before.whole], [0, [1, 2], [1, 2], false]);
  const orders = [
    { type: "set-level", criterion_id: "a", level: 2 }, { type: "link-moment", criterion_id: "a", moment }, { type: "set-level", criterion_id: "b", level: 1 },
    { type: "say-no-moment", criterion_id: "b", reason: "nowhere" }, { type: "say-acquired", acquired: false },
  ];
  const after = tally(orders.reduce(afterOrder, EMPTY), GRID, true);
  assert.deepEqual([after.marked, after.moments, after.withoutMoment, after.whole], [2, 1, [], true]);
  assert.equal(afterOrder(afterOrder(EMPTY, orders[1]), orders[1]).marks[0].moments.length, 1, "tied twice is tied once");
  assert.equal(tally(orders.slice(0, 1).reduce(afterOrder, EMPTY), GRID, false).withoutMoment.length, 0, "a part of which nothing is recorded needs none");
});

test("a moment is the stretch that was heard, of a bearable length", () => {
  assert.deepEqual(heardMoment({ fromS: 12.34, toS: 18.06, id: "m" }), { moment_id: "m", source: "exchange", starts_s: 12.3, ends_s: 18.1, label: "" });
  assert.deepEqual([heardMoment({ fromS: 0, toS: 300, id: "m" }).starts_s, heardMoment({ fromS: 5, toS: 5, id: "m" }).ends_s], [240, 6]);
  assert.equal(shortened("x".repeat(200)).length, 120);
});

test("a key says a level of the scale by its place, and no other", () => {
  assert.deepEqual([levelOfKey("Digit3", 4), levelOfKey("Numpad3", 4), levelOfKey("Digit5", 4), levelOfKey("KeyM", 4)], [3, 3, null, null]);
});

test("a deliberation lacks what is not settled, dissents without words, and people", () => {
  const draft = { outcomes: [], acquired: null, acquired_dissenting: false, present: [], comment: "" };
  assert.deepEqual(deliberationLacks(draft, GRID).unsettled, [1, 2]);
  const orders = [
    { type: "settle", criterion_id: "a", agreed: 2, dissenting: false }, { type: "settle", criterion_id: "b", agreed: null, dissenting: true },
    { type: "settle-whole", acquired: true, dissenting: false }, { type: "say-present", present: ["A", "B"] },
  ];
  const settled = orders.reduce(deliberated, draft);
  assert.deepEqual([deliberationLacks(settled, GRID).wordless, deliberationLacks(settled, GRID).whole], [[2], false]);
  const whole = deliberated(settled, { type: "words", criterion_id: "b", text: "why" });
  assert.equal(deliberationLacks(whole, GRID).whole, true);
  assert.equal(outcomeOf(whole, "b").dissenting, true);
});

test("one's own order has been seen by those behind it about the same field, nobody else's has", () => {
  const first = given([], { type: "comment", criterion_id: "a", text: "x" }, 3);
  const sent = first.map((one) => ({ ...one, tried: true }));
  const behind = given(given(sent, { type: "comment", criterion_id: "a", text: "xy" }, 3), { type: "set-level", criterion_id: "a", level: 2 }, 3);
  assert.deepEqual(carriedOut(behind, 4).map(({ order, seen }) => [order.type, seen]), [["comment", 4], ["set-level", 3]]);
  assert.equal(given(first, { type: "comment", criterion_id: "a", text: "xy" }, 9)[0].seen, 3, "an unsent one was begun before that was seen");
  assert.equal("seen" in sendable({ order: { type: "link-moment", criterion_id: "a" }, seen: 4, tried: false }), false);
});

const serverDraft = (text, revision) => ({ grid_id: "call", grid_version: 1, revision, acquired: null, comment: "", overall_revision: 0, lines: [{ mark: { criterion_id: "a", level: null, moments: [], no_moment: "", comment: text }, revision }] });

function keeper({ kept = new Map(), answers }) {
  const made = { sent: [], refused: [], kept };
  made.keeper = new DraftKeeper("k", marksDraft(serverDraft("", 0)), {
    send: async (order) => {
      made.sent.push(order);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return marksDraft(answer);
    },
    standing: (answer) => (answer?.draft ? marksDraft(answer.draft) : null),
    revisionOf: ({ revisions }, id) => revisions[id] ?? 0, changed: () => undefined, refused: (code) => made.refused.push(code),
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) },
  });
  return made;
}

test("what meets something newer is kept beside it, and comes again when a person says so", async () => {
  const changed = new Problem("marks-changed", {}, { draft: serverDraft("theirs", 2) });
  const page = keeper({ answers: [changed, serverDraft("mine", 3)] });
  page.keeper.put({ type: "comment", criterion_id: "a", text: "mine" });
  await page.keeper.flush();
  assert.deepEqual([page.keeper.conflicts["a/comment"].text, page.keeper.draft.judgement.marks[0].comment], ["mine", "theirs"]);
  page.keeper.settle("a/comment", page.keeper.conflicts["a/comment"]);
  await page.keeper.flush();
  assert.deepEqual([page.sent[1].seen, page.keeper.draft.judgement.marks[0].comment, page.keeper.conflicts], [2, "mine", {}]);
});

test("whoever seals waits for what is on its way, not only for what waits behind it", async () => {
  const page = keeper({ answers: [serverDraft("mine", 1)] });
  page.keeper.put({ type: "set-level", criterion_id: "a", level: 2 });
  assert.equal(page.keeper.pending.length, 1, "it is on its way");
  await page.keeper.flush();
  assert.deepEqual([page.keeper.pending, page.keeper.state, page.keeper.draft.revision], [[], "saved", serverDraft("mine", 1).revision]);
});

test("whoever types on where it stands apart loses no word: neither to a further change, nor to a reload, nor by keeping both", async () => {
  const changed = new Problem("marks-changed", {}, { draft: serverDraft("theirs", 2) });
  const page = keeper({ answers: [changed, serverDraft("theirs, more", 3)] });
  page.keeper.put({ type: "comment", criterion_id: "a", text: "mine" });
  await page.keeper.flush();
  page.keeper.put({ type: "comment", criterion_id: "a", text: "mine, more" });
  await page.keeper.flush();
  assert.equal(page.sent.length, 1, "what stands is not written over before somebody has chosen");
  assert.deepEqual(page.keeper.orders.map(({ text }) => text), ["mine, more"]);
  const again = keeper({ kept: page.kept, answers: [serverDraft("theirs\nmine, more", 3)] });
  const { "a/comment": mine } = again.keeper.conflicts;
  assert.equal(mine.text, "mine, more");
  again.keeper.settle("a/comment", withBoth(mine, "theirs"));
  await again.keeper.flush();
  assert.deepEqual([again.sent[0].text, again.keeper.conflicts, again.kept.size], ["theirs\nmine, more", {}, 0]);
  assert.deepEqual([withBoth(mine, ""), withBoth(mine, "x".repeat(2000)), withBoth({ type: "set-level", level: 2 }, "x")], [null, null, null]);
});

test("what is shown is what was laid down, in whatever order its lines came", () => {
  const line = (id, agreed) => ({ criterion_id: id, agreed, dissenting: false, words: "" });
  const draft = { outcomes: [line("a", 1), line("b", 2)], acquired: true, acquired_dissenting: false, present: ["A"], comment: "" };
  assert.equal(sameDeliberation(draft, { ...draft, outcomes: [line("b", 2), line("a", 1)] }, GRID), true);
  for (const order of [{ type: "comment-whole", text: "more" }, { type: "words", criterion_id: "b", text: "more" }, { type: "say-present", present: [] }, { type: "settle", criterion_id: "a", agreed: 2, dissenting: false }, { type: "settle-whole", acquired: false, dissenting: false }]) {
    assert.equal(sameDeliberation(draft, deliberated(draft, order), GRID), false, order.type);
    assert.equal(sameDeliberation(draft, deliberated(deliberated(draft, order), standing(order, draft)), GRID), true, order.type);
  }
});

test("what cannot be sent stands in the tab over a reload; what is refused for good is said", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const first = keeper({ answers: [new Problem("server-unreachable")] });
  first.keeper.put({ type: "comment", criterion_id: "a", text: "mine" });
  await first.keeper.flush();
  assert.equal(first.keeper.state, "waiting");
  const second = keeper({ kept: first.kept, answers: [serverDraft("mine", 1), new Problem("deliberation-locked")] });
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual([second.sent[0].text, second.keeper.pending.length, second.kept.size], ["mine", 0, 0]);
  second.keeper.put({ type: "set-level", criterion_id: "a", level: 2 });
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual([second.refused, second.keeper.pending.length], [["deliberation-locked"], 0]);
});

test("a grid keeps at least one line and two levels; new lines have ids of their own", () => {
  const more = withNewLine(withNewLine(GRID));
  assert.equal(new Set(more.criteria.map(({ id }) => id)).size, 4);
  assert.equal(withoutLine({ ...GRID, criteria: GRID.criteria.slice(0, 1) }, 0).criteria.length, 1);
  assert.deepEqual([withLevels(GRID, 1).scale.length, withLevels(GRID, 40).scale.length], [2, 10]);
  assert.deepEqual(withLineMoved(GRID, 0, 1).criteria.map(({ id }) => id), ["b", "a"]);
  assert.deepEqual([wordsMissing(GRID), wordsMissing(more), wordsMissing(withLine(GRID, 0, { short: { fr: "y", en: "" } }))], [0, 2, 1]);
});
