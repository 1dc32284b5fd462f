/**
 * A station tries the network: a WebSocket, the addresses that it has to offer, and a telephone connection to the server
 * that hears itself, straight and by the relay alone. No microphone is asked for: a quiet note is made and sent.
 */

import { codeOf } from "./problem.js";
import { onlyCodecs } from "./peer_parts.js";

/** @typedef {import("../state/network.d.ts").Found} Found */
/** @typedef {import("../state/network.d.ts").Way} Way */

const CONNECT_WITHIN_MS = 8000;
/** A hundred and fifty packets, and three reports of the server on them. */
const MEASURE_MS = 3000;
const GATHER_WITHIN_MS = 3000;
const SOCKET_WITHIN_MS = 4000;
const PINGS = 6;
/** @type {Way} */
const NO_WAY = { connected: false, connect_ms: null, round_trip_ms: null, sent: 0, lost_there: 0, received: 0, lost_back: 0, over: "", problem: "" };

/**
 * @param {{ iceServers: RTCIceServer[], offer: (sdp: string) => Promise<string>, onStep: (found: Partial<Found>) => void }} with
 * @returns {Promise<Found>}
 */
export async function probeNetwork({ iceServers, offer, onStep }) {
  const note = quietNote();
  try {
    const socket_ms = await socketRoundTrip();
    onStep({ socket_ms });
    const addresses = await addressesOf(iceServers);
    onStep(addresses);
    const direct = await tryWay({ bundlePolicy: "max-bundle", iceServers: [] }, note.track, offer);
    onStep({ direct });
    const relay = iceServers.length === 0 ? null : await tryWay({ bundlePolicy: "max-bundle", iceServers, iceTransportPolicy: "relay" }, note.track, offer);
    onStep({ relay });
    return { socket_ms, ...addresses, direct, relay };
  } finally {
    note.end();
  }
}

/** The middle of some round trips on a WebSocket; null where there is none. @returns {Promise<number | null>} */
function socketRoundTrip() {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/ws/check`);
    /** @type {number[]} */
    const took = [];
    let sentMs = 0;
    const send = () => { sentMs = performance.now(); socket.send("?"); };
    const done = () => {
      clearTimeout(timer);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      took.sort((one, other) => one - other);
      resolve(took[took.length >> 1] ?? null);
    };
    const timer = setTimeout(done, SOCKET_WITHIN_MS);
    socket.onopen = send;
    socket.onmessage = () => {
      took.push(performance.now() - sentMs);
      if (took.length < PINGS) send();
      else done();
    };
    socket.onclose = done;
  });
}

/** How many addresses of each kind this browser has to offer. @param {RTCIceServer[]} iceServers */
async function addressesOf(iceServers) {
  const seen = { host: new Set(), reflexive: new Set(), relay: new Set(), six: new Set() };
  const peer = new RTCPeerConnection({ iceServers });
  try {
    peer.addTransceiver("audio", { direction: "recvonly" });
    const complete = new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_WITHIN_MS);
      peer.onicecandidate = ({ candidate }) => {
        if (candidate === null || candidate.candidate === "") {
          clearTimeout(timer);
          resolve(undefined);
          return;
        }
        // Each address once: Firefox offers it for TCP and for RTCP, too, which no call here uses.
        const { address, protocol, type } = candidate;
        if (address === null || protocol !== "udp") return;
        (type === "host" || type === "relay" ? seen[type] : seen.reflexive).add(address);
        if (address.includes(":")) seen.six.add(address);
      };
    });
    await peer.setLocalDescription();
    await complete;
  } finally {
    peer.onicecandidate = null;
    peer.close();
  }
  return { hosts: seen.host.size, reflexive: seen.reflexive.size, relayed: seen.relay.size, six: seen.six.size };
}

/** @param {RTCConfiguration} configuration @param {MediaStreamTrack} track @param {(sdp: string) => Promise<string>} offer @returns {Promise<Way>} */
async function tryWay(configuration, track, offer) {
  const peer = new RTCPeerConnection(configuration);
  try {
    onlyCodecs(peer.addTransceiver(track, { direction: "sendrecv" }), "audio");
    const beganMs = performance.now();
    await peer.setLocalDescription();
    await peer.setRemoteDescription({ type: "answer", sdp: await offer(peer.localDescription?.sdp ?? "") });
    if (!(await connects(peer))) return { ...NO_WAY, problem: "no-connection" };
    const connect_ms = performance.now() - beganMs;
    await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
    return { ...(await measuredOn(peer)), connected: true, connect_ms };
  } catch (thrown) {
    return { ...NO_WAY, problem: codeOf(thrown) };
  } finally {
    peer.close();
  }
}

/** @param {RTCPeerConnection} peer @returns {Promise<boolean>} */
function connects(peer) {
  return new Promise((resolve) => {
    const look = () => {
      if (peer.connectionState === "connected") done(true);
      else if (peer.connectionState === "failed" || peer.connectionState === "closed") done(false);
    };
    /** @param {boolean} connected */
    const done = (connected) => {
      clearTimeout(timer);
      peer.onconnectionstatechange = null;
      resolve(connected);
    };
    const timer = setTimeout(() => done(false), CONNECT_WITHIN_MS);
    peer.onconnectionstatechange = look;
    look();
  });
}

/** @param {RTCPeerConnection} peer @returns {Promise<Way>} */
async function measuredOn(peer) {
  const way = { ...NO_WAY };
  const reports = await peer.getStats();
  reports.forEach((report) => {
    if (report.type === "outbound-rtp") way.sent = report.packetsSent ?? 0;
    if (report.type === "remote-inbound-rtp") way.lost_there = Math.max(0, report.packetsLost ?? 0);
    if (report.type === "inbound-rtp") {
      way.received = report.packetsReceived ?? 0;
      way.lost_back = Math.max(0, report.packetsLost ?? 0);
    }
    if (report.type === "candidate-pair" && report.nominated && report.state === "succeeded") {
      // The lesser of the last and the mean: there are only a few checks, and the first come beside the handshake.
      const mean = report.totalRoundTripTime / report.responsesReceived;
      way.round_trip_ms = report.currentRoundTripTime === undefined ? null : 1000 * Math.min(report.currentRoundTripTime, Number.isFinite(mean) ? mean : Infinity);
      way.over = reports.get(report.localCandidateId)?.candidateType ?? "";
    }
  });
  return way;
}

/** A track that is never silent, so that an encoder always sends, and that nobody hears. */
function quietNote() {
  const context = new AudioContext();
  const note = new OscillatorNode(context, { frequency: 440 });
  const quiet = new GainNode(context, { gain: 0.05 });
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  note.connect(quiet).connect(out);
  note.start();
  void context.resume();
  const track = /** @type {MediaStreamTrack} */ (out.stream.getAudioTracks()[0]);
  return { track, end: () => { track.stop(); void context.close(); } };
}
