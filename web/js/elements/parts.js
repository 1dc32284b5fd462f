/** Small parts that more than one screen uses, as templates of what they are given. */

import { html, nothing, svg } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { timeOfDay, timeOfDayExact } from "../state/format.js";
import { isDirty } from "../state/draft.js";
import { copyOutcome } from "../state/own_copy.js";

/** @typedef {import("../../vendor/lit.js").TemplateResult} TemplateResult */

const TICK = html`<svg viewBox="0 0 14 14" aria-hidden="true"><path d="M2 7.5l3.5 3.5L12 3.5"></path></svg>`;

/** Whether a recording is being made: a shape, a colour and words. @param {boolean} on @param {"" | "partial" | "stalled"} [stands] It should be, and of some voices, or of all, does not grow. */
export function recording(on, stands = "") {
  const how = stands !== "" ? "stalled" : on ? "on" : "off";
  return html`<p class="recording recording-${how}" role="status">${t(`recording.${stands || how}`)}</p>`;
}

/**
 * The bell: calls the session manager, then says that it did, then that somebody is on the way; and may be rung again.
 * @param {import("../protocol/messages.d.ts").Bell | null} rung @param {() => void} ring
 */
export function bell(rung, ring) {
  const waiting = rung !== null && rung.answered_at === null;
  const words = rung === null ? "bell.ring" : waiting ? "bell.rung" : "bell.coming";
  // What is announced stands beside the button: a status inside one is no longer read as its name.
  return html`<button class="button" type="button" aria-pressed=${rung === null ? "false" : "true"} ?disabled=${waiting} @click=${ring}>${t(words)}</button>
    <span class="visually-hidden" role="status">${rung === null ? "" : t(waiting ? "bell.said.rung" : "bell.said.coming")}</span>`;
}

/** Saved, being saved, not saved. @param {import("../state/draft.js").Draft} draft @param {boolean} live @param {{ exact?: boolean }} [how] */
export function savedState(draft, live, { exact = false } = {}) {
  if (!live && isDirty(draft)) return html`<p class="saved saved-not" role="status">${t("saved.here")}</p>`;
  if (isDirty(draft)) return html`<p class="saved">${t("saved.saving")}</p>`;
  if (draft.savedAt === null) return html`<p class="saved">${t("saved.nothing")}</p>`;
  const at = new Date(draft.savedAt);
  return html`<p class="saved">${TICK}${exact
    ? t("saved.at-exact", { time: timeOfDayExact(at, language()) })
    : t("saved.at", { time: timeOfDay(at, language()) })}</p>`;
}

/** The handset on a disc; it moves while it rings. @param {boolean} rings */
export function callSign(rings) {
  return html`<svg class="call-sign" viewBox="0 0 200 200" aria-hidden="true">
    ${rings ? svg`<circle class="call-sign-wave" cx="100" cy="100" r="96"></circle><circle class="call-sign-wave" cx="100" cy="100" r="76"></circle>` : nothing}
    <circle class="call-sign-disc" cx="100" cy="100" r="56"></circle>
    <path class="call-sign-handset" d="M80 76c-6 4-8 10-5 19 6 18 20 32 38 38 9 3 15 1 19-5 2-3 1-6-2-8l-10-7c-3-2-5-1-7 1l-4 5c-9-4-16-11-20-20l5-4c2-2 3-4 1-7l-7-10c-2-3-5-4-8-2z"></path></svg>`;
}

/** A door that stands open a little; somebody knocks. @param {boolean} rings */
export function doorSign(rings) {
  return html`<svg class="call-sign" viewBox="0 0 200 200" aria-hidden="true">
    ${rings ? svg`<circle class="call-sign-wave" cx="100" cy="100" r="96"></circle><circle class="call-sign-wave" cx="100" cy="100" r="76"></circle>` : nothing}
    <circle class="call-sign-disc" cx="100" cy="100" r="56"></circle>
    <path class="call-sign-handset" fill-rule="evenodd" d="M78 66h36a6 6 0 0 1 6 6v58h8v6H72v-6h0V72a6 6 0 0 1 6-6zm0 6v58h4l26-8V78l-26-6zm22 26a4 4 0 1 1 0 8 4 4 0 0 1 0-8z"></path></svg>`;
}

/** A band across the page: what happens, in words. @param {"alarm" | "news"} kind @param {unknown} words @param {unknown} [action] */
export function band(kind, words, action = nothing) {
  return html`<div class=${kind === "alarm" ? "alarm" : "news"} role=${kind === "alarm" ? "alert" : "status"}><p>${words}</p>${action}</div>`;
}

/** Once the part is over: whether one's own voice has come whole, or waits for this page. @param {import("../state/own_copy.js").CopyState} copy */
export function copyLine(copy) {
  switch (copyOutcome(copy)) {
    case "arrived":
      return html`<p role="status">${t("copy.arrived")}</p>`;
    case "waiting":
      return html`<p role="status"><strong>${tn("copy.waiting", copy.waitingS)}</strong> ${t("copy.waiting.do")}</p>`;
    default:
      return nothing;
  }
}

/** Where the clock would stand, for a candidate from whom the centre keeps the time: what runs, and that it does. @param {string} what */
export function noClock(what) {
  return html`<section class="clock clock-untold"><p class="clock-label">${what}</p><p class="clock-until">${t("clock.untold")}</p></section>`;
}

/**
 * What keeps an order from being carried out, near the button that gave it.
 * @param {string} code The refusal's code, or "".
 */
export function refusal(code) {
  return html`<p class="refusal" role="alert">${code === "" ? nothing : errorSentence(code)}</p>`;
}

/** One sentence in the middle of the page, and what to do about it, numbered. @param {{ title: string, words?: unknown, steps?: string[], action?: unknown }} message */
export function plainPage({ title, words = nothing, steps = [], action = nothing }) {
  return html`
    <main class="screen-main plain">
      <section class="plain-message">
        <h1>${title}</h1>
        ${words === nothing ? nothing : html`<p>${words}</p>`}
        ${steps.length === 0 ? nothing : html`<ol class="plain-steps">${steps.map((step) => html`<li>${step}</li>`)}</ol>`}
        ${action === nothing ? nothing : html`<p class="row">${action}</p>`}
      </section>
    </main>`;
}

/** The numbered steps that go with an error code: `steps.CODE.1`, `.2`… @param {string} code */
export function stepsFor(code) {
  const steps = [];
  for (let n = 1; n <= 5; n += 1) {
    const key = `steps.${code}.${n}`;
    const sentence = t(key);
    if (sentence === key) break;
    steps.push(sentence);
  }
  return steps;
}

/** What a page says that has no view yet: its title, and what to do. @param {import("../state/seat.js").Link} link @returns {[string, string[]]} */
export function opening({ kind, code }) {
  if (kind !== "lost") return [t("opening.heading"), []];
  return code === "" ? [t("opening.lost"), stepsFor("server-unreachable")] : [errorSentence(code), stepsFor(code)];
}

/** What a lost link waits for, after the sentence that it is lost. @param {import("../state/seat.js").Link} link */
export function waitsFor({ code }) {
  return code === "too-many-connections" ? ` ${t("link.waits.too-many-connections")}` : "";
}
