/** The copy that a page keeps of its own microphone, where something is said of it. Development only. */

import { candidate, jury } from "./canned.js";

const ARRIVED = { kept: true, waitingS: 0, arrivedS: 600, recording: false, unfinished: false, trouble: "" };
const WAITING = { ...ARRIVED, waitingS: 34, arrivedS: 566, unfinished: true };

/** @param {any} scenario @param {(name: string, state: any) => HTMLElement} page @returns {Record<string, () => HTMLElement>} */
export function copyStates(scenario, page) {
  return {
    "candidate-copy-writing": () => page("exam-candidate", candidate(scenario, "writing", { state: { copy: WAITING } })),
    "candidate-copy-waiting": () => page("exam-candidate", candidate(scenario, "handed-in", { state: { copy: WAITING } })),
    "candidate-copy-arrived": () => page("exam-candidate", candidate(scenario, "handed-in", { state: { copy: ARRIVED } })),
    "candidate-copy-goes-on": () => page("exam-candidate", candidate(scenario, "call", { state: { link: { kind: "lost", code: "" }, copy: { ...WAITING, recording: true } } })),
    "jury-copy-waiting": () => page("exam-jury", jury(scenario, "handed-in", { state: { copy: WAITING } })),
  };
}

const RATE_HZ = 48_000;
const RUN = { run: "r1", offset_s: 0.02, drift_ppm: 12, residual_ms: 0.01, windows: 14, agreeing: 14, reason: "", by_clock: false, within_ms: 0 };
const CUT = { starts_s: 38, ends_s: 68 };

/** @param {Partial<import("../js/state/bundle.d.ts").CopyMap>} more @returns {import("../js/state/bundle.d.ts").CopyMap} */
function map(more) {
  return { spans: [], samples: 92 * RATE_HZ, journal_missing_samples: 0, filled_samples: 0, missing_samples: 0, runs: [RUN], whole: true, said_s: 0, ...more };
}

/**
 * The map of gaps under the waveforms: what the network lost, before and after the pages' own copies are there.
 * @param {(bundle: import("../js/state/bundle.d.ts").ReplayBundle) => HTMLElement} replay @param {import("../js/state/bundle.d.ts").ReplayBundle} bundle
 * @returns {Record<string, () => HTMLElement>}
 */
export function gapStates(replay, bundle) {
  /** @param {Partial<import("../js/state/bundle.d.ts").ReplayTrack>} candidate @param {Partial<import("../js/state/bundle.d.ts").ReplayTrack>} [juror] */
  const voices = (candidate, juror = { copies: map({}) }) => replay({ ...bundle, tracks: bundle.tracks.map((track) => ({ ...track, gaps: [], ...(track.seat === "candidate" ? candidate : juror) })) });
  const filled = map({ spans: [{ ...CUT, held: "own-only" }], filled_samples: 30 * RATE_HZ, journal_missing_samples: 30 * RATE_HZ });
  return {
    "replay-gaps-before": () => voices({ gaps: [CUT] }, { gaps: [{ starts_s: 52, ends_s: 53.4 }] }),
    "replay-gaps-filled": () => voices({ copies: filled }),
    "replay-gaps-both": () => voices({ copies: map({}) }),
    "replay-gaps-partly": () => voices(
      { gaps: [{ starts_s: 60, ends_s: 68 }], copies: map({ spans: [{ starts_s: 38, ends_s: 60, held: "own-only" }, { starts_s: 60, ends_s: 68, held: "neither" }], filled_samples: 22 * RATE_HZ, missing_samples: 8 * RATE_HZ }) },
      { copies: map({ spans: [{ starts_s: 10, ends_s: 24, held: "journal-only" }, { starts_s: 74, ends_s: 92, held: "own-only" }], filled_samples: 18 * RATE_HZ, runs: [RUN, { ...RUN, run: "r2", windows: 0, agreeing: 0, by_clock: true, within_ms: 300 }] }) },
    ),
    "replay-gaps-not-used": () => voices({ gaps: [CUT], copies: map({ spans: [{ ...CUT, held: "neither" }], missing_samples: 30 * RATE_HZ, runs: [{ ...RUN, reason: "another-sound" }] }) }),
  };
}
