import assert from "node:assert/strict";
import test from "node:test";
import { added, answered, asked, backOffMs, begunMs, ended, isDone, isTooOld, meaningOf, nextOf, NEW_QUEUE, waitingSamples } from "../../web/js/copies/run_queue.js";
import { base64UrlOf, hexOf, ofBase64Url, ofHex, packHead, packPackets, readHead } from "../../web/js/copies/segment.js";
import { filledIn } from "../../web/js/copies/recorder.js";
import { linked, nameOf, sha256 } from "../../web/js/copies/sealing.js";
import { Uploader } from "../../web/js/copies/uploader.js";
import { copyHeard, copyOutcome, NO_COPY, waitingToSay } from "../../web/js/state/own_copy.js";

/** @param {number} index */
const segment = (index) => ({ index, samples: 96_000, bytes: 100, end: (index + 1) * 100, chain: `c${index}`, last: false });
const three = [0, 1, 2].map(segment).reduce(added, NEW_QUEUE);

test("a queue gives what fits, and at least one", () => {
  assert.deepEqual(nextOf(three, 250).map((each) => each.index), [0, 1]);
  assert.deepEqual(nextOf(three, 1).map((each) => each.index), [0]);
  assert.deepEqual(nextOf(three, 1000).map((each) => each.index), [0, 1, 2]);
  assert.equal(waitingSamples(three), 288_000);
});

test("what the server has by offset and chain waits no more; by offset alone it waits", () => {
  assert.deepEqual(asked(three, { offset: 200, chain: "c1" }).queue.waiting.map((each) => each.index), [2]);
  assert.deepEqual(asked(three, { offset: 200, chain: "c1" }).kept.map((each) => each.index), [0, 1]);
  assert.equal(asked(three, { offset: 200, chain: "another" }).kept.length, 0);
  assert.equal(asked(three, { offset: 0, chain: "begin" }).kept.length, 0);
});

test("an answer that is not what the page computes removes nothing and asks again", () => {
  const sent = nextOf(three, 250);
  const right = { offset: 200, chain: "c1" };
  const { queue, kept } = answered(three, sent, right);
  assert.deepEqual([queue.waiting.length, kept.length, queue.standing], [1, 2, right]);
  for (const told of [{ offset: 100, chain: "c1" }, { offset: 200, chain: "c0" }]) {
    const wrong = answered(three, sent, told);
    assert.deepEqual([wrong.queue.waiting.length, wrong.kept.length, wrong.queue.standing], [3, 0, null]);
  }
});

test("a run is done when it is over and nothing waits", () => {
  assert.equal(isDone(ended(NEW_QUEUE)), true);
  assert.equal(isDone(ended(three)), false);
  assert.equal(added(NEW_QUEUE, { ...segment(0), last: true }).over, true);
});

test("failures wait longer and longer, never longer than a bound, never all at the same instant", () => {
  assert.ok(backOffMs(1, 0) < backOffMs(2, 0) && backOffMs(2, 0) < backOffMs(4, 0));
  assert.ok(backOffMs(30, 1) <= 15_000 * 1.25);
  assert.notEqual(backOffMs(3, 0), backOffMs(3, 1));
});

test("each refusal has its meaning", () => {
  assert.equal(meaningOf(410, "recordings-erased"), "gone");
  assert.equal(meaningOf(409, "copy-offset-differs"), "ask");
  assert.equal(meaningOf(404, "unknown-copy"), "begin");
  assert.equal(meaningOf(404, "unknown-sitting"), "later");
  assert.equal(meaningOf(401, "not-signed-in"), "later");
  for (const status of [0, 408, 429, 460, 500, 503, 507]) assert.equal(meaningOf(status, ""), "again");
  assert.equal(meaningOf(400, "copy-changed"), "parked");
});

test("what nobody claims is wiped after thirty days", () => {
  const day = 24 * 3600 * 1000;
  assert.equal(isTooOld(0, 29 * day), false);
  assert.equal(isTooOld(0, 31 * day), true);
  assert.equal(isTooOld(-Infinity, 0), true);
  assert.equal(begunMs('{"page_us": 5000}'), 5);
  for (const head of ["", "{", "{}", "null"]) assert.equal(begunMs(head), null, "nobody knows how old that is");
});

test("a segment's fields stand where the server reads them", () => {
  const head = packHead({ index: 3, firstSample: 2 ** 33, samples: 96_000, filled: 128, last: true, pageMs: 1.5, serverMs: 1_790_000_000_000, plainBytes: 4 });
  assert.equal(hexOf(head), "4f574e31" + "00000003" + "0000000200000000" + "00017700" + "00000080" + "00000001" + "00000000000005dc" + "00065bfeda25e000" + "00000014");
  const whole = new Uint8Array([...head, ...new Uint8Array(20)]);
  assert.deepEqual(readHead(whole), { index: 3, samples: 96_000, last: true });
  for (const cut of [0, 47, 48, 67]) assert.equal(readHead(whole.slice(0, cut)), null);
  assert.deepEqual([...packPackets([new Uint8Array([7, 8]), new Uint8Array(300)])].slice(0, 6), [0, 2, 7, 8, 1, 44]);
  assert.deepEqual(ofHex("00ff10"), new Uint8Array([0, 255, 16]));
  assert.deepEqual(ofBase64Url(base64UrlOf(new Uint8Array([251, 255, 0]))), new Uint8Array([251, 255, 0]));
});

