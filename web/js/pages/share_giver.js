/**
 * This page's share of a draw: made when the person presses, bound by its hash, told when all are bound.
 *
 * It stands in this tab's own storage until the next draw, so that a reload between the two loses nothing. Where it is
 * lost all the same (another browser, a storage that is forbidden), the page says so: only a new draw helps then.
 */

import { codeOf } from "../protocol/problem.js";
import { check, commitmentOf, newShare } from "../state/draw_proof.js";

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../state/seat.js").ShareState} ShareState */
/** @typedef {{ number: number, sealedSet: string, share: string }} Kept */

/**
 * @typedef {object} Ways
 * @property {(command: { type: "commit-share", number: number, commitment: string } | { type: "reveal-share", number: number, share: string }) => Promise<unknown>} send
 * @property {(change: Partial<ShareState>) => void} tell
 * @property {(code: string) => void} refused
 * @property {Pick<Storage, "getItem" | "setItem">} storage
 */

/** What a page that is behind may be told: the view that follows says the rest. */
const OVERTAKEN = new Set(["share-revealed", "share-committed", "stale-command", "no-draw-open", "another-draw"]);

export class ShareGiver {
  /** @param {string} sittingId @param {string} seat @param {Ways} ways */
  constructor(sittingId, seat, { send, tell, refused, storage }) {
    this._sittingId = sittingId;
    this._seat = seat;
    this._send = send;
    /** @type {ShareState} */
    this._told = { lost: false, proof: null };
    this._tellPage = tell;
    this._refused = refused;
    this._storage = storage;
    this._key = `oralexam-share-${sittingId}-${seat}`;
    /** The storage may be forbidden: then a share lives as long as the page. @type {Kept | null} */
    this._held = null;
    this._asked = false;
    this._busy = false;
    this._again = false;
    /** The draw whose result has been computed again. */
    this._checked = 0;
    /** @type {JuryView | null} */
    this._view = null;
  }

  /** The person at this page gives a share: to the draw that is open, or to the one that they are opening. */
  ask() {
    this._asked = true;
    void this._go();
  }

  /** What they were opening was not opened. */
  unask() {
    this._asked = false;
  }

  /** @param {JuryView} view */
  viewed(view) {
    this._view = view;
    void this._go();
  }

  /** Compute the result again, and tell. */
  async check() {
    if (this._view === null || this._view.draw === null) return;
    const kept = this._kept();
    const own = kept !== null && kept.number === this._view.draw.number ? kept.share : "";
    this._tell({ proof: await check(this._view, own) });
  }

  /** @param {Partial<ShareState>} change */
  _tell(change) {
    const told = { ...this._told, ...change };
    if (told.lost === this._told.lost && told.proof === this._told.proof) return;
    this._told = told;
    this._tellPage(change);
  }

  /** One step at a time; what has happened meanwhile is looked at after it. */
  async _go() {
    this._again = true;
    if (this._busy) return;
    this._busy = true;
    while (this._again) {
      this._again = false;
      if (this._view !== null) await this._try(this._view);
    }
    this._busy = false;
  }

  /** @param {JuryView} view */
  async _try(view) {
    try {
      await this._step(view);
    } catch (thrown) {
      const code = codeOf(thrown);
      // A link that was lost brings a new view, and with it the next try, of the same share.
      if (code === "link-lost") this._asked = true;
      else if (!OVERTAKEN.has(code)) this._refused(code);
    }
  }

  /** @param {JuryView} view */
  async _step(view) {
    const draw = view.draw;
    if (draw === null) {
      this._checked = 0;
      this._tell({ lost: false, proof: null });
      return;
    }
    if (view.lot !== null) {
      if (this._checked === draw.number) return;
      this._checked = draw.number;
      this._tell({ lost: false });
      await this.check();
      return;
    }
    const mine = draw.shares.find(({ who }) => who === this._seat);
    if (mine === undefined) return;
    const place = { sittingId: this._sittingId, number: draw.number, sealedSet: draw.sealed_set };
    if (mine.commitment === "") {
      this._tell({ lost: false });
      if (!this._asked) return;
      this._asked = false;
      const share = this._shareFor(draw.number, draw.sealed_set);
      await this._send({ type: "commit-share", number: draw.number, commitment: await commitmentOf(place, this._seat, share) });
      return;
    }
    const kept = this._kept();
    const isMine = kept !== null && await commitmentOf(place, this._seat, kept.share) === mine.commitment;
    this._tell({ lost: !isMine && !draw.revealed.includes(this._seat) });
    if (isMine && draw.shares.every(({ commitment }) => commitment !== "") && !draw.revealed.includes(this._seat)) {
      await this._send({ type: "reveal-share", number: draw.number, share: kept.share });
    }
  }

  /** The share that this page has made for a draw, or a new one. @param {number} number @param {string} sealedSet */
  _shareFor(number, sealedSet) {
    const kept = this._kept();
    if (kept !== null && kept.number === number && kept.sealedSet === sealedSet) return kept.share;
    this._held = { number, sealedSet, share: newShare() };
    try {
      this._storage.setItem(this._key, JSON.stringify(this._held));
    } catch {
      // Forbidden or full: a reload will say that the share is lost.
    }
    return this._held.share;
  }

  /** @returns {Kept | null} */
  _kept() {
    if (this._held !== null) return this._held;
    try {
      this._held = JSON.parse(this._storage.getItem(this._key) ?? "null");
    } catch {
      this._held = null;
    }
    return this._held;
  }
}
