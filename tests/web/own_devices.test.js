import assert from "node:assert/strict";
import test from "node:test";
import { MediaLink } from "../../web/js/protocol/media.js";
import { OwnDevices } from "../../web/js/protocol/own_devices.js";

const nextTurn = () => new Promise((resolve) => { setImmediate(resolve); });

/** A track, and a stream of tracks, as far as a page looks at them. */
class Track {
  /** @param {"audio" | "video"} kind */
  constructor(kind) {
    this.kind = kind;
    this.readyState = "live";
    this.enabled = true;
    this.onended = null;
  }

  stop() {
    this.readyState = "ended";
  }
}

/** @param {Track[]} tracks */
function streamOf(tracks) {
  const held = [...tracks];
  return {
    getTracks: () => [...held], getAudioTracks: () => held.filter(({ kind }) => kind === "audio"), getVideoTracks: () => held.filter(({ kind }) => kind === "video"),
    addTrack: (track) => { held.push(track); }, removeTrack: (track) => { held.splice(held.indexOf(track), 1); },
  };
}

/** A browser whose devices open when the test says so. @param {import("node:test").TestContext} context */
function browser(context) {
  const opened = [];
  const wanted = [];
  const mediaDevices = Object.assign(new EventTarget(), {
    /** What waits for a device. @type {((answer: unknown) => void)[]} */ waiting: [],
    patient: false,
    async getUserMedia({ audio, video }) {
      wanted.push(video ? "camera" : "microphone");
      if (this.patient) await new Promise((resolve) => { this.waiting.push(resolve); });
      if (this.thrown !== undefined) throw this.thrown;
      const tracks = [...(audio ? [new Track("audio")] : []), ...(video ? [new Track("video")] : [])];
      opened.push(...tracks);
      return streamOf(tracks);
    },
    thrown: /** @type {unknown} */ (undefined),
  });
  const given = { navigator: { mediaDevices }, isSecureContext: true, RTCPeerConnection: class {}, WebSocket: class {}, localStorage: { getItem: () => null }, sessionStorage: { getItem: () => null } };
  for (const [name, value] of Object.entries(given)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
    context.after(() => (before === undefined ? delete globalThis[name] : Object.defineProperty(globalThis, name, before)));
  }
  return { mediaDevices, opened, wanted };
}

/** Devices in a call whose connection takes a new track after a turn. */
async function inCall() {
  const told = [];
  const senders = [];
  const devices = new OwnDevices({
    video: true, sound: "call", peer: () => /** @type {any} */ ({ getSenders: () => senders }), onChange: (change) => told.push(change), onGone: () => {},
  });
  await devices.open();
  for (const track of devices.sent) {
    const sender = { track: /** @type {any} */ (track), replaceTrack: async (now) => { await nextTurn(); await nextTurn(); sender.track = now; } };
    senders.push(sender);
  }
  return { devices, told, camera: senders[1] };
}

test("of two cameras that are taken at the same time the last one is sent, and it runs", async (context) => {
  const { opened } = browser(context);
  const { devices, camera } = await inCall();
  await Promise.all([devices.swap("camera"), devices.swap("camera")]);
  assert.equal(camera.track.readyState, "live");
  assert.deepEqual(devices.stream.getVideoTracks(), [camera.track]);
  assert.deepEqual(opened.filter(({ kind, readyState }) => kind === "video" && readyState === "live"), [camera.track]);
});

test("a camera that comes back is looked for once, however often the browser tells that devices have changed", async (context) => {
  const { mediaDevices, wanted } = browser(context);
  const { devices, told, camera } = await inCall();
  camera.track.onended();
  for (let times = 0; times < 3; times += 1) mediaDevices.dispatchEvent(new Event("devicechange"));
  await devices.cameraBack();
  assert.deepEqual(wanted.slice(1), ["camera"]);
  assert.equal(camera.track.readyState, "live");
  assert.deepEqual(told.at(-1), { devices: "open", problem: "" });
});

test("a swap that fails keeps nobody from the next one", async (context) => {
  const { mediaDevices } = browser(context);
  const { devices, camera } = await inCall();
  mediaDevices.thrown = new DOMException("", "NotReadableError");
  await assert.rejects(devices.swap("camera"), { code: "camera-in-use" });
  mediaDevices.thrown = undefined;
  const { now } = await devices.swap("camera");
  assert.equal(camera.track, now);
});

test("a call that ends while a camera is looked for leaves nothing open, and says nothing more", async (context) => {
  const { mediaDevices, opened } = browser(context);
  const { devices, told, camera } = await inCall();
  camera.track.onended();
  mediaDevices.patient = true;
  const back = devices.cameraBack();
  await nextTurn();
  devices.close();
  const before = told.length;
  for (const answer of mediaDevices.waiting) answer(undefined);
  await back;
  assert.equal(told.length, before);
  assert.deepEqual(opened.filter(({ readyState }) => readyState === "live"), []);
});

test("a link that was stopped opens no microphone any more, though one is plugged in", async (context) => {
  const { mediaDevices, wanted } = browser(context);
  const told = [];
  const link = new MediaLink({ seat: "juror", manner: "telephone", offer: async () => "", onChange: (change) => told.push(change) });
  mediaDevices.thrown = new DOMException("", "NotFoundError");
  await link.start();
  link._microphoneGone();
  link.stop();
  mediaDevices.thrown = undefined;
  mediaDevices.dispatchEvent(new Event("devicechange"));
  await nextTurn();
  assert.equal(wanted.length, 1);
  assert.equal(told.at(-1).devices, "off");
});
