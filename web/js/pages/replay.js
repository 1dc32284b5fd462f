import { html, render } from "../../vendor/lit.js";
import "../elements/replay.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { SPEEDS } from "../elements/timeline.js";
import { neighbour } from "../state/transcript.js";
import { shownSpan } from "../state/timeline.js";
import { openPage } from "./page.js";
import { followFacts } from "./replay_facts.js";
import { followReadings } from "./replay_reading.js";
import { ReplayPlayer } from "./replay_player.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */

/** Until everything is there, the page asks again so often: words fill in by themselves. */
const ASK_AGAIN_MS = 2000;
/** Until something can be heard: it comes within a second of the hang-up. */
const ASK_SOON_MS = 500;

const sittingId = /^\/replay\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";

await openPage();

const element = /** @type {import("../elements/replay.js").ExamReplay} */ (document.createElement("exam-replay"));
element.className = "screen screen-fitted";

const player = new ReplayPlayer((atS, playing) => {
  element.showTime(atS, playing);
  if (element.playing !== playing) element.playing = playing;
  const phase = element.bundle?.phases.find(({ starts_s, ends_s }) => starts_s <= atS && atS < ends_s)?.phase;
  if (phase !== undefined && ["preparation", "call", "writing"].includes(phase)) element.phase = phase;
});

/** @param {string} code */
function sayProblem(code) {
  document.body.className = "screen";
  document.title = t("product");
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused"),
      action: html`<button class="button button-primary" type="button" @click=${() => location.reload()}>${t("join.again")}</button>` })}`, document.body);
}

/** @param {ReplayBundle} bundle */
function whole(bundle) {
  return bundle.media_state === "ready" && bundle.transcript_state === "ready";
}

/** Where each outline came from: a call that goes on after a hang-up has another one. @type {Record<string, string>} */
const drawnFrom = {};

/** Fetch the outlines that are new. @param {ReplayBundle} bundle */
async function fetchPeaks(bundle) {
  for (const { seat, peaks } of bundle.tracks) {
    if (peaks === null || drawnFrom[seat] === peaks.url) continue;
    element.peaks = { ...element.peaks, [seat]: await request(peaks.url) };
    drawnFrom[seat] = peaks.url;
  }
}

/** Give the player what there is to play. @param {ReplayBundle} bundle */
async function load(bundle) {
  element.bundle = bundle;
  await element.updateComplete;
  const pictures = element.pictures();
  for (const { seat, audio, video } of bundle.tracks) {
    if (audio !== null) player.setPart(`audio-${seat}`, audio, audios[seat] ??= voice());
    const picture = pictures.get(seat);
    if (video !== null && picture !== undefined) player.setPart(`video-${seat}`, video, picture);
  }
  if (bundle.mix !== null) player.setPart("mix", bundle.mix, audios["mix"] ??= voice());
  player.setSpan(shownSpan(bundle));
  element.showTime(player.position, player.playing);
  void fetchFacts();
  await fetchPeaks(bundle);
  if (bundle.transcripts.length > 0) await fetchReadings();
}

const fetchFacts = followFacts(element, sittingId);
const fetchReadings = followReadings(element, player, sittingId);

/** @type {Record<string, HTMLAudioElement>} */
const audios = {};

/** A voice is heard and not seen. */
function voice() {
  const element = document.createElement("audio");
  document.body.append(element);
  return element;
}

async function ask() {
  /** @type {ReplayBundle} */
  let bundle;
  try {
    bundle = await request(`/api/replay/${sittingId}`);
    element.stale = false;
  } catch (thrown) {
    if (element.bundle === null) return sayProblem(codeOf(thrown));
    element.stale = true;
    setTimeout(() => void ask(), ASK_AGAIN_MS);
    return;
  }
  if (!element.isConnected) document.body.replaceChildren(element);
  document.title = `${bundle.candidate_name}, ${t("replay.heading")} – ${t("product")}`;
  try {
    await load(bundle);
  } catch (thrown) {
    console.warn("replay-part-failed", codeOf(thrown));
  }
  const audible = bundle.tracks.some(({ audio }) => audio !== null);
  if (!whole(bundle)) setTimeout(() => void ask(), audible ? ASK_AGAIN_MS : ASK_SOON_MS);
}

/** Hear it from there. @param {number} atS */
function hear(atS) {
  // A breath before the word, so that its beginning is heard.
  player.seek(atS - 0.05);
  player.play();
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("play", () => player.toggle());
on("step", (byS) => player.seek(player.position + byS));
on("seek", (atS) => player.seek(atS));
on("hear", hear);
on("mute", (seat) => {
  player.setMuted(seat, !player.isMuted(seat));
  const muted = new Set(element.muted);
  if (player.isMuted(seat)) muted.add(seat);
  else muted.delete(seat);
  element.muted = muted;
});
on("speed", setSpeed);
on("phase", ({ phase, startsS, endsS }) => {
  if (phase === "call") player.seek(startsS);
  else element.written.value?.showVersion(phase === "preparation" ? "notes" : element.bundle?.part === "visitor" ? "sheet" : "text", endsS);
  element.phase = phase;
});

/** @param {number} speed */
function setSpeed(speed) {
  player.setRate(speed);
  element.speed = speed;
}

/** @param {1 | -1} direction */
function nextSpeed(direction) {
  const speed = SPEEDS[SPEEDS.indexOf(player.rate) + direction];
  if (speed !== undefined) setSpeed(speed);
}

/** @param {readonly number[]} starts @param {1 | -1} direction */
function jump(starts, direction) {
  const to = neighbour(starts, player.position, direction);
  if (to !== null) player.seek(to);
}

addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.altKey || event.metaKey || element.bundle === null || target.closest("select, textarea, input")) return;
  if (event.key === " " && target.closest("button, a, summary")) return;
  const transcript = element.transcript.value;
  const stepS = event.shiftKey ? 1 : 5;
  /** @type {Record<string, () => void>} */
  const keys = {
    " ": () => player.toggle(),
    ArrowLeft: () => (event.ctrlKey ? jump(transcript?.wordStarts ?? [], -1) : player.seek(player.position - stepS)),
    ArrowRight: () => (event.ctrlKey ? jump(transcript?.wordStarts ?? [], 1) : player.seek(player.position + stepS)),
    ArrowUp: () => jump(transcript?.turnStarts ?? [], -1),
    ArrowDown: () => jump(transcript?.turnStarts ?? [], 1),
    Home: () => player.seek(-Infinity),
    End: () => player.seek(Infinity),
    "<": () => nextSpeed(-1),
    ">": () => nextSpeed(1),
  };
  const press = keys[event.key];
  if (press === undefined) return;
  event.preventDefault();
  press();
});

await ask();
