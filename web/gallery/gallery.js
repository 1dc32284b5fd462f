/** Every page's every state, from canned views: `gallery.html?state=NAME&language=en&theme=dark`. Development only. */

import { cockpitStates } from "./cockpit_states.js";
import { correctionStates } from "./correction_states.js";
import { copyStates, gapStates } from "./copy_states.js";
import { deviceStates } from "./device_states.js";
import { factStates } from "./fact_states.js";
import { interviewStates } from "./interview_states.js";
import { guestStates } from "./guest_states.js";
import { GRID_STATES } from "./grid_states.js";
import { lineStates } from "./line_states.js";
import { judgingStates } from "./judging_states.js";
import { KEPT_STATES } from "./kept_states.js";
import { NETWORK_STATES } from "./network_states.js";
import { PLAN_STATES } from "./plan_states.js";
import { REFERENCE_STATES } from "./reference_states.js";
import { AFTER_STATES } from "./after_states.js";
import { QUALITY_STATES } from "./quality_states.js";
import { RELIABILITY_STATES } from "./reliability_states.js";
import { SCENARIO_STATES } from "./scenario_states.js";
import { candidateStates } from "./candidate_states.js";
import { juryStates } from "./jury_states.js";
import { replayStates } from "./replay_states.js";
import { boardStates } from "./board_states.js";
import { stepsFor } from "../js/elements/parts.js";
import { errorSentence, loadLanguage, t } from "../js/i18n.js";
import { html } from "../vendor/lit.js";
import { candidate, visited } from "./canned.js";
import { bundle, peaks, visit } from "./canned_records.js";
import { SESSION_STATES } from "./canned_sessions.js";
import { page, plain, replaysOf } from "./shown.js";
import { standing } from "./standing.js";

const asked = new URLSearchParams(location.search);
const [, scenario, fair, lines, plans] = await Promise.all([
  loadLanguage(asked.get("language") === "en" ? "en" : "fr"),
  ...["scenario.json", "visitor.json", "lines.json", "plan.json"].map(async (file) => (await fetch(file)).json()),
]);
const phone = { ...scenario, mode: "telephone" };
const canned = { scenario, phone, outgoing: { ...phone, direction: "candidate-rings" }, fair, lines };
const { replay, safe } = replaysOf(canned);
const call = bundle(phone, lines);
const visitShown = visit(fair, lines, false);

/** @type {Record<string, () => HTMLElement>} */
const STATES = {
  ...candidateStates(canned),
  ...deviceStates(phone, page),
  ...copyStates(phone, page),
  ...lineStates(phone, fair, page),
  ...juryStates(canned),
  ...guestStates(phone, scenario, page),
  ...interviewStates(phone, page),
  ...replayStates(canned, replay),
  ...gapStates(replay, call),
  ...correctionStates(replay, call),
  ...cockpitStates({ replay, safe, call, film: bundle(scenario, lines), visit: visitShown, time: candidate(phone, "call").time }),
  ...AFTER_STATES,
  ...QUALITY_STATES,
  ...RELIABILITY_STATES,
  ...NETWORK_STATES,
  ...GRID_STATES,
  ...judgingStates(call, peaks(lines)),
  ...KEPT_STATES,
  ...factStates(replay, call, visitShown, { call: scenario.expected, visitor: fair.expected }),
  ...boardStates(canned),
  ...SCENARIO_STATES(scenario, fair),
  ...REFERENCE_STATES((where, next) => page("exam-candidate", where === "sheet" ? visited(fair, "writing") : candidate(phone, where), next)),
  ...PLAN_STATES(plans),
  "join-used": () => plain({ title: errorSentence("link-used"), steps: stepsFor("link-used") }),
  "join-unknown": () => plain({ title: errorSentence("link-unknown"), steps: stepsFor("link-unknown") }),
  "join-too-many": () => plain({ title: errorSentence("too-many-tries"), steps: stepsFor("too-many-tries"), action: html`<button class="button button-primary" type="button">${t("join.again")}</button>` }),
  ...SESSION_STATES,
};

/**
 * Show a state in the place of whatever is shown: `data-state` says that it stands.
 * @param {string} state @param {"fr" | "en"} [language] @param {string} [theme]
 */
async function show(state, language, theme = "light") {
  const root = document.documentElement;
  document.body.replaceChildren();
  delete document.body.dataset["state"];
  for (const how of ["text", "contrast"]) delete root.dataset[how];
  root.dataset["theme"] = theme;
  if (language !== undefined) await loadLanguage(language);
  scrollTo(0, 0);
  const make = STATES[state];
  if (make === undefined) throw new Error(`there is no state ${state}`);
  document.body.replaceChildren(make());
  await standing();
  document.body.dataset["state"] = state;
}

Object.assign(globalThis, { galleryStates: Object.keys(STATES), showState: show });
const state = asked.get("state") ?? "";
if (state in STATES) {
  await show(state, undefined, asked.get("theme") ?? "light");
} else {
  const list = document.createElement("ul");
  for (const name of Object.keys(STATES)) {
    const link = document.createElement("a");
    link.href = `?state=${name}`;
    link.textContent = name;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  document.body.replaceChildren(list);
}
document.body.dataset["listed"] = "";
