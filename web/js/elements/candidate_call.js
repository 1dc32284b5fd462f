/** The candidate's screens from the ringing to the end of the call. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { lengthText, timeOfDay } from "../state/format.js";
import { plannedCallS, ringEndOf, ringingOf } from "../state/screens.js";
import { sheets } from "../state/paper.js";
import { cameraButton, deviceProblem, face, holdButton, muteButton, ownTroubles, pictureOf, pictureShed, sameVoices, soundBlocked, standing, voices } from "./call_parts.js";
import { sheetBody } from "./documents.js";
import { notesPane } from "./notes.js";
import { papersOf } from "./paper.js";
import { callSign, doorSign, noClock, refusal } from "./parts.js";
import { wordsOf } from "./words.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("../protocol/messages.d.ts").OtherParty} OtherParty */
/** @typedef {import("./stage.js").Stage<CandidateView>} Stage */

/** Whoever calls is known by their name; a visitor says theirs at the door. @param {CandidateView} view @returns {OtherParty} */
function otherParty(view) {
  return view.other_party ?? { name: view.part === "visitor" ? t("visitor.unnamed") : "", role: "", organisation: "", place: "" };
}

/** @param {Stage} stage */
function callClock({ state, view }) {
  const { line } = view;
  const words = wordsOf(view);
  if (!view.clock_shown) return noClock(words.t(line.call_started_at === null ? "clock.untold.before-call" : "clock.untold.call"));
  const started = line.call_started_at !== null;
  return html`<exam-clock class="clock" .time=${state.time} .pausedSince=${view.paused_since} .deadline=${line.call_ends_at} .resting=${plannedCallS(view)}
    .label=${t(line.time_reached ? "clock.call.reached" : started ? "clock.call" : "clock.call.resting")}
    .until=${line.time_reached && view.deadline
      ? words.t("clock.call.cut")
      : line.call_ends_at ? words.t("clock.call.until", { time: timeOfDay(new Date(line.call_ends_at), language()) }) : words.t("clock.call.starts")}></exam-clock>`;
}

/** The documents as a row of buttons: one is pressed while its sheet is open. @param {Stage} stage */
function documentButtons({ view, sheet, showSheet }) {
  if (view.brief === null) return nothing;
  return html`
    <nav class="call-documents" aria-label=${t("documents.label")}>
      <h2 class="note">${t("documents.heading")}</h2>
      <ul class="document-buttons">${sheets(view.brief, t("documents.mission-short")).map(({ title, mission }, index) => html`
        <li><button class="button" type="button" aria-pressed=${sheet === index ? "true" : "false"}
          @click=${() => showSheet(sheet === index ? -1 : index)}><span>${index + 1}. ${mission ? title : html`<span lang="en">${title}</span>`}</span></button></li>`)}
      </ul>
    </nav>`;
}

/** @param {Stage} stage */
function openSheet({ view, sheet, showSheet }) {
  const shown = view.brief === null ? undefined : sheets(view.brief, t("documents.mission"))[sheet];
  if (shown === undefined) return nothing;
  return html`
    <section class="call-sheet" aria-label=${shown.title}>
      <p class="call-sheet-close"><button class="button" type="button" @click=${() => showSheet(-1)}>${t("documents.close")}</button></p>
      <div class="document pane-scroll" lang="en" tabindex="0">${sheetBody(shown, view.title, papersOf(view.sitting_id, "candidate"))}</div>
    </section>`;
}

/** @param {Stage} stage @param {unknown} panel */
function callScreen(stage, panel) {
  const { state } = stage;
  return html`
    <main class="screen-main call">
      ${panel}
      ${callClock(stage)}
      ${notesPane(stage, "call-notes")}
      ${documentButtons(stage)}
      ${voices(state.media.remote, stage.soundWasBlocked, stage.view.line.narrow_band)}
    </main>`;
}

/** @param {CandidateView} view */
function partyLines(view) {
  const other = otherParty(view);
  if (other.role === "") return html`<h1 class="call-name" id="caller">${other.name}</h1>`;
  return html`
    <h1 class="call-name" id="caller">${other.name}</h1>
    <p class="call-detail" lang="en">${other.role}, ${other.organisation}<br>${other.place}</p>`;
}

