/**
 * A draw computed again in this page: what `oralexam/exams/draw.py` and `shares.py` say, with the browser's own SHA-256.
 * Whoever distrusts the server compares with `sha256sum`: everything that is hashed is text.
 */

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */

/** What a draw's commitments are bound to. @typedef {{ sittingId: string, number: number, sealedSet: string }} Place */

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** @param {readonly (string | number)[]} lines A line each, the last one ended, too. */
function sha256OfLines(lines) {
  return sha256(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
}

/** 32 random bytes that nobody else knows, in hex. */
export function newShare() {
  return hex(crypto.getRandomValues(new Uint8Array(32)));
}

/** What binds `who` to `share`. @param {Place} place @param {string} who @param {string} share */
export function commitmentOf({ sittingId, number, sealedSet }, who, share) {
  return sha256OfLines(["oralexam draw share v1", sittingId, number, sealedSet, who, share]);
}

/**
 * Whether set, seal, shares and result of a draw hold together, and, where this page has given a share, whether it is in.
 * @param {JuryView} view @param {string} own This page's share; "" where it has given none.
 * @returns {Promise<"holds" | "does-not-hold" | "not-mine">}
 */
export async function check({ lot, draw, sitting_id: sittingId, seat }, own) {
  if (lot === null || draw === null) return "does-not-hold";
  const place = { sittingId, number: draw.number, sealedSet: draw.sealed_set };
  const entries = lot.eligible.map((name, index) => `${name} ${lot.digests[index] ?? ""}`).join("\n");
  const seal = await sha256(new TextEncoder().encode(entries));
  const opened = await Promise.all(draw.shares.map(async ({ who, share, commitment }) => await commitmentOf(place, who, share) === commitment));
  const chance = await sha256OfLines(["oralexam draw chance v1", sittingId, draw.number, draw.sealed_set, ...draw.shares.map(({ who, share }) => `${who} ${share}`)]);
  const number = await sha256(new Uint8Array([...bytesOf(seal), ...bytesOf(chance)]));
  const index = Number(BigInt(`0x${number}`) % BigInt(Math.max(1, lot.eligible.length)));
  const holds = seal === draw.sealed_set && seal === lot.sealed_set && opened.every(Boolean) && chance === lot.chance && lot.eligible[index] === lot.drawn;
  if (!holds) return "does-not-hold";
  return own === "" || draw.shares.some(({ who, share }) => who === seat && share === own) ? "holds" : "not-mine";
}
