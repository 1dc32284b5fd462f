/**
 * The one WebSocket of a seat: it says hello, resumes, answers for its orders, and comes back by itself.
 *
 * A cut is noticed within 3 s (shared exam-day notes): a live link is heard every second, since it is asked so often,
 * and 2.5 s of silence are a lost one; when it is tried again, coming_back.js says. A link that a newer page has replaced stays closed.
 */

import { ComingBack } from "./coming_back.js";
import { Problem } from "./problem.js";

/** @typedef {import("./messages.d.ts").AnyServerMessage} AnyServerMessage */
/** @typedef {import("./messages.d.ts").AnyClientMessage} AnyClientMessage */
/** @typedef {import("./messages.d.ts").Order} Order */
/** @typedef {import("../state/seat.js").Link} Link */

const PING_EVERY_MS = 1000;
const SILENCE_MS = 2500;
const WATCH_EVERY_MS = 100;
/** A page that was not let run for so long has heard nothing because of that. A hidden one runs once a second, and still hears in time; after some minutes once a minute. */
const STOOD_STILL_MS = 1500;
const CLOSE_REPLACED = 4001;
/** An order or an offer that is not answered in this time has failed. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * What the socket tells its owner.
 * @typedef {object} Listener
 * @property {(message: AnyServerMessage, receivedAtMs: number, roundTripMs?: number) => void} onMessage
 * @property {(link: Link) => void} onLink
 * @property {() => { epoch: string | null, lastSeq: number | null }} resumePoint
 */

/**
 * What the socket needs from the browser; tests give it something they can steer.
 * @typedef {object} Surroundings
 * @property {(url: string) => WebSocket} open
 * @property {() => number} nowMs
 * @property {(signal: AbortSignal) => Promise<string>} whyNot The code of what keeps this page from connecting; "" if nothing does.
 * @property {(told: () => void) => void} onNetwork Call `told` whenever this computer has a network again.
 */

/** @typedef {{ resolve: (value: any) => void, reject: (problem: Problem) => void, sentAtMs: number, timer: ReturnType<typeof setTimeout> }} Waiting */

export class SeatSocket {
  /** @param {string} url @param {Listener} listener @param {Surroundings} surroundings */
  constructor(url, listener, surroundings) {
    this.url = url;
    this.listener = listener;
    this.surroundings = surroundings;
    /** @type {WebSocket | null} */
    this._socket = null;
    /** @type {Map<number, Waiting>} */
    this._waiting = new Map();
    this._nextRef = 1;
    this._welcomed = false;
    this._stopped = false;
    this._heardAtMs = 0;
    this._lookedAtMs = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._watch = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._ping = undefined;
    /** What the server last said to wait for. */
    this._waitsFor = "";
    this._back = new ComingBack(surroundings, {
      connect: () => this._connect(), later: (code) => this._later(code), refused: (code) => this._refused(code),
    });
  }

  /** Connect, and stay connected until `stop` or until a newer page takes the seat. */
  start() {
    this._stopped = false;
    this._connect();
  }

  stop() {
    this._stopped = true;
    this._back.stop();
    this._drop();
  }

  /** Whether orders can be given now. */
  get live() {
    return this._welcomed;
  }

  /** Ask the room for something. @param {Order["command"]} command @returns {Promise<void>} */
  order(command) {
    return this._ask((ref) => ({ type: "order", ref, command }));
  }

  /** Offer a peer connection; the answer is the server's SDP. @param {string} sdp @returns {Promise<string>} */
  offer(sdp) {
    return this._ask((ref) => ({ type: "media-offer", ref, sdp }));
  }

