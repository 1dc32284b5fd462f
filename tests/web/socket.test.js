import assert from "node:assert/strict";
import test from "node:test";
import { live, questions, settled, table, WELCOME } from "./links.js";

test("it says hello with what it has seen, and is live once it is welcomed", (t) => {
  const { socket, made, links, resumeFrom } = table(t);
  resumeFrom({ epoch: "e", lastSeq: 7 });
  socket.start();
  made[0].opens();
  assert.deepEqual(made[0].sent[0], { type: "hello", protocol: 1, epoch: "e", last_seq: 7 });
  assert.equal(socket.live, false);
  made[0].says(WELCOME);
  assert.equal(socket.live, true);
  assert.deepEqual(links, ["live"]);
});

test("an order is answered by its own number, and refused with a code", async (t) => {
  const { socket, made } = live(t);
  const done = socket.order({ type: "ring", from_phase: "ringing" });
  const refused = socket.order({ type: "answer", from_phase: "ringing" });
  const [first, second] = made[0].sent.filter(({ type }) => type === "order");
  made[0].says({ type: "refused", seq: 4, ref: second.ref, code: "nothing-to-answer" });
  made[0].says({ type: "accepted", seq: 5, ref: first.ref });
  await done;
  await assert.rejects(refused, { code: "nothing-to-answer" });
});

test("an offer gives back the server's answer", async (t) => {
  const { socket, made } = live(t);
  const answer = socket.offer("v=0");
  made[0].says({ type: "media-answer", seq: 4, ref: made[0].sent.at(-1).ref, sdp: "v=0 answer" });
  assert.equal(await answer, "v=0 answer");
});

test("a ping goes out every second and measures the way", (t) => {
  const { made, messages, pass } = live(t);
  const ping = made[0].sent.find(({ type }) => type === "ping");
  pass(100);
  made[0].says({ type: "pong", seq: 3, ref: ping.ref, server_now: WELCOME.server_now });
  assert.equal(messages.at(-1).roundTripMs, 100);
  pass(900);
  assert.equal(made[0].sent.filter(({ type }) => type === "ping").length, 2);
});

test("a link that is silent is lost within three seconds, and it comes back by itself", async (t) => {
  const { socket, made, links, pass } = live(t);
  const order = socket.order({ type: "ring", from_phase: "ringing" });
  pass(2400);
  assert.equal(links.at(-1), "live");
  pass(550);
  assert.equal(links.at(-1), "lost");
  assert.equal(made[0].closed, true);
  await assert.rejects(order, { code: "link-lost" });
  pass(300);
  assert.equal(made.length, 2);
  made[1].opens();
  made[1].says(WELCOME);
  assert.equal(links.at(-1), "live");
});

test("where questions are answered and handshakes fail, it waits longer from try to try, a second at most", async (t) => {
  const { made, pass } = live(t);
  made[0].breaks();
  for (const waitMs of [250, 250, 500, 1000, 1000]) {
    const before = made.length;
    await settled();
    pass(waitMs - 200);
    assert.equal(made.length, before, `too soon before ${waitMs} ms`);
    pass(200);
    assert.equal(made.length, before + 1, `not after ${waitMs} ms`);
    made.at(-1).breaks();
  }
});

test("a seat that a newer page has taken is left alone", (t) => {
  const { made, links, pass } = live(t);
  made[0].says({ type: "replaced", seq: 3 });
  made[0].breaks(4001);
  pass(10_000);
  assert.equal(links.at(-1), "replaced");
  assert.equal(made.length, 1);
});

test("whoever may not enter learns why, and is not asked again", async (t) => {
  const { socket, made, links, pass } = table(t, { whyNot: async () => "not-signed-in" });
  socket.start();
  made[0].breaks();
  await settled();
  pass(10_000);
  assert.equal(links.at(-1), "refused:not-signed-in");
  assert.equal(made.length, 1);
});

test("too many connections mean later: it is asked again gently, and says so until it is let in", async (t) => {
  const { made, links, pass } = live(t, { whyNot: async () => "too-many-connections" });
  made[0].breaks();
  const begun = [];
  for (let atMs = 0; atMs < 60_000; atMs += 50) {
    await settled();
    const before = made.length;
    pass(50);
    if (made.length === before) continue;
    begun.push(atMs);
    made.at(-1).breaks();
  }
  assert.equal(begun.length, 5, `${begun}`);
  assert.ok(begun.slice(1).every((atMs, place) => atMs - begun[place] >= 11_900), `${begun}`);
  assert.deepEqual(links.slice(3).filter((link) => link !== "lost:too-many-connections"), []);
  pass(12_000);
  made.at(-1).opens();
  made.at(-1).says(WELCOME);
  assert.equal(links.at(-1), "live");
  made.at(-1).breaks();
  assert.equal(links.at(-1), "lost");
});

