/** The watchdog of one way: whether anything still comes on it (issue 6: noticed within 3 s). Pure but for the clock it is given. */

/** Packets come every 20 ms, and the server's report on ours every 1.5 s at the latest (media/peer.py). */
export const SILENT_AFTER_MS = 2500;
/** A silent way that ICE believes in is given up after so long: a server that stood still for a moment needs no new offer. */
const GIVE_UP_AFTER_MS = 4500;
/** A page that was not let run for so long has heard nothing because of that. */
const STOOD_STILL_MS = 1000;

export class Hearing {
  /** @param {() => number} nowMs */
  constructor(nowMs) {
    this._nowMs = nowMs;
    this._count = 0;
    this._heardAtMs = nowMs();
    this._lookedAtMs = this._heardAtMs;
  }

  /** From now on something is to be heard. */
  begin() {
    this._heardAtMs = this._lookedAtMs = this._nowMs();
  }

  /** How long nothing has come. */
  get silentMs() {
    return this._nowMs() - this._heardAtMs;
  }

  get silent() {
    return this.silentMs > SILENT_AFTER_MS;
  }

  /**
   * Look again, some times a second. `count` is any number that a packet changes.
   * @param {number} count @returns {"heard" | "back" | "silent" | "dead"}
   */
  look(count) {
    const nowMs = this._nowMs();
    const { silent } = this;
    const stoodStill = nowMs - this._lookedAtMs > STOOD_STILL_MS;
    this._lookedAtMs = nowMs;
    if (count !== this._count || stoodStill) {
      const came = count !== this._count;
      this._count = count;
      this._heardAtMs = nowMs;
      return silent && came ? "back" : "heard";
    }
    if (!silent) return "heard";
    return this.silentMs > GIVE_UP_AFTER_MS ? "dead" : "silent";
  }
}