  _connect() {
    this._drop();
    this._welcomed = false;
    const socket = this.surroundings.open(this.url);
    this._socket = socket;
    this._heardAtMs = this._lookedAtMs = this.surroundings.nowMs();
    const openWithinMs = this._back.begins();
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this._back.opens();
      this._heardAtMs = this.surroundings.nowMs();
      const { epoch, lastSeq } = this.listener.resumePoint();
      this._send({ type: "hello", protocol: 1, epoch, last_seq: lastSeq });
    };
    socket.onmessage = (event) => this._hear(socket, event);
    socket.onclose = (event) => this._closed(socket, event.code, opened);
    this._watch = setInterval(() => this._listenForSilence(socket, opened, opened ? SILENCE_MS : openWithinMs), WATCH_EVERY_MS);
  }

  /** @param {WebSocket} socket @param {boolean} opened @param {number} limitMs */
  _listenForSilence(socket, opened, limitMs) {
    if (socket !== this._socket) return;
    const nowMs = this.surroundings.nowMs();
    const stoodStill = nowMs - this._lookedAtMs > STOOD_STILL_MS;
    this._lookedAtMs = nowMs;
    if (opened && stoodStill) {
      this._heardAtMs = nowMs;
      this._sendPing();
    } else if (nowMs - this._heardAtMs > limitMs) this._closed(socket, 1006, opened);
  }

  /** @param {WebSocket} socket @param {MessageEvent} event */
  _hear(socket, event) {
    if (socket !== this._socket) return;
    const receivedAtMs = this.surroundings.nowMs();
    this._heardAtMs = receivedAtMs;
    /** @type {AnyServerMessage} */
    const message = JSON.parse(event.data);
    if (message.type === "welcome") this._welcome();
    if (message.type === "replaced") this._stopped = true;
    const waiting = "ref" in message && message.ref !== null ? this._settle(message.ref, message) : undefined;
    const roundTripMs = message.type === "pong" && waiting ? receivedAtMs - waiting.sentAtMs : undefined;
    this.listener.onMessage(message, receivedAtMs, roundTripMs);
    if (message.type === "welcome") this.listener.onLink({ kind: "live", code: "" });
  }

  _welcome() {
    this._welcomed = true;
    this._waitsFor = "";
    this._back.lives();
    clearInterval(this._ping);
    this._ping = setInterval(() => this._sendPing(), PING_EVERY_MS);
    this._sendPing();
  }

  _sendPing() {
    this._ask((ref) => ({ type: "ping", ref })).catch(() => {
      // A ping without an answer is silence, and silence is watched for.
    });
  }

  /** @param {number} ref @param {AnyServerMessage} message */
  _settle(ref, message) {
    const waiting = this._waiting.get(ref);
    if (waiting === undefined) return undefined;
    this._waiting.delete(ref);
    clearTimeout(waiting.timer);
    if (message.type === "refused") waiting.reject(new Problem(message.code));
    else waiting.resolve(message.type === "media-answer" ? message.sdp : undefined);
    return waiting;
  }

  /** @param {(ref: number) => AnyClientMessage} message @returns {Promise<any>} */
  _ask(message) {
    if (!this._welcomed) return Promise.reject(new Problem("link-lost"));
    const ref = this._nextRef++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this._waiting.delete(ref);
        reject(new Problem("no-answer-from-server"));
      }, ANSWER_WITHIN_MS);
      this._waiting.set(ref, { resolve, reject, sentAtMs: this.surroundings.nowMs(), timer });
      this._send(message(ref));
    });
  }

  /** @param {AnyClientMessage} message */
  _send(message) {
    if (this._socket?.readyState === 1) this._socket.send(JSON.stringify(message));
  }

  /** @param {WebSocket} socket @param {number} code @param {boolean} opened */
  _closed(socket, code, opened) {
    if (socket !== this._socket) return;
    this._drop();
    if (code === CLOSE_REPLACED || this._stopped) {
      this.stop();
      this.listener.onLink({ kind: "replaced", code: "" });
      return;
    }
    this.listener.onLink({ kind: this._back.tries === 0 && !opened ? "connecting" : "lost", code: this._waitsFor });
    if (!this._stopped) this._back.fails();
  }

  /** @param {string} code What is waited for now; "" for nothing but the link. */
  _later(code) {
    if (code === this._waitsFor) return;
    this._waitsFor = code;
    this.listener.onLink({ kind: "lost", code });
  }

  /** @param {string} code */
  _refused(code) {
    this.stop();
    this.listener.onLink({ kind: "refused", code });
  }

  /** Let go of the present connection, and tell everyone who waits for an answer on it. */
  _drop() {
    clearInterval(this._ping);
    clearInterval(this._watch);
    this._welcomed = false;
    const socket = this._socket;
    this._socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    for (const waiting of this._waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new Problem("link-lost"));
    }
    this._waiting.clear();
  }
}

/** The browser itself. @param {string} path The WebSocket's own path, asked plainly to learn why not. @returns {Surroundings} */
export function browser(path) {
  return {
    open: (url) => new WebSocket(url),
    nowMs: () => performance.now(),
    onNetwork: (told) => addEventListener("online", told),
    whyNot: async (signal) => {
      const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", signal });
      // A proxy that cannot reach its server answers, and the server does not.
      if (answer.status >= 500) throw new Problem("server-unreachable");
      // 204 says that nothing is in the way; what a proxy makes of a plain question says nothing, either.
      if (![401, 403, 404, 410, 429].includes(answer.status)) return "";
      const code = (await answer.json().catch(() => null))?.code;
      if (typeof code === "string") return code;
      // Each of our refusals has a code. Without one it is a proxy's or a portal's, and only its 429 means the same.
      return answer.status === 429 ? "too-many-connections" : "";
    },
  };
}
