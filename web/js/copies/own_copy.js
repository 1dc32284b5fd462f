/**
 * The page's part in keeping its own microphone: it opens the audio graph and hands each voice to the worker.
 *
 * Whatever fails here is told and never thrown: a call does not need its copy.
 */

import { CallFirst } from "./call_first.js";
import { hasLeftovers } from "./store.js";

/**
 * @typedef {{ what: "open", sittingId: string, by: string } | { what: "clock", serverOffsetMs: number } | { what: "left", left: import("./call_first.js").Left } | { what: "again" } | { what: "end", run: number }
 *   | { what: "trouble", code: string }
 *   | { what: "begin", run: number, voices: { seat: string, port: MessagePort }[] }} ToWorker
 */

/**
 * What the worker says of itself.
 * @typedef {object} FromWorker
 * @property {number} waitingS Seconds of this sitting's sound that the server has not confirmed.
 * @property {number} arrivedS Seconds that it has.
 * @property {boolean} recording
 * @property {boolean} unfinished Whether anything of this sitting is still on its way.
 * @property {string} trouble
 */

const RATE_HZ = 48_000;
const END_WITHIN_MS = 500;
const WORKER_URL = new URL("./worker.js", import.meta.url).href;
const WORKLET_URL = new URL("./microphone_worklet.js", import.meta.url).href;

/** @typedef {{ context: AudioContext, sources: MediaStreamAudioSourceNode[], nodes: AudioWorkletNode[], run: number }} Graph */

export class OwnCopy {
  /** @param {{ sittingId: string, seat: "candidate" | "juror", onChange: (state: FromWorker) => void }} given */
  constructor({ sittingId, seat, onChange }) {
    this._sittingId = sittingId;
    this._seat = seat;
    this._onChange = onChange;
    /** @type {Worker | null} */
    this._worker = null;
    /** @type {Promise<Graph | null>} */
    this._graph = Promise.resolve(null);
    /** @type {readonly MediaStreamTrack[]} */
    this._tracks = [];
    /** @type {AudioContext | null} */
    this._context = null;
    this._live = false;
    this._begun = false;
    this._runs = 0;
    this._serverOffsetMs = 0;
    this._first = new CallFirst((left) => this._say({ what: "left", left }));
    /** @type {Omit<import("./call_first.js").Call, "live">} */
    this._call = { link: "connecting", way: "idle", pictureShed: false };
  }

  /** What an earlier page has left is brought now. */
  async takeUp() {
    if (await hasLeftovers()) this._open();
  }

  /** The page's voices, the left one first; none when its devices are closed. @param {readonly MediaStreamTrack[]} tracks */
  voices(tracks) {
    this._end();
    this._tracks = tracks;
    this._prepare();
    if (this._live) this._begin();
  }

  /** Another device brings a voice from now on: the same run goes on, and so does its count of samples. @param {readonly MediaStreamTrack[]} tracks */
  follow(tracks) {
    this._tracks = tracks;
    void this._graph.then((graph) => {
      if (graph === null || graph.context.state === "closed") return;
      for (const source of graph.sources) source.disconnect();
      graph.sources = graph.nodes.map((node, place) => listening(graph.context, tracks[place], node));
    });
  }

  /** From the answer to the hang-up, and at no other time. @param {boolean} live */
  setLive(live) {
    if (live === this._live) return;
    this._live = live;
    this._first.look({ ...this._call, live });
    if (live) {
      this._begin();
      return;
    }
    this._end();
    // The devices may stay open: a call that did not come about is tried again.
    this._prepare();
  }

  /** How the call stands, which goes first. @param {import("../state/seat.js").SeatState} state */
  beside({ link, media: { way, pictureShed } }) {
    this._call = { link: link.kind, way, pictureShed };
    this._first.look({ ...this._call, live: this._live });
  }

  /** A person has pressed something: a browser that waited for that lets sound pass now. */
  wake() {
    if (this._context?.state === "suspended") this._context.resume().catch(() => {});
  }

  /** @param {number} offsetMs What to add to `performance.now()` for the server's time. */
  hearTime(offsetMs) {
    const serverOffsetMs = offsetMs - performance.timeOrigin;
    if (Math.abs(serverOffsetMs - this._serverOffsetMs) < 1) return;
    this._serverOffsetMs = serverOffsetMs;
    this._say({ what: "clock", serverOffsetMs });
  }

  /** The link is back: what waits is tried at once. */
  again() {
    this._say({ what: "again" });
  }

  _open() {
    if (this._worker !== null) return;
    const worker = newWorker();
    if (worker === null) return;
    worker.onmessage = ({ data }) => this._onChange(data);
    worker.onerror = () => this._onChange({ waitingS: 0, arrivedS: 0, recording: false, unfinished: false, trouble: "own-copy-impossible" });
    this._worker = worker;
    this._say({ what: "clock", serverOffsetMs: this._serverOffsetMs });
    this._say({ what: "left", left: this._first.left });
    this._say({ what: "open", sittingId: this._sittingId, by: this._seat });
  }

