/** The board's WebSocket: it listens, pings every two seconds so that silence means a lost link, and comes back by itself. */

import { ComingBack } from "./coming_back.js";

/** @typedef {import("./messages.d.ts").BoardUpdate} BoardUpdate */
/** @typedef {import("./socket.js").Surroundings} Surroundings */

const PING_EVERY_MS = 2000;
/** Two pings without an answer. */
const SILENCE_MS = 4500;
/** A page that was not let run for so long has heard nothing because of that (socket.js). */
const STOOD_STILL_MS = 1500;

/**
 * @typedef {object} BoardListener
 * @property {(update: BoardUpdate) => void} onUpdate
 * @property {(serverNow: string, receivedAtMs: number, roundTripMs: number) => void} onTime
 * @property {(live: boolean) => void} onLink
 * @property {(code: string) => void} onLater Not now: it is tried again; "" once nothing but the link is waited for.
 * @property {(code: string) => void} onRefused
 */

export class BoardSocket {
  /** @param {string} url @param {BoardListener} listener @param {Surroundings} surroundings */
  constructor(url, listener, surroundings) {
    this.url = url;
    this.listener = listener;
    this.surroundings = surroundings;
    /** @type {WebSocket | null} */
    this._socket = null;
    this._heardAtMs = 0;
    this._ref = 0;
    this._askedAtMs = 0;
    this._lookedAtMs = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._watch = undefined;
    this._back = new ComingBack(surroundings, {
      connect: () => this._connect(), later: (code) => this.listener.onLater(code), refused: (code) => this._refused(code),
    });
  }

  start() {
    this._connect();
  }

  _connect() {
    this._drop();
    const socket = this.surroundings.open(this.url);
    this._socket = socket;
    this._heardAtMs = this._askedAtMs = this._lookedAtMs = this.surroundings.nowMs();
    const openWithinMs = this._back.begins();
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this._back.opens();
      this._heardAtMs = this.surroundings.nowMs();
      this._ping(socket);
    };
    socket.onmessage = (event) => this._hear(socket, event);
    socket.onclose = () => this._closed(socket);
    this._watch = setInterval(() => this._look(socket, opened, opened ? SILENCE_MS : openWithinMs), 250);
  }

  /** @param {WebSocket} socket @param {boolean} opened @param {number} limitMs */
  _look(socket, opened, limitMs) {
    const nowMs = this.surroundings.nowMs();
    const stoodStill = nowMs - this._lookedAtMs > STOOD_STILL_MS;
    this._lookedAtMs = nowMs;
    if (opened && stoodStill) this._heardAtMs = nowMs;
    if (nowMs - this._heardAtMs > limitMs) this._closed(socket);
    else if (opened && (stoodStill || nowMs - this._askedAtMs >= PING_EVERY_MS)) this._ping(socket);
  }

  stop() {
    this._back.stop();
    this._drop();
  }

  /** @param {WebSocket} socket */
  _ping(socket) {
    this._askedAtMs = this.surroundings.nowMs();
    if (socket.readyState === 1) socket.send(JSON.stringify({ type: "ping", ref: ++this._ref }));
  }

  /** @param {WebSocket} socket @param {MessageEvent} event */
  _hear(socket, event) {
    if (socket !== this._socket) return;
    const receivedAtMs = this.surroundings.nowMs();
    this._heardAtMs = receivedAtMs;
    /** @type {import("./messages.d.ts").AnyBoardMessage} */
    const message = JSON.parse(event.data);
    if (message.type === "pong") {
      if (message.ref === this._ref) this.listener.onTime(message.server_now, receivedAtMs, receivedAtMs - this._askedAtMs);
      return;
    }
    this._back.lives();
    this.listener.onUpdate(message);
    if (message.whole) this.listener.onLink(true);
  }

  /** @param {WebSocket} socket */
  _closed(socket) {
    if (socket !== this._socket) return;
    this._drop();
    this.listener.onLink(false);
    this._back.fails();
  }

  /** @param {string} code */
  _refused(code) {
    this.stop();
    this.listener.onRefused(code);
  }

  _drop() {
    clearInterval(this._watch);
    const socket = this._socket;
    this._socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