/** A server that keeps what comes as the real one does, with a link that can be cut before or after it has taken something. */
class FakeServer {
  constructor() {
    this.content = new Uint8Array(0);
    this.chain = new Uint8Array(0);
    /** @type {string[]} */
    this.asked = [];
    /** What happens to the next requests: "lost" before it comes, "unheard" after, a status with a code. @type {(string | [number, string])[]} */
    this.next = [];
    this.takesMs = 0;
  }

  /** @type {typeof fetch} */
  fetch = async (_path, options) => {
    const method = options?.method ?? "GET";
    this.asked.push(method);
    const what = this.next.shift() ?? "";
    if (what === "lost") throw new TypeError("no link");
    if (Array.isArray(what)) return new Response(JSON.stringify({ code: what[1] }), { status: what[0] });
    const headers = /** @type {Record<string, string>} */ (options?.headers ?? {});
    if (method === "POST" && this.chain.length === 0) {
      this.chain = (await nameOf(atob((headers["upload-metadata"] ?? "").slice(4)))).digest;
    }
    if (method === "PATCH") {
      if (Number(headers["upload-offset"]) !== this.content.length) return new Response(JSON.stringify({ code: "copy-offset-differs" }), { status: 409 });
      const body = /** @type {Uint8Array<ArrayBuffer>} */ (options?.body);
      if ((body[0] ?? 0) <= (this.content.at(-1) ?? 0)) return new Response(JSON.stringify({ code: "copy-out-of-order" }), { status: 400 });
      for (let at = 0; at < body.length; at += 10) this.chain = await linked(this.chain, await sha256(body.slice(at, at + 10)));
      this.content = new Uint8Array([...this.content, ...body]);
    }
    if (what === "unheard") throw new TypeError("no link");
    return new Response(null, { status: 204, headers: { "upload-offset": String(this.content.length), "oralexam-chain": hexOf(this.chain) } });
  };
}

/** A page with `count` segments of ten bytes that wait; time passes as soon as somebody waits for it. @param {FakeServer} server @param {number} count @param {import("../../web/js/copies/call_first.js").Left} [left] */
async function page(server, count, left = "all") {
  const head = "{}";
  /** @type {(Uint8Array<ArrayBuffer> | null)[]} */
  const segments = [];
  for (let index = 0; index < count; index += 1) segments.push(new Uint8Array(10).fill(index + 1));
  const store = {
    /** @type {number[]} */ removed: [],
    wiped: false,
    read: async (/** @type {unknown} */ _run, /** @type {number} */ index) => segments[index] ?? null,
    remove: async (/** @type {unknown} */ _run, /** @type {readonly { index: number }[]} */ kept) => { store.removed.push(...kept.map((each) => each.index)); },
    removeRun: async () => { store.wiped = true; },
  };
  let nowMs = 0;
  /** @type {(() => void)[]} */
  const timers = [];
  /** @type {number[]} */
  const rests = [];
  const uploader = new Uploader({
    store: /** @type {any} */ (store), nowMs: () => nowMs, chance: () => 0.5, onChange: () => {}, onDone: () => {},
    fetch: (...given) => { nowMs += server.takesMs; return server.fetch(...given); },
    later: (ms, act) => { rests.push(ms); timers.push(() => { nowMs += ms; act(); }); },
  });
  uploader.leave(left);
  const { run, digest } = await nameOf(head);
  uploader.add({ folder: "s.candidate", run, head }, "/api/copies/s/candidate", true);
  let chain = digest;
  for (const [index, content] of segments.entries()) {
    chain = await linked(chain, await sha256(content ?? new Uint8Array(0)));
    uploader.addSegment(run, { index, samples: 96_000, bytes: 10, end: (index + 1) * 10, chain: hexOf(chain), last: index === count - 1 });
  }
  const turn = async () => {
    await new Promise((resolve) => { setImmediate(resolve); });
    timers.shift()?.();
  };
  const parked = () => [...uploader.uploads.values()].every((upload) => upload.parked);
  /** Time passes as soon as somebody waits for it, until nothing of the run is under way any more. */
  const settle = async (/** @type {() => boolean} */ isEnough = parked) => {
    for (let turns = 0; !isEnough(); turns += 1) {
      assert.ok(turns < 10_000, "the run never comes to rest");
      await turn();
    }
  };
  return { store, segments, uploader, settle, turn, rests, whole: segments.flatMap((each) => [...(each ?? [])]) };
}

