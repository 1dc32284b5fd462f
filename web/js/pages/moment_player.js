/** Lets a page that judges hear a moment of the exchange: the replay's player, without its pictures. */

import { request } from "../protocol/api.js";
import { shownSpan } from "../state/timeline.js";
import { ReplayPlayer } from "./replay_player.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */

/** A breath before what is meant, so that its beginning is heard. */
const BREATH_S = 0.15;
/** Round a point, so much is shown. */
const ROUND_S = 8;

export class MomentPlayer {
  /** @param {import("../elements/moment_card.js").ExamMomentCard} card */
  constructor(card) {
    this.card = card;
    /** Where the present stretch of listening began. */
    this.heardFromS = 0;
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** Where a moment that plays ends by itself. @type {number | null} */
    this._untilS = null;
    /** @type {Record<string, HTMLAudioElement>} */
    this._voices = {};
    this.player = new ReplayPlayer((atS, playing) => {
      card.showTime(atS);
      if (card.playing !== playing) card.playing = playing;
      if (playing && this._untilS !== null && atS >= this._untilS) {
        this._untilS = null;
        this.player.pause();
      }
      if (atS > card.span.endsS || atS < card.span.startsS) card.span = around(atS, card.whole);
    });
    /** @param {string} name @param {(detail: any) => void} handle */
    const on = (name, handle) => card.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
    on("play", () => this.toggle());
    on("seek", (atS) => this.seek(atS));
    on("step", (byS) => this.seek(this.player.position + byS));
  }

  get position() {
    return this.player.position;
  }

  toggle() {
    this._untilS = null;
    if (!this.player.playing) this.heardFromS = this.player.position;
    this.player.toggle();
  }

  /** @param {number} atS */
  seek(atS) {
    this._untilS = null;
    this.heardFromS = atS;
    this.player.seek(atS);
  }

  /** Play a moment, from its beginning to its end. @param {import("../state/judgement.d.ts").Moment} moment */
  hear({ starts_s, ends_s }) {
    const { card } = this;
    const ends = ends_s ?? starts_s + ROUND_S;
    card.span = { startsS: Math.max(card.whole.startsS, starts_s - 2), endsS: Math.min(card.whole.endsS, Math.max(ends, starts_s + 1) + 2) };
    this.seek(starts_s - BREATH_S);
    this.heardFromS = starts_s;
    this._untilS = ends;
    this.player.play();
  }

  /** Fetch what can be heard. @param {string} sittingId */
  async load(sittingId) {
    return await this.take(/** @type {ReplayBundle} */ (await request(`/api/replay/${sittingId}`)));
  }

  /** Hear what was fetched. @param {ReplayBundle} bundle */
  async take(bundle) {
    this.bundle = bundle;
    for (const { seat, audio } of bundle.tracks) if (audio !== null) this.player.setPart(`audio-${seat}`, audio, this._voices[seat] ??= voice());
    if (bundle.mix !== null) this.player.setPart("mix", bundle.mix, this._voices["mix"] ??= voice());
    const whole = shownSpan(bundle);
    this.player.setSpan(whole);
    this.card.whole = whole;
    this.card.span = around(Math.max(0, whole.startsS), whole);
    this.card.ready = bundle.mix !== null || bundle.tracks.some(({ audio }) => audio !== null);
    for (const { seat, peaks } of bundle.tracks) if (peaks !== null) this.card.peaks = { ...this.card.peaks, [seat]: await request(peaks.url) };
    return bundle;
  }
}

/** @param {number} atS @param {import("../state/timeline.js").Span} whole @returns {import("../state/timeline.js").Span} */
function around(atS, whole) {
  const startsS = Math.max(whole.startsS, Math.min(atS - ROUND_S / 2, whole.endsS - 2 * ROUND_S));
  return { startsS, endsS: Math.min(whole.endsS, startsS + 2 * ROUND_S) };
}

/** A voice is heard and not seen. */
function voice() {
  const element = document.createElement("audio");
  document.body.append(element);
  return element;
}
