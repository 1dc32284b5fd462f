import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { BoardSocket } from "../../web/js/protocol/board_socket.js";
import { browser } from "../../web/js/protocol/socket.js";
import { enableTimers, FakeSocket, live, questions, settled, WELCOME } from "./links.js";

test("what a proxy or a portal says in its own words asks to wait at most, and does not sign anybody out", async (t) => {
  const answer = { status: 429, json: async () => JSON.parse("<html>") };
  t.mock.method(globalThis, "fetch", async () => answer);
  const { whyNot } = browser("/api/ws/1/juror");
  assert.equal(await whyNot(), "too-many-connections");
  for (const status of [401, 403, 404, 410]) {
    assert.equal(await whyNot(Object.assign(answer, { status })), "");
  }
  answer.json = async () => ({ code: "not-signed-in" });
  assert.equal(await whyNot(), "not-signed-in");
});

test("a proxy whose server is away is no answer of the server's", async (t) => {
  t.mock.method(globalThis, "fetch", async () => ({ status: 502 }));
  await assert.rejects(browser("/api/ws/1/juror").whyNot(), { code: "server-unreachable" });
});

for (const [over, end] of [["that is over", ({ answers }) => answers("")], ["nothing answers", ({ fails }) => fails()]]) {
  test(`a page no longer says what it waited for once ${over}`, async (t) => {
    const { asked, whyNot } = questions();
    const { made, links, pass } = live(t, { whyNot });
    made[0].breaks();
    pass(300);
    made[1].breaks();
    asked[0].answers("too-many-connections");
    await settled();
    assert.equal(links.at(-1), "lost:too-many-connections");
    pass(12_000);
    made.at(-1).breaks();
    assert.equal(links.at(-1), "lost:too-many-connections");
    end(asked[1]);
    await settled();
    assert.equal(links.at(-1), "lost");
  });
}

test("a try that connects while the server asks to wait does not hasten the next one", async (t) => {
  let network = () => {};
  const { asked, whyNot } = questions();
  const { made, pass } = live(t, { onNetwork: (told) => { network = told; }, whyNot });
  made[0].breaks();
  pass(300);
  made[1].breaks();
  pass(300);
  assert.equal(made.length, 3);
  asked[0].answers("too-many-connections");
  await settled();
  made[2].breaks();
  pass(11_500);
  assert.equal(made.length, 3);
  pass(600);
  assert.equal(made.length, 4);
  made[3].breaks();
  asked.at(-1).answers("too-many-connections");
  await settled();
  network();
  pass(300);
  assert.equal(made.length, 5, "another network has nothing to wait for");
});

test("questions that fail at once do not make the later ones wait long, and a network begins anew", async (t) => {
  let network = () => {};
  const { asked, whyNot } = questions();
  const { made, pass } = live(t, { onNetwork: (told) => { network = told; }, whyNot });
  made[0].breaks();
  pass(300);
  made[1].breaks();
  for (let failed = 0; failed < 8; failed += 1) {
    asked.at(-1).fails();
    await settled();
    pass(350);
  }
  assert.equal(asked.length, 9);
  pass(3300);
  assert.equal(asked.length, 10, "it was given up soon");
  pass(30_000);
  const before = asked.length;
  network();
  assert.equal(asked.length, before + 1);
  pass(3400);
  assert.equal(asked.length, before + 2);
});

test("a page that was not let run asks again before it takes its link for lost", (t) => {
  const { made, links, pass } = live(t);
  const pings = () => made[0].sent.filter(({ type }) => type === "ping").length;
  const before = pings();
  pass(60_000, 60_000);
  assert.equal(links.at(-1), "live");
  assert.ok(pings() > before);
  pass(2700);
  assert.equal(links.at(-1), "lost", "now it could hear");
});

test("a hidden page, which runs once a second, still notices a lost link", (t) => {
  const { links, pass } = live(t);
  pass(4000, 1000);
  assert.equal(links.at(-1), "lost");
});

test("a board that was not let run asks again, too", (t) => {
  enableTimers(["setTimeout", "setInterval"]);
  t.after(() => mock.timers.reset());
  const links = [];
  let nowMs = 0;
  const made = new FakeSocket();
  const board = new BoardSocket("ws://test", {
    onUpdate: () => {}, onTime: () => {}, onLater: () => {}, onRefused: () => {}, onLink: (isLive) => links.push(isLive),
  }, { open: () => made, nowMs: () => nowMs, whyNot: async () => "", onNetwork: () => {} });
  t.after(() => board.stop());
  board.start();
  made.opens();
  made.says({ ...WELCOME, type: "board", whole: true });
  const before = made.sent.length;
  nowMs += 60_000;
  mock.timers.tick(250);
  assert.deepEqual(links, [true]);
  assert.equal(made.sent.length, before + 1);
  for (let gone = 0; gone < 5000; gone += 250) {
    nowMs += 250;
    mock.timers.tick(250);
  }
  assert.equal(links.at(-1), false);
});