test("everything arrives once, whatever becomes of requests and answers", async () => {
  for (const next of [[], ["lost"], ["unheard"], ["", "unheard"], ["", "lost", "lost"], ["", [507, "copies-wait-for-room"]], ["", [460, "copy-checksum-differs"]], ["", [404, "unknown-copy"]], ["", "unheard", "lost", "unheard"]]) {
    const server = new FakeServer();
    server.next = /** @type {any} */ ([...next]);
    const { store, settle, whole, uploader } = await page(server, 5);
    await settle();
    assert.deepEqual([...server.content], whole, JSON.stringify(next));
    assert.equal(store.wiped, true, JSON.stringify(next));
    assert.equal(uploader.uploads.size, 0);
    assert.equal(uploader.arrivedSamples, 5 * 96_000);
  }
});

test("a segment that this browser has lost keeps none of the others from arriving, whatever becomes of answers", async () => {
  for (const lost of [0, 1, 3]) {
    for (const next of [[], ["", "unheard"], ["", "lost", "unheard"], ["", "unheard", "lost", "", "unheard"]]) {
      const server = new FakeServer();
      server.next = /** @type {any} */ ([...next]);
      const { store, segments, uploader, settle, whole } = await page(server, 5, "little");
      segments[lost] = null;
      await settle();
      assert.deepEqual([...server.content], whole.filter((each) => each !== lost + 1), `${lost} ${JSON.stringify(next)}`);
      assert.deepEqual([uploader.lost, uploader.uploads.size, store.wiped], [1, 0, true], `${lost} ${JSON.stringify(next)}`);
    }
  }
});

test("a page that takes up what another has left takes out what the server has already, and brings the rest", async () => {
  for (const left of /** @type {const} */ (["little", "all"])) {
    const server = new FakeServer();
    const first = await page(server, 5, "little");
    first.segments[0] = null;
    // The second segment arrives, its answer does not, and the tab is closed: it has no more turns.
    server.next = ["", "unheard"];
    while (server.content.length === 0) await first.turn();
    const second = await page(server, 5, left);
    second.segments[0] = null;
    await second.settle();
    assert.deepEqual([...server.content], first.whole.slice(10), left);
    assert.deepEqual([second.uploader.uploads.size, second.store.wiped], [0, true], left);
  }
});

test("nothing goes while the call's way is not up, a segment at a time where there is little room, and all of it in the end", async () => {
  const server = new FakeServer();
  server.takesMs = 100;
  const { uploader, store, settle, turn, rests, whole } = await page(server, 9, "nothing");
  const turns = async (/** @type {number} */ count) => { for (let gone = 0; gone < count; gone += 1) await turn(); };
  await turns(20);
  assert.deepEqual(server.asked, []);
  uploader.leave("little");
  await settle(() => server.content.length >= 20);
  uploader.leave("nothing");
  // What was begun is finished: how many turns its digests take is the machine's affair.
  await settle(() => !uploader._running);
  const gone = server.content.length / 10;
  assert.deepEqual(server.asked, ["POST", ...Array(gone).fill("PATCH")]);
  assert.ok(rests.length >= 2 && rests.every((ms) => ms === 500), "each request rests for five times as long as it took");
  await turns(20);
  assert.equal(server.content.length, gone * 10);
  uploader.leave("half");
  await settle();
  assert.equal(server.asked.length, 1 + gone + 1, "what is left fits into one");
  assert.deepEqual([...server.content], whole);
  assert.equal(store.wiped, true);
});

test("an erased sitting is let go of, and what is refused stays where it is", async () => {
  const erased = new FakeServer();
  erased.next = [[410, "recordings-erased"]];
  const gone = await page(erased, 3);
  await gone.settle();
  assert.deepEqual([gone.store.wiped, gone.store.removed, gone.uploader.uploads.size], [true, [], 0]);
  const refusing = new FakeServer();
  refusing.next = ["", [400, "copy-changed"]];
  const kept = await page(refusing, 3);
  await kept.settle();
  assert.deepEqual([kept.store.wiped, kept.store.removed], [false, []]);
  assert.equal([...kept.uploader.uploads.values()][0]?.parked, true);
});

test("a page says something only of what is worth it, and what became of it in the end", () => {
  const heard = { waitingS: 3, arrivedS: 0, recording: true, unfinished: true, trouble: "" };
  const calling = copyHeard(NO_COPY, heard);
  assert.equal(waitingToSay(calling), 0);
  assert.equal(waitingToSay(copyHeard(calling, { ...heard, waitingS: 30 })), 30);
  assert.equal(copyOutcome(NO_COPY), "nothing");
  assert.equal(copyOutcome(calling), "waiting");
  assert.equal(copyOutcome(copyHeard(calling, { ...heard, recording: false, unfinished: false })), "arrived");
});

test("what was filled in counts in the segment in which it lies, and in no other", () => {
  const gaps = [{ first: 95_000, end: 97_000 }, { first: 100_000, end: 100_128 }];
  assert.deepEqual([[0, 96_000], [96_000, 192_000], [192_000, 288_000]].map(([first, end]) => filledIn(gaps, first ?? 0, end ?? 0)), [1000, 1128, 0]);
});
