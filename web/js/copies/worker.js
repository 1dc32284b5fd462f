/** The worker that keeps a page's own copy: it alone encodes, seals, stores and brings; the page only looks on. */

import { canRecord, Recorder } from "./recorder.js";
import { begunMs, isTooOld, waitingSamples } from "./run_queue.js";
import { RATE_HZ } from "./segment.js";
import { Store } from "./store.js";
import { Uploader } from "./uploader.js";

/** @typedef {import("./own_copy.js").ToWorker} ToWorker */
/** @typedef {import("./own_copy.js").FromWorker} FromWorker */

const LOOK_MS = 500;
/** No sample in this time: the browser waits for a press, or the microphone is dead. */
const SILENT_AFTER_MS = 4000;
const TELL_AGAIN_MS = 2000;
/** So often it looks for what another page of this browser has left that was closed meanwhile. */
const TAKE_UP_MS = 2000;
/** A question on a link that is dead would wait for minutes. */
const ANSWER_WITHIN_MS = 10_000;

const store = new Store();
const uploader = new Uploader({
  store, fetch: (...given) => fetch(...given), nowMs: () => performance.now(), later: (ms, act) => setTimeout(act, ms), chance: Math.random,
  onChange: () => { dirty = true; }, onDone: ({ stored }) => letGo(stored.run),
});
/** What releases a run's lock. @type {Map<string, () => void>} */
const locks = new Map();
/** By the number of the page's audio graph. @type {Map<Recorder, number>} */
const recorders = new Map();
let sittingId = "";
let by = "";
let serverOffsetMs = 0;
let dirty = true;
let takingUp = false;
let recording = false;
let lastSampleMs = 0;
/** @type {Set<string>} */
const troubles = new Set();
let told = "own-copy-resumed";
let telling = false;
let lastTold = "";
/** @type {Promise<{ id: string, point: string }> | null} */
let keyPage = null;

self.onmessage = ({ data }) => heard(data);
addEventListener("online", () => uploader.again());
setInterval(look, LOOK_MS);

/** @param {ToWorker} message */
function heard(message) {
  switch (message.what) {
    case "open":
      ({ sittingId, by } = message);
      void takeUp();
      setInterval(() => void takeUp(), TAKE_UP_MS);
      break;
    case "clock":
      serverOffsetMs = message.serverOffsetMs;
      break;
    case "begin":
      void begin(message.run, message.voices);
      break;
    case "left":
      uploader.leave(message.left);
      break;
    case "end":
      for (const [recorder, run] of recorders) if (run === message.run) void recorder.end();
      break;
    case "trouble":
      troubles.add(message.code);
      break;
    case "again":
      uploader.again();
      break;
  }
}

/** What earlier pages have left: of this seat and of others, as far as this session may bring it. */
async function takeUp() {
  if (takingUp) return;
  takingUp = true;
  try {
    for (const place of await store.runs()) await take(place);
  } finally {
    takingUp = false;
  }
}

/** @param {import("./store.js").Place} place */
async function take(place) {
  if (uploader.uploads.has(place.run) || !(await lock(place.run))) return;
  let taken = false;
  try {
    taken = await taking(place);
  } catch {
    // What cannot be read now is let alone, and looked at again.
  } finally {
    if (!taken) letGo(place.run);
  }
}

/** Whether a run that is locked is brought from here. @param {import("./store.js").Place} place */
async function taking(place) {
  // Whoever held it may have brought the rest of it meanwhile.
  if (!(await store.has(place))) return false;
  const head = await store.headOf(place);
  const begun = begunMs(head);
  if (isTooOld(begun ?? await store.writtenMs(place), Date.now())) {
    await store.removeRun(place);
    return false;
  }
  // Without its head nothing of it can be brought; what is sealed stays for as long as any other run does.
  if (begun === null) return false;
  const segments = await store.segments(place);
  const [sitting = "", seat = ""] = place.folder.split(".");
  uploader.add({ ...place, head }, pathOf(sitting, seat), sitting === sittingId);
  for (const waiting of segments) uploader.addSegment(place.run, waiting);
  uploader.end(place.run);
  dirty = true;
  return true;
}

/** @param {number} run @param {{ seat: string, port: MessagePort }[]} voices */
async function begin(run, voices) {
  recording = true;
  lastSampleMs = performance.now();
  if (!(await canRecord())) {
    troubles.add("own-copy-impossible");
    return;
  }
  for (const { seat, port } of voices) {
    const recorder = newRecorder(seat);
    recorders.set(recorder, run);
    port.onmessage = ({ data }) => {
      if (data.what === "samples") {
        lastSampleMs = performance.now();
        recorder.feed(data.first, data.samples);
      } else {
        void recorder.end();
        port.close();
      }
    };
  }
}

