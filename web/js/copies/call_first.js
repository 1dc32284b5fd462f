/**
 * What a call leaves of the link to the page's own copy: a call goes first (issue 6; docs/decisions/0192). Pure but for its timer.
 *
 * What waits is on this computer's disk, and goes up when the call is over, if not before.
 */

/** @typedef {import("../state/seat.js").Link} Link */
/** @typedef {import("../state/seat.js").MediaState} MediaState */
/** What uploads may take. @typedef {"all" | "half" | "little" | "nothing"} Left */
/** @typedef {{ live: boolean, link: Link["kind"], way: MediaState["way"], pictureShed: boolean }} Call */

/**
 * A link that is back carries the call's new way first: its handshake stood behind 192 KB on 1 Mbit/s, and took 1.9 s (measured).
 * Media that are not back after this may never be; what was said is brought then.
 */
export const WAY_WITHIN_MS = 5000;

/** What a call leaves, where its way has not been waited for too long. @param {Call} call @returns {Left} */
export function leftBy({ live, link, way, pictureShed }) {
  // Another tab of this seat has the call now, or will have it: its media and its copy come first.
  if (link === "replaced") return "little";
  if (!live) return "all";
  // Without the socket nothing gets through, and a try that hangs in a dead link would be the first on the one that is back.
  if (link !== "live") return "nothing";
  if (way === "connecting" || way === "lost") return "nothing";
  // A link that has no room for a picture has none for what can wait.
  return pictureShed ? "little" : "half";
}

export class CallFirst {
  /** @param {(left: Left) => void} tell Told of each change. @param {(act: () => void, afterMs: number) => unknown} later */
  constructor(tell, later = (act, afterMs) => setTimeout(act, afterMs)) {
    this._tell = tell;
    this._later = later;
    /** What was told last. @type {Left} */
    this.left = "all";
    /** Which wait for the call's way this is. */
    this._wait = 0;
    this._waiting = false;
  }

  /** @param {Call} call */
  look(call) {
    const left = leftBy(call);
    const waits = left === "nothing" && call.link === "live";
    if (waits && !this._waiting) {
      const wait = ++this._wait;
      this._later(() => { if (this._waiting && wait === this._wait) this._say("half"); }, WAY_WITHIN_MS);
    }
    const since = this._waiting;
    this._waiting = waits;
    // A wait that goes on has its timer, which may have ended it already.
    if (!(waits && since)) this._say(left);
  }

  /** @param {Left} left */
  _say(left) {
    if (left === this.left) return;
    this.left = left;
    this._tell(left);
  }
}
