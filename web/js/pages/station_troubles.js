/** Looks at the own station twice a second, tells the room what begins and ends, and the page what to say of it. */

import { keepFullScreen, wasFullScreen } from "../devices/full_screen.js";
import { hasTwoVoices, mannerOf } from "../state/manner.js";
import { isLive } from "../state/screens.js";
import { OF_A_MICROPHONE, TroubleWatch } from "../state/troubles.js";

/** @typedef {import("../state/seat.js").SeatState} SeatState */
/** @typedef {import("../state/troubles.js").Look} Look */
/** @typedef {import("../protocol/messages.d.ts").Trouble} Trouble */

const LOOK_EVERY_MS = 500;
const TOLD_IN = new Set(["preparation", "ringing", "connecting", "call", "writing"]);

export class StationTroubles {
  /**
   * @param {{ seat: string, state: () => SeatState, levels: import("../elements/stage.js").Levels,
   *   tell: (command: { type: "note-trouble", trouble: Trouble, begins: boolean, right_microphone?: true }) => Promise<void>, show: (troubles: readonly string[]) => void }} ask
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
    /** The same of the right one of two microphones, which is the juror's. */
    this._right = new TroubleWatch();
    /** @type {Map<Trouble, boolean>} */
    this._toldOfRight = new Map();
    this._shown = "";
    this._wasFullScreen = wasFullScreen();
  }

  start() {
    if (this._seat === "observer") return;
    setInterval(() => this.look(), LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", () => this.look());
    document.addEventListener("fullscreenchange", () => {
      // Entered and left at once is left, too.
      this._onFullScreen();
      this.look();
    });
  }

  /** Twice a second, and whenever its holder does something: what is switched off and on between two looks counts, too. */
  look() {
    const { view, link, media } = this._state();
    if (view === null) return;
    const candidate = this._seat === "candidate";
    // A call goes on without a camera, not without a microphone.
    const inCall = isLive(view) && media.own !== null;
    if (document.fullscreenElement !== null) this._onFullScreen();
    const live = media.way === "up" && view.line.held === "no" && view.phase === "call";
    const look = {
      live,
      muted: media.muted, cameraOff: media.cameraOff || media.devices === "problem",
      level: this._levels.own, loss: live ? this._levels.loss ?? 0 : 0, roundTripS: live ? this._levels.roundTripS ?? 0 : 0,
      hidden: candidate && document.visibilityState === "hidden",
      leftFullScreen: candidate && this._wasFullScreen && document.fullscreenElement === null,
    };
    const manner = mannerOf(view);
    const two = manner !== null && hasTwoVoices(manner, /** @type {import("../state/manner.js").MediaSeat} */ (this._seat));
    this._watch.look(look, inCall);
    this._right.look({ ...look, level: this._levels.others["juror"] ?? 0 }, inCall && two);
    const standing = [...this._watch.standing].map((trouble) => (two && OF_A_MICROPHONE.includes(trouble) ? `left-${trouble}` : trouble));
    for (const trouble of OF_A_MICROPHONE) if (this._right.standing.has(trouble)) standing.push(`right-${trouble}`);
    if (standing.join() !== this._shown) {
      this._shown = standing.join();
      this._show(standing);
    }
    if (link.kind !== "live" || !TOLD_IN.has(view.phase)) return;
    const worth = TroubleWatch.of(isLive(view));
    this._tellRoom(this._watch, this._told, worth, {});
    if (two) this._tellRoom(this._right, this._toldOfRight, worth.filter((trouble) => OF_A_MICROPHONE.includes(trouble)), { right_microphone: true });
  }

  _onFullScreen() {
    if (this._wasFullScreen) return;
    this._wasFullScreen = true;
    keepFullScreen();
  }

  /**
   * @param {TroubleWatch} watch @param {Map<Trouble, boolean>} told
   * @param {readonly Trouble[]} worth By whether the call goes on for the room: while a device is opened anew nothing of it stands here.
   * @param {{ right_microphone?: true }} which
   */
  _tellRoom(watch, told, worth, which) {
    // What is of a call has ended with it, in the room too.
    for (const trouble of told.keys()) if (!worth.includes(trouble)) told.set(trouble, false);
    for (const trouble of worth) {
      const begins = watch.standing.has(trouble);
      if (told.get(trouble) === begins) continue;
      told.set(trouble, begins);
      // What could not be told is told at the next look.
      this._tell({ type: "note-trouble", trouble, begins, ...which }).catch(() => told.delete(trouble));
    }
  }
}
