/** The second screen: one window says where it is, the other one shows that, silently. They share one browser. */

import { APART_S, channelOf, EVERY_MS, heard, LOST_AFTER_MS, whereNow } from "../state/screen.js";

/** @typedef {import("./replay_player.js").ReplayPlayer} ReplayPlayer */

const LOOK_MS = 1000;

const nowMs = () => performance.timeOrigin + performance.now();

/** Say where this window is, to whoever follows. */
export class Leader {
  /** @param {string} sittingId @param {ReplayPlayer} player @param {() => string} clip */
  constructor(sittingId, player, clip) {
    this._sittingId = sittingId;
    this._player = player;
    this._clip = clip;
    /** @type {BroadcastChannel | null} */
    this._channel = null;
    this._saidMs = -EVERY_MS;
    this._playing = false;
    this._at = 0;
    addEventListener("pagehide", () => this._channel?.postMessage({ kind: "bye" }));
  }

  /** From now on, on the candidate's channel. @param {readonly { sitting_id: string }[]} course */
  open(course) {
    if (this._channel !== null) return;
    this._channel = new BroadcastChannel(channelOf(course, this._sittingId));
    this._channel.onmessage = ({ data }) => { if (heard(data)?.kind === "hello") this._say(); };
    this._say();
  }

  /** Called on every frame; says so at once when something jumped, and now and then while it plays. @param {number} atS @param {boolean} playing */
  showTime(atS, playing) {
    if (this._channel === null) return;
    const now = performance.now();
    const expected = this._at + (this._playing ? ((now - this._saidMs) / 1000) * this._player.rate : 0);
    const jumped = playing !== this._playing || Math.abs(atS - expected) > APART_S / 2;
    if (jumped || (playing && now - this._saidMs >= EVERY_MS)) this._say();
  }

  /** The clips are others. */
  clipsChanged() {
    this._channel?.postMessage({ kind: "clips" });
  }

  _say() {
    const { position, playing, rate } = this._player;
    this._saidMs = performance.now();
    this._playing = playing;
    this._at = position;
    const clip = this._clip();
    this._channel?.postMessage({ kind: "at", sitting_id: this._sittingId, at_s: position, playing, rate, clip: clip === "" ? null : clip, sent_ms: nowMs() });
  }
}

/**
 * Follow the other window: its time, its clip, its part; never with sound.
 * @param {import("../elements/replay_safe.js").ExamReplaySafe} element @param {ReplayPlayer} player @param {string} sittingId @param {() => void} onClips
 */
export function followScreen(element, player, sittingId, onClips) {
  const course = element.course;
  const channel = new BroadcastChannel(channelOf(course, sittingId));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;
  channel.onmessage = ({ data }) => {
    const said = heard(data);
    if (said?.kind === "clips") onClips();
    if (said?.kind === "bye") lost();
    if (said?.kind !== "at") return;
    clearTimeout(patience);
    element.lost = false;
    if (said.sitting_id !== sittingId) {
      // The other window went to another part of the same candidate, and to nothing else.
      if (course.some(({ sitting_id }) => sitting_id === said.sitting_id)) location.replace(`/replay/${said.sitting_id}/safe#follow`);
      return;
    }
    element.clip = said.clip ?? "";
    if (player.rate !== said.rate) player.setRate(said.rate);
    const atS = whereNow(said, nowMs());
    if (!said.playing || Math.abs(player.position - atS) > APART_S) player.seek(atS);
    if (said.playing && !player.playing) player.play();
    if (!said.playing && player.playing) player.pause();
    if (said.playing) patience = setTimeout(lost, LOST_AFTER_MS);
  };

  function lost() {
    element.lost = true;
    if (player.playing) player.pause();
    // It may come back: a reload, or another part.
    channel.postMessage({ kind: "hello" });
  }
  channel.postMessage({ kind: "hello" });
  // What a window says as it closes may not arrive: whoever was opened by it sees that it is gone, also while nothing plays.
  const { opener } = window;
  if (opener === null) return;
  const looking = setInterval(() => {
    if (!opener.closed) return;
    clearInterval(looking);
    lost();
  }, LOOK_MS);
}
