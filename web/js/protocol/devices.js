/** The microphone and the camera: opened, or a code that says what to do about it. */

import { chosen } from "../devices/chosen.js";
import { Problem } from "./problem.js";

/** @type {MediaTrackConstraints} */
const AUDIO = {
  channelCount: 1,
  echoCancellation: true,
  // What is recorded is evidence: nothing is made louder, and nothing is taken for noise.
  noiseSuppression: false,
  autoGainControl: false,
};

/**
 * In one room nothing is played back, so there is no echo to take away; and whatever is made for calls may fold two
 * microphones into one.
 * @type {MediaTrackConstraints}
 */
const RAW_AUDIO = { ...AUDIO, echoCancellation: false };

/** @type {MediaTrackConstraints} */
const TWO_CHANNELS = { ...RAW_AUDIO, channelCount: { exact: 2 } };

/** @type {MediaTrackConstraints} */
const VIDEO = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 25, max: 30 } };

/** What is wrong with the browser itself, or "". */
export function browserProblem() {
  if (!globalThis.isSecureContext) return "insecure-page";
  const able = typeof RTCPeerConnection === "function" && typeof WebSocket === "function"
    && typeof navigator.mediaDevices?.getUserMedia === "function";
  return able ? "" : "unsupported-browser";
}

/** The code for what `getUserMedia` threw (W3C, Media Capture and Streams §10). @param {unknown} thrown @param {"microphone" | "camera"} device */
function deviceCode(thrown, device) {
  switch (thrown instanceof DOMException ? thrown.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return `${device}-refused`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `no-${device}`;
    case "NotReadableError":
    case "AbortError":
      return `${device}-in-use`;
    default:
      return `${device}-failed`;
  }
}

/**
 * Open the microphone, and the camera if `video`. `sound`: one voice that is played to somebody far away, one that
 * is not played to anybody, or two people's microphones as the channels of one input. `exact`: the device that was chosen, or none.
 * @param {{ video: boolean, sound?: "call" | "room" | "two-voices", exact?: boolean }} wanted @returns {Promise<MediaStream>}
 * @throws {Problem}
 */
export async function openDevices({ video, sound = "call", exact = false }) {
  const wrong = browserProblem();
  if (wrong !== "") throw new Problem(wrong);
  const audio = { "call": AUDIO, "room": RAW_AUDIO, "two-voices": TWO_CHANNELS }[sound];
  if (!video) return openMicrophone(audio, exact);
  try {
    const opened = await navigator.mediaDevices.getUserMedia({ audio: asChosen(audio, "microphone"), video: asChosen(VIDEO, "camera") });
    return sound === "two-voices" ? checkedForTwo(opened) : opened;
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    // One answer for two devices: the microphone alone tells which of them it is.
    const microphone = await openMicrophone(audio);
    for (const track of microphone.getTracks()) track.stop();
    throw new Problem(deviceCode(thrown, "camera"));
  }
}

/** The camera alone. @param {{ exact?: boolean }} [wanted] @returns {Promise<MediaStream>} @throws {Problem} */
export async function openCamera({ exact = false } = {}) {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: asChosen(VIDEO, "camera", exact) });
  } catch (thrown) {
    throw new Problem(deviceCode(thrown, "camera"));
  }
}

/** Try again whenever a device comes or goes, until that has answered that nothing more is to be tried: what is told first may be the loss. @param {() => Promise<boolean>} again */
export function whenDevicesChange(again) {
  const look = async () => {
    if (await again()) navigator.mediaDevices.removeEventListener("devicechange", look);
  };
  navigator.mediaDevices.addEventListener("devicechange", look);
}

/** The device that was chosen in the check; one that is gone is no reason for silence. @param {MediaTrackConstraints} wanted @param {"microphone" | "camera"} kind @param {boolean} [exact] @returns {MediaTrackConstraints} */
function asChosen(wanted, kind, exact = false) {
  const id = chosen()[kind];
  return id === "" ? wanted : { ...wanted, deviceId: exact ? { exact: id } : { ideal: id } };
}

/** @param {MediaTrackConstraints} audio @param {boolean} [exact] */
async function openMicrophone(audio, exact = false) {
  try {
    const opened = await navigator.mediaDevices.getUserMedia({ audio: asChosen(audio, "microphone", exact), video: false });
    return audio === TWO_CHANNELS ? checkedForTwo(opened) : opened;
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    const oneOnly = audio === TWO_CHANNELS && thrown instanceof DOMException && thrown.name === "OverconstrainedError";
    throw new Problem(oneOnly ? "one-channel-only" : deviceCode(thrown, "microphone"));
  }
}

/** The stream, if its sound has two channels; where a browser does not say, it is taken to have them. @param {MediaStream} stream */
function checkedForTwo(stream) {
  const channels = stream.getAudioTracks()[0]?.getSettings().channelCount ?? 2;
  if (channels >= 2) return stream;
  for (const track of stream.getTracks()) track.stop();
  throw new Problem("one-channel-only");
}
