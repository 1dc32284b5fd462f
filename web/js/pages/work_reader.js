/** Brings works and their pages to an element that shows them: its `reference` is this reader's. */

import { request } from "../protocol/api.js";
import { NO_REFERENCE } from "../state/reference.js";

/** @typedef {import("../state/reference.js").Reference} Reference */
/** @typedef {HTMLElement & { reference: Reference }} Shows */

/** The phases in which a candidate may look something up, as the server has them. */
const AT_HAND = new Set(["preparation", "writing"]);

export class WorkReader {
  /** @param {Shows} element @param {string} path Where its works come from. */
  constructor(element, path) {
    this._element = element;
    this._path = path;
    /** The phase for which the works were asked. */
    this._phase = "";
    element.reference = { ...NO_REFERENCE, from: `${path}/` };
    element.addEventListener("exam-read-work", (event) => void this._read(/** @type {CustomEvent} */ (event).detail));
  }

  /** What is on the shelf now; the whole answer. */
  async look() {
    const answer = await request(this._path);
    const works = answer.works.filter((/** @type {import("../state/reference.js").Work} */ work) => work.withdrawn_at === null);
    this._element.reference = { ...this._element.reference, works };
    return answer;
  }

  /** A seat is in this phase: once in each in which it is allowed, what is there is asked for. @param {string} phase */
  async inPhase(phase) {
    if (phase === this._phase || !AT_HAND.has(phase)) return;
    this._phase = phase;
    try {
      await this.look();
    } catch {
      // The next news of the seat tries again: without documentation the work goes on.
      this._phase = "";
    }
  }

  /** @param {string} workId */
  async _read(workId) {
    /** @type {readonly import("../protocol/messages.d.ts").PaperPage[] | null} */
    let pages = null;
    try {
      ({ pages } = await request(`${this._path}/${workId}`));
    } catch {
      // The page says so, and offers to try again.
    }
    const { reference } = this._element;
    this._element.reference = { ...reference, pages: { ...reference.pages, [workId]: pages } };
  }
}
