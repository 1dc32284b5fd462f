/** The jury's screens from the preparation to the end: the face, what to say, what may be told. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { timeCode, timeOfDay, timeOfDayExact } from "../state/format.js";
import { plannedCallS, ringEndOf, ringingOf } from "../state/screens.js";
import { cameraButton, deviceProblem, face, holdButton, muteButton, ownTroubles, pictureOf, pictureShed, soundBlocked, standing, toggle, troublesOf, unrecorded, voices } from "./call_parts.js";
import { lookingOn, presence } from "./jury_draw.js";
import { blocks } from "../state/paper.js";
import { markerNote, markers, marksMoments } from "./jury_markers.js";
import { papersOf } from "./paper.js";
import { callSign, copyLine, doorSign, refusal } from "./parts.js";
import { wordsOf } from "./words.js";
import "./documents.js";

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../protocol/messages.d.ts").FactIfAsked} FactIfAsked */
/** @typedef {import("./stage.js").Stage<JuryView>} Stage */

const TALKING = new Set(["ringing", "connecting", "call"]);

/** One screen from the preparation to the writing: what changes is the left column. @param {Stage} stage */
export function room(stage) {
  const { state, view } = stage;
  const { t } = wordsOf(view);
  return html`
    <main class="screen-main jury ${marksMoments(view) ? "jury-marking" : ""} ${view.seat === "observer" ? "jury-observing" : ""}">
      <h1 class="visually-hidden">${t(`jury.heading.${view.phase}`, { name: view.candidate_name })}</h1>
      <section class="column jury-side" aria-label=${t("jury.side")}>
        ${party(stage)}
        ${clock(stage)}
        <div class="stack">${unrecorded(view)}${action(stage)}${troublesOf(view)}${TALKING.has(view.phase) ? lookingOn(view) : nothing}</div>
      </section>
      ${cue(stage)}
      ${facts(stage)}
      ${markers(stage)}
      ${voices(state.media.remote, stage.soundWasBlocked, view.line.narrow_band)}
    </main>`;
}

/** The candidate's face in a video call; a sign and words otherwise. The observer sees both. @param {Stage} stage */
function party({ state, view, levels }) {
  const { t } = wordsOf(view);
  const talking = TALKING.has(view.phase);
  const news = lineNews(state, view);
  if (!state.silent && (view.mode === "video" || (view.mode === "in-person" && view.seat === "observer")) && talking) {
    const stands = news === "" ? standing(state.media, view) : [];
    const candidate = face(pictureOf(state.media.remote, "candidate"), { name: html`<b>${view.candidate_name}</b>`, waiting: t("video.waiting", { name: view.candidate_name }), stands: stands.includes("candidate") });
    const second = view.mode === "in-person" && pictureOf(state.media.remote, "juror") === null ? nothing : view.seat === "observer"
      ? face(pictureOf(state.media.remote, "juror"), { name: html`<b>${view.juror_name}</b>`, waiting: t("video.waiting", { name: view.juror_name }), stands: stands.includes("juror"), small: true })
      : face(state.media.cameraOff ? null : state.media.own, { name: nothing, mirrored: true, waiting: t(state.media.cameraOff ? "video.camera-off" : "video.own-waiting") });
    return html`
      <figure class="picture jury-picture">${candidate}${news === "" ? nothing : html`<p class="picture-news" role="status">${news}</p>`}
        ${second === nothing ? nothing : html`<div class="picture video-self">${second}</div>`}</figure>`;
  }
  const kind = view.phase === "ringing" ? ringingOf(view) : view.phase;
  const end = view.phase === "ringing" ? ringEndOf(view) : "";
  return html`
    <div class="jury-party">
      ${talking ? html`<div class="jury-sign">${(view.part === "visitor" ? doorSign : callSign)(kind === "incoming" || kind === "outgoing" || kind === "between")}</div>` : nothing}
      <div class="jury-party-words">
        <p class="call-state" role="status">${news || t(`jury.state.${end || kind}`, { name: view.candidate_name })}</p>
        <p class="jury-name">${view.candidate_name}</p>
        ${view.phase === "call" && hears(view) && !state.silent ? html`<div class="level"><p class="note">${t("level.other", { name: view.candidate_name })}</p>
          <exam-level .label=${t("level.other", { name: view.candidate_name })} .read=${() => levels.others["candidate"] ?? 0}></exam-level></div>` : presence(view)}
      </div>
    </div>`;
}

