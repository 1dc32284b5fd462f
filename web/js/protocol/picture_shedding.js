/**
 * Audio first (issue 6): whoever sends over a link of less than 150 kbit/s sends no picture until it carries more.
 * What the link carries is the browser's own estimate, which follows loss and the server's REMB.
 */

const SHED_BELOW_BIT_S = 150_000;
/**
 * Above it by a fifth: at the edge a picture would come and go. Below 200: more the server does not tell a page
 * whose other party gets a voice alone (media/room.py, LEAST_CAP_BPS).
 */
const RETURN_ABOVE_BIT_S = 180_000;
const SHED_AFTER_MS = 3000;
const RETURN_AFTER_MS = 5000;

/** When the picture goes and when it returns. Pure. */
export class Shedding {
  constructor() {
    this.shed = false;
    /** Since when it should be otherwise. @type {number | null} */
    this._sinceMs = null;
  }

  /** @param {number | undefined} bitS What the link carries; nobody knows at its beginning. @param {number} nowMs */
  look(bitS, nowMs) {
    const otherwise = bitS !== undefined && (this.shed ? bitS > RETURN_ABOVE_BIT_S : bitS < SHED_BELOW_BIT_S);
    if (!otherwise) this._sinceMs = null;
    else this._sinceMs ??= nowMs;
    if (this._sinceMs !== null && nowMs - this._sinceMs >= (this.shed ? RETURN_AFTER_MS : SHED_AFTER_MS)) {
      this.shed = !this.shed;
      this._sinceMs = null;
    }
    return this.shed;
  }
}

/** The same, done to a peer connection's picture. */
export class PictureShedding {
  /** @param {(shed: boolean) => void} tell */
  constructor(tell) {
    this._tell = tell;
    this._shedding = new Shedding();
  }

  /** A new way is believed in again. */
  begin() {
    if (this._shedding.shed) this._tell(false);
    this._shedding = new Shedding();
  }

  /** Call it once a second. @param {RTCPeerConnection} peer */
  async look(peer) {
    const sender = peer.getSenders().find(({ track }) => track?.kind === "video");
    const nowMs = performance.now();
    if (sender === undefined) return;
    /** @type {number | undefined} */
    let bitS;
    (await peer.getStats()).forEach((report) => {
      if (report.type === "candidate-pair" && report.nominated) bitS = report.availableOutgoingBitrate ?? bitS;
    });
    const before = this._shedding.shed;
    const shed = this._shedding.look(bitS, nowMs);
    if (shed === before) return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.active = !shed;
    // A connection that has ended meanwhile takes no parameters; the next one begins with a picture.
    await sender.setParameters(parameters).then(() => this._tell(shed), () => {});
  }
}