  /** An audio graph that waits, so that the first word after the answer is not lost to its making. */
  _prepare() {
    if (this._tracks.length === 0) return;
    if (!isAble()) {
      this._impossible("");
      return;
    }
    this._open();
    this._graph = this._build(this._tracks).catch((thrown) => {
      this._impossible(thrown instanceof DOMException ? thrown.name : "");
      return null;
    });
  }

  /** @param {string} why */
  _impossible(why) {
    console.warn("own-copy-impossible", why);
    this._onChange({ waitingS: 0, arrivedS: 0, recording: false, unfinished: false, trouble: "own-copy-impossible" });
    this._open();
    this._say({ what: "trouble", code: "own-copy-impossible" });
  }

  /** @param {ToWorker} message @param {Transferable[]} [transferred] */
  _say(message, transferred = []) {
    this._worker?.postMessage(message, transferred);
  }

  /** @param {readonly MediaStreamTrack[]} tracks @returns {Promise<Graph>} */
  async _build(tracks) {
    // Nothing is heard here: a large buffer costs least.
    const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "playback" });
    this._context = context;
    await context.audioWorklet.addModule(WORKLET_URL);
    const nodes = tracks.map(() => {
      const node = new AudioWorkletNode(context, "exam-microphone", { channelCount: 1, channelCountMode: "explicit", numberOfOutputs: 1 });
      // What is not connected to an end may not be rendered; it plays nothing.
      node.connect(context.destination);
      return node;
    });
    // A device may have been changed while this was being made.
    const now = this._tracks.length === nodes.length ? this._tracks : tracks;
    const sources = nodes.map((node, place) => listening(context, now[place], node));
    this.wake();
    this._runs += 1;
    return { context, sources, nodes, run: this._runs };
  }

  _begin() {
    if (this._begun) return;
    const building = this._graph;
    this._begun = true;
    void building.then((graph) => {
      if (graph === null || building !== this._graph || !this._live) {
        if (building === this._graph) this._begun = false;
        return;
      }
      const seats = graph.nodes.length === 2 ? ["candidate", "juror"] : [this._seat];
      /** @type {{ seat: string, port: MessagePort }[]} */
      const voices = [];
      for (const [place, node] of graph.nodes.entries()) {
        const { port1, port2 } = new MessageChannel();
        node.port.postMessage({ to: port1 }, [port1]);
        voices.push({ seat: seats[place] ?? this._seat, port: port2 });
      }
      this._say({ what: "begin", run: graph.run, voices }, voices.map(({ port }) => port));
    });
  }

  /** What was recorded is closed; the graph goes with it, since its nodes have ended. */
  _end() {
    const building = this._graph;
    this._graph = Promise.resolve(null);
    this._begun = false;
    void building.then((graph) => {
      if (graph === null) return;
      for (const node of graph.nodes) node.port.postMessage({});
      // The end has to be rendered before the context goes; one that is not rendered at all is ended by the worker.
      setTimeout(() => {
        void graph.context.close().catch(() => {});
        this._say({ what: "end", run: graph.run });
      }, END_WITHIN_MS);
    });
  }
}

/** What brings a track's sound to a node. @param {AudioContext} context @param {MediaStreamTrack | undefined} track @param {AudioNode} node */
function listening(context, track, node) {
  const source = context.createMediaStreamSource(new MediaStream(track === undefined ? [] : [track]));
  source.connect(node);
  return source;
}

/** What pages of earlier seats have left in this browser is brought, from a page that keeps nothing itself. */
export function bringLeftovers() {
  void new OwnCopy({ sittingId: "", seat: "candidate", onChange: () => {} }).takeUp();
}

/** @returns {Worker | null} */
function newWorker() {
  try {
    return new Worker(/** @type {any} */ (trusted(WORKER_URL)), { type: "module", name: "own-copy" });
  } catch (thrown) {
    console.warn("own-copy-impossible", thrown instanceof Error ? thrown.name : "");
    return null;
  }
}

/** Whether this browser has what a copy needs. */
function isAble() {
  return typeof Worker === "function" && typeof AudioWorkletNode === "function" && typeof AudioEncoder === "function";
}

/** @type {{ createScriptURL: (url: string) => unknown } | null | undefined} */
let policy;

/** Our own worker's address, as Trusted Types want it (W3C; only this one is ever let through). @param {string} url */
function trusted(url) {
  policy ??= /** @type {any} */ (globalThis).trustedTypes?.createPolicy("oralexam-worker", {
    createScriptURL: (/** @type {string} */ wanted) => {
      if (wanted !== WORKER_URL) throw new TypeError("not our worker");
      return wanted;
    },
  }) ?? null;
  return policy?.createScriptURL(url) ?? url;
}
