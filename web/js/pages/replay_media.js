/** What both replay pages do with a bundle: files to the player, outlines to the page. */

import { request } from "../protocol/api.js";
import { shownSpan } from "../state/timeline.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../elements/replay.js").ExamReplay | import("../elements/replay_safe.js").ExamReplaySafe} ReplayElement */

/** A breath before the word, so that its beginning is heard. */
const BREATH_S = 0.05;

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

  /** Fetch the outlines that are new, side by side. @param {ReplayBundle} bundle */
  async function fetchPeaks(bundle) {
    await Promise.all(bundle.tracks.map(async ({ seat, peaks }) => {
      if (peaks === null || drawnFrom[seat] === peaks.url) return;
      const coming = early.get(peaks.url) ?? request(peaks.url);
      early.delete(peaks.url); // One that did not come is asked for anew.
      const outline = await coming;
      element.peaks = { ...element.peaks, [seat]: outline };
      drawnFrom[seat] = peaks.url;
    }));
  }

  return async (bundle) => {
    element.bundle = bundle;
    const outlines = fetchPeaks(bundle);
    outlines.catch(() => {}); // Told where it is awaited.
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
    await outlines.finally(() => element.transcript.value?.goOn());
  };
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
