import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { timeOfDay } from "../state/format.js";
import { waitingToSay } from "../state/own_copy.js";
import { formalityOf, screenOf } from "../state/screens.js";
import { isInPerson, mannerOf } from "../state/manner.js";
import { NEW_SEAT } from "../state/seat.js";
import { LightElement } from "./base.js";
import { band, bell, opening, plainPage, recording, stepsFor, waitsFor } from "./parts.js";
import { wordsOf } from "./words.js";
import "./announcer.js";
import "./clock.js";
import "./confirm.js";
import "./device_swap.js";
import "./language.js";
import "./rail.js";
import "./ringer.js";

/** @typedef {import("./stage.js").Asked} Asked */
/** @typedef {import("./stage.js").Levels} Levels */

/**
 * What a candidate's and a juror's page have in common: the strip at the top, the rail, the bands that say
 * what is wrong, the pages for when there is nothing to show, and the questions before what cannot be undone.
 */
export class SeatElement extends LightElement {
  static properties = { state: { attribute: false }, levels: { attribute: false }, sheet: { state: true }, pasted: { state: true } };

  constructor() {
    super();
    this.state = NEW_SEAT;
    /** @type {Levels} */
    this.levels = { own: 0, others: {} };
    /** The document that is open beside the call; −1 for none. */
    this.sheet = -1;
    /** Whether text from outside was just put in, or kept out: said once beside the work. @type {"" | "noted" | "refused"} */
    this.pasted = "";
    this._phase = "";
    /** The phase whose screen has been drawn. */
    this._opened = "";
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const phase = this.state.view?.phase ?? "";
    if (changed.has("state") && phase !== this._phase) {
      this._phase = phase;
      this.sheet = -1;
      this.pasted = "";
    }
  }

  /** @param {Map<string, unknown>} _changed */
  updated(_changed) {
    if (this._opened !== this._phase) {
      this._opened = this._phase;
      // The text has the cursor when it opens, unless somebody is typing or pressing something else.
      if (this._phase === "writing" && document.activeElement === document.body) {
        /** @type {HTMLElement | null} */ (this.querySelector(".letter [data-work]"))?.focus();
      }
    }
    // A question about something that is over must not stay on the screen.
    if (this._phase !== "call") this._dialog("confirm-hang-up")?.dismiss();
    if (this._phase !== "writing") this._dialog("confirm-hand-in")?.dismiss();
    if (this._phase !== "waiting") this._dialog("confirm-draw-anew")?.dismiss();
    if (this.state.view === null || formalityOf(this.state.view) !== "notice") this._dialog("confirm-refuse")?.dismiss();
  }

  /** @param {string} id */
  _dialog(id) {
    return /** @type {import("./confirm.js").ExamConfirm | null} */ (this.querySelector(`#${id}`));
  }

  /** @param {Asked} asked */
  order(asked) {
    this.tell("order", asked);
  }

  /* What each page adds. */

  /** Who this is about, for the strip at the top. @param {any} _view @returns {unknown} */
  who(_view) {
    return nothing;
  }

  /** This seat's bell, if it rings. @param {any} _view @returns {import("../protocol/messages.d.ts").Bell | null} */
  bellOf(_view) {
    return null;
  }

  /** What a seat can change about its own page. @param {any} _view @returns {unknown} */
  besideBell(_view) {
    return nothing;
  }

  /** @param {any} _stage @returns {unknown} */
  main(_stage) {
    return nothing;
  }

  /** @param {any} _view @returns {unknown} */
  dialogs(_view) {
    return nothing;
  }

  /** One sentence that has to be read now, or "". @param {any} _view */
  news(_view) {
    return "";
  }

  /** What rings here: `incoming`, `outgoing` or "". @param {any} _view */
  tone(_view) {
    return "";
  }

  render() {
    const { state } = this;
    const screen = screenOf(state);
    if (screen === "refused") return this._plain(errorSentence(state.link.code), stepsFor(state.link.code).length > 0 ? stepsFor(state.link.code) : stepsFor("refused"));
    if (screen === "replaced") {
      return this._plain(t("replaced.heading"), [], t("replaced.words"),
        html`<button class="button button-primary" type="button" @click=${() => this.tell("take-back")}>${t("replaced.here")}</button>`);
    }
    if (state.view === null) return this._plain(...opening(state.link));
    return this._room(state.view);
  }

  /** @param {string} title @param {string[]} steps @param {string} [words] @param {unknown} [action] */
  _plain(title, steps, words, action = nothing) {
    return html`
      <header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>
      ${plainPage({ title, steps, action, ...(words === undefined ? {} : { words }) })}`;
  }

