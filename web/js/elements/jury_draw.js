/** The draw: a sealed set, a chance that nobody chose, one envelope that opens. */

import { html, nothing } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { lengthText } from "../state/format.js";
import { howItGoes, nameOf, proofSteps, underWay, verdict, voided } from "./draw_steps.js";
import { envelope } from "./envelope.js";
import { waitsFor } from "./formalities.js";
import { waitsForSteps } from "./order.js";
import { refusal } from "./parts.js";
import "./mic_check.js";

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../protocol/messages.d.ts").DrawSeen} DrawSeen */
/** @typedef {import("./stage.js").Stage<JuryView>} Stage */

/** Who is here; one cannot start without them, but one can see who is missing. @param {JuryView} view */
export function presence(view) {
  const seats = /** @type {const} */ (["candidate", "juror", "observer"]);
  const names = { candidate: view.candidate_name, juror: view.juror_name, observer: view.observer_name };
  return html`
    <ul class="presence" aria-label=${t("presence.label")}>
      ${seats.filter((seat) => names[seat] !== "").map((seat) => {
        const here = view.present.includes(seat);
        return html`<li class="presence-seat ${here ? "presence-here" : ""}"><b>${names[seat]}</b> <span>${t(`seat.${seat}`)}, ${t(here ? "presence.here" : "presence.away")}</span></li>`;
      })}
    </ul>${lookingOn(view)}`;
}

/** Who looks on beside the jury, unseen by the candidate. @param {JuryView} view */
export function lookingOn({ looking_on }) {
  return looking_on.length === 0 ? nothing : html`<p class="note">${tn("jury.looking-on", looking_on.length, { names: looking_on.join(", ") })}</p>`;
}

/** @param {Stage} stage */
export function waiting(stage) {
  const { view } = stage;
  const { draw } = view;
  const oneMicrophone = view.station_setup === "two-microphones" || view.station_setup === "one-microphone";
  return html`
    <main class="screen-main draw">
      <figure class="envelope-scene">
        ${envelope(null)}
        <figcaption><p>${tn("draw.sealed", draw?.eligible ?? view.eligible)}</p></figcaption>
        ${draw === null ? toBegin(stage) : toGive(stage, draw)}
        ${refusal(stage.state.refusal)}
      </figure>
      <section class="draw-proof" aria-labelledby="proof">
        <h1 id="proof">${t("draw.heading")}</h1>
        ${draw === null ? howItGoes(view) : underWay(view, draw)}
        ${voided(view)}
        <h2>${t("presence.label")}</h2>
        ${presence(view)}
        ${draw !== null || view.seat === "observer" || oneMicrophone || view.formalities?.station ? nothing : html`<exam-mic-check class="draw-mic stack" .manner=${view.station_setup}></exam-mic-check>`}
      </section>
    </main>`;
}

/** Nobody has begun. @param {Stage} stage */
function toBegin({ view, live, order }) {
  if (view.seat === "observer") return html`<p class="note">${t(view.shares_from.includes("observer") ? "draw.observer.gives" : "draw.observer", { name: view.juror_name })}</p>`;
  return html`<button class="button button-primary button-large" type="button" ?disabled=${!live || view.part_waits_for.length > 0} @click=${() => order({ type: "draw-scenario" })}>${t("draw.do")}</button>
    ${waitsForSteps(view)}`;
}

/** It has begun: one button for whoever has not given a share yet, and a word for whoever waits. @param {Stage} stage @param {DrawSeen} draw */
function toGive({ state, view, live, giveShare, order, ask }, draw) {
  const mine = draw.shares.find(({ who }) => who === view.seat);
  const anew = () => order({ type: "begin-draw-anew" });
  if (state.share.lost) {
    return html`
      <p class="draw-lost" role="alert">${t("draw.share.lost")}</p>
      <button class="button button-primary button-large" type="button" ?disabled=${!live} @click=${anew}>${t("draw.begin-anew")}</button>`;
  }
  if (mine !== undefined && mine.commitment === "") {
    return html`<button class="button button-primary button-large" type="button" ?disabled=${!live} @click=${giveShare}>${t("draw.give-share")}</button>`;
  }
  const missing = draw.shares.filter(({ commitment }) => commitment === "").map(({ who }) => nameOf(view, who));
  const closed = draw.shares.filter(({ who }) => !draw.revealed.includes(who)).map(({ who }) => nameOf(view, who));
  return html`
    <p class="note" role="status">${missing.length > 0 ? t("draw.waits-for", { names: missing.join(", ") }) : t("draw.waits-for.opening", { names: closed.join(", ") })}</p>
    ${mine === undefined ? nothing : html`<button class="button" type="button" ?disabled=${!live} @click=${() => ask("confirm-draw-anew")}>${t("draw.begin-anew")}</button>`}`;
}

/** @param {Stage} stage */
export function drawn({ state, view, live, order, checkDraw }) {
  const observes = view.seat === "observer";
  const length = lengthText(view.rail[0]?.planned_s ?? 0);
  const manner = view.part === "visitor" ? t(`draw.manner.visitor.${view.mode ?? "video"}`) : t(`draw.manner.${view.mode ?? "telephone"}.${view.direction ?? "juror-rings"}`);
  return html`
    <main class="screen-main draw">
      <figure class="envelope-scene">
        ${envelope({ number: view.number, title: view.title, manner })}
        <figcaption><p>${tn("draw.one-of", view.draw?.eligible ?? view.eligible)} ${t("draw.then", { length, name: view.candidate_name })}</p></figcaption>
        ${observes ? nothing : html`<button class="button button-primary button-large" type="button" ?disabled=${!live || view.part_waits_for.length > 0}
          @click=${() => order({ type: "start-preparation" })}>${t("draw.hand-over")}</button>`}
        ${waitsFor(view)}${waitsForSteps(view)}${refusal(state.refusal)}
      </figure>
      ${view.lot === null || view.draw === null ? nothing : html`
        <section class="draw-proof" aria-labelledby="proof">
          <h1 id="proof">${t("draw.proof")}</h1>
          ${proofSteps(view, view.draw, view.lot)}
          ${voided(view)}
          <p class="note">${t("draw.proof.note")}</p>
          <p class="row"><button class="button" type="button" @click=${checkDraw}>${t("draw.check")}</button></p>
          ${verdict(state)}
        </section>`}
    </main>`;
}
