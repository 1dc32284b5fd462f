/** One seat, live: it joins the socket, the media and what is typed into one state, and tells who draws it. */

import { MarkerKeeper } from "./marker_keeper.js";
import { ShareGiver } from "./share_giver.js";
import { OwnCopy } from "../copies/own_copy.js";
import { isKeptSilent, keepSilent, keptInTab } from "./seat_storage.js";
import { browser, SeatSocket } from "../protocol/socket.js";
import { MediaLink } from "../protocol/media.js";
import { relaysOf } from "../protocol/relays.js";
import { codeOf } from "../protocol/problem.js";
import { secondsUntil, steadyNowMs } from "../state/server_time.js";
import { isDirty, isUnsent, SAVE_AFTER_MS } from "../state/draft.js";
import { connects, mannerOf } from "../state/manner.js";
import { isLive, mayWrite, needsMedia } from "../state/screens.js";
import { newMarkerId } from "../state/markers.js";
import { after, NEW_SEAT, NO_MEDIA } from "../state/seat.js";
import { fieldsOf } from "../state/sheet.js";
import { StationTroubles } from "./station_troubles.js";
import { StationKeeper } from "../devices/station_keeper.js";
import { DeviceSwap } from "../devices/swapping.js";

/** @typedef {import("../state/seat.js").Happening} Happening */
/** @typedef {import("../state/seat.js").SeatState} SeatState */
/** @typedef {import("../elements/stage.js").Asked} Asked */
/** @typedef {import("../elements/stage.js").Levels} Levels */
/** @typedef {import("../state/seat.js").Where} Where */

/** @type {readonly Where[]} */
const WRITTEN = ["notes", "text", "sheet"];
/** One more save this long before a deadline, whatever the debounce says. */
const LAST_SAVE_S = 1.2;
const SAVE_UNTOLD_AFTER_MS = 250;
/** The server keeps no more than 200 of a sitting. */
const MOST_UNTOLD = 50;

export class SeatSession {
  /** @param {string} sittingId @param {"candidate" | "juror" | "observer"} seat @param {(state: SeatState) => void} draw */
  constructor(sittingId, seat, draw) {
    this.sittingId = sittingId;
    this.seat = seat;
    this._draw = draw;
    /** @type {SeatState} */
    this.state = NEW_SEAT;
    /** @type {Levels} */
    this.levels = { own: 0, others: {} };
    /** @type {MediaLink | null} */
    this._media = null;
    /** What a party keeps of its own microphone; an observer has none. @type {OwnCopy | null} */
    this._copy = seat === "observer" ? null : new OwnCopy({ sittingId, seat, onChange: (copy) => this._happen({ what: "copy", copy }) });
    this._restored = false;
    /** @type {{ type: "note-outside-help", help: string, where: Where, characters: number }[]} */
    this._untold = [];
    /** @type {Record<Where, ReturnType<typeof setTimeout> | undefined>} */
    this._saveLater = { notes: undefined, text: undefined, sheet: undefined };
    this._shares = new ShareGiver(sittingId, seat, {
      send: (command) => this._socket.order(/** @type {any} */ ({ ...command, from_phase: "waiting" })),
      tell: (change) => this._happen({ what: "share", change }),
      refused: (code) => this._happen({ what: "refused", code }),
      storage: keptInTab(),
    });
    this._markers = new MarkerKeeper(`oralexam-markers-${sittingId}-${seat}`, {
      send: (command) => this._socket.order(/** @type {any} */ ({ ...command, from_phase: this.state.view?.phase ?? "call" })),
      tell: (markers) => this._happen({ what: "markers", markers }),
      refused: (code) => this._happen({ what: "refused", code }),
      storage: keptInTab(), nowMs: steadyNowMs, newId: newMarkerId,
    });
    this.station = new StationKeeper(sittingId, seat, () => void this.order({ type: "report-devices-changed" }));
    this._troubles = new StationTroubles({
      seat, state: () => this.state, levels: this.levels,
      tell: (command) => this._socket.order(/** @type {any} */ ({ ...command, from_phase: this.state.view?.phase ?? "call" })), show: (troubles) => this._happen({ what: "troubles", troubles }),
    });
    this._swaps = new DeviceSwap({ media: () => this._media, order: (asked) => this.order(asked), tell: (swap) => this._happen({ what: "media", change: { swap } }), settled: () => this.station.settled() });
    this.state = { ...this.state, markers: this._markers.queue };
    const path = `/api/ws/${sittingId}/${seat}`;
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this._socket = new SeatSocket(url.href, {
      onMessage: (message, receivedAtMs, roundTripMs) => this._heard(message, receivedAtMs, roundTripMs),
      onLink: (link) => this._linked(link),
      resumePoint: () => ({ epoch: this.state.epoch, lastSeq: this.state.lastSeq }),
    }, browser(path));
  }

