/** What follows from what a station found, and what is to be opened for it. Pure. `doctor/stations.py` says the same. */

/** @typedef {import("./network.d.ts").Found} Found */
/** @typedef {import("./network.d.ts").Way} Way */
/** @typedef {{ level: "well" | "warn" | "bad", key: string, blanks: Record<string, string | number> }} Finding */

/** Repeats bring everything back at 5 % (docs/media.md, Loss); a wire that is well loses next to nothing. */
const MUCH_LOSS = 0.02;
/** A lost packet is given up after 120 ms (docs/media.md, Loss): beyond this it cannot be asked for in time. */
const FAR_MS = 100;
/** Codes that say nothing of the network: it was not tried. */
const NOT_TRIED = ["check-not-now", "check-too-often", "media-busy", "media-ports-full", "not-signed-in", "server-unreachable"];

/** The worse of the two directions. @param {Way} way */
export function lossOf({ sent, lost_there, received, lost_back }) {
  return Math.max(sent === 0 ? 0 : lost_there / sent, received + lost_back === 0 ? 0 : lost_back / (received + lost_back));
}

/** What is to be said, the worst first; one sentence where all is well. @param {Found} found @param {string} ports @returns {Finding[]} */
export function findings(found, ports) {
  /** @type {Finding[]} */
  const all = [...ofWays(found, ports === "" ? "" : `UDP ${ports}`)];
  if (found.socket_ms === null) all.push({ level: "bad", key: "socket-none", blanks: {} });
  const order = { bad: 0, warn: 1, well: 2 };
  all.sort((one, other) => order[one.level] - order[other.level]);
  return all.length > 0 ? all : [{ level: "well", key: "well", blanks: {} }];
}

/** @param {Found} found @param {string} ports @returns {Generator<Finding>} */
function* ofWays({ hosts, reflexive, relayed, direct, relay }, ports) {
  const open = ports === "" ? { ports: "UDP" } : { ports };
  for (const way of relay === null ? [direct] : [direct, relay]) {
    if (!NOT_TRIED.includes(way.problem)) continue;
    yield { level: "warn", key: "not-tried", blanks: { code: way.problem } };
    return;
  }
  if (hosts + reflexive + relayed === 0 && !direct.connected) yield { level: "bad", key: "no-addresses", blanks: {} };
  else if (!direct.connected && relay === null) yield { level: "bad", key: "direct-none", blanks: open };
  else if (!direct.connected && !relay?.connected) yield { level: "bad", key: "both-none", blanks: open };
  else if (!direct.connected) yield { level: "warn", key: "relay-only", blanks: open };
  else if (relay !== null && !relay.connected) yield { level: "warn", key: "relay-none", blanks: {} };
  const way = direct.connected ? direct : relay;
  if (!way?.connected) return;
  if (way.sent === 0) yield { level: "warn", key: "no-sound", blanks: {} };
  else if (way.received === 0) yield { level: "bad", key: "nothing-back", blanks: open };
  else if (lossOf(way) >= MUCH_LOSS) yield { level: "warn", key: "loss", blanks: { percent: (100 * lossOf(way)).toFixed(0) } };
  if ((way.round_trip_ms ?? 0) >= FAR_MS) yield { level: "warn", key: "far", blanks: { ms: Math.round(way.round_trip_ms ?? 0) } };
}
