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
    /** By field (`orders.fieldOf`): the order that met something newer, until a person has chosen. @type {Record<string, Order>} */
    this.conflicts = this._keptApart();
    /** @type {"saved" | "saving" | "waiting"} */
    this.state = "saved";
    /** @type {string | null} */
    this.savedAt = null;
    /** @type {Promise<void> | null} */
    this._sending = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    if (this.pending.length > 0) void this.flush();
  }

  /** What was given here and does not stand yet: what waits, and what was typed where somebody else had written. */
  get orders() {
    return [...this.pending.map(({ order }) => order), ...Object.values(this.conflicts).filter(({ type }) => TYPED.has(type))];
  }

  /** @param {Order} order */
  put(order) {
    const field = fieldOf(order);
    if (TYPED.has(order.type) && this.conflicts[field] !== undefined) {
      // Whoever types on does so in their own words, which stay beside the other's until they choose: neither loses one.
      this._apart({ ...this.conflicts, [field]: order });
      this._ways.changed();
      return;
    }
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

  /** A person has chosen: this comes over what they have now seen; with null what was written here is let go. @param {string} field @param {Order | null} chosen */
  settle(field, chosen) {
    if (this.conflicts[field] === undefined) return;
    const { [field]: _gone, ...others } = this.conflicts;
    this._apart(others);
    if (chosen !== null) this.put(chosen);
    else this._ways.changed();
  }

  /** Send what waits, one after the other; whoever waits for it waits for what is on its way, too. @returns {Promise<void>} */
  flush() {
    clearTimeout(this._timer);
    this._sending ??= this._send().finally(() => { this._sending = null; });
    return this._sending;
  }

  async _send() {
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
    this._ways.changed();
  }

  /** @param {Pending} first @param {unknown} thrown */
  _refused(first, thrown) {
    const stands = thrown instanceof Problem ? this._ways.standing(thrown.answer) : null;
    if (stands !== null) this.draft = stands;
    // What was typed behind it about the same field is the newest: that is what meets what stands.
    const newest = this.pending.filter(({ order }) => fieldOf(order) === fieldOf(first.order)).at(-1) ?? first;
    this._become(this.pending.filter((one, index) => index !== 0 && (codeOf(thrown) !== "marks-changed" || fieldOf(one.order) !== fieldOf(first.order))));
    if (codeOf(thrown) === "marks-changed") this._apart({ ...this.conflicts, [fieldOf(first.order)]: newest.order });
    else this._ways.refused(codeOf(thrown));
  }

  /** @param {Pending[]} pending */
  _become(pending) {
    this.pending = pending;
    this._keep(this._key, pending.map((one) => ({ ...one, tried: false })));
  }

  /** @param {Record<string, Order>} conflicts */
  _apart(conflicts) {
    this.conflicts = conflicts;
    this._keep(`${this._key}-apart`, Object.values(conflicts));
  }

  /** @param {string} key @param {readonly unknown[]} all */
  _keep(key, all) {
    try {
      if (all.length === 0) this._ways.storage.removeItem(key);
      else this._ways.storage.setItem(key, JSON.stringify(all));
    } catch {
      // Forbidden or full: it holds as long as the page.
    }
  }

  /** @returns {Pending[]} */
  _kept() {
    return this._read(this._key);
  }

  /** @returns {Record<string, Order>} */
  _keptApart() {
    return Object.fromEntries(this._read(`${this._key}-apart`).map((/** @type {Order} */ order) => [fieldOf(order), order]));
  }

  /** @param {string} key @returns {any[]} */
  _read(key) {
    try {
      const kept = JSON.parse(this._ways.storage.getItem(key) ?? "[]");
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
