/**
 * Audio first (issue 6): whoever sends over a link of less than 150 kbit/s sends no picture until it carries more.
 * What the link carries is the browser's own estimate, which follows loss and the server's REMB. Firefox tells no
 * estimate (ESR 153): there the server's reports on our packets decide, as they do in the server (media/audio_first.py).
 */

const SHED_BELOW_BIT_S = 150_000;
/**
 * Above it by a fifth: at the edge a picture would come and go. Below 200: more the server does not tell a page
 * whose other party gets a voice alone (media/room.py, LEAST_CAP_BPS).
 */
const RETURN_ABOVE_BIT_S = 180_000;
const SHED_AFTER_MS = 3000;
const RETURN_AFTER_MS = 5000;
/** The bounds of media/audio_first.py: a link that loses so much of the voice too is full. */
const SHED_LOSS = 0.3;
/** A full link that loses nothing yet keeps packets waiting: so much longer than at its best, people talk at once (ITU-T G.114). */
const SHED_WAIT_S = 0.4;
/** Reports come about once a second: one that is bad is a start or a hiccup. */
const SHED_AFTER_REPORTS = 3;
const FIRST_TRY_MS = 5000;
/** The pause doubles with each try that fails: a try costs the voice a second of a full link. */
const LONGEST_TRY_MS = 40_000;
/** A picture that was carried for so long has come back. */
const STANDS_AFTER_MS = 10_000;

/**
 * What the server has reported of our packets by now.
 * @typedef {object} Reported
 * @property {number} loss The share that it misses of a stream, at the most.
 * @property {number} roundTripS
 * @property {number} heard Any number that a report changes.
 */

/** When the picture goes and is tried again, where only the server's reports tell. Pure. */
export class ReportedShedding {
  constructor() {
    this.shed = false;
    this._bad = 0;
    this._heard = 0;
    this._leastS = Infinity;
    this._pauseMs = FIRST_TRY_MS;
    this._sinceMs = -Infinity;
  }

  /** @param {Reported} reported @param {number} nowMs */
  look({ loss, roundTripS, heard }, nowMs) {
    // A link that is cut says nothing, and is not thin.
    const isNew = heard !== this._heard;
    this._heard = heard;
    if (this.shed) {
      if (nowMs - this._sinceMs >= this._pauseMs) {
        this.shed = false;
        this._bad = 0;
        this._sinceMs = nowMs;
      }
      return this.shed;
    }
    if (!isNew) return false;
    if (roundTripS > 0) this._leastS = Math.min(this._leastS, roundTripS);
    this._bad = loss > SHED_LOSS || roundTripS > this._leastS + SHED_WAIT_S ? this._bad + 1 : 0;
    if (this._bad >= SHED_AFTER_REPORTS) {
      this._pauseMs = nowMs - this._sinceMs >= STANDS_AFTER_MS ? FIRST_TRY_MS : Math.min(2 * this._pauseMs, LONGEST_TRY_MS);
      this._sinceMs = nowMs;
      this.shed = true;
    }
    return this.shed;
  }
}

/** When the picture goes and when it returns. Pure. */
export class Shedding {
  constructor() {
    this.shed = false;
    /** Since when it should be otherwise. @type {number | null} */
    this._sinceMs = null;
    /** Until the browser has told an estimate. @type {ReportedShedding | null} */
    this._reported = new ReportedShedding();
  }

  /** @param {number | undefined} bitS What the link carries; nobody knows at its beginning, Firefox never. @param {number} nowMs @param {Reported} reported */
  look(bitS, nowMs, reported) {
    if (bitS !== undefined) this._reported = null;
    if (this._reported !== null) return (this.shed = this._reported.look(reported, nowMs));
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
    /** When the last report came that has been looked at: what is told of a picture that is shed is of before. */
    this._newestMs = 0;
  }

  /** A new way is believed in again. */
  begin() {
    if (this._shedding.shed) this._tell(false);
    this._shedding = new Shedding();
    this._newestMs = 0;
  }

  /** Call it once a second. @param {RTCPeerConnection} peer */
  async look(peer) {
    const sender = peer.getSenders().find(({ track }) => track?.kind === "video");
    const nowMs = performance.now();
    if (sender === undefined) return;
    /** @type {number | undefined} */
    let bitS;
    const reported = { loss: 0, roundTripS: 0, heard: this._newestMs };
    (await peer.getStats()).forEach((report) => {
      if (report.type === "candidate-pair" && report.nominated) bitS = report.availableOutgoingBitrate ?? bitS;
      if (report.type !== "remote-inbound-rtp" || report.timestamp <= this._newestMs) return;
      reported.loss = Math.max(reported.loss, report.fractionLost ?? 0);
      reported.roundTripS = Math.max(reported.roundTripS, report.roundTripTime ?? 0);
      reported.heard = Math.max(reported.heard, report.timestamp);
    });
    this._newestMs = reported.heard;
    const before = this._shedding.shed;
    const shed = this._shedding.look(bitS, nowMs, reported);
    if (shed === before) return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.active = !shed;
    // A connection that has ended meanwhile takes no parameters; the next one begins with a picture.
    await sender.setParameters(parameters).then(() => this._tell(shed), () => {});
  }
}
