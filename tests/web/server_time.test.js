import assert from "node:assert/strict";
import test from "node:test";
import { crossedThreshold, hear, secondsUntil, serverNowMs } from "../../web/js/state/server_time.js";

const NOON = "2026-12-08T12:00:00.000Z";

test("the server's time counts on from what was heard, whatever the computer's clock says", () => {
  const time = hear(null, { serverNow: NOON, receivedAtMs: 1000 });
  assert.equal(serverNowMs(time, 3500), Date.parse(NOON) + 2500);
  assert.equal(secondsUntil(time, "2026-12-08T12:10:00Z", 1000 + 60_000), 540);
});

test("a measured round trip is better than a message that says nothing about its way", () => {
  const first = hear(null, { serverNow: NOON, receivedAtMs: 1000 });
  const pong = hear(first, { serverNow: "2026-12-08T12:00:01.000Z", receivedAtMs: 2010, roundTripMs: 20 });
  assert.equal(serverNowMs(pong, 2010), Date.parse("2026-12-08T12:00:01.010Z"));
  const late = hear(pong, { serverNow: "2026-12-08T12:00:02.000Z", receivedAtMs: 3400, roundTripMs: 800 });
  assert.equal(late, pong, "a slow answer must not spoil a good measurement");
});

test("a good measurement grows old: after long enough a fair one replaces it", () => {
  const good = hear(null, { serverNow: NOON, receivedAtMs: 0, roundTripMs: 2 });
  const hourLater = hear(good, { serverNow: "2026-12-08T13:00:00.050Z", receivedAtMs: 3_600_000, roundTripMs: 100 });
  assert.notEqual(hourLater, good);
});

test("a server that comes back with another clock is believed", () => {
  const good = hear(null, { serverNow: NOON, receivedAtMs: 0, roundTripMs: 2 });
  const stepped = hear(good, { serverNow: "2026-12-08T13:00:00Z", receivedAtMs: 1000 });
  assert.equal(serverNowMs(stepped, 1000), Date.parse("2026-12-08T13:00:00Z"));
});

test("each threshold is crossed once, and the latest wins where several were", () => {
  assert.equal(crossedThreshold(300.4, 299.9), 300);
  assert.equal(crossedThreshold(299.9, 299.4), null);
  assert.equal(crossedThreshold(60.2, 59.7), 60);
  assert.equal(crossedThreshold(0.3, -0.2), 0);
  assert.equal(crossedThreshold(400, -1), 0);
});
