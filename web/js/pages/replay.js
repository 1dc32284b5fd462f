import { html, render } from "../../vendor/lit.js";
import "../elements/replay.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { asked, language, outlines, sittingId } from "./replay_asked.js";
import { followClips } from "./replay_clips.js";
import { fetchBookmarks, followCockpit } from "./replay_cockpit.js";
import { control } from "./replay_controls.js";
import { followFacts } from "./replay_facts.js";
import { mediaOf, phaseAt, seen } from "./replay_media.js";
import { ReplayPlayer } from "./replay_player.js";
import { followReadings } from "./replay_reading.js";
import { Leader } from "./replay_screen.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */

/** Until everything is there, the page asks again so often: words fill in by themselves. */
const ASK_AGAIN_MS = 2000;
/** Until something can be heard: it comes within a second of the hang-up. */
const ASK_SOON_MS = 500;
const LETTERS = "oralexam-letters";

await openPage(language);

const element = /** @type {import("../elements/replay.js").ExamReplay} */ (document.createElement("exam-replay"));
element.className = "screen screen-fitted";
element.letters = localStorage.getItem(LETTERS) !== "off";

const player = new ReplayPlayer((atS, playing) => {
  element.showTime(atS, playing);
  if (element.playing !== playing) element.playing = playing;
  if (element.looping !== (player.loop !== null)) element.looping = player.loop !== null;
  element.phase = phaseAt(element.bundle, atS) ?? element.phase;
  leader.showTime(atS, playing);
});
const leader = new Leader(sittingId, player, () => element.clip);

const load = mediaOf(element, player, true, outlines);
const fetchFacts = followFacts(element, sittingId);
const fetchReadings = followReadings(element, player, sittingId);
const fetchCockpit = followCockpit(element, sittingId);
const { fetchClips, pickHere } = followClips(element, player, sittingId, () => leader.clipsChanged());
control(element, player, { onPick: pickHere });

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

/** What stands around the recording, once: it comes after what can be heard, and behind the picture of it. */
async function fetchAround() {
  await Promise.all([fetchClips(), fetchCockpit()]);
  await fetchBookmarks(element, sittingId);
  leader.open(element.cockpit?.course ?? []);
}

/** @param {Promise<ReplayBundle>} answer */
async function ask(answer) {
  /** @type {ReplayBundle} */
  let bundle;
  try {
    bundle = await answer;
    element.stale = false;
  } catch (thrown) {
    if (element.bundle === null) return sayProblem(codeOf(thrown));
    element.stale = true;
    askAgain(ASK_AGAIN_MS);
    return;
  }
  const first = !element.isConnected;
  if (first) document.body.replaceChildren(element);
  document.title = `${bundle.candidate_name}, ${t("replay.heading")} – ${t("product")}`;
  try {
    await load(bundle);
    if (first) {
      goWhereAsked();
      await seen();
      void fetchAround();
    }
    void fetchFacts();
    if (bundle.transcripts.length > 0) await fetchReadings();
  } catch (thrown) {
    console.warn("replay-part-failed", codeOf(thrown));
  }
  const audible = bundle.tracks.some(({ audio }) => audio !== null);
  if (!whole(bundle)) askAgain(audible ? ASK_AGAIN_MS : ASK_SOON_MS);
}

/** @param {number} inMs */
function askAgain(inMs) {
  setTimeout(() => void ask(request(`/api/replay/${sittingId}`)), inMs);
}

/** Another part's bar names the phase, and the candidate's view comes back to where it was. */
function goWhereAsked() {
  const at = /^#at=(-?[0-9.]+)$/.exec(location.hash)?.[1];
  if (at !== undefined) player.seek(Number(at));
  const phase = element.bundle?.phases.find((each) => `#${each.phase}` === location.hash);
  if (phase !== undefined) element.tell("phase", { phase: phase.phase, startsS: phase.starts_s, endsS: phase.ends_s });
}

element.addEventListener("exam-letters", (event) => {
  element.letters = Boolean(/** @type {CustomEvent} */ (event).detail);
  localStorage.setItem(LETTERS, element.letters ? "on" : "off");
});
// The candidate looks at this window: what the jury sees goes before the other page comes.
element.addEventListener("exam-safe", () => { location.assign(`/replay/${sittingId}/safe#at=${player.position.toFixed(2)}`); });
element.addEventListener("exam-screen", () => { window.open(`/replay/${sittingId}/safe#follow`, `oralexam-screen-${element.cockpit?.course[0]?.sitting_id ?? sittingId}`, "popup"); });

await ask(asked);
