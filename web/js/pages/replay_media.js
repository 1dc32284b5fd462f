/** What both replay pages do with a bundle: files to the player, outlines to the page. */

import { request } from "../protocol/api.js";
import { shownSpan } from "../state/timeline.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../elements/replay.js").ExamReplay | import("../elements/replay_safe.js").ExamReplaySafe} ReplayElement */

/** A breath before the word, so that its beginning is heard. */
const BREATH_S = 0.05;
/** Longer than the outlines take after the bundle on the centre's network, and not felt. */
const TOGETHER_MS = 60;

/**
 * @param {ReplayElement} element @param {import("./replay_player.js").ReplayPlayer} player @param {boolean} audible A second screen shows, and is silent.
 * @param {Map<string, Promise<import("../state/bundle.d.ts").Peaks>>} [early] Outlines that are on their way already.
 * @returns {(bundle: ReplayBundle) => Promise<void>} Gives the player what there is to play; the outlines come after.
 */
export function mediaOf(element, player, audible, early = new Map()) {
  /** @type {Record<string, HTMLAudioElement>} */
  const audios = {};
  /** Where each outline came from: a call that goes on after a hang-up has another one. @type {Record<string, string>} */
  const drawnFrom = {};

  /** A voice is heard and not seen. */
  function voice() {
    const made = document.createElement("audio");
    document.body.append(made);
    return made;
  }

  /** Fetch the outlines that are new, side by side, and draw them at once: each drawing costs as much as all. @param {ReplayBundle} bundle */
  async function fetchPeaks(bundle) {
    const asked = bundle.tracks.flatMap(({ seat, peaks }) => (peaks === null || drawnFrom[seat] === peaks.url ? [] : [{ seat, url: peaks.url }]));
    if (asked.length === 0) return;
    const told = await Promise.allSettled(asked.map(({ url }) => {
      const coming = early.get(url) ?? request(url);
      early.delete(url); // One that did not come is asked for anew.
      return coming;
    }));
    /** @type {Record<string, import("../state/bundle.d.ts").Peaks>} */
    const come = {};
    for (const [place, { seat, url }] of asked.entries()) {
      const one = told[place];
      if (one?.status !== "fulfilled") continue;
      come[seat] = one.value;
      drawnFrom[seat] = url;
    }
    element.peaks = { ...element.peaks, ...come };
    const missing = told.find((one) => one.status === "rejected");
    if (missing !== undefined) throw missing.reason;
  }

  return async (bundle) => {
    const outlines = fetchPeaks(bundle);
    outlines.catch(() => {}); // Told where it is awaited.
    // What comes at once is drawn with the first picture: a second one costs more than this.
    if (element.bundle === null) await Promise.race([outlines.catch(() => {}), new Promise((resolve) => { setTimeout(resolve, TOGETHER_MS); })]);
    element.bundle = bundle;
    await element.updateComplete;
    const pictures = element.pictures();
    if (audible && bundle.mix !== null) player.setPart("mix", bundle.mix, audios["mix"] ??= voice());
    for (const { seat, audio, video, poster = null, loudness_lufs = null } of bundle.tracks) {
      if (audible && audio !== null) player.setPart(`audio-${seat}`, audio, audios[seat] ??= voice(), { lufs: loudness_lufs });
      const picture = pictures.get(seat);
      if (video === null || picture === undefined) continue;
      if (poster !== null) picture.poster = poster.url;
      player.setPart(`video-${seat}`, video, picture, { needed: poster === null });
    }
    player.setSpan(shownSpan(bundle));
    element.showTime(player.position, player.playing);
    await outlines.finally(() => void seen().then(() => element.transcript.value?.goOn()));
  };
}

/** What stands in the document has been drawn; a window that nobody sees draws nothing. @returns {Promise<unknown>} */
export function seen() {
  return document.hidden ? Promise.resolve() : new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });
}

/** Hear it from there. @param {import("./replay_player.js").ReplayPlayer} player @param {number} atS */
export function hear(player, atS) {
  player.seek(atS - BREATH_S);
  player.play();
}

/** The phase that is shown while the play head stands at `atS`; undefined: none that can be pressed. @param {ReplayBundle | null} bundle @param {number} atS */
export function phaseAt(bundle, atS) {
  const phase = bundle?.phases.find(({ starts_s, ends_s }) => starts_s <= atS && atS < ends_s)?.phase;
  return phase !== undefined && ["preparation", "call", "writing"].includes(phase) ? phase : undefined;
}
