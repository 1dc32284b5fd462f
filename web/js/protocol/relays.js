/**
 * The ways around a firewall: TURN relays, with credentials of this seat that end.
 *
 * New ones are asked for with each connection. Only the first waits for them: one that comes back takes those that it
 * has, while new ones are on their way for the next.
 */

import { request } from "./api.js";

/** A first connection waits no longer than this: without relays it may stand as well. */
const ASK_WITHIN_MS = 2000;
/** Well below the life that the server gives them. */
const GOOD_FOR_MS = 3 * 60 * 60 * 1000;

/** What the connections of one seat are made with, each asked for when it begins. @param {string} sittingId @param {string} seat */
export function relaysOf(sittingId, seat) {
  const relays = new Relays(`/api/seats/${sittingId}/${seat}/relays`);
  return () => relays.current();
}

export class Relays {
  /** @param {string} path @param {(path: string) => Promise<{ ice_servers: RTCIceServer[] }>} [ask] @param {() => number} [nowMs] */
  constructor(path, ask = askServer, nowMs = () => performance.now()) {
    this._path = path;
    this._askFor = ask;
    this._nowMs = nowMs;
    /** @type {RTCIceServer[]} */
    this._known = [];
    this._askedMs = -Infinity;
    /** @type {Promise<void> | null} */
    this._asking = null;
  }

  /** What a connection is made with that begins now. @returns {Promise<RTCIceServer[]>} */
  async current() {
    const asking = this._ask();
    if (this._nowMs() - this._askedMs > GOOD_FOR_MS) {
      this._known = [];
      await asking;
    }
    return this._known;
  }

  _ask() {
    this._asking ??= this._fetch().finally(() => { this._asking = null; });
    return this._asking;
  }

  async _fetch() {
    const askedMs = this._nowMs();
    try {
      const answer = await this._askFor(this._path);
      this._known = answer.ice_servers;
      this._askedMs = askedMs;
    } catch {
      // Those that were had before go on; without any the page tries the straight way.
    }
  }
}

/** @param {string} path */
async function askServer(path) {
  return request(path, { signal: AbortSignal.timeout(ASK_WITHIN_MS) });
}