/** @param {Stage} stage */
export function ringing(stage) {
  const { view, live, state, order, media, sheet } = stage;
  const words = wordsOf(view);
  const kind = ringingOf(view);
  const told = ringEndOf(view) || kind;
  const back = view.line.call_started_at !== null;
  const name = otherParty(view).name;
  const rings = kind === "incoming" || kind === "outgoing";
  const length = lengthText(plannedCallS(view));
  const problem = deviceProblem(state.media, media);
  return callScreen(stage, html`
    <section class="call-panel call-ringing" aria-labelledby="caller">
      ${sheet >= 0 ? html`<h1 class="visually-hidden" id="caller">${otherParty(view).name}</h1>${openSheet(stage)}` : html`
        <div class="call-party">
          ${sign(view, rings)}
          <p class="call-state" role="status">${words.t(`ringing.${told}.state`)}</p>
          ${partyLines(view)}
        </div>`}
      <div class="call-party">
        ${problem !== nothing ? problem : ringingAction(kind, { name, live, order, back, words, onLine: view.part === "call" })}
        ${soundBlocked(state.media, media)}${refusal(state.refusal)}
        <p class="note">${back ? words.t("ringing.back.note") : words.t(`ringing.${told}.note`, { name, length })}</p>
      </div>
    </section>`);
}

/** @param {import("../state/screens.js").Ringing} kind @param {{ name: string, live: boolean, order: Stage["order"], back: boolean, words: ReturnType<typeof wordsOf>, onLine: boolean }} options */
function ringingAction(kind, { name, live, order, back, words, onLine }) {
  const { t } = words;
  switch (kind) {
    case "incoming":
      return html`<button class="button button-primary button-large call-answer" type="button" autofocus ?disabled=${!live}
        @click=${() => order({ type: "answer" })}>${t("ringing.answer")}</button>
        ${back || onLine ? html`<button class="button button-quiet" type="button" ?disabled=${!live} @click=${() => order({ type: "hang-up" })}>${t(back ? "ringing.decline" : "ringing.decline-first")}</button>` : nothing}`;
    case "outgoing":
      return html`<button class="button button-stop" type="button" ?disabled=${!live} @click=${() => order({ type: "hang-up" })}>${t("ringing.cancel")}</button>`;
    case "yours-to-ring":
    case "ring-again":
      return html`<button class="button button-primary button-large call-answer" type="button" autofocus ?disabled=${!live}
        @click=${() => order({ type: "ring" })}>${t(kind === "ring-again" ? "ringing.ring-again" : "ringing.ring", { name })}</button>`;
    default:
      return nothing;
  }
}

/** @param {Stage} stage */
export function connecting(stage) {
  const { state, view, media, sheet } = stage;
  const problem = deviceProblem(state.media, media);
  return callScreen(stage, html`
    <section class="call-panel call-ringing" aria-labelledby="caller">
      ${sheet >= 0 ? html`<h1 class="visually-hidden" id="caller">${otherParty(view).name}</h1>${openSheet(stage)}` : html`
        <div class="call-party">
          ${sign(view, false)}
          <p class="call-state" role="status">${wordsOf(view).t("connecting.state")}</p>
          ${partyLines(view)}
        </div>`}
      <div class="call-party">
        ${problem}${soundBlocked(state.media, media)}
        <p class="note">${wordsOf(view).t("connecting.note")}</p>
      </div>
    </section>`);
}

/** What one hears about the line while one talks. @param {Stage} stage */
function lineState({ state, view }) {
  if (state.media.way === "lost") return t("call.state.own-lost");
  if (view.line.held !== "no") return t(`call.state.held-${view.line.held}`, { name: otherParty(view).name });
  if (view.line.other_party_lost) return t("call.state.other-lost", { name: otherParty(view).name });
  return wordsOf(view).t("call.state.up");
}

/** @param {Stage} stage */
function hangUpButton({ view, live, ask }) {
  return html`<button class="button button-stop" type="button" ?disabled=${!live} @click=${() => ask("confirm-hang-up")}>${wordsOf(view).t("call.hang-up")}</button>`;
}

/** @param {CandidateView} view @param {boolean} rings */
function sign(view, rings) {
  return view.part === "visitor" ? doorSign(rings) : callSign(rings);
}