/** Whether this page is sent the candidate's voice: in one room only the observer's is. @param {JuryView} view */
function hears(view) {
  return view.mode !== "in-person" || view.seat === "observer";
}

/** @param {import("../state/seat.js").SeatState} state @param {JuryView} view */
function lineNews(state, view) {
  if (view.phase !== "call") return "";
  if (state.media.way === "lost") return t("call.state.own-lost");
  if (view.line.held !== "no") return t(`call.state.held-${view.line.held}`, { name: view.line.held === "between" ? view.juror_name : view.candidate_name });
  if (view.lost.includes("candidate")) return t("call.state.other-lost", { name: view.candidate_name });
  if (view.seat === "observer" && view.lost.includes("juror")) return t("call.state.other-lost", { name: view.juror_name });
  return "";
}

/** @param {Stage} stage */
function clock({ state, view }) {
  const { line } = view;
  const { t } = wordsOf(view);
  /** @param {string | null} instant */
  const at = (instant) => (instant === null ? "" : timeOfDay(new Date(instant), language()));
  const common = { size: "clock clock-medium", time: state.time };
  switch (view.phase) {
    case "preparation":
      return html`<exam-clock class=${common.size} .time=${common.time} .pausedSince=${view.paused_since} .deadline=${view.deadline} .label=${t("clock.preparation")} .until=${t("clock.until", { time: at(view.deadline) })}></exam-clock>`;
    case "writing":
      return html`<exam-clock class=${common.size} .time=${common.time} .pausedSince=${view.paused_since} .deadline=${view.deadline} .label=${t("clock.writing.jury")} .until=${t("clock.writing.until", { time: at(view.deadline) })}></exam-clock>`;
    default:
      return html`<exam-clock class=${common.size} .time=${common.time} .pausedSince=${view.paused_since} .deadline=${line.call_ends_at} .resting=${plannedCallS(view)}
        .label=${t(line.time_reached ? "clock.call.reached" : line.call_ends_at ? "clock.call" : "clock.call.resting")}
        .until=${line.time_reached && view.deadline ? t("clock.call.cut")
          : line.call_ends_at ? t("clock.call.until", { time: at(line.call_ends_at) }) : t("clock.call.starts")}></exam-clock>`;
  }
}

/** What can be done now: one thing, or nothing and then why. @param {Stage} stage */
function action(stage) {
  const { state, view, live, order, media, levels, ask } = stage;
  const { t } = wordsOf(view);
  const inRoom = view.mode === "in-person";
  if (view.seat === "observer") {
    const words = TALKING.has(view.phase) ? (state.silent ? "jury.observer.silent" : "jury.observer.hears") : "jury.observer.waits";
    return html`${soundBlocked(state.media, media)}<p class="note">${t(words)}</p>${refusal(state.refusal)}`;
  }
  const problem = deviceProblem(state.media, media);
  switch (view.phase) {
    case "ringing":
      return html`${problem === nothing ? ringingAction(stage) : problem}${refusal(state.refusal)}`;
    case "connecting":
      return html`${problem}${soundBlocked(state.media, media)}<p class="note">${t("connecting.note")}</p>`;
    case "call":
      return html`
        ${inRoom && state.media.own === null ? nothing : html`<div class="level"><p class="note">${t("level.own")}</p><exam-level target .label=${t("level.own")} .read=${() => levels.own}></exam-level></div>`}
        ${problem}${soundBlocked(state.media, media)}${pictureShed(state.media)}${ownTroubles(state.troubles, view)}${refusal(state.refusal)}
        <div class="jury-controls ${view.mode === "video" || view.unrecorded.length > 0 ? "" : "jury-controls-one"}">
          ${inRoom ? nothing : muteButton(state.media, media)}
          ${inRoom ? nothing : holdButton(view, live, order)}
          ${view.mode === "video" ? cameraButton(state.media, media) : nothing}
          <button class="button button-stop" type="button" ?disabled=${!live} @click=${() => ask("confirm-hang-up")}>${t("call.end")}</button>
        </div>`;
    case "writing":
      return html`
        ${view.line.call_back_until === null ? html`<p class="note">${t("jury.writing.note")}</p>` : html`
          <div class="next"><h2 class="next-label">${t("call-back.label")}</h2>
            <p>${t("call-back.words.jury", { time: timeOfDayExact(new Date(view.line.call_back_until), language()) })}</p></div>
          ${["busy", "declined"].includes(ringEndOf(view)) ? html`<p role="status"><b>${t(`call-back.${ringEndOf(view)}`, { name: view.candidate_name })}</b></p>` : nothing}
          <button class="button" type="button" ?disabled=${!live} @click=${() => order({ type: "ring" })}>${t("jury.call-back.ring", { name: view.candidate_name })}</button>`}
        ${refusal(state.refusal)}`;
    default:
      return html`<div class="next"><h2 class="next-label">${t("next.label")}</h2><p>${t(view.line.you_ring ? "jury.next.you-ring" : "jury.next.they-ring", { name: view.candidate_name })}</p></div>${view.phase === "preparation" ? busyButton(stage) : nothing}`;
  }
}

