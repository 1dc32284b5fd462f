/** Which devices a person has chosen on this computer, and which of them are there. Ids mean nothing outside this browser. */

/** @typedef {{ microphone: string, camera: string, loudspeaker: string }} Chosen */
/** @typedef {{ microphone: MediaDeviceInfo[], camera: MediaDeviceInfo[], loudspeaker: MediaDeviceInfo[] }} Present */

const KEY = "oralexam-devices";
/** @type {Chosen} */
const NOTHING = { microphone: "", camera: "", loudspeaker: "" };

/** "" where nothing was chosen: the browser's own choice. @returns {Chosen} */
export function chosen() {
  try {
    return { ...NOTHING, ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
  } catch {
    return NOTHING;
  }
}

/** @param {Partial<Chosen>} change */
export function choose(change) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...chosen(), ...change }));
  } catch {
    // Not remembered: the browser's own choice is taken in the call.
  }
}

/** @returns {Promise<Present>} */
export async function present() {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const known = all.filter(({ deviceId }) => deviceId !== "");
  return {
    microphone: known.filter(({ kind }) => kind === "audioinput"),
    camera: known.filter(({ kind }) => kind === "videoinput"),
    loudspeaker: known.filter(({ kind }) => kind === "audiooutput"),
  };
}

/** The device that is used: the chosen one, or the first. @param {MediaDeviceInfo[]} devices @param {string} id */
function used(devices, id) {
  return devices.find(({ deviceId }) => deviceId === id) ?? devices[0];
}

/** The device itself: « default » stays the same when what is behind it changes; its group says which that is, in this enumeration. @param {MediaDeviceInfo[]} devices @param {MediaDeviceInfo} device */
function behind(devices, device) {
  if (device.deviceId !== "default" && device.deviceId !== "communications") return device.deviceId;
  return devices.find(({ deviceId, groupId }) => groupId === device.groupId && deviceId !== "default" && deviceId !== "communications")?.deviceId ?? device.deviceId;
}

/** Which devices are used now, as a digest that names none of them and is the same in each page; "" where the browser does not tell. */
export async function digest() {
  const here = await present();
  const mine = chosen();
  const names = /** @type {const} */ (["microphone", "camera", "loudspeaker"]).map((kind) => {
    const device = used(here[kind], mine[kind]);
    return device === undefined ? "-" : behind(here[kind], device);
  });
  if (here.microphone.length === 0) return "";
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(names.join("|")));
  return [...new Uint8Array(bytes).subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
