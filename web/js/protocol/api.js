/** Requests over HTTP: JSON there, JSON back, and a code when it could not be done. */

import { Problem } from "./problem.js";

/** Longer than the server lets anything take that somebody waits for (two minutes: figures of reliability, a person's own data). */
const ANSWER_WITHIN_MS = 150_000;
/** For what is asked, or sent, again by itself: a request that hangs on a dead link only keeps the next one from going. */
export const SOON_MS = 10_000;
/** A paper of the largest size that is taken, over a thin link. */
const SENT_WITHIN_MS = 600_000;

/**
 * What is not answered in time is as if the server could not be reached.
 *
 * @param {string} path
 * @param {{ method?: string, body?: unknown, signal?: AbortSignal, withinMs?: number }} [options]
 * @returns {Promise<any>}
 */
export async function request(path, { method = "GET", body, signal, withinMs = ANSWER_WITHIN_MS } = {}) {
  const limit = AbortSignal.timeout(withinMs);
  return answerOf(path, {
    method,
    headers: body === undefined ? { accept: "application/json" } : { accept: "application/json", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
  });
}

/** A file as it is; its name, which is only shown, beside it. @param {string} path @param {File} file @returns {Promise<any>} */
export async function send(path, file) {
  const headers = { accept: "application/json", "content-type": "application/octet-stream", "x-file-name": encodeURIComponent(file.name) };
  return answerOf(path, { method: "POST", headers, body: file, signal: AbortSignal.timeout(SENT_WITHIN_MS) });
}

/** @param {string} path @param {RequestInit} options @returns {Promise<any>} */
async function answerOf(path, options) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Problem("server-unreachable");
  }
  /** @type {any} */
  let content = null;
  try {
    content = await answer.json();
  } catch (failure) {
    // Not every answer has a body; what matters then is the status. One that stops in the middle is none.
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    if (failure instanceof DOMException || failure instanceof TypeError) throw new Problem("server-unreachable");
  }
  if (!answer.ok) throw new Problem(content?.code ?? `http-${answer.status}`, content?.details ?? {}, content);
  return content;
}
