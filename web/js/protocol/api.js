/** Requests over HTTP: JSON there, JSON back, and a code when it could not be done. */

import { Problem } from "./problem.js";

/**
 * @param {string} path
 * @param {{ method?: string, body?: unknown, signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
export async function request(path, { method = "GET", body, signal } = {}) {
  return answerOf(path, {
    method,
    headers: body === undefined ? { accept: "application/json" } : { accept: "application/json", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** A file as it is; its name, which is only shown, beside it. @param {string} path @param {File} file @returns {Promise<any>} */
export async function send(path, file) {
  const headers = { accept: "application/json", "content-type": "application/octet-stream", "x-file-name": encodeURIComponent(file.name) };
  return answerOf(path, { method: "POST", headers, body: file });
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
  } catch {
    // Not every answer has a body; what matters then is the status.
  }
  if (!answer.ok) throw new Problem(content?.code ?? `http-${answer.status}`, content?.details ?? {}, content);
  return content;
}
