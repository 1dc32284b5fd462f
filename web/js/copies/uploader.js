/**
 * Brings what waits to the server, one request at a time, by tus 1.0.0 (oralexam/webapp/copies/api.py).
 *
 * A call that runs goes first (call_first.js): after each request it waits, in proportion to what that took. What is
 * confirmed by offset and chain is removed here, and nothing else ever is, but what the server says was erased; what it has
 * gone past goes with its run.
 */

import { base64Of, hexOf, joined, ofHex } from "./segment.js";
import { linked, sha256 } from "./sealing.js";
import { added, answered, asked, backOffMs, ended, isDone, meaningOf, nextOf, NEW_QUEUE, placed, without } from "./run_queue.js";

/** @typedef {import("./run_queue.js").RunQueue} RunQueue */
/** @typedef {import("./run_queue.js").Waiting} Waiting */
/** @typedef {import("./store.js").StoredRun} StoredRun */

const TUS = { "tus-resumable": "1.0.0" };
/**
 * How much goes in one request, and for how many times as long as it took nothing goes after it. All is less than the
 * server takes in one (`most_bytes`); beside a call requests are small, since each has the whole link while it runs; with no
 * room for a picture it is one segment (12 KB, 1 s of 100 kbit/s) in six times its time.
 * @type {Record<import("./call_first.js").Left, { mostBytes: number, rests: number }>}
 */
const PACE = {
  all: { mostBytes: 192 * 1024, rests: 0 },
  half: { mostBytes: 64 * 1024, rests: 1 },
  little: { mostBytes: 1, rests: 5 },
  nothing: { mostBytes: 1, rests: 5 },
};
const LONGEST_REST_MS = 10_000;
const ANSWER_WITHIN_MS = 20_000;
/** With another session, perhaps: this page's does not hold the seat. */
const LATER_MS = 60_000;

/**
 * @typedef {object} Upload
 * @property {StoredRun} stored
 * @property {string} path
 * @property {RunQueue} queue
 * @property {boolean} begun Whether the server has its place.
 * @property {number} failures
 * @property {number} notBeforeMs
 * @property {boolean} parked
 * @property {string} refusal The code of what keeps it from arriving; "" where nothing does.
 * @property {boolean} singly One segment in a request, until one of them is taken: so a refusal is of that one.
 * @property {boolean} own Recorded in this page.
 */

export class Uploader {
  /**
   * @param {{ store: Pick<import("./store.js").Store, "read" | "remove" | "removeRun">, fetch: typeof globalThis.fetch, nowMs: () => number,
   *   later: (afterMs: number, act: () => void) => unknown, chance: () => number, onChange: () => void, onDone: (upload: Upload) => void }} given
   */
  constructor({ store, fetch, nowMs, later, chance, onChange, onDone }) {
    this._store = store;
    this._fetch = fetch;
    this._nowMs = nowMs;
    this._later = later;
    this._chance = chance;
    this._onChange = onChange;
    this._onDone = onDone;
    /** @type {Map<string, Upload>} */
    this.uploads = new Map();
    this._running = false;
    this._wakeAtMs = Infinity;
    /** What the call leaves of the link. @type {import("./call_first.js").Left} */
    this._left = "all";
    this._endRest = () => {};
    /** Segments that were in the storage and are no more. */
    this.lost = 0;
    /** What this page has recorded and the server has confirmed. */
    this.arrivedSamples = 0;
  }

  /** @param {StoredRun} stored @param {string} path @param {boolean} own */
  add(stored, path, own) {
    this.uploads.set(stored.run, { stored, path, queue: NEW_QUEUE, begun: false, failures: 0, notBeforeMs: 0, parked: false, refusal: "", singly: false, own });
  }

  /** @param {string} run @param {Waiting} waiting */
  addSegment(run, waiting) {
    this._change(run, (queue) => added(queue, waiting));
  }

  /** @param {string} run */
  end(run) {
    this._change(run, ended);
  }