test("one handshake that failed does not blame the origin: a plain question has none", async (t) => {
  const { socket, made, links, pass } = table(t, { whyNot: async () => "origin-refused" });
  socket.start();
  made[0].breaks();
  await settled();
  pass(300);
  assert.equal(made.length, 2);
  for (const waitMs of [500, 1000, 2000]) {
    made.at(-1).breaks();
    await settled();
    pass(waitMs + 50);
  }
  made.at(-1).breaks();
  await settled();
  assert.equal(links.at(-1), "refused:origin-refused");
});

test("what is asked while there is no link fails at once", async (t) => {
  const { socket } = table(t);
  await assert.rejects(socket.order({ type: "ring", from_phase: "ringing" }), { code: "link-lost" });
});

test("tries into a dead link follow each other at once, and are few when it stays dead: browsers hold back who fails often", (t) => {
  const { made, pass } = live(t, questions());
  made[0].breaks();
  const begun = [];
  for (let atMs = 0; atMs < 120_000; atMs += 50) {
    const before = made.length;
    pass(50);
    if (made.length > before) begun.push(atMs + 50);
  }
  assert.ok(begun[0] <= 300);
  assert.deepEqual(begun.slice(1, 5).map((atMs, place) => Math.round((atMs - begun[place]) / 100)), [31, 31, 31, 31]);
  assert.ok(begun.filter((atMs) => atMs > 60_000).length <= 5, `${begun}`);
});

test("a try that fails at once is made again at once, some times", (t) => {
  const { made, pass } = live(t, questions());
  for (let tries = 0; tries < 4; tries += 1) {
    made.at(-1).breaks();
    pass(300);
    assert.equal(made.length, tries + 2);
  }
  made.at(-1).breaks();
  pass(2500);
  assert.equal(made.length, 5);
});

test("a question is asked beside the tries, one at a time, again and again; its answer opens a try at once", async (t) => {
  const { asked, whyNot } = questions();
  const { made, pass, links } = live(t, { whyNot });
  made[0].breaks();
  pass(300);
  assert.equal(asked.length, 0, "what lived and broke says nothing against the way");
  made[1].breaks();
  pass(1000);
  assert.equal(asked.length, 1);
  asked[0].fails();
  await settled();
  pass(300);
  assert.equal(asked.length, 2);
  pass(3400);
  assert.equal(asked.length, 3, "one may lie on a connection from before the cut");
  asked[1].answers("not-signed-in");
  await settled();
  const before = made.length;
  asked[2].answers("");
  await settled();
  pass(50);
  assert.equal(made.length, before + 1, "it is there");
  pass(4500);
  assert.equal(made.length, before + 1, "a server that answers, and only slowly lets in, is given time");
  made.at(-1).opens();
  made.at(-1).says(WELCOME);
  assert.equal(links.at(-1), "live");
  pass(1000);
  assert.equal(made.length, before + 1);
});

test("an answer leaves alone a try that has just begun, and one that is let in", async (t) => {
  const { asked, whyNot } = questions();
  const { made, pass } = live(t, { whyNot });
  made[0].breaks();
  pass(300);
  made[1].breaks();
  pass(300);
  assert.equal(made.length, 3);
  asked[0].answers("");
  await settled();
  pass(1000);
  assert.equal(made.length, 3);
  made[2].breaks();
  await settled();
  pass(2500);
  assert.equal(made.length, 4);
  made[3].opens();
  asked[1].answers("");
  await settled();
  pass(1000);
  assert.equal(made.length, 4, "it has opened, and waits for its welcome");
});

test("a computer that has a network again tries at once, and only one that had lost its server", (t) => {
  let network = () => {};
  const { asked, whyNot } = questions();
  const { made, pass } = live(t, { onNetwork: (told) => { network = told; }, whyNot });
  network();
  assert.equal(made.length, 1);
  made[0].breaks();
  pass(30_000);
  const before = made.length;
  network();
  pass(50);
  assert.equal(made.length, before + 1);
  network();
  pass(50);
  assert.equal(made.length, before + 1, "one has just begun");
  pass(3100);
  assert.equal(made.length, before + 2, "what the cable leads to may take its time: tries are frequent again");
});
