/** The draw: a sealed set, a chance that nobody chose, one envelope that opens. */

import { html, nothing, svg } from "../../vendor/lit.js";
import { t, tn } from "../i18n.js";
import { lengthText, shortHash } from "../state/format.js";
import { eligibleNames, titleLines } from "../state/lot.js";
import { refusal } from "./parts.js";
import "./mic_check.js";

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../protocol/messages.d.ts").Lot} Lot */
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
    </ul>`;
}

/** @param {Stage} stage */
export function waiting({ state, view, live, order }) {
  const observes = view.seat === "observer";
  return html`
    <main class="screen-main draw">
      <figure class="envelope-scene">
        ${envelope(null)}
        <figcaption><p>${tn("draw.sealed", view.eligible)}</p></figcaption>
        ${observes
          ? html`<p class="note">${t("draw.observer", { name: view.juror_name })}</p>`
          : html`<button class="button button-primary button-large" type="button" ?disabled=${!live} @click=${() => order({ type: "draw-scenario" })}>${t("draw.do")}</button>`}
        ${refusal(state.refusal)}
      </figure>
      <section class="draw-proof" aria-labelledby="proof">
        <h1 id="proof">${t("draw.heading")}</h1>
        <ol class="proof">
          <li class="proof-step"><b>1</b><span>${t("draw.how.1", { n: view.eligible })}</span></li>
          <li class="proof-step"><b>2</b><span>${t("draw.how.2")}</span></li>
          <li class="proof-step"><b>3</b><span>${t("draw.how.3")}</span></li>
        </ol>
        <h2>${t("presence.label")}</h2>
        ${presence(view)}
        ${observes || view.station_setup === "two-microphones" || view.station_setup === "one-microphone" ? nothing : html`<exam-mic-check class="draw-mic stack" .manner=${view.station_setup}></exam-mic-check>`}
      </section>
    </main>`;
}

/** @param {Stage} stage */
export function drawn({ state, view, live, order }) {
  const observes = view.seat === "observer";
  const length = lengthText(view.rail[0]?.planned_s ?? 0);
  return html`
    <main class="screen-main draw">
      <figure class="envelope-scene">
        ${envelope(view)}
        <figcaption><p>${tn("draw.one-of", view.eligible)} ${t("draw.then", { length, name: view.candidate_name })}</p></figcaption>
        ${observes ? nothing : html`<button class="button button-primary button-large" type="button" ?disabled=${!live}
          @click=${() => order({ type: "start-preparation" })}>${t("draw.hand-over")}</button>`}
        ${refusal(state.refusal)}
      </figure>
      ${view.lot === null ? nothing : proof(view.lot, view)}
    </main>`;
}

/** @param {Lot} lot @param {JuryView} view */
function proof(lot, view) {
  const names = eligibleNames(lot);
  return html`
    <section class="draw-proof" aria-labelledby="proof">
      <h1 id="proof">${t("draw.proof")}</h1>
      <ol class="proof">
        <li class="proof-step"><b>1</b><span>${tn("draw.proof.sealed", names.length)}</span><span class="hash">${shortHash(lot.sealed_set)}</span>
          <ul class="eligible" aria-label=${t("draw.eligible")}>${names.map((name, index) => html`
            <li aria-current=${lot.eligible[index] === lot.drawn ? "true" : nothing}>${name}</li>`)}</ul></li>
        <li class="proof-step"><b>2</b><span>${t("draw.proof.chance")}</span><span class="hash">${shortHash(lot.chance)}</span></li>
        <li class="proof-step"><b>3</b><span>${t("draw.proof.result", { place: lot.eligible.indexOf(lot.drawn) + 1, n: names.length })}</span>
          <span class="hash">${String(view.number ?? "").padStart(2, "0")}</span>
          <details class="note proof-whole"><summary>${t("draw.proof.whole")}</summary>
            <p>${t("draw.proof.how")}</p>
            <dl><dt>${t("draw.proof.seal")}</dt><dd class="hash-whole">${lot.sealed_set}</dd><dt>${t("draw.proof.share")}</dt><dd class="hash-whole">${lot.chance}</dd></dl>
          </details></li>
      </ol>
      <p class="note">${t("draw.proof.note")}</p>
      ${presence(view)}
    </section>`;
}

/** Closed while nothing is drawn; open, with the scenario's card, once it is. @param {JuryView | null} view */
function envelope(view) {
  const label = view === null ? t("draw.envelope.closed") : t("draw.envelope.open", { number: String(view.number ?? "").padStart(2, "0"), title: view.title });
  const lines = view === null ? [] : titleLines(view.title);
  const manner = view === null ? "" : view.part === "visitor" ? t(`draw.manner.visitor.${view.mode ?? "video"}`)
    : t(`draw.manner.${view.mode ?? "telephone"}.${view.direction ?? "juror-rings"}`);
  return html`
    <svg class="envelope ${view === null ? "envelope-closed" : ""}" viewBox="0 ${view === null ? 190 : 0} 540 ${view === null ? 290 : 480}" role="img" aria-label=${label}>
      ${view === null ? nothing : svg`<path class="envelope-flap" d="M40 236L256 26q14-13 28 0L500 236z"></path>`}
      <path class="envelope-back" d="M40 236h460v204a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8z"></path>
      ${view === null ? nothing : svg`<g class="envelope-drawn"><rect class="envelope-card" x="112" y="12" width="316" height="376" rx="6"></rect>
        <text class="envelope-small" x="270" y="58">${t("draw.scenario")}</text>
        <text class="envelope-number" x="270" y="136">${String(view.number ?? "").padStart(2, "0")}</text>
        ${lines.map((line, index) => svg`<text class="envelope-title" x="270" y=${182 + 27 * index} lang="en">${line}</text>`)}
        <text class="envelope-small" x="270" y=${189 + 27 * lines.length}>${manner}</text></g>`}
      <path class="envelope-front" d=${view === null
        ? "M40 236h460v204a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8z"
        : "M40 236l204 128q26 16 52 0l204-128v204a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8z"}></path>
      <path class="envelope-fold" d=${view === null ? "M44 240l200 124q26 16 52 0l200-124" : "M44 444l176-94M496 444l-176-94"}></path>
      <circle class="envelope-seal" cx="270" cy="376" r="26"></circle>
      <path class="envelope-seal-line" d=${view === null ? "M262 376v-6a8 8 0 0 1 16 0v6m-20 0h24v14h-24z" : "M258 377l9 9 16-19"}></path>
    </svg>`;
}
