/** The draw step by step, as everybody on the jury sees it: the seal, each share, what they give together. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { shortHash, timeOfDay, timeOfDayExact } from "../state/format.js";
import { eligibleNames } from "../state/lot.js";
import { spoken } from "./envelope.js";

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("../protocol/messages.d.ts").DrawSeen} DrawSeen */
/** @typedef {import("../protocol/messages.d.ts").Share} Share */
/** @typedef {import("../protocol/messages.d.ts").VoidSeen} VoidSeen */
/** @typedef {import("../state/seat.js").SeatState} SeatState */

/** @param {JuryView} view @param {string} who */
export function nameOf(view, who) {
  if (who === "juror") return view.juror_name;
  return who === "observer" ? view.observer_name : t("draw.server");
}

/** Before the draw is begun: how it will go. @param {JuryView} view */
export function howItGoes(view) {
  const n = view.shares_from.length;
  return html`
    <ol class="proof">
      <li class="proof-step"><b>1</b><span>${t("draw.how.1", { n: view.eligible })}</span></li>
      <li class="proof-step"><b>2</b><span>${t(n === 2 ? "draw.how.2.both" : n === 1 ? "draw.how.2.one" : "draw.how.2.server")}</span></li>
      <li class="proof-step"><b>3</b><span>${t("draw.how.3")}</span></li>
    </ol>`;
}

/** While shares come in: what stands, and who is waited for. @param {JuryView} view @param {DrawSeen} draw */
export function underWay(view, draw) {
  const bound = draw.shares.every(({ commitment }) => commitment !== "");
  return html`
    <ol class="proof">
      ${sealed(draw, nothing)}
      ${draw.shares.map((share, index) => html`
        <li class="proof-step ${share.commitment === "" ? "proof-waiting" : ""}"><b>${index + 2}</b>
          <span>${t(shareWords(share, draw), { name: nameOf(view, share.who) })}</span>
          ${share.commitment === "" ? nothing : html`<span class="hash">${shortHash(share.commitment)}</span>`}</li>`)}
      <li class="proof-step proof-waiting"><b>${draw.shares.length + 2}</b><span>${t(bound ? "draw.step.opening" : "draw.step.then")}</span></li>
    </ol>`;
}

/** @param {Share} share @param {DrawSeen} draw */
function shareWords(share, draw) {
  const server = share.who === "server" ? ".server" : "";
  if (share.commitment === "") return "draw.step.missing";
  return draw.revealed.includes(share.who) ? `draw.step.revealed${server}` : `draw.step.bound${server}`;
}

/** Once the lot has fallen: all that is needed to compute it again. @param {JuryView} view @param {DrawSeen} draw @param {import("../protocol/messages.d.ts").Lot} lot */
export function proofSteps(view, draw, lot) {
  const names = eligibleNames(lot);
  const place = lot.eligible.indexOf(lot.drawn) + 1;
  const chips = html`<ul class="eligible" aria-label=${t("draw.eligible")}>${names.map((name, index) => html`
    <li aria-current=${lot.eligible[index] === lot.drawn ? "true" : nothing}>${name}</li>`)}</ul>`;
  return html`
    <ol class="proof">
      ${sealed(draw, chips)}
      ${draw.shares.map((share, index) => html`
        <li class="proof-step"><b>${index + 2}</b><span>${t(share.who === "server" ? "draw.proof.given.server" : "draw.proof.given", { name: nameOf(view, share.who) })}</span>
          <span class="hash">${shortHash(share.share)}</span></li>`)}
      <li class="proof-step"><b>${draw.shares.length + 2}</b><span>${tn("draw.proof.together", draw.shares.length)}</span><span class="hash">${shortHash(draw.lot_hash)}</span>
        <span class="note">${t("draw.proof.result", { n: names.length, rest: place - 1, place, number: spoken(view.number) })}</span></li>
    </ol>
    <details class="note proof-whole"><summary>${t("draw.proof.whole")}</summary>
      <p>${t("draw.proof.how")}</p>
      <dl>
        <dt>${t("draw.proof.seal")}</dt><dd class="hash-whole">${draw.sealed_set}</dd>
        ${draw.shares.map((share) => html`
          <dt>${t("draw.proof.commitment", { name: nameOf(view, share.who) })}</dt><dd class="hash-whole">${share.commitment}</dd>
          <dt>${t("draw.proof.share", { name: nameOf(view, share.who) })}</dt><dd class="hash-whole">${share.share}</dd>`)}
        <dt>${t("draw.proof.chance")}</dt><dd class="hash-whole">${lot.chance}</dd>
        <dt>${t("draw.proof.lot")}</dt><dd class="hash-whole">${draw.lot_hash}</dd>
        <dt>${t("draw.proof.command")}</dt><dd class="hash-whole"><code>oralexam verify draw ${view.sitting_id}</code></dd>
      </dl></details>`;
}

/** @param {DrawSeen} draw @param {unknown} more */
function sealed(draw, more) {
  const at = timeOfDayExact(new Date(draw.begun_at), language());
  return html`
    <li class="proof-step"><b>1</b><span>${tn("draw.proof.sealed", draw.eligible, { time: at })}${draw.left_out > 0 ? html` ${tn("draw.proof.left-out", draw.left_out)}` : nothing}</span>
      <span class="hash">${shortHash(draw.sealed_set)}</span>${more}</li>`;
}

/** What computing it again in this page has given. @param {SeatState} state */
export function verdict({ share }) {
  return html`<p class="note draw-verdict" role="status">${share.proof === null ? nothing : html`<b>${t(`draw.verdict.${share.proof}`)}</b>`}</p>`;
}

/** The draws that count for nothing any more: nobody on the jury can overlook them. @param {JuryView} view */
export function voided(view) {
  if (view.voids.length === 0) return nothing;
  return html`
    <ul class="draw-voids" aria-label=${t("draw.voids")}>${view.voids.map((each) => html`<li>${voidWords(view, each)}</li>`)}</ul>`;
}

/** @param {JuryView} view @param {VoidSeen} each */
function voidWords(view, each) {
  const missing = each.missing.map((who) => nameOf(view, who)).join(", ");
  const time = timeOfDay(new Date(each.at), language());
  const whose = each.cause === "begun-anew" && missing !== "" ? ".missing" : "";
  return t(`draw.void.${each.cause}${whose}`, { n: each.number, time, names: missing, by: each.by === null ? "" : nameOf(view, each.by) });
}
