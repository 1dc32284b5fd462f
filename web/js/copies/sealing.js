/**
 * Encrypted to the server's key: once sealed, this page cannot read a segment either.
 *
 * An ephemeral P-256 half for each run, HKDF-SHA-256, AES-256-GCM (oralexam/copies/key.py is the other half).
 */

import { base64UrlOf, hexOf, joined, nonceOf, ofBase64Url } from "./segment.js";

const KEY_INFO = new TextEncoder().encode("oralexam own copy 1");
const ID_DIGITS = 32;

/** @param {Uint8Array<ArrayBuffer>} bytes */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** A chain with one segment more. @param {Uint8Array} chain @param {Uint8Array} digest of the segment. */
export function linked(chain, digest) {
  return sha256(joined([chain, digest]));
}

/** The name of a run, and where its chain begins. @param {string} head */
export async function nameOf(head) {
  const digest = await sha256(new TextEncoder().encode(head));
  return { run: hexOf(digest).slice(0, ID_DIGITS), digest };
}

/** The two halves of a run's key; the private one is forgotten with this call's result. */
export async function newHalf() {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { ephemeral: base64UrlOf(point), privateKey: pair.privateKey };
}

/**
 * What seals the segments of one run.
 * @param {CryptoKey} privateKey @param {string} serverPoint base64url @param {Uint8Array<ArrayBuffer>} digest of the run's head.
 * @returns {Promise<(index: number, head: Uint8Array, plain: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>>}
 */
export async function sealer(privateKey, serverPoint, digest) {
  const server = await crypto.subtle.importKey("raw", ofBase64Url(serverPoint), { name: "ECDH", namedCurve: "P-256" }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: digest, info: KEY_INFO }, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"],
  );
  return async (index, head, plain) => {
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonceOf(index), additionalData: joined([digest, head]) }, key, plain);
    return joined([head, new Uint8Array(sealed)]);
  };
}
