/** Requests over HTTP: JSON there, JSON back, and a code when it could not be done. */

import { Problem } from "./problem.js";

/**
 * @param {string} path
 * @param {{ method?: string, body?: unknown, signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
export async function request(path, { method = "GET", body, signal } = {}) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: body === undefined ? { accept: "application/json" } : { accept: "application/json", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
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
  if (!answer.ok) throw new Problem(content?.code ?? `http-${answer.status}`, content?.details ?? {});
  return content;
}
