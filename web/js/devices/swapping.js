/** Another device in the middle of a call: taken without leaving, told, and listened to until it brings a level. */

import { choose, chosen, digest } from "./chosen.js";
import { chooseSink } from "./sound_card.js";
import { codeOf } from "../protocol/problem.js";

/** @typedef {keyof import("./chosen.js").Chosen} Kind */

/** A voice that may be too weak, but is one: 5 dB under the least level of the check (docs/decisions/0179), of full scale. */
const HEARD_RMS = 10 ** (-50 / 20);
const LOOK_MS = 100;
/** Whoever has said nothing for so long is seen as silent on the board anyway. */
const LISTENS_S = 120;

/**
 * @typedef {object} Given
 * @property {() => import("../protocol/media.js").MediaLink | null} media
 * @property {(asked: { type: "report-devices-swapped", device: Kind, devices: string, heard: boolean }) => Promise<void>} order
 * @property {(swap: import("../state/seat.js").Swap) => void} tell
 * @property {() => Promise<void>} settled What is there now is what counts from now on.
 */

export class DeviceSwap {
  /** @param {Given} given */
  constructor({ media, order, tell, settled }) {
    this._media = media;
    this._order = order;
    this._tell = tell;
    this._settled = settled;
    /** @type {Promise<void>} */
    this._last = Promise.resolve();
    this._stopListening = () => {};
  }

  /**
   * One after the other, however fast somebody chooses; one that fails is told, and keeps nobody from the next.
   * @param {{ kind: Kind, id: string }} wanted
   */
  swap(wanted) {
    this._last = this._last.then(() => this._swap(wanted))
      .catch((thrown) => this._tell({ kind: wanted.kind, is: "failed", problem: codeOf(thrown) }));
    return this._last;
  }

  /** @param {{ kind: Kind, id: string }} wanted */
  async _swap({ kind, id }) {
    const before = chosen()[kind];
    choose({ [kind]: id });
    this._tell({ kind, is: "asking", problem: "" });
    /** @type {MediaStreamTrack | null} */
    let track = null;
    try {
      if (kind === "loudspeaker") await speakThrough(id);
      else track = await /** @type {import("../protocol/media.js").MediaLink} */ (this._media()).swap(kind);
    } catch (thrown) {
      choose({ [kind]: before });
      this._tell({ kind, is: "failed", problem: codeOf(thrown) });
      return;
    }
    await this._settled();
    const devices = await digest();
    const listens = kind === "microphone" && track !== null;
    this._tell({ kind, is: listens ? "listening" : "done", problem: "" });
    await this._order({ type: "report-devices-swapped", device: kind, devices, heard: kind !== "microphone" });
    if (!listens) return;
    this._stopListening();
    this._stopListening = untilHeard(/** @type {MediaStreamTrack} */ (track), () => {
      this._tell({ kind, is: "heard", problem: "" });
      void this._order({ type: "report-devices-swapped", device: kind, devices, heard: true });
    });
  }

  stop() {
    this._stopListening();
  }
}

/** Every voice that is played here. @param {string} id */
async function speakThrough(id) {
  await Promise.all([...document.querySelectorAll("audio.voice")].map((voice) => chooseSink(voice, id)));
}

/**
 * Listen to a microphone until it brings a level. On a copy of its track: somebody who is muted, or waits for the answer, tries
 * the new one too, and nothing of it leaves this computer.
 * @param {MediaStreamTrack} track @param {() => void} heard @returns {() => void} What ends it.
 */
function untilHeard(track, heard) {
  const copy = track.clone();
  copy.enabled = true;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let left = LISTENS_S * 1000 / LOOK_MS;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    left -= 1;
    if (rms < HEARD_RMS && left > 0 && copy.readyState === "live") return;
    end();
    if (rms >= HEARD_RMS) heard();
  }, LOOK_MS);
  const end = () => {
    clearInterval(timer);
    copy.stop();
    if (context.state !== "closed") void context.close();
  };
  return end;
}
