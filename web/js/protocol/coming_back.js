/**
 * When a lost link is tried again: pure but for its timers (docs/decisions/0192).
 *
 * Failed WebSockets are dear: after some sixteen in two minutes Chromium lets each further one wait for 1 to 5 s (its throttler of
 * each process), and Firefox waits up to a minute. So they are few, and a plain question is asked beside them, again and again,
 * one at a time: its answer opens a WebSocket at once.
 */

/** A try that has just been made is followed by no other within this time, whatever the network or an answer says. */
const BREATH_MS = 250;
/** Between a question that failed and the next. */
const ASK_AGAIN_MS = 300;
/**
 * A question may lie on a connection from before the cut, which asks again ever more seldom: it is given up soon. The first few
 * only: Chromium does not let go of a handshake whose question is given up, and uploads would wait behind six of them.
 */
const ANSWER_WITHIN_MS = 3000;
const SOON_QUESTIONS = 5;
const ANSWER_LATER_WITHIN_MS = 30_000;
/**
 * From the beginning of one try to the next, where nothing answers: of a handshake nothing is sent again between its first and
 * its third second (RFC 6298, section 2; newer Linux sends every second).
 */
const TRY_EVERY_MS = 3000;
/** So many tries come so soon; with later ones they are some thirteen in two minutes, of which the throttler makes half a second at most. */
const SOON_TRIES = 4;
const TRY_SELDOM_MS = 12_000;
/** What a server answers that has too many of our connections: of those that broke it has given up the last after 15 s. */
const LATER = "too-many-connections";
/** A server that answers questions has so long for a handshake: it is slow, or has much to do. */
const PATIENT_MS = 5000;
/** From the beginning of a try to the next where questions are answered, and handshakes fail. */
const ANSWERED_AGAIN_MS = [BREATH_MS, 500, 1000];
/** So often a handshake may fail without a reason before its origin is blamed. */
const UNCLEAR_TRIES = 4;

/** @typedef {Pick<import("./socket.js").Surroundings, "nowMs" | "whyNot" | "onNetwork">} Surroundings */

export class ComingBack {
  /** @param {Surroundings} surroundings @param {{ connect: () => void, later: (code: string) => void, refused: (code: string) => void }} owner `later`: not now, it is tried again; "" once that is over. */
  constructor(surroundings, { connect, later, refused }) {
    this._surroundings = surroundings;
    this._connect = connect;
    this._later = later;
    this._refused = refused;
    /** Nobody waits for a link: it is live, or is not wanted. */
    this._idle = true;
    /** Links and tries that ended since the link was live. */
    this.tries = 0;
    /** Of the last try. */
    this._beganAtMs = 0;
    this._withinMs = 0;
    this._notBeforeMs = 0;
    /** @type {"over" | "connecting" | "open"} */
    this._try = "over";
    this._answers = 0;
    this._patient = true;
    /** The one that has no answer yet. @type {AbortController | null} */
    this._question = null;
    this._unanswered = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._retry = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._askLater = undefined;
    surroundings.onNetwork(() => this._networkCame());
  }

  /** A try begins; it is given up after so long. @returns {number} ms */
  begins() {
    clearTimeout(this._retry);
    this._idle = false;
    this._try = "connecting";
    this._beganAtMs = this._surroundings.nowMs();
    this._notBeforeMs = this._beganAtMs + BREATH_MS;
    this._withinMs = this._patient ? PATIENT_MS : this._everyMs();
    this._patient = false;
    return this._withinMs;
  }

  /** The present try has opened: it only waits for its welcome. */
  opens() {
    this._try = "open";
    clearTimeout(this._retry);
  }

  /** The link is live. */
  lives() {
    this.stop();
    this.tries = 0;
    this._answers = this._unanswered = 0;
  }

