/** Sends small orders one after the other, keeps them while nothing can be sent, and says which met something newer. */

import { codeOf, Problem } from "../protocol/problem.js";
import { carriedOut, fieldOf, given, sendable, underWay } from "../state/orders.js";

/** @typedef {import("../state/orders.js").Order} Order */
/** @typedef {import("../state/orders.js").Pending} Pending */

/** Typed words are sent after a pause of so long; everything else at once. */
const TYPED_AFTER_MS = 600;
const TRY_AGAIN_MS = 2000;
const TYPED = new Set(["comment", "comment-whole", "words", "say-no-moment", "say-present"]);

/**
 * @template Draft
 * @typedef {object} Ways
 * @property {(order: Record<string, unknown>) => Promise<Draft>} send Answers with the draft as it stands.
 * @property {(answer: any) => Draft | null} standing What a refusal says stands, if it does.
 * @property {(draft: Draft, criterionId: string) => number} revisionOf
 * @property {() => void} changed
 * @property {(code: string) => void} refused
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage
 */

/** @template Draft */
export class DraftKeeper {
  /** @param {string} key @param {Draft} draft @param {Ways<Draft>} ways */
  constructor(key, draft, ways) {
    this._key = key;
    this._ways = ways;
    /** As the server last said. @type {Draft} */
    this.draft = draft;
    /** @type {Pending[]} */
    this.pending = this._kept();
    /** By field (`orders.fieldOf`): the order that met something newer. @type {Record<string, Order>} */
    this.conflicts = {};
    /** @type {"saved" | "saving" | "waiting"} */
    this.state = "saved";
    /** @type {string | null} */
    this.savedAt = null;
    this._busy = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    if (this.pending.length > 0) void this.flush();
  }

  /** @param {Order} order */
  put(order) {
    this._become(given(this.pending, order, this._ways.revisionOf(this.draft, order.criterion_id ?? "")));
    this.state = this.state === "waiting" ? "waiting" : "saving";
    clearTimeout(this._timer);
    if (TYPED.has(order.type)) this._timer = setTimeout(() => void this.flush(), TYPED_AFTER_MS);
    else void this.flush();
    this._ways.changed();
  }

  /** The draft as the server now says it stands: somebody else has written. @param {Draft} draft */
  take(draft) {
    this.draft = draft;
    this._ways.changed();
  }

  /** A person has chosen: what was written here comes again, over what they have now seen; or it is let go. @param {string} field @param {boolean} mine */
  settle(field, mine) {
    const order = this.conflicts[field];
    if (order === undefined) return;
    const { [field]: _gone, ...others } = this.conflicts;
    this.conflicts = others;
    if (mine) this.put(order);
    else this._ways.changed();
  }

  /** Send what waits, one after the other. */
  async flush() {
    clearTimeout(this._timer);
    if (this._busy) return;
    this._busy = true;
    while (this.pending[0] !== undefined) {
      const first = this.pending[0];
      this._become(underWay(this.pending));
      try {
        this.draft = await this._ways.send(sendable(first));
        this._become(carriedOut(this.pending, this._ways.revisionOf(this.draft, first.order.criterion_id ?? "")));
        this.savedAt = new Date().toISOString();
        this.state = "saving";
      } catch (thrown) {
        if (mayPass(thrown)) {
          this.state = "waiting";
          this._timer = setTimeout(() => void this.flush(), TRY_AGAIN_MS);
          break;
        }
        this._refused(first, thrown);
      }
      this._ways.changed();
    }
    if (this.pending.length === 0) this.state = "saved";
    this._busy = false;
    this._ways.changed();
  }

  /** @param {Pending} first @param {unknown} thrown */
  _refused(first, thrown) {
    const stands = thrown instanceof Problem ? this._ways.standing(thrown.answer) : null;
    if (stands !== null) this.draft = stands;
    // What was typed behind it about the same field is the newest: that is what meets what stands.
    const newest = this.pending.filter(({ order }) => fieldOf(order) === fieldOf(first.order)).at(-1) ?? first;
    this._become(this.pending.filter((one, index) => index !== 0 && (codeOf(thrown) !== "marks-changed" || fieldOf(one.order) !== fieldOf(first.order))));
    if (codeOf(thrown) === "marks-changed") this.conflicts = { ...this.conflicts, [fieldOf(first.order)]: newest.order };
    else this._ways.refused(codeOf(thrown));
  }

  /** @param {Pending[]} pending */
  _become(pending) {
    this.pending = pending;
    try {
      if (pending.length === 0) this._ways.storage.removeItem(this._key);
      else this._ways.storage.setItem(this._key, JSON.stringify(pending.map((one) => ({ ...one, tried: false }))));
    } catch {
      // Forbidden or full: it holds as long as the page.
    }
  }

  /** @returns {Pending[]} */
  _kept() {
    try {
      const kept = JSON.parse(this._ways.storage.getItem(this._key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }
}

/** Whether the same order may go through a little later: nobody answered, or the server was not well. @param {unknown} thrown */
function mayPass(thrown) {
  const code = codeOf(thrown);
  return code === "server-unreachable" || /^http-5|^room-(busy|slow)$|^server-/.test(code);
}