/** In the same room: the clock, what is heard, and nothing that asks to be looked at. @param {Stage} stage */
export function inPerson(stage) {
  const { state, view, media, levels, sheet } = stage;
  const two = view.station_setup === "two-microphones";
  return callScreen(stage, html`
    <section class="call-panel call-connected" aria-labelledby="caller">
      ${sheet >= 0 ? html`<h1 class="visually-hidden" id="caller">${otherParty(view).name}</h1>${openSheet(stage)}` : html`
        <div class="call-party">
          <p class="call-state" role="status">${lineState(stage)}</p>
          <h1 class="call-name" id="caller">${t("in-person.look")}</h1>
          <p class="call-detail">${t("in-person.look.note")}</p>
        </div>`}
      <div class="call-levels">
        <div class="level"><p>${t(two ? "level.left" : view.station_setup === "two-stations" ? "call.you" : "level.both")}</p><exam-level target .label=${t(two ? "level.left" : "level.own")} .read=${() => levels.own}></exam-level></div>
        ${two ? html`<div class="level"><p>${t("level.right")}</p><exam-level target .label=${t("level.right")} .read=${() => levels.others["juror"] ?? 0}></exam-level></div>` : nothing}
      </div>
      <div class="call-controls">
        ${deviceProblem(state.media, media)}${soundBlocked(state.media, media)}${sameVoices(state.media)}${ownTroubles(state.troubles, view)}
        ${hangUpButton(stage)}
      </div>
    </section>`);
}

/** @param {Stage} stage */
export function telephone(stage) {
  const { state, view, live, order, media, levels, sheet } = stage;
  const other = otherParty(view);
  return callScreen(stage, html`
    <section class="call-panel call-connected" aria-labelledby="caller">
      ${sheet >= 0 ? html`<h1 class="visually-hidden" id="caller">${otherParty(view).name}</h1>${openSheet(stage)}` : html`
        <div class="call-party">
          ${callSign(false)}
          <p class="call-state" role="status">${lineState(stage)}</p>
          <h1 class="call-name" id="caller">${other.name}</h1>
          <p class="call-detail" lang="en">${other.organisation}, ${other.place}</p>
        </div>`}
      <div class="call-levels">
        <div class="level"><p>${t("call.you")}</p><exam-level target .label=${t("level.own")} .read=${() => levels.own}></exam-level></div>
        <div class="level"><p>${other.name}</p><exam-level .label=${t("level.other", { name: other.name })} .read=${() => levels.others["juror"] ?? 0}></exam-level></div>
      </div>
      <div class="call-controls">
        ${deviceProblem(state.media, media)}${soundBlocked(state.media, media)}${ownTroubles(state.troubles, view)}
        ${muteButton(state.media, media)}
        ${holdButton(view, live, order)}
        ${hangUpButton(stage)}
      </div>
    </section>`);
}

/** @param {Stage} stage */
export function video(stage) {
  const { state, view, live, order, media, levels, sheet, soundWasBlocked } = stage;
  const other = otherParty(view);
  const words = wordsOf(view);
  const picture = pictureOf(state.media.remote, "juror");
  const own = state.media.cameraOff ? null : state.media.own;
  const cut = state.media.way === "lost" || view.line.other_party_lost || view.line.held !== "no";
  return html`
    <main class="screen-main video">
      <h1 class="visually-hidden">${words.t("video.heading", { name: other.name })}</h1>
      <figure class="picture video-remote">
        ${face(picture, { name: other.organisation === "" ? nothing : html`<b>${other.name}</b>, ${other.organisation}`, waiting: words.t("video.waiting", { name: other.name }), stands: !cut && standing(state.media, view).includes("juror") })}
        ${cut ? html`<p class="picture-news" role="status">${lineState(stage)}</p>` : nothing}
        <div class="picture video-self">${face(own, { name: nothing, mirrored: true, waiting: t(state.media.cameraOff ? "video.camera-off" : "video.own-waiting") })}</div>
      </figure>
      ${callClock(stage)}
      ${sheet >= 0 ? html`<div class="pane video-sheet">${openSheet(stage)}</div>` : nothing}
      ${notesPane(stage, "call-notes")}
      ${documentButtons(stage)}
      <div class="video-controls">
        <div class="level video-level"><p class="note">${t("level.own")}</p><exam-level target .label=${t("level.own")} .read=${() => levels.own}></exam-level></div>
        ${deviceProblem(state.media, media)}${soundBlocked(state.media, media)}${pictureShed(state.media)}${ownTroubles(state.troubles, view)}
        ${muteButton(state.media, media)}
        ${cameraButton(state.media, media)}
        ${holdButton(view, live, order)}
        ${hangUpButton(stage)}
      </div>
      ${voices(state.media.remote, soundWasBlocked, view.line.narrow_band)}
    </main>`;
}

/** The last minute, or the sentence to finish: said once, above everything. @param {CandidateView | import("../protocol/messages.d.ts").JuryView} view */
export function callNews(view) {
  if (view.phase !== "call") return "";
  if (view.line.time_reached) return t("call.time-reached");
  if (!view.line.warned) return "";
  const words = wordsOf(view);
  // A rehearsal's call is shorter than an exam's, and its warning comes later: then no minute is promised.
  return words.t(plannedCallS(view) >= 600 ? "call.warned" : "call.warned-short");
}
