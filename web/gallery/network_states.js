/** A station tries the network: not yet, under way, well, by the relay alone, nothing passes, refused. Development only. */

import "../js/elements/network.js";

/** @typedef {import("../js/state/network.d.ts").Way} Way */

/** @type {Way} */
const NO_WAY = { connected: false, connect_ms: null, round_trip_ms: null, sent: 0, lost_there: 0, received: 0, lost_back: 0, over: "", problem: "no-connection" };
/** @type {Way} */
const STRAIGHT = { connected: true, connect_ms: 84, round_trip_ms: 1.4, sent: 203, lost_there: 0, received: 201, lost_back: 0, over: "host", problem: "" };
/** @type {Way} */
const RELAYED = { ...STRAIGHT, connect_ms: 131, round_trip_ms: 3.2, lost_back: 9, over: "relay" };
const ADDRESSES = { socket_ms: 1.8, hosts: 2, reflexive: 0, relayed: 1, six: 1 };
const WELL = { ...ADDRESSES, direct: STRAIGHT, relay: RELAYED };
const BY_RELAY = { ...ADDRESSES, direct: NO_WAY, relay: RELAYED };
const NOTHING = { ...ADDRESSES, socket_ms: null, relayed: 0, direct: NO_WAY, relay: null };
const LAST = [
  { at: "2026-11-20T07:41:00Z", report: { room: "Salle 1", station: "candidat", ...WELL } },
  { at: "2026-11-20T07:52:00Z", report: { room: "Salle 4", station: "jury 2", ...BY_RELAY } },
];

/** @param {(element: import("../js/elements/network.js").ExamNetwork) => void} [after] @param {object[]} [last] */
const shown = (after = () => {}, last = LAST) => {
  const element = /** @type {import("../js/elements/network.js").ExamNetwork} */ (document.createElement("exam-network"));
  Object.assign(element, { className: "screen", manager: true, place: { room: "Salle 3", station: "candidat" }, page: { ice_servers: [], media_ports: "40000-40399", last } });
  after(element);
  return element;
};

/** @type {Record<string, () => HTMLElement>} */
export const NETWORK_STATES = {
  "network": () => shown(undefined, []),
  "network-running": () => shown((element) => { element.begin(); element.step({ socket_ms: 1.8 }); element.step(ADDRESSES); }),
  "network-well": () => shown((element) => element.end(WELL)),
  "network-by-relay": () => shown((element) => element.end(BY_RELAY)),
  "network-nothing": () => shown((element) => element.end(NOTHING)),
  "network-refused": () => shown((element) => { element.manager = false; element.fail("check-not-now"); }),
};
