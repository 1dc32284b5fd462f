/** The offer of somebody who only looks on: where the calls leave no room, it waits and asks again. */

import { codeOf, Problem } from "./problem.js";

const NOT_NOW = "guest-not-now";
/** The server measures its load over ten seconds; up to half as long again, so that not all ask at once. */
const ASK_AGAIN_MS = 10_000;

export class PatientOffer {
  /** @param {(sdp: string) => Promise<string>} offer @param {() => void} onPutOff Told each time that it has to wait. */
  constructor(offer, onPutOff) {
    this._offer = offer;
    this._onPutOff = onPutOff;
    /** Which asking is the present one: a newer one, or the end, ends the others. */
    this._number = 0;
    /** @type {() => void} */
    this._wake = () => {};
  }

  /** The answer to an offer, however long that takes. @param {string} sdp @returns {Promise<string>} */
  async ask(sdp) {
    this.stop();
    const number = this._number;
    for (;;) {
      try {
        return await this._offer(sdp);
      } catch (thrown) {
        if (codeOf(thrown) !== NOT_NOW) throw thrown;
      }
      if (number === this._number) {
        this._onPutOff();
        await this._pause();
      }
      if (number !== this._number) throw new Problem("connection-replaced");
    }
  }

  /** Nobody needs an answer any more. */
  stop() {
    this._number += 1;
    this._wake();
  }

  _pause() {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ASK_AGAIN_MS * (1 + Math.random() / 2));
      this._wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}
