import { mock } from "node:test";
import { SeatSocket } from "../../web/js/protocol/socket.js";

/** A WebSocket in the test's hand: it keeps what was sent, and says what the test lets it say. */
export class FakeSocket {
  readyState = 0;
  sent = [];
  closed = false;
  opens() {
    this.readyState = 1;
    this.onopen?.();
  }
  says(message) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  breaks(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  send(frame) {
    this.sent.push(JSON.parse(frame));
  }
  close() {
    this.closed = true;
  }
}

export const WELCOME = { type: "welcome", seq: 3, epoch: "e", resumed: false, server_now: "2026-12-08T10:00:00Z" };

/** Node 20 wants the names in an object, Node 18 (Debian 12) in a list. */
export function enableTimers(apis) {
  try {
    mock.timers.enable({ apis });
  } catch {
    mock.timers.enable(apis);
  }
}

/** One socket under a clock that the test moves. */
export function table(t, { whyNot = async () => "", onNetwork = () => {} } = {}) {
  enableTimers(["setTimeout", "setInterval"]);
  t.after(() => mock.timers.reset());
  const made = [];
  const links = [];
  const messages = [];
  let nowMs = 0;
  let resumePoint = { epoch: null, lastSeq: null };
  const socket = new SeatSocket("ws://test", {
    onMessage: (message, _at, roundTripMs) => messages.push({ ...message, roundTripMs }),
    onLink: (link) => links.push(link.kind + (link.code && `:${link.code}`)),
    resumePoint: () => resumePoint,
  }, {
    open: () => {
      made.push(new FakeSocket());
      return made.at(-1);
    },
    nowMs: () => nowMs,
    whyNot, onNetwork,
  });
  // A page that is held back runs its timers only once each `stepMs`.
  const pass = (ms, stepMs = 50) => {
    for (let gone = 0; gone < ms; gone += stepMs) {
      nowMs += stepMs;
      mock.timers.tick(Math.min(stepMs, 100));
    }
  };
  return { socket, made, links, messages, pass, resumeFrom: (point) => { resumePoint = point; } };
}

export const settled = () => new Promise((resolve) => { setImmediate(resolve); });

export function live(t, options) {
  const it = table(t, options);
  it.socket.start();
  it.made[0].opens();
  it.made[0].says(WELCOME);
  return it;
}

/** Questions that the test answers, or lets fail. */
export function questions() {
  const asked = [];
  return { asked, whyNot: () => new Promise((resolve, reject) => { asked.push({ answers: resolve, fails: reject }); }) };
}
