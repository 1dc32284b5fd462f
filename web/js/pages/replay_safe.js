import { html, render } from "../../vendor/lit.js";
import "../elements/replay_safe.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { control } from "./replay_controls.js";
import { mediaOf, phaseAt } from "./replay_media.js";
import { ReplayPlayer } from "./replay_player.js";
import { followScreen, Leader } from "./replay_screen.js";

/**
 * The candidate's view. Everything that it is told comes from one address, which is made for it on the server, and from the
 * window that it follows: a time, a clip's place, nothing in words.
 */

/** @typedef {import("../state/bundle.d.ts").SafeBundle} SafeBundle */

const ASK_AGAIN_MS = 2000;

const sittingId = /^\/replay\/([^/]+)\/safe\/?$/.exec(location.pathname)?.[1] ?? "";
/** A second screen is silent, and goes where the first one goes. */
const follows = location.hash === "#follow";

await openPage();

const element = /** @type {import("../elements/replay_safe.js").ExamReplaySafe} */ (document.createElement("exam-replay-safe"));
element.className = "screen screen-fitted";
element.follows = follows;
element.letters = localStorage.getItem("oralexam-letters") !== "off";

const player = new ReplayPlayer((atS, playing) => {
  element.showTime(atS, playing);
  if (element.playing !== playing) element.playing = playing;
  if (element.looping !== (player.loop !== null)) element.looping = player.loop !== null;
  element.phase = phaseAt(element.bundle, atS) ?? element.phase;
  leader?.showTime(atS, playing);
});
const leader = follows ? null : new Leader(sittingId, player, () => element.clip);
const load = mediaOf(element, player, !follows);
if (!follows) control(element, player);

async function ask() {
  /** @type {SafeBundle} */
  let bundle;
  try {
    bundle = await request(`/api/replay/${sittingId}/safe`);
  } catch (thrown) {
    if (element.bundle === null) return sayProblem(codeOf(thrown));
    setTimeout(() => void ask(), ASK_AGAIN_MS);
    return;
  }
  const first = !element.isConnected;
  if (first) document.body.replaceChildren(element);
  document.title = `${bundle.candidate_name}, ${t("safe.title")} – ${t("product")}`;
  element.clips = bundle.clips;
  element.course = bundle.course;
  try {
    await load(asReplay(bundle));
  } catch (thrown) {
    console.warn("replay-part-failed", codeOf(thrown));
  }
  if (first) begin();
  if (bundle.media_state !== "ready" || bundle.transcript_state !== "ready") setTimeout(() => void ask(), ASK_AGAIN_MS);
}

function begin() {
  leader?.open(element.course);
  if (follows) return followScreen(element, player, sittingId, () => void ask());
  const at = /^#at=(-?[0-9.]+)$/.exec(location.hash)?.[1];
  if (at !== undefined) player.seek(Number(at));
  const phase = element.bundle?.phases.find((each) => `#${each.phase}` === location.hash);
  if (phase !== undefined) element.tell("phase", { phase: phase.phase, startsS: phase.starts_s, endsS: phase.ends_s });
}

/** In the shape that the shared elements know; what the candidate is not told is not there. @param {SafeBundle} bundle @returns {import("../state/bundle.d.ts").ReplayBundle} */
function asReplay(bundle) {
  return {
    ...bundle, observer_name: "", media_reason: "", transcript_reason: "", facts_given: [], incidents: [], rings: [],
    tracks: bundle.tracks.map((track) => ({ ...track, packets: 0, missing_packets: 0 })),
  };
}

/** @param {string} code */
function sayProblem(code) {
  document.body.className = "screen";
  document.title = t("product");
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused"),
      action: html`<button class="button button-primary" type="button" @click=${() => location.reload()}>${t("join.again")}</button>` })}`, document.body);
}

element.addEventListener("exam-back", () => { location.assign(`/replay/${sittingId}#at=${player.position.toFixed(2)}`); });

await ask();
