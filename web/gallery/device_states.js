/** The check of a station at each of its moments. Development only. */

import { at, candidate, jury } from "./canned.js";
import { picture } from "./drawn_people.js";

/** @typedef {import("../js/protocol/messages.d.ts").StationCheck} StationCheck */
/** @typedef {import("../js/protocol/messages.d.ts").DeviceFault} DeviceFault */

const FORMALITIES = { notice_version: "2026-11", asked: true, admitted: true, acknowledged_at: at(-4), refused_at: null, waits_for: "devices-not-checked" };
const FIGURES = { level_db: -27.4, noise_db: -63.1, snr_db: 35.7, clipped: 0, echo_db: null, camera: true };

/** @param {Partial<StationCheck>} change @param {"candidate" | "juror"} [seat] @returns {StationCheck} */
const station = (change, seat = "candidate") => ({ seat, standing: "missing", fault: null, figures: null, measured_at: null, changed_at: null, ...change });

/** @param {string} kind @param {string[]} labels */
const devices = (kind, ...labels) => labels.map((label, index) => ({ kind, label, deviceId: `${kind}-${index}`, groupId: `${index}` }));
const PRESENT = {
  microphone: devices("audioinput", "Casque USB, micro perche", "Micro interne"),
  camera: devices("videoinput", "Caméra intégrée"),
  loudspeaker: devices("audiooutput", "Casque USB", "Haut-parleurs"),
};

/** @param {any} scenario @param {(name: string, state: any, then?: any) => HTMLElement} page @returns {Record<string, () => HTMLElement>} */
export function deviceStates(scenario, page) {
  /** @param {Record<string, unknown>} shown @param {Partial<StationCheck>} [known] @param {Record<string, unknown>} [view] */
  const check = (shown, known = {}, view = {}) => page("exam-candidate", candidate(scenario, "waiting", { view: { formalities: { ...FORMALITIES, station: station(known) }, ...view } }), { act: (/** @type {HTMLElement} */ element) => set(element, shown) });
  const open = { _devices: PRESENT, get _picture() { return picture("candidate"); }, _from: 0 };
  /** @param {DeviceFault | null} fault @param {Partial<typeof FIGURES> | { echo_db: number }} [figures] */
  const measured = (fault, figures = {}) => ({ ...open, _step: "done", _measured: { fault, figures: { ...FIGURES, ...figures }, voice: new Float32Array(1), rateHz: 48000 } });
  return {
    "candidate-devices": () => check({ _from: 0 }),
    "candidate-devices-changed": () => check({ _from: 0 }, { standing: "changed" }),
    "candidate-devices-ready": () => check({ ...open, _step: "ready" }),
    "candidate-devices-quiet": () => check({ ...open, _step: "quiet" }),
    "candidate-devices-probe": () => check({ ...open, _step: "probe" }),
    "candidate-devices-read": () => check({ ...open, _step: "read" }),
    "candidate-devices-good": () => check(measured(null)),
    "candidate-devices-weak": () => check(measured("quiet", { level_db: -51.2, snr_db: 18 }), { standing: "bad", fault: "quiet" }),
    "candidate-devices-echo": () => check(measured("echo", { echo_db: -11 }), { standing: "bad", fault: "echo" }),
    "candidate-devices-noisy": () => check(measured("noisy", { noise_db: -36, snr_db: 8.2 }), { standing: "bad", fault: "noisy" }),
    "candidate-devices-refused": () => check({ _from: 0, _problem: "microphone-refused" }),
    "candidate-devices-no-camera": () => check({ ...open, _picture: null, _cameraProblem: "no-camera", _step: "ready" }),
    "candidate-devices-station": () => check({ ...open, _step: "read", _channel: 1 }, {}, { part: "visitor", station_setup: "two-microphones" }),
    "candidate-sound-test": () => page("exam-candidate", candidate(scenario, "waiting", { state: { soundTest: "plays" } })),
    "candidate-devices-changed-call": () => page("exam-candidate", candidate(scenario, "call", { view: { formalities: { ...FORMALITIES, waits_for: null, station: station({ standing: "changed", changed_at: at(16) }) } } })),
    "candidate-swap": () => page("exam-candidate", candidate(scenario, "call"), { act: swapping(null) }),
    "candidate-swap-listening": () => page("exam-candidate", candidate(scenario, "call"), { act: swapping({ kind: "microphone", is: "listening", problem: "" }) }),
    "jury-swap-failed": () => page("exam-jury", jury(scenario, "call"), { act: swapping({ kind: "microphone", is: "failed", problem: "no-microphone" }) }),
    "jury-devices": () => page("exam-jury", jury(scenario, "waiting", { view: { formalities: { ...FORMALITIES, station: station({}, "juror") } } }), { act: (/** @type {HTMLElement} */ element) => set(element, { ...open, _step: "ready" }) }),
    "jury-drawn-waits-devices": () => page("exam-jury", jury(scenario, "drawn", { view: { formalities: { ...FORMALITIES, waits_for: "devices-bad", station: station({ standing: "good" }, "juror") } } })),
  };
}

/** The sheet on which devices are changed in a call, open. @param {import("../js/state/seat.js").Swap | null} swap */
function swapping(swap) {
  return (/** @type {HTMLElement} */ page) => {
    const element = /** @type {any} */ (page.querySelector("exam-device-swap"));
    Object.assign(element, { _look: () => {}, _devices: PRESENT, swap });
    element.requestUpdate();
    element.querySelector("#device-panel").showPopover();
  };
}

/** @param {HTMLElement} page @param {Record<string, unknown>} shown */
function set(page, shown) {
  const element = /** @type {any} */ (page.querySelector("exam-device-check"));
  Object.assign(element, shown);
  element.requestUpdate();
}