/** A client who is called may be on the telephone at the first try: the juror plays it, once a press. @param {Pick<Stage, "view" | "live" | "order">} stage */
function busyButton({ view, live, order }) {
  const { part, direction, line, seat } = view;
  if (part !== "call" || direction !== "candidate-rings" || seat !== "juror" || line.call_started_at !== null) return nothing;
  return html`${toggle({ pressed: line.busy_next, words: t("jury.busy"), press: () => { if (live) order({ type: "mark-line", busy: !line.busy_next }); } })}
    <p class="note">${t("jury.busy.note")}</p>`;
}

/** @param {Stage} stage */
function ringingAction({ view, live, order }) {
  const kind = ringingOf(view);
  const { t, tn } = wordsOf(view);
  switch (kind) {
    case "incoming":
      return html`<button class="button button-primary button-large" type="button" autofocus ?disabled=${!live} @click=${() => order({ type: "answer" })}>${t("jury.ringing.answer")}</button>
        ${view.part === "call" ? html`<button class="button button-quiet" type="button" ?disabled=${!live} @click=${() => order({ type: "hang-up" })}>${t("ringing.decline-first")}</button>` : nothing}`;
    case "yours-to-ring":
    case "ring-again":
      return html`<button class="button button-primary button-large" type="button" autofocus ?disabled=${!live} @click=${() => order({ type: "ring" })}>${t(kind === "ring-again" ? "jury.ringing.ring-again" : "jury.ringing.ring", { name: view.candidate_name })}</button>
        ${view.line.attempt > 0 ? html`<p class="note">${tn("ringing.attempts", view.line.attempt)}</p>` : nothing}`;
    case "outgoing":
      return html`<p class="note">${t("jury.ringing.outgoing", { name: view.candidate_name })}</p>
        <button class="button button-stop" type="button" ?disabled=${!live} @click=${() => order({ type: "hang-up" })}>${t("jury.ringing.cancel")}</button>`;
    default:
      return html`<p class="note">${t(`jury.ringing.${kind}`, { name: view.candidate_name })}</p>${busyButton({ view, live, order })}`;
  }
}