/** @param {string} seat */
function newRecorder(seat) {
  const folder = `${sittingId}.${by}`;
  /** @type {import("./store.js").StoredRun} */
  let stored;
  const recorder = new Recorder({
    sittingId, by, seat, keyPage: serverKey(), clock,
    onBegun: async (head, run) => {
      stored = { folder, run, head };
      await lock(run);
      await store.begin(stored);
      uploader.add(stored, pathOf(sittingId, by), true);
    },
    onCut: async (run, { waiting, segment }) => {
      if (await store.put(stored, waiting, segment)) uploader.addSegment(run, waiting);
      else troubles.add("own-copy-lost-sound");
      if (store.inMemory) troubles.add("own-copy-in-memory");
    },
    onEnd: (run) => {
      uploader.end(run);
      ended(recorder);
    },
    onFault: () => {
      troubles.add("own-copy-impossible");
      if (recorder.run !== undefined) uploader.end(recorder.run);
      ended(recorder);
    },
  });
  return recorder;
}

/** @param {Recorder} recorder */
function ended(recorder) {
  recorders.delete(recorder);
  recording = recorders.size > 0;
  dirty = true;
}

/** The server's key: asked for until it comes; what is recorded meanwhile waits, encoded. */
function serverKey() {
  keyPage ??= (async () => {
    for (let failures = 1; ; failures += 1) {
      try {
        const answer = await fetch(pathOf(sittingId, by), { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        if (answer.ok) return (await answer.json()).key;
      } catch {
        // The link is down: again soon.
      }
      await new Promise((resolve) => { setTimeout(resolve, Math.min(5000, 250 * failures)); });
    }
  })();
  return keyPage;
}

/** One page at a time works at a run; the others leave it alone. @param {string} run @returns {Promise<boolean>} */
function lock(run) {
  return new Promise((resolve) => {
    void navigator.locks.request(`oralexam-own-copy-${run}`, { ifAvailable: true }, (held) => {
      resolve(held !== null);
      if (held === null) return undefined;
      return new Promise((release) => { locks.set(run, () => release(undefined)); });
    });
  });
}

/** @param {string} run */
function letGo(run) {
  locks.get(run)?.();
  locks.delete(run);
}

function clock() {
  const pageMs = performance.timeOrigin + performance.now();
  return { pageMs, serverMs: pageMs + serverOffsetMs };
}

/** @param {string} sitting @param {string} seat */
function pathOf(sitting, seat) {
  return `/api/copies/${encodeURIComponent(sitting)}/${encodeURIComponent(seat)}`;
}

/** Twice a second: what the page shows, and what the manager must hear. */
function look() {
  const silent = recording && performance.now() - lastSampleMs > SILENT_AFTER_MS;
  if (silent) troubles.add("own-copy-silent");
  else troubles.delete("own-copy-silent");
  const uploads = [...uploader.uploads.values()].filter((upload) => upload.own);
  if (uploads.some((upload) => upload.parked)) troubles.add("own-copy-refused");
  if (uploader.lost > 0) troubles.add("own-copy-lost-sound");
  void tell();
  if (!dirty && !recording && !silent) return;
  dirty = false;
  let samples = 0;
  for (const upload of uploads) samples += waitingSamples(upload.queue);
  for (const recorder of recorders.keys()) samples += recorder.samples - recorder.cutSamples;
  /** @type {FromWorker} */
  const state = { waitingS: Math.ceil(samples / RATE_HZ), arrivedS: Math.floor(uploader.arrivedSamples / RATE_HZ), recording, unfinished: uploads.length > 0 || recorders.size > 0, trouble: [...troubles][0] ?? "" };
  const text = JSON.stringify(state);
  if (text === lastTold) return;
  lastTold = text;
  postMessage(state);
}

async function tell() {
  const code = [...troubles][0] ?? "own-copy-resumed";
  if (telling || code === told || sittingId === "") return;
  telling = true;
  try {
    const answer = await fetch(`${pathOf(sittingId, by)}/trouble`, {
      method: "POST", credentials: "same-origin", headers: { "content-type": "application/json" }, body: JSON.stringify({ code }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.ok || answer.status < 500) told = code;
  } catch {
    // Told when the link is back.
  } finally {
    setTimeout(() => { telling = false; }, TELL_AGAIN_MS);
  }
}