  /** @param {import("../protocol/messages.d.ts").CandidateView | import("../protocol/messages.d.ts").JuryView} view */
  _room(view) {
    const { state } = this;
    const live = state.link.kind === "live";
    const quiet = view.phase === "waiting" || view.phase === "drawn" || view.phase === "handed-in" || view.phase === "aborted";
    const stage = {
      state, view, live, levels: this.levels, sheet: this.sheet,
      order: (/** @type {Asked} */ asked) => this.order(asked),
      giveShare: () => this.tell("give-share"),
      checkDraw: () => this.tell("check-draw"),
      sentence: (/** @type {{ sentence: string, sound: Blob }} */ read) => this.tell("sentence-read", read),
      media: (/** @type {import("./stage.js").MediaWish} */ wish) => this.tell("media", wish),
      write: (/** @type {"notes" | "text" | "sheet"} */ where, /** @type {string} */ text) => this.tell("typed", { where, text }),
      showSheet: (/** @type {number} */ sheet) => { this.sheet = sheet; },
      ask: (/** @type {string} */ id) => this._dialog(id)?.ask(),
      soundWasBlocked: () => this.tell("sound-blocked"),
    };
    const deadline = view.phase === "call" ? view.line.call_ends_at : view.deadline;
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <p class="masthead-who">${this.who(view)}</p>
        ${recording(view.line.recording, standingOf(view))}
        ${quiet ? html`<exam-language></exam-language>` : nothing}
        ${this.besideBell(view)}${this._swaps(view)}
        ${bell(this.bellOf(view), () => this.order({ type: "ring-bell" }))}
      </header>
      <exam-rail class="rail" .kind=${view.part} .steps=${view.phase === "aborted" ? [] : view.rail} .pausedSince=${view.paused_since} .phase=${view.phase} .deadline=${view.deadline} .callEndsAt=${view.line.call_ends_at} .time=${state.time}></exam-rail>
      <div class="bands">${this._bands(view, live)}</div>
      ${this.main(stage)}
      ${this.dialogs(view)}
      <exam-ringer .tone=${this.tone(view)} .attempt=${view.line.attempt}></exam-ringer>
      <exam-announcer .deadline=${view.paused_since !== null || view.phase === "ringing" || view.phase === "connecting" ? null : deadline} .time=${state.time}></exam-announcer>`;
  }

  /** Where this page has devices open, others may be chosen. @param {import("../protocol/messages.d.ts").CandidateView | import("../protocol/messages.d.ts").JuryView} view */
  _swaps(view) {
    const { media } = this.state;
    const manner = mannerOf(view);
    if (manner === null || (view.role === "jury" && view.seat === "observer") || (media.devices !== "open" && media.devices !== "problem")) return nothing;
    return html`<exam-device-swap .swap=${media.swap} .read=${() => this.levels.own} .camera=${manner !== "telephone"} .loudspeaker=${!isInPerson(manner)}
      @exam-swap=${(/** @type {CustomEvent} */ event) => this.tell("media", { swap: event.detail })}></exam-device-swap>`;
  }

  /** At most one: what is wrong comes before what is new. @param {import("../protocol/messages.d.ts").CandidateView | import("../protocol/messages.d.ts").JuryView} view @param {boolean} live */
  _bands(view, live) {
    if (!live) return band("alarm", html`<b>${t("link.lost")}</b> ${t(view.role === "candidate" ? "link.lost.candidate" : "link.lost.jury")}${waitsFor(this.state.link)}${this.state.copy.recording ? ` ${t("copy.goes-on")}` : ""}`);
    if (this.state.soundTest !== "") return band("news", html`<b>${t("leak.sign")}</b> ${t(`leak.sign.${this.state.soundTest}`)}`);
    if (this.state.drainingUntil !== null) return band("news", t("draining", { time: timeOfDay(new Date(this.state.drainingUntil), language()) }));
    if (view.paused_since !== null) {
      const since = timeOfDay(new Date(view.paused_since), language());
      return band("news", html`<b>${t("paused", { time: since })}</b> ${wordsOf(view).t(view.phase === "call" ? "paused.call" : "paused.other")}`);
    }
    if (view.phase !== "waiting" && view.phase !== "drawn" && view.formalities?.station?.standing === "changed") {
      return band("news", html`<b>${t("devices.band.changed")}</b> ${t("devices.band.changed.words")}`);
    }
    const news = this.news(view) || (this.pasted === "" ? "" : t(`writing.paste-${this.pasted}`));
    if (news !== "") return band("news", html`<b>${news}</b>`);
    // On the last page it stands where it is read, beside what was handed in.
    const waitingS = view.phase === "handed-in" ? 0 : waitingToSay(this.state.copy);
    return waitingS === 0 ? nothing : band("news", html`<b>${tn("copy.waiting", waitingS)}</b> ${t("copy.waiting.do")}`);
  }
}

/** Which part of what should be written down is not, for the jury. @param {import("../protocol/messages.d.ts").CandidateView | import("../protocol/messages.d.ts").JuryView} view */
function standingOf(view) {
  if (view.role !== "jury" || view.unrecorded.length === 0) return "";
  const voices = view.station_setup === "one-microphone" ? 1 : 2;
  return view.unrecorded.length < voices ? "partial" : "stalled";
}
