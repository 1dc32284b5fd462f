import assert from "node:assert/strict";
import test from "node:test";
import { MarkerKeeper } from "../../web/js/pages/marker_keeper.js";
import { Problem } from "../../web/js/protocol/problem.js";
import { commandOf, keyPressed, newMarkerId, NO_MARKERS, noted, pressed, settled, shown, takenBack, tried } from "../../web/js/state/markers.js";

const PRESS = { id: "a", criterionId: "call-1", sign: "+", atMs: 1000 };
const same = (atMs) => atMs;

test("a press keeps its moment, and says how long ago it was when it is sent", () => {
  const [act] = pressed(NO_MARKERS, PRESS).acts;
  assert.equal(commandOf(act, 26_000).ago_ms, 25_000);
  assert.equal(commandOf(act, 900).ago_ms, 0, "a clock that was set back makes no marker of the future");
});

test("what was never sent is changed and dropped in place; what was tried is followed by an act of its own", () => {
  const unsent = pressed(NO_MARKERS, PRESS);
  assert.deepEqual(noted(unsent, "a", "hm").acts.map(({ what, note }) => [what, note]), [["set", "hm"]]);
  assert.deepEqual(takenBack(unsent, "a").acts, []);
  const sent = tried(unsent);
  assert.deepEqual(noted(sent, "a", "hm").acts.map(({ what }) => what), ["set", "note"]);
  assert.deepEqual(takenBack(noted(sent, "a", "hm"), "a").acts.map(({ what }) => what), ["set", "remove"]);
  assert.deepEqual(takenBack(NO_MARKERS, "stored").acts.map(({ what }) => what), ["remove"]);
});

test("a marker that was refused takes what was done to it with it", () => {
  const queue = noted(tried(pressed(NO_MARKERS, PRESS)), "a", "hm");
  assert.deepEqual(settled(queue, { refused: true }), NO_MARKERS);
  assert.deepEqual(settled(queue).acts.map(({ what }) => what), ["note"]);
});

test("the page shows what the server holds and what it does not hold yet, each once, by moment", () => {
  const stored = [{ marker_id: "s", criterion_id: "call-2", sign: "-", note: "", pressed_at: "1970-01-01T00:00:02Z" }];
  let queue = pressed(NO_MARKERS, PRESS);
  assert.deepEqual(shown(queue, stored, same).map(({ id, waiting }) => [id, waiting]), [["a", true], ["s", false]]);
  queue = takenBack(noted(queue, "s", "hm"), "a");
  assert.deepEqual(shown(queue, stored, same).map(({ id, note }) => [id, note]), [["s", "hm"]]);
  assert.deepEqual(shown(pressed(NO_MARKERS, { ...PRESS, id: "s" }), stored, same).length, 1, "an answer that is on its way");
});

test("keys go by their place, whatever is written on them", () => {
  assert.deepEqual(keyPressed("Digit2"), { column: 1, sign: "+" });
  assert.deepEqual(keyPressed("Numpad2"), { column: 1, sign: "+" });
  assert.deepEqual(keyPressed("KeyQ"), { column: 0, sign: "-" });
  assert.equal(keyPressed("KeyN"), null);
});

/** A server that can be told to lose an answer, and a storage. */
function keeper({ kept = new Map() } = {}) {
  const got = new Map();
  const made = { got, kept, refused: [], lose: false, ids: 0, code: "", sends: 0 };
  made.keeper = new MarkerKeeper("k", {
    send: async (command) => {
      made.sends += 1;
      if (made.code !== "") throw new Problem(made.code);
      if (command.type === "remove-marker") got.delete(command.marker_id);
      else got.set(command.marker_id, { ...got.get(command.marker_id), ...command });
      if (made.lose) throw new Problem("link-lost");
    },
    tell: () => undefined, refused: (code) => made.refused.push(code), nowMs: () => 5000, newId: () => `id-${(made.ids += 1)}`,
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) },
  });
  return made;
}
const settle = () => new Promise((resolve) => { setImmediate(resolve); });

test("what is marked without a link is kept over a reload and sent once it is back, never twice", async () => {
  const first = keeper();
  first.keeper.mark({ what: "press", criterionId: "call-1", sign: "+" });
  await settle();
  assert.equal(first.sends, 0);
  const second = keeper({ kept: first.kept });
  second.lose = true;
  second.keeper.linked(true);
  await settle();
  assert.equal(second.got.size, 1);
  assert.equal(second.keeper.queue.acts.length, 1, "nobody knows whether it arrived");
  second.lose = false;
  second.keeper.linked(true);
  await settle();
  assert.equal(second.got.size, 1);
  assert.equal(second.keeper.queue.acts.length, 0);
  assert.equal(second.kept.size, 0);
});

test("a refusal is said, and what comes after it is sent", async () => {
  const page = keeper();
  page.keeper.linked(true);
  page.code = "not-in-the-exchange";
  page.keeper.mark({ what: "press", criterionId: "call-1", sign: "+" });
  await settle();
  assert.deepEqual([page.refused, page.keeper.queue.acts.length], [["not-in-the-exchange"], 0]);
  page.code = "";
  page.keeper.mark({ what: "note-alone", note: "long silence", agoMs: 2000 });
  await settle();
  assert.deepEqual([...page.got.values()].map(({ sign, note, ago_ms }) => [sign, note, ago_ms]), [["note", "long silence", 2000]]);
});

test("ids are UUIDs of version 4", () => {
  assert.match(newMarkerId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
