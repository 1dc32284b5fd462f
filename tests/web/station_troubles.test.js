import assert from "node:assert/strict";
import test from "node:test";
import { StationTroubles } from "../../web/js/pages/station_troubles.js";

const LINE = { held: "no" };

/** What a page finds in its browser, for as long as the test runs. @param {import("node:test").TestContext} context @param {Record<string, unknown>} given */
function browser(context, given) {
  for (const [name, value] of Object.entries(given)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
    context.after(() => (before === undefined ? delete globalThis[name] : Object.defineProperty(globalThis, name, before)));
  }
}

/** A tab that was opened anew at a seat. @param {import("node:test").TestContext} context @param {Map<string, string>} kept What it remembers. @param {string} pathname */
function tab(context, kept = new Map(), pathname = "/seat/s/candidate") {
  const page = { fullscreenElement: null, visibilityState: "visible" };
  const sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  browser(context, { document: page, location: { pathname }, sessionStorage });
  const media = { devices: "open", own: {}, way: "up", muted: false, cameraOff: false };
  const state = { view: { phase: "call", line: LINE, mode: "telephone" }, link: { kind: "live" }, media };
  const levels = { own: 0.1, others: {} };
  const told = [];
  /** @type {string[]} */
  const shown = [];
  const troubles = new StationTroubles({
    seat: "candidate", state: () => state, levels, show: (said) => { shown.splice(0, shown.length, ...said); },
    tell: async ({ trouble, begins, right_microphone }) => { told.push(`${right_microphone ? "right " : ""}${trouble} ${begins ? "begins" : "is over"}`); },
  });
  const look = (times = 1) => {
    told.length = 0;
    for (let gone = 0; gone < times; gone += 1) troubles.look();
    return [...told];
  };
  return { page, media, state, levels, look, shown };
}

/** Looks until the room knows how the station stands: a new page tells of each trouble whether it is there. */
function settled(opened) {
  return opened.look().filter((word) => word.endsWith("begins"));
}

test("a silent microphone that is plugged in anew is no trouble any more, for the room as well", (context) => {
  const { media, levels, look, ...opened } = tab(context);
  settled({ look, ...opened });
  levels.own = 0;
  assert.deepEqual(look(16), ["silent begins"]);
  Object.assign(media, { devices: "problem", own: null });
  assert.deepEqual(look(), ["silent is over"]);
  levels.own = 0.1;
  Object.assign(media, { devices: "open", own: {} });
  assert.deepEqual(look(20), []);
});

test("what ended with the call is not told: the room knows", (context) => {
  const { state, media, look } = tab(context);
  settled({ look });
  media.muted = true;
  assert.deepEqual(look(), ["muted begins"]);
  state.view = { phase: "writing", line: LINE };
  assert.deepEqual(look(), []);
  state.view = { phase: "call", line: LINE };
  assert.deepEqual(look(), ["muted begins"]);
});

test("a reload leaves the full screen, and the page that comes then tells so; at another seat it was never there", (context) => {
  const kept = new Map();
  const first = tab(context, kept);
  first.page.fullscreenElement = {};
  assert.deepEqual(settled(first), []);
  assert.deepEqual(settled(tab(context, kept)), ["not-full-screen begins"]);
  assert.deepEqual(settled(tab(context, kept, "/seat/t/candidate")), []);
});

test("of two microphones on one input each is watched, and it is said which", (context) => {
  const { state, levels, look, shown, ...opened } = tab(context);
  state.view = { phase: "call", line: LINE, mode: "in-person", station_setup: "two-microphones" };
  levels.others.juror = 0.1;
  settled({ look, ...opened });
  levels.others.juror = 0;
  assert.deepEqual(look(16), ["right silent begins"]);
  assert.deepEqual(shown, ["right-silent"]);
  levels.others.juror = 0.1;
  levels.own = 1;
  assert.deepEqual(look(20), ["right silent is over", "clipping begins"]);
  assert.deepEqual(shown, ["left-clipping"]);
});

test("loss and a long way are over while the call is on hold: nothing is measured then", (context) => {
  const { state, levels, look, shown, ...opened } = tab(context);
  settled({ look, ...opened });
  Object.assign(levels, { loss: 0.2, roundTripS: 0.6 });
  assert.deepEqual(look(6), ["loss begins", "slow begins"]);
  state.view = { ...state.view, line: { held: "you" } };
  assert.deepEqual(look(6), ["loss is over", "slow is over"]);
  assert.deepEqual(shown, []);
});