  /** The link broke, or a try failed or was given up: from now on another is wanted. */
  fails() {
    const lived = this._idle;
    this._idle = false;
    this._try = "over";
    this.tries += 1;
    // What was live and breaks is no try that failed: it may be had again at once.
    if (this.tries === 1) this._notBeforeMs = this._surroundings.nowMs() + BREATH_MS;
    this._tryAt(this.tries <= SOON_TRIES ? this._notBeforeMs : this._beganAtMs + this._withinMs);
    // What lived and broke says nothing against the way; what did not open may be refused, or slow.
    if (!lived) this._ask();
  }

  stop() {
    this._idle = true;
    clearTimeout(this._retry);
    this._letGo();
  }

  /** How long a try is given, and how soon the next may begin, where nothing answers. */
  _everyMs() {
    return this.tries <= SOON_TRIES ? TRY_EVERY_MS : TRY_SELDOM_MS;
  }

  /** @param {number} atMs */
  _tryAt(atMs) {
    clearTimeout(this._retry);
    this._retry = setTimeout(() => this._connect(), Math.max(0, Math.max(atMs, this._notBeforeMs) - this._surroundings.nowMs()));
  }

  /** A browser does not say why a handshake failed; the same address, asked plainly, does. */
  _ask() {
    if (this._question !== null || this._idle) return;
    this._letGo();
    const question = new AbortController();
    this._question = question;
    const unanswered = () => {
      if (question !== this._question) return;
      this._letGo();
      this._later("");
      this._askLater = setTimeout(() => this._ask(), ASK_AGAIN_MS);
    };
    // Only what hangs holds a handshake in the browser; what fails at once (no network card) costs nothing.
    const givenUp = () => { this._unanswered += 1; unanswered(); };
    this._askLater = setTimeout(givenUp, this._unanswered < SOON_QUESTIONS ? ANSWER_WITHIN_MS : ANSWER_LATER_WITHIN_MS);
    this._surroundings.whyNot(question.signal).then((why) => { if (question === this._question) this._answered(why); }, unanswered);
  }

  _letGo() {
    clearTimeout(this._askLater);
    this._question?.abort();
    this._question = null;
  }

  /** @param {string} why */
  _answered(why) {
    this._letGo();
    if (this._idle) return;
    this._answers += 1;
    if (why === LATER) {
      this._patient = true;
      this._later(why);
      // A try that connects meanwhile will fail for the same reason, and shall not hasten the next.
      this._notBeforeMs = this._surroundings.nowMs() + TRY_SELDOM_MS;
      if (this._try !== "open") this._tryAt(this._notBeforeMs);
      return;
    }
    // A plain question carries no origin, so this answer means "nothing else is wrong": the origin is to blame
    // only where the handshake fails again and again.
    if (why !== "" && !(why === "origin-refused" && this._answers <= UNCLEAR_TRIES)) {
      this.stop();
      this._refused(why);
      return;
    }
    this._later("");
    this._patient = true;
    this._soon(ANSWERED_AGAIN_MS[Math.min(this._answers, ANSWERED_AGAIN_MS.length) - 1] ?? BREATH_MS);
  }

  /** The card says that it has a carrier (Chromium: 10 ms later), be it only to the next switch. */
  _networkCame() {
    if (this._idle || this.tries === 0) return;
    this.tries = 1;
    this._unanswered = 0;
    this._soon(BREATH_MS);
    this._letGo();
    this._ask();
  }

  /** The link may be there: a new try now, or so long after the last one began. @param {number} afterMs */
  _soon(afterMs) {
    // One that has just begun finds the link itself.
    const fresh = this._try === "connecting" && this._surroundings.nowMs() - this._beganAtMs < BREATH_MS;
    // A wait that the server had asked for is over.
    this._notBeforeMs = Math.min(this._notBeforeMs, this._surroundings.nowMs() + BREATH_MS);
    if (!fresh && this._try !== "open") this._tryAt(this._beganAtMs + afterMs);
  }
}
