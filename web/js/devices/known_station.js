/** What this tab has found out about its own station, so that it need not be found out again before each part. */

import { digest } from "./chosen.js";

/** @typedef {import("../protocol/messages.d.ts").Figures} Figures */
/** @typedef {{ who: string, digest: string, figures: Figures, at_ms: number }} Known */

const KEY = "oralexam-station";
/** The server takes nothing older (rooms/device_commands.py). */
const HOLDS_MS = 12 * 3600 * 1000;

/** Whose check it was, and of what; a digest, since the tab keeps it. @param {string} name @param {string} seat @param {string} sound */
export async function personAt(name, seat, sound) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode([seat, sound, name].join("|")));
  return [...new Uint8Array(bytes).subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Known} known */
export function keep(known) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // The next part asks again.
  }
}

/** @returns {Known | null} */
export function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

/** What still counts: the same person, this browser session, the same devices, today; null where it does not. @param {string} who @param {number} now_ms @returns {Promise<Known | null>} */
export async function stillGood(who, now_ms) {
  const known = kept();
  if (known === null || known.who !== who || now_ms - known.at_ms > HOLDS_MS || now_ms < known.at_ms) return null;
  return known.digest !== "" && known.digest === await digest() ? known : null;
}
