/**
 * The server's time, as this page knows it. Pure.
 *
 * The base is `performance.now()`, which no one can set: a computer whose clock is wrong, or is changed
 * during the exam, changes nothing here.
 */

/**
 * @typedef {object} ServerTime
 * @property {number} offsetMs What to add to `performance.now()` for the server's time since the epoch.
 * @property {number} uncertaintyMs How far it may be off: the longest time that the message can have travelled.
 * @property {number} takenAtMs When it was measured, by `performance.now()`.
 */

/** Ordinary quartz drifts by at most about 50 ms in 1000 s: an old measurement is worth less by that much. */
const DRIFT = 50 / 1_000_000;

/**
 * A message said it was `serverNow` when it was sent; it came at `receivedAtMs`.
 * @param {ServerTime | null} known
 * @param {{ serverNow: string, receivedAtMs: number, roundTripMs?: number }} heard
 * @returns {ServerTime}
 */
export function hear(known, { serverNow, receivedAtMs, roundTripMs }) {
  // Half the round trip is the best guess for the way here; without one, the way is taken as nothing.
  const travelMs = (roundTripMs ?? 0) / 2;
  const heard = {
    offsetMs: Date.parse(serverNow) + travelMs - receivedAtMs,
    uncertaintyMs: roundTripMs === undefined ? 250 : roundTripMs / 2,
    takenAtMs: receivedAtMs,
  };
  if (known === null) return heard;
  const aged = known.uncertaintyMs + (receivedAtMs - known.takenAtMs) * DRIFT;
  // A difference that no journey explains is a server that was restarted with another clock: believe it.
  const stepped = Math.abs(heard.offsetMs - known.offsetMs) > aged + heard.uncertaintyMs + 1000;
  return stepped || heard.uncertaintyMs <= aged ? heard : known;
}

/** The server's time in ms since the epoch. @param {ServerTime} time @param {number} nowMs */
export function serverNowMs(time, nowMs) {
  return nowMs + time.offsetMs;
}

/** This computer's time since the epoch: it goes on over a reload, and nobody sets it while the page stands. */
export function steadyNowMs() {
  return performance.timeOrigin + performance.now();
}

/** Seconds until an instant of the server; negative when it has passed. @param {ServerTime} time @param {string} instant @param {number} nowMs */
export function secondsUntil(time, instant, nowMs) {
  return (Date.parse(instant) - serverNowMs(time, nowMs)) / 1000;
}

/** The thresholds that are announced, once each, in seconds before the end. */
const THRESHOLDS_S = [300, 60, 0];

/**
 * The threshold that was crossed between two looks at the clock; the latest, if several were.
 * @param {number} beforeS @param {number} nowS @returns {number | null}
 */
export function crossedThreshold(beforeS, nowS) {
  const crossed = THRESHOLDS_S.filter((threshold) => beforeS > threshold && nowS <= threshold);
  return crossed.length > 0 ? Math.min(...crossed) : null;
}
