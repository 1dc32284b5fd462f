/** Takes what a juror marks, keeps it through a lost link and a reload, and sends it in order. */

import { codeOf } from "../protocol/problem.js";
import { commandOf, leftAlone, NO_MARKERS, noted, pressed, settled, takenBack, tried } from "../state/markers.js";

/** @typedef {import("../state/markers.js").MarkerQueue} MarkerQueue */
/** @typedef {import("../elements/stage.js").Marking} Marking */

/**
 * @typedef {object} Ways
 * @property {(command: ReturnType<typeof commandOf>) => Promise<unknown>} send
 * @property {(queue: MarkerQueue) => void} tell
 * @property {(code: string) => void} refused
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage
 * @property {() => number} nowMs A clock that goes on over a reload.
 * @property {() => string} newId
 */

/** After these the same act is sent again when the link is back: nobody knows whether it arrived. */
const UNANSWERED = new Set(["link-lost", "no-answer-from-server"]);

export class MarkerKeeper {
  /** @param {string} key Under which this tab keeps what was not confirmed. @param {Ways} ways */
  constructor(key, ways) {
    this._key = key;
    this._ways = ways;
    this.queue = this._kept();
    this._live = false;
    this._busy = false;
  }

  /** @param {Marking} marking */
  mark(marking) {
    const { newId, nowMs } = this._ways;
    switch (marking.what) {
      case "press":
        this._become(pressed(this.queue, { id: newId(), criterionId: marking.criterionId, sign: marking.sign, atMs: nowMs() }));
        break;
      case "note-alone":
        this._become(pressed(this.queue, { id: newId(), criterionId: "", sign: "note", note: marking.note, atMs: nowMs() - marking.agoMs }));
        break;
      case "note":
        this._become(noted(this.queue, marking.id, marking.note));
        break;
      case "take-back":
        this._become(takenBack(this.queue, marking.id));
        break;
      case "leave-alone":
        this._become(leftAlone(this.queue));
        break;
    }
    void this._go();
  }

  /** Whether anything can be sent now. @param {boolean} live */
  linked(live) {
    this._live = live;
    if (live) void this._go();
  }

  async _go() {
    if (this._busy) return;
    this._busy = true;
    while (this._live && this.queue.acts[0] !== undefined) {
      const act = this.queue.acts[0];
      this._become(tried(this.queue));
      try {
        await this._ways.send(commandOf(act, this._ways.nowMs()));
        this._become(settled(this.queue));
      } catch (thrown) {
        const code = codeOf(thrown);
        if (UNANSWERED.has(code)) {
          this._live = false; // Until the link says that it is back.
        } else {
          this._become(settled(this.queue, { refused: true }));
          this._ways.refused(code);
        }
      }
    }
    this._busy = false;
  }

  /** @param {MarkerQueue} queue */
  _become(queue) {
    this.queue = queue;
    try {
      if (queue.acts.length === 0) this._ways.storage.removeItem(this._key);
      else this._ways.storage.setItem(this._key, JSON.stringify(queue.acts));
    } catch {
      // Forbidden or full: it holds as long as the page.
    }
    this._ways.tell(queue);
  }

  /** @returns {MarkerQueue} */
  _kept() {
    try {
      const acts = JSON.parse(this._ways.storage.getItem(this._key) ?? "[]");
      return Array.isArray(acts) ? { ...NO_MARKERS, acts } : NO_MARKERS;
    } catch {
      return NO_MARKERS;
    }
  }
}
