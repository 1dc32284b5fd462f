/** Looks at the own station twice a second, tells the room what begins and ends, and the page what to say of it. */

import { keepFullScreen, wasFullScreen } from "../devices/full_screen.js";
import { isLive } from "../state/screens.js";
import { TroubleWatch } from "../state/troubles.js";

/** @typedef {import("../state/seat.js").SeatState} SeatState */
/** @typedef {import("../state/troubles.js").Look} Look */
/** @typedef {import("../protocol/messages.d.ts").Trouble} Trouble */

const LOOK_EVERY_MS = 500;
const TOLD_IN = new Set(["preparation", "ringing", "connecting", "call", "writing"]);

export class StationTroubles {
  /**
   * @param {{ seat: string, state: () => SeatState, levels: import("../elements/stage.js").Levels,
   *   tell: (command: { type: "note-trouble", trouble: Trouble, begins: boolean }) => Promise<void>, show: (troubles: readonly Trouble[]) => void }} ask
   */
  constructor({ seat, state, levels, tell, show }) {
    this._seat = seat;
    this._state = state;
    this._levels = levels;
    this._tell = tell;
    this._show = show;
    this._watch = new TroubleWatch();
    /** What the room knows; a page that was loaded anew does not know that. @type {Map<Trouble, boolean>} */
    this._told = new Map();
    this._shown = "";
    this._wasFullScreen = wasFullScreen();
  }

  start() {
    if (this._seat === "observer") return;
    setInterval(() => this._look(), LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", () => this._look());
    document.addEventListener("fullscreenchange", () => {
      // Entered and left at once is left, too.
      this._onFullScreen();
      this._look();
    });
  }

  _look() {
    const { view, link, media } = this._state();
    if (view === null) return;
    const candidate = this._seat === "candidate";
    const inCall = isLive(view) && media.devices === "open";
    if (document.fullscreenElement !== null) this._onFullScreen();
    this._watch.look({
      live: media.way === "up" && view.line.held === "no" && view.phase === "call",
      muted: media.muted, cameraOff: media.cameraOff,
      level: this._levels.own, loss: this._levels.loss ?? 0, roundTripS: this._levels.roundTripS ?? 0,
      hidden: candidate && document.visibilityState === "hidden",
      leftFullScreen: candidate && this._wasFullScreen && document.fullscreenElement === null,
    }, inCall);
    const standing = [...this._watch.standing];
    if (standing.join() !== this._shown) {
      this._shown = standing.join();
      this._show(standing);
    }
    if (link.kind === "live" && TOLD_IN.has(view.phase)) this._tellRoom(isLive(view));
  }

  _onFullScreen() {
    if (this._wasFullScreen) return;
    this._wasFullScreen = true;
    keepFullScreen();
  }

  /** @param {boolean} goesOn Whether the call goes on for the room: while a device is opened anew nothing of it stands here. */
  _tellRoom(goesOn) {
    const worth = TroubleWatch.of(goesOn);
    // What is of a call has ended with it, in the room too.
    for (const trouble of this._told.keys()) if (!worth.includes(trouble)) this._told.set(trouble, false);
    for (const trouble of worth) {
      const begins = this._watch.standing.has(trouble);
      if (this._told.get(trouble) === begins) continue;
      this._told.set(trouble, begins);
      // What could not be told is told at the next look.
      this._tell({ type: "note-trouble", trouble, begins }).catch(() => this._told.delete(trouble));
    }
  }
}
