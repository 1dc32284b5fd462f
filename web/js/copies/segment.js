/** What a run and its segments look like, byte by byte: the page's half of oralexam/copies/format.py. Pure. */

export const RATE_HZ = 48_000;
export const FRAME_SAMPLES = 960;
/** Two seconds. */
export const SEGMENT_PACKETS = 100;
export const HEAD_BYTES = 48;
const TAG_BYTES = 16;
export const LAST = 1;
const MAGIC = 0x4f574e31;

/**
 * @typedef {object} SegmentHead
 * @property {number} index
 * @property {number} firstSample
 * @property {number} samples
 * @property {number} filled
 * @property {boolean} last
 * @property {number} pageMs
 * @property {number} serverMs
 * @property {number} plainBytes
 */

/** @param {SegmentHead} head @returns {Uint8Array<ArrayBuffer>} */
export function packHead({ index, firstSample, samples, filled, last, pageMs, serverMs, plainBytes }) {
  const view = new DataView(new ArrayBuffer(HEAD_BYTES));
  view.setUint32(0, MAGIC);
  view.setUint32(4, index);
  view.setBigUint64(8, BigInt(firstSample));
  view.setUint32(16, samples);
  view.setUint32(20, filled);
  view.setUint32(24, last ? LAST : 0);
  view.setBigInt64(28, BigInt(Math.round(pageMs * 1000)));
  view.setBigInt64(36, BigInt(Math.round(serverMs * 1000)));
  view.setUint32(44, plainBytes + TAG_BYTES);
  return new Uint8Array(view.buffer);
}

/** What stands in a stored segment; null where it is not whole. @param {Uint8Array} segment */
export function readHead(segment) {
  if (segment.length < HEAD_BYTES) return null;
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  if (view.getUint32(0) !== MAGIC || segment.length !== HEAD_BYTES + view.getUint32(44)) return null;
  return { index: view.getUint32(4), samples: view.getUint32(16), last: (view.getUint32(24) & LAST) !== 0 };
}

/** Packets as they are sealed: each behind its length. @param {readonly Uint8Array[]} packets @returns {Uint8Array<ArrayBuffer>} */
export function packPackets(packets) {
  const plain = new Uint8Array(packets.reduce((sum, packet) => sum + 2 + packet.length, 0));
  let at = 0;
  for (const packet of packets) {
    plain[at] = packet.length >> 8;
    plain[at + 1] = packet.length & 255;
    plain.set(packet, at + 2);
    at += 2 + packet.length;
  }
  return plain;
}

/** A segment's nonce: its number. Each run has a key of its own. @param {number} index @returns {Uint8Array<ArrayBuffer>} */
export function nonceOf(index) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, index);
  return nonce;
}

/**
 * The head of a run, in the exact text that its segments are bound to.
 * @param {{ sittingId: string, by: string, seat: string, bitS: number, keyId: string, ephemeral: string, pageMs: number, serverMs: number }} run
 */
export function runHead({ sittingId, by, seat, bitS, keyId, ephemeral, pageMs, serverMs }) {
  return JSON.stringify({
    format: "oralexam-own-copy", version: 1, sitting_id: sittingId, by, seat, codec: "opus", rate_hz: RATE_HZ, bit_s: bitS,
    server_key: keyId, ephemeral, page_us: Math.round(pageMs * 1000), server_us: Math.round(serverMs * 1000),
  });
}

/** @param {readonly Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
export function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param {Uint8Array} bytes */
export function hexOf(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} hex */
export function ofHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Base64 of RFC 4648 section 4, in which tus speaks. @param {Uint8Array} bytes */
export function base64Of(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

/** Base64url without padding. @param {Uint8Array} bytes */
export function base64UrlOf(bytes) {
  return base64Of(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function ofBase64Url(text) {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
}