  /** The link is back, or somebody looks: what waits for its time tries now. */
  again() {
    for (const upload of this.uploads.values()) {
      upload.notBeforeMs = 0;
      upload.failures = 0;
    }
    void this._run();
  }

  /** What the call leaves of the link from now on; what runs is let end. @param {import("./call_first.js").Left} left */
  leave(left) {
    this._left = left;
    this._endRest();
    void this._run();
  }

  /** @param {string} run @param {(queue: RunQueue) => RunQueue} change */
  _change(run, change) {
    const upload = this.uploads.get(run);
    if (upload === undefined) return;
    upload.queue = change(upload.queue);
    this._onChange();
    void this._run();
  }

  async _run() {
    if (this._running) return;
    this._running = true;
    try {
      for (let upload = this._next(); upload !== null; upload = this._next()) {
        const beganMs = this._nowMs();
        await this._step(upload);
        this._onChange();
        await this._rest(this._nowMs() - beganMs);
      }
    } finally {
      this._running = false;
    }
    this._wakeLater();
  }

  /** @returns {Upload | null} */
  _next() {
    if (this._left === "nothing") return null;
    const now = this._nowMs();
    const ready = [...this.uploads.values()].filter((each) => !each.parked && each.notBeforeMs <= now && hasWork(each));
    return ready.find((each) => each.own) ?? ready[0] ?? null;
  }

  _wakeLater() {
    if (this._left === "nothing") return;
    const times = [...this.uploads.values()].filter((each) => !each.parked && hasWork(each)).map((each) => each.notBeforeMs);
    const nextMs = Math.min(...times);
    if (!Number.isFinite(nextMs) || nextMs === this._wakeAtMs) return;
    this._wakeAtMs = nextMs;
    this._later(Math.max(0, nextMs - this._nowMs()), () => {
      this._wakeAtMs = Infinity;
      void this._run();
    });
  }