/** The cue card: in English, since that is what is said. @param {Stage} stage */
function cue({ view, sheet, showSheet }) {
  const { t } = wordsOf(view);
  const brief = view.jury_brief;
  if (brief === null) return html`<section class="pane jury-cue"></section>`;
  const file = sheet >= 0;
  return html`
    <section class="pane jury-cue" aria-labelledby="cue">
      <div class="pane-heading"><h2 id="cue">${t(file ? "jury.file" : view.seat === "observer" ? "jury.role.observer" : "jury.role")}</h2>
        <p class="row"><span class="note">${t("jury.scenario", { number: String(view.number ?? "").padStart(2, "0") })}</span>
          <button class="button button-quiet" type="button" @click=${() => showSheet(file ? -1 : 0)}>${t(file ? "jury.file.close" : "jury.file.open")}</button></p>
      </div>
      ${file ? html`<exam-documents class="jury-file" .brief=${view.candidate_brief} .heading=${view.title} .papers=${papersOf(view.sitting_id, view.seat)}></exam-documents>` : html`
      <div class="cue pane-scroll" lang="en" tabindex="0" role="group" aria-labelledby="cue">
        ${blocks(brief.role).map((block) => html`<p class="cue-role">${block.kind === "paragraph" ? block.text : block.items.join(" ")}</p>`)}
        <div class="stack"><h3 lang=${language()}>${t("jury.cues")}</h3>${brief.cues.map((line) => html`<p class="cue-line">${line}</p>`)}</div>
        <div class="stack"><h3 lang=${language()}>${t("jury.if-silent")}</h3><p class="cue-line">${brief.if_silent}</p></div>
        <div class="stack"><h3 lang=${language()}>${t("jury.objectives")}</h3>
          <ol class="cue-goals">${brief.objectives.map((goal, index) => html`<li class="cue-goal"><b>${index + 1}</b> ${goal}</li>`)}</ol></div>
        ${view.phase === "writing" ? html`<div class="stack"><h3 lang=${language()}>${t("jury.expected")}</h3>
          <ul class="cue-goals">${brief.expected_in_text.map((item) => html`<li class="cue-goal"><b>–</b> ${item}</li>`)}</ul></div>` : nothing}
      </div>`}
    </section>`;
}

/** Facts to give only if asked: pressed when given, with the time. @param {Stage} stage */
function facts(stage) {
  const { view, live, order } = stage;
  const { t } = wordsOf(view);
  const all = view.jury_brief?.facts_if_asked ?? [];
  const may = view.seat === "juror" && ["connecting", "call", "writing"].includes(view.phase);
  return html`
    <section class="pane jury-facts" aria-labelledby="facts">
      <div class="pane-heading"><h2 id="facts">${t("facts.heading")}</h2></div>
      <div class="facts pane-scroll" tabindex="0" role="group" aria-labelledby="facts">
        <p class="fact-hint">${t(view.seat === "observer" ? "facts.observer" : may ? "facts.hint" : "facts.later")}</p>
        ${all.map((fact) => factButton(fact, view, may && live, order))}
      </div>
      ${markerNote(stage)}
    </section>`;
}

/** @param {FactIfAsked} fact @param {JuryView} view @param {boolean} may @param {Stage["order"]} order */
function factButton({ fact_id, question, answer }, view, may, order) {
  const given = view.facts_given.find((one) => one.fact_id === fact_id);
  const zero = view.line.call_started_at;
  const state = given === undefined ? t("facts.not-given")
    : zero === null ? t("facts.given")
    : t("facts.given-at", { time: timeCode((Date.parse(given.at) - Date.parse(zero)) / 1000) });
  return html`
    <button class="fact" type="button" aria-pressed=${given ? "true" : "false"} aria-disabled=${may ? "false" : "true"}
      @click=${() => { if (may) order({ type: "press-fact", fact_id, given: given === undefined }); }}>
      <span class="fact-asked" lang="fr">${question}</span><span class="fact-answer" lang="en">${answer}</span><span class="fact-state">${state}</span>
    </button>`;
}

/** @param {Stage} stage */
export function handedIn({ view, state }) {
  const { t } = wordsOf(view);
  const at = view.handed_in_at === null ? "" : timeOfDayExact(new Date(view.handed_in_at), language());
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        <div role="status"><h1>${t("jury.over.heading")}</h1></div>
        <p>${t("jury.over.words", { name: view.candidate_name, time: at })}</p>
        <p>${tn("jury.over.facts", view.facts_given.length)}</p>
        ${copyLine(state.copy)}
        <div class="next"><h2 class="next-label">${t("next.label")}</h2><p>${t("jury.over.next")}</p></div>
        ${view.criteria.length === 0 ? nothing : html`<p class="row"><a class="button" href="/judge/${view.sitting_id}">${t("jury.over.judge", { name: view.candidate_name })}</a></p>`}
      </section>
    </main>`;
}

/** @param {Stage} stage */
export function aborted({ view }) {
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        <div role="status"><h1>${t("aborted.heading")}</h1></div>
        <p>${t("aborted.words.jury", { name: view.candidate_name })}</p>
      </section>
    </main>`;
}
