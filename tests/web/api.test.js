import assert from "node:assert/strict";
import test from "node:test";
import { request } from "../../web/js/protocol/api.js";

/** @param {(options: RequestInit) => Promise<Response>} answer */
function served(answer) {
  globalThis.fetch = /** @type {typeof fetch} */ ((_path, options = {}) => answer(options));
}

/** Never answers; ends as a browser's does when its signal says so. @param {RequestInit} options @returns {Promise<Response>} */
const hanging = ({ signal }) => new Promise((_, reject) => {
  signal?.addEventListener("abort", () => reject(signal.reason));
});

test("what is asked is told as JSON, and so is the answer", async () => {
  served(async ({ method, body }) => Response.json({ method, body }));
  assert.deepEqual(await request("/x", { method: "POST", body: { a: 1 } }), { method: "POST", body: '{"a":1}' });
  served(async () => new Response(null, { status: 204 }));
  assert.equal(await request("/x"), null);
});

test("a refusal is thrown with its code, and with all that was said about it", async () => {
  served(async () => Response.json({ code: "marks-changed", details: { revision: 3 } }, { status: 409 }));
  await assert.rejects(request("/x"), { code: "marks-changed", details: { revision: 3 } });
  served(async () => new Response("<h1>", { status: 502 }));
  await assert.rejects(request("/x"), { code: "http-502" });
});

test("nobody waits for ever: a link that is dead, and an answer that stops in the middle, are a server out of reach", async (t) => {
  // A timeout of a signal alone keeps no process alive.
  const held = setTimeout(() => {}, 60_000);
  t.after(() => clearTimeout(held));
  served(hanging);
  await assert.rejects(request("/x", { withinMs: 1 }), { code: "server-unreachable" });
  served(async () => new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError("cut")) })));
  await assert.rejects(request("/x"), { code: "server-unreachable" });
});

test("whoever takes a question back hears that it was taken back", async () => {
  const asked = new AbortController();
  served(hanging);
  const answer = request("/x", { signal: asked.signal });
  asked.abort();
  await assert.rejects(answer, { name: "AbortError" });
});
