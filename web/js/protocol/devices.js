/** The microphone and the camera: opened, or a code that says what to do about it. */

import { Problem } from "./problem.js";

/** @type {MediaTrackConstraints} */
const AUDIO = {
  channelCount: 1,
  echoCancellation: true,
  // What is recorded is evidence: nothing is made louder, and nothing is taken for noise.
  noiseSuppression: false,
  autoGainControl: false,
};

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
export function deviceCode(thrown, device) {
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
 * Open the microphone, and the camera if `video`.
 * @param {{ video: boolean }} wanted @returns {Promise<MediaStream>}
 * @throws {Problem}
 */
export async function openDevices({ video }) {
  const wrong = browserProblem();
  if (wrong !== "") throw new Problem(wrong);
  if (!video) return openMicrophone();
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: AUDIO, video: VIDEO });
  } catch (thrown) {
    // One answer for two devices: the microphone alone tells which of them it is.
    const microphone = await openMicrophone();
    for (const track of microphone.getTracks()) track.stop();
    throw new Problem(deviceCode(thrown, "camera"));
  }
}

async function openMicrophone() {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: AUDIO, video: false });
  } catch (thrown) {
    throw new Problem(deviceCode(thrown, "microphone"));
  }
}