  start() {
    if (this.seat === "observer" && isKeptSilent()) this._happen({ what: "silent", silent: true });
    this._socket.start();
    void this._copy?.takeUp();
    this._troubles.start();
    setInterval(() => void this._sampleLevels(), 100);
    setInterval(() => this._saveBeforeDeadline(), 200);
    // A page that is put away may never come back: what was typed goes out now.
    addEventListener("pagehide", () => WRITTEN.forEach((where) => this._save(where)));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") WRITTEN.forEach((where) => this._save(where));
    });
  }

  /** The person wants the seat here, and not in the page that took it. */
  takeBack() {
    this._happen({ what: "link", link: { kind: "connecting", code: "" } });
    this._socket.start();
  }

  /** @param {Asked} asked */
  async order(asked) {
    const view = this.state.view;
    if (view === null) return;
    this._happen({ what: "refusal-read" });
    this._media?.wake();
    this._copy?.wake();
    // Whoever draws gives a share: one press for both.
    if (asked.type === "draw-scenario") this._shares.ask();
    // What was typed in the last moment goes first: frames keep their order.
    if (asked.type === "hand-in" || asked.type === "hang-up") WRITTEN.forEach((where) => this._save(where));
    try {
      await this._socket.order(/** @type {any} */ ({ ...asked, from_phase: view.phase }));
    } catch (thrown) {
      if (asked.type === "draw-scenario") this._shares.unask();
      this._happen({ what: "refused", code: codeOf(thrown) });
    }
  }

  /** @param {import("../elements/stage.js").Marking} marking */
  mark(marking) {
    this._markers.mark(marking);
  }

  /** The observing juror wants this page with or without sound; the device remembers it. @param {boolean} silent */
  setSilent(silent) {
    keepSilent(silent);
    this._happen({ what: "silent", silent });
    this._viewed();
  }

  /** The juror adds a share to the draw that is open. */
  giveShare() {
    this._happen({ what: "refusal-read" });
    this._shares.ask();
  }

  /** Compute the draw again in this page. */
  checkDraw() { void this._shares.check(); }

  /** @param {import("../elements/stage.js").MediaWish} wish */
  wish(wish) {
    if (wish.muted !== undefined) this._media?.setMuted(wish.muted);
    if (wish.cameraOff !== undefined) this._media?.setCameraOff(wish.cameraOff);
    if (wish.muted !== undefined || wish.cameraOff !== undefined) this._troubles.look();
    if (wish.swap) void this._swaps.swap(wish.swap);
    if (wish.retry) void this._media?.retry();
    if (wish.sound) {
      this._happen({ what: "media", change: { soundBlocked: false } });
      this._media?.wake();
      this._copy?.wake();
      for (const voice of document.querySelectorAll("audio")) void voice.play();
    }
  }

  soundWasBlocked() {
    this._happen({ what: "media", change: { soundBlocked: true } });
  }

  /** @param {Where} where @param {string} text */
  typed(where, text) {
    this._happen({ what: "typed", where, text });
    this._keep(where);
    const view = this.state.view;
    // A page that is not told when the time is over cannot save once more just before.
    const afterMs = view?.role === "candidate" && !view.clock_shown ? SAVE_UNTOLD_AFTER_MS : SAVE_AFTER_MS;
    this._saveLater[where] ??= setTimeout(() => this._save(where), afterMs);
  }

  /** Told as soon as it can be; what cannot be told yet waits for the link, and for the phase that has a clock. @param {import("./outside_help.js").Help} help @param {Where} where @param {number} characters */
  noteOutsideHelp(help, where, characters) {
    const noted = { type: /** @type {const} */ ("note-outside-help"), help, where, characters };
    this._untold = [...this._untold, noted].slice(-MOST_UNTOLD);
    this._tellHelp();
  }

  _tellHelp() {
    const { view, link } = this.state;
    if (view?.role !== "candidate" || link.kind !== "live" || !mayWrite("notes", view.phase)) return;
    const told = this._untold;
    this._untold = [];
    for (const noted of told) {
      this._socket.order(/** @type {any} */ ({ ...noted, from_phase: view.phase })).catch((thrown) => {
        if (codeOf(thrown) === "link-lost") this._untold = [noted, ...this._untold].slice(0, MOST_UNTOLD);
      });
    }
  }

  /** @param {Happening} happening */
  _happen(happening) {
    this.state = after(this.state, happening);
    this._copy?.beside(this.state);
    this._draw(this.state);
  }

  /** @param {import("../protocol/messages.d.ts").AnyServerMessage} message @param {number} receivedAtMs @param {number} [roundTripMs] */
  _heard(message, receivedAtMs, roundTripMs) {
    const restarted = message.type === "welcome" && this.state.epoch !== null && this.state.epoch !== message.epoch;
    // A refusal of an order is told where the order was given; here only those that answer nothing are left.
    if (!(message.type === "refused" && message.ref !== null)) {
      this._happen({ what: "message", message, receivedAtMs, ...(roundTripMs === undefined ? {} : { roundTripMs }) });
    } else {
      this._happen({ what: "numbered", seq: message.seq });
    }
    if (restarted || message.type === "media-gone") this._media?.renew();
    if (this.state.time !== null) this._copy?.hearTime(this.state.time.offsetMs);
    // What was asked while the page was away is over by now.
    if (message.type === "sound-test" && message.seq > this.state.replayedUntilSeq) void this._soundTest(message);
    if (message.type === "view") this._viewed();
    if (message.type === "saved") WRITTEN.forEach((where) => this._keep(where));
  }

  /** Two rooms are tried: this page plays or listens, and says so meanwhile. @param {{ test_id: string, plays: boolean }} asked */
  async _soundTest({ test_id, plays }) {
    this._happen({ what: "sound-test", soundTest: plays ? "plays" : "listens" });
    await this.station.soundTest(test_id, plays);
    this._happen({ what: "sound-test", soundTest: "" });
  }

  /** @param {import("../state/seat.js").Link} link */
  _linked(link) {
    this._happen({ what: "link", link });
    this._media?.linked(link.kind === "live");
    if (link.kind !== "live") this._markers.linked(false);
    else this._copy?.again();
    if (link.kind === "replaced" || link.kind === "refused") this._stopMedia();
  }

  _viewed() {
    const view = this.state.view;
    if (view === null) return;
    if (view.role === "jury") {
      this._shares.viewed(view);
      this._markers.linked(this.state.link.kind === "live");
    }
    if (!this._restored && view.role === "candidate") this._restore();
    WRITTEN.forEach((where) => this._save(where));
    this._tellHelp();
    this.station.viewed(view);
    const manner = mannerOf(view);
    if (needsMedia(view) && manner !== null && connects(manner, this.seat) && !this.state.silent) {
      this._media ??= this._startMedia(manner);
      this._media.setLive(isLive(view) && view.line.held === "no");
      this._copy?.setLive(isLive(view));
    } else {
      this._stopMedia();
    }
  }

  /** @param {import("../state/manner.js").Manner} manner */
  _startMedia(manner) {
    const media = new MediaLink({
      seat: this.seat, manner,
      offer: (sdp) => this._socket.offer(sdp),
      relays: relaysOf(this.sittingId, this.seat),
      onChange: (change) => this._happen({ what: "media", change }),
      onVoices: (voices, swapped) => (swapped ? this._copy?.follow(voices) : this._copy?.voices(voices)),
    });
    void media.start();
    return media;
  }

  _stopMedia() {
    if (this._media === null) return;
    this._media.stop();
    this._media = null;
    this._swaps.stop();
    this._copy?.setLive(false);
    this.levels.own = 0;
    this.levels.others = {};
    this._happen({ what: "media", change: NO_MEDIA });
  }

  async _sampleLevels() {
    if (this._media === null) return;
    Object.assign(this.levels, await this._media.levels());
  }

  /** Send what is not sent, if it may be written now. @param {Where} where */
  _save(where) {
    clearTimeout(this._saveLater[where]);
    this._saveLater[where] = undefined;
    const { view, link } = this.state;
    const draft = this.state[where];
    if (view?.role !== "candidate" || link.kind !== "live" || !isUnsent(draft)) return;
    if (!mayWrite(where, view.phase)) return;
    this._happen({ what: "sent", where });
    const what = where === "sheet" ? { fields: fieldsOf(draft.text) } : { text: draft.text };
    const command = { type: `save-${where}`, from_phase: view.phase, ...what, revision: draft.revision };
    this._socket.order(/** @type {any} */ (command)).catch((thrown) => {
      const code = codeOf(thrown);
      // A link that was lost sends again when it is back; a refusal has to be seen.
      if (code !== "link-lost") this._happen({ what: "refused", code });
    });
  }

  _saveBeforeDeadline() {
    const { view, time } = this.state;
    if (view === null || time === null || view.deadline === null) return;
    const left = secondsUntil(time, view.deadline, performance.now());
    if (left > 0 && left < LAST_SAVE_S) WRITTEN.forEach((where) => this._save(where));
  }

  /** What is typed and not yet confirmed also stands in this tab's own storage: a reload loses nothing. @param {Where} where */
  _keep(where) {
    const draft = this.state[where];
    const key = `oralexam-${where}-${this.sittingId}`;
    try {
      if (isDirty(draft)) sessionStorage.setItem(key, JSON.stringify({ text: draft.text, revision: draft.revision }));
      else sessionStorage.removeItem(key);
    } catch {
      // Storage is full or forbidden: the server still gets everything.
    }
  }

  _restore() {
    this._restored = true;
    for (const where of WRITTEN) {
      try {
        const kept = JSON.parse(sessionStorage.getItem(`oralexam-${where}-${this.sittingId}`) ?? "null");
        if (kept !== null) this._happen({ what: "restored", where, kept });
      } catch {
        // Nothing readable was kept.
      }
    }
  }
}