  /** After a request, unless the call leaves something else meanwhile. @param {number} tookMs @returns {Promise<void>} */
  _rest(tookMs) {
    const { rests } = PACE[this._left];
    if (rests === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this._endRest = resolve;
      this._later(Math.min(rests * tookMs, LONGEST_REST_MS), resolve);
    });
  }

  /** @param {Upload} upload */
  async _step(upload) {
    if (isDone(upload.queue)) {
      await this._finish(upload);
      return;
    }
    try {
      if (!upload.begun) await this._begin(upload);
      else if (upload.queue.standing === null) await this._look(upload);
      else await this._bring(upload);
    } catch (thrown) {
      // No answer: whatever was sent may have arrived. The server is asked when it can be.
      if (!(thrown instanceof TypeError) && !(thrown instanceof DOMException)) throw thrown;
      this._failed(upload, "again", "server-unreachable");
      upload.queue = { ...upload.queue, standing: null };
    }
    if (isDone(upload.queue)) await this._finish(upload);
  }

  /** @param {Upload} upload */
  async _finish(upload) {
    await this._store.removeRun(upload.stored);
    this.uploads.delete(upload.stored.run);
    this._onDone(upload);
  }

  /** @param {Upload} upload */
  async _begin(upload) {
    const run = base64Of(new TextEncoder().encode(upload.stored.head));
    const answer = await this._ask(`${upload.path}/uploads`, "POST", { "upload-defer-length": "1", "upload-metadata": `run ${run}` });
    if (!answer.ok) return this._refused(upload, answer);
    upload.begun = true;
    await this._stands(upload, answer);
  }

  /** @param {Upload} upload */
  async _look(upload) {
    const answer = await this._ask(this._address(upload), "HEAD", {});
    if (!answer.ok) return this._refused(upload, answer);
    await this._stands(upload, answer);
  }

  /** @param {Upload} upload @param {Response} answer */
  async _stands(upload, answer) {
    const { queue, kept } = asked(upload.queue, standingOf(answer));
    upload.queue = queue;
    await this._kept(upload, kept);
  }

  /** @param {Upload} upload */
  async _bring(upload) {
    const { offset, chain } = upload.queue.standing ?? { offset: 0, chain: "" };
    /** @type {Waiting[]} */
    const sent = [];
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const parts = [];
    let end = offset;
    let link = ofHex(chain);
    for (const waiting of nextOf(upload.queue, upload.singly ? 1 : PACE[this._left].mostBytes)) {
      const segment = await this._store.read(upload.stored, waiting.index);
      if (segment === null) {
        this.lost += 1;
        upload.queue = { ...upload.queue, waiting: upload.queue.waiting.filter((each) => each !== waiting) };
        continue;
      }
      parts.push(segment);
      end += segment.length;
      link = await linked(link, await sha256(segment));
      sent.push({ ...waiting, end, chain: hexOf(link) });
    }
    if (sent.length === 0) return;
    upload.queue = placed(upload.queue, sent);
    const content = joined(parts);
    const answer = await this._ask(this._address(upload), "PATCH", {
      "content-type": "application/offset+octet-stream", "upload-offset": String(offset),
      "upload-checksum": `sha256 ${base64Of(await sha256(content))}`,
    }, content);
    if (!answer.ok) return this._refused(upload, answer, sent);
    upload.singly = false;
    const { queue, kept } = answered(upload.queue, sent, standingOf(answer));
    upload.queue = queue;
    await this._kept(upload, kept);
  }

  /** @param {Upload} upload @param {readonly Waiting[]} kept */
  async _kept(upload, kept) {
    upload.failures = 0;
    upload.refusal = "";
    if (upload.own) for (const { samples } of kept) this.arrivedSamples += samples;
    await this._store.remove(upload.stored, kept);
  }

  /** @param {Upload} upload @param {Response} answer @param {readonly Waiting[]} [sent] */
  async _refused(upload, answer, sent = []) {
    const code = await codeOf(answer);
    switch (meaningOf(answer.status, code)) {
      case "gone":
        upload.queue = { ...upload.queue, waiting: [], over: true };
        return;
      case "ask":
        upload.queue = { ...upload.queue, standing: null };
        return;
      case "behind":
        // The server has that segment or a later one (copies/format.py, follows): it can never be taken, and keeps the next ones waiting.
        upload.queue = sent.length === 1 ? without(upload.queue, sent) : { ...upload.queue, standing: null };
        upload.singly = true;
        return;
      case "begin":
        upload.begun = false;
        this._failed(upload, "again", code);
        return;
      case "later":
        this._failed(upload, "later", code);
        return;
      case "again":
        this._failed(upload, "again", code);
        return;
      case "parked":
        console.warn("own-copy-refused", code);
        upload.parked = true;
        upload.refusal = "own-copy-refused";
    }
  }

  /** @param {Upload} upload @param {"again" | "later"} when @param {string} code */
  _failed(upload, when, code) {
    upload.failures += 1;
    upload.refusal = code;
    upload.notBeforeMs = this._nowMs() + (when === "later" ? LATER_MS : backOffMs(upload.failures, this._chance()));
  }

  /** @param {Upload} upload */
  _address(upload) {
    return `${upload.path}/uploads/${upload.stored.run}`;
  }

  /** @param {string} path @param {string} method @param {Record<string, string>} headers @param {Uint8Array<ArrayBuffer>} [body] */
  _ask(path, method, headers, body) {
    return this._fetch(path, {
      method, headers: { ...TUS, ...headers }, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(body === undefined ? {} : { body }),
    });
  }
}

/** @param {Upload} upload */
function hasWork(upload) {
  return upload.queue.waiting.length > 0 || isDone(upload.queue);
}

/** @param {Response} answer */
function standingOf(answer) {
  return { offset: Number(answer.headers.get("upload-offset")), chain: answer.headers.get("oralexam-chain") ?? "" };
}

/** @param {Response} answer */
async function codeOf(answer) {
  try {
    return String((await answer.json()).code ?? "");
  } catch {
    // The answer to HEAD has no body; what matters then is the status.
    return { 404: "unknown-copy", 410: "recordings-erased" }[answer.status] ?? "";
  }
}
