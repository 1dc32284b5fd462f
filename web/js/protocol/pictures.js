/**
 * What becomes of pictures on a thin link: the own one is shed (picture_shedding.js), and one that is received and
 * stands is told of, so that whoever sees it knows that the voice passes.
 */

import { PictureShedding } from "./picture_shedding.js";

/** A picture of which so long no packet came stands: at 10 pictures a second each brings some (docs/media.md, audio first). */
const STANDS_AFTER_MS = 3000;
const LOOK_EVERY_MS = 1000;
/** A page that did not look for so long (a call on hold, a tab behind others) knows nothing of what came meanwhile. */
const FORGETS_AFTER_MS = 2500;

/** Whose pictures stand while voices come: without voices the way itself is gone, and that is said elsewhere. Pure. */
export class Standing {
  constructor() {
    /** @type {Map<string, { packets: number, sinceMs: number }>} */
    this._came = new Map();
    /** @type {ReadonlyMap<string, number>} */
    this._voices = new Map();
    this._lookedAtMs = -Infinity;
  }

  /** @param {ReadonlyMap<string, number>} pictures Packets so far, by seat. @param {ReadonlyMap<string, number>} voices The same of voices. @param {number} nowMs @returns {string[]} */
  look(pictures, voices, nowMs) {
    const knows = nowMs - this._lookedAtMs < FORGETS_AFTER_MS;
    const before = this._voices;
    this._voices = voices;
    this._lookedAtMs = nowMs;
    return [...pictures].filter(([seat, packets]) => {
      const last = this._came.get(seat);
      const heard = knows && voices.get(seat) !== before.get(seat);
      const sinceMs = last?.packets === packets && heard ? last.sinceMs : nowMs;
      this._came.set(seat, { packets, sinceMs });
      // Before the first one there is nothing that could stand: the page waits for it, and says so.
      return packets > 0 && nowMs - sinceMs >= STANDS_AFTER_MS;
    }).map(([seat]) => seat);
  }
}

/** Both, of one connection after the other. */
export class Pictures {
  /** @param {{ tell: (change: Partial<import("../state/seat.js").MediaState>) => void, seatOf: (transceiver: RTCRtpTransceiver) => string }} ask */
  constructor({ tell, seatOf }) {
    this._tell = tell;
    this._seatOf = seatOf;
    this._shedding = new PictureShedding((pictureShed) => tell({ pictureShed }));
    this._standing = new Standing();
    this._stands = "";
    this._lookedAtMs = -Infinity;
  }

  /** A new way is believed in again. */
  begin() {
    this._shedding.begin();
    this._standing = new Standing();
    this._say([]);
  }

  /** Call it as often as you like. @param {RTCPeerConnection} peer */
  async look(peer) {
    const nowMs = performance.now();
    if (nowMs - this._lookedAtMs < LOOK_EVERY_MS) return;
    this._lookedAtMs = nowMs;
    const standing = this._standing;
    /** @type {Map<string, number>} */
    const pictures = new Map();
    /** @type {Map<string, number>} */
    const voices = new Map();
    await this._shedding.look(peer);
    for (const transceiver of peer.getTransceivers()) {
      (await transceiver.receiver.getStats()).forEach((report) => {
        if (report.type !== "inbound-rtp") return;
        (report.kind === "audio" ? voices : pictures).set(this._seatOf(transceiver), report.packetsReceived ?? 0);
      });
    }
    // Another connection may have begun meanwhile.
    if (standing === this._standing) this._say(standing.look(pictures, voices, nowMs));
  }

  /** @param {readonly string[]} standing */
  _say(standing) {
    if (standing.join() === this._stands) return;
    this._stands = standing.join();
    this._tell({ standing });
  }
}
