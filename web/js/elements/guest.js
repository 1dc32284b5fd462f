import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, language, t } from "../i18n.js";
import { timeOfDay } from "../state/format.js";
import { NEW_GUEST, waitsForRoom, whySilent } from "../state/guest.js";
import { isLive } from "../state/screens.js";
import { LightElement } from "./base.js";
import { face, pictureOf, soundBlocked, standing, voices } from "./call_parts.js";
import { band, callSign, doorSign, opening, plainPage, recording, stepsFor, waitsFor } from "./parts.js";
import { wordsOf } from "./words.js";
import "./announcer.js";
import "./clock.js";
import "./language.js";
import "./level.js";
import "./rail.js";

/** @typedef {import("../protocol/messages.d.ts").GuestView} GuestView */

const TALKING = new Set(["ringing", "connecting", "call"]);
const OVER = new Set(["handed-in", "aborted"]);
const PARTIES = /** @type {const} */ (["candidate", "juror"]);

/** Somebody looks on: both voices and faces, how long it lasts, and nothing to press. */
export class ExamGuest extends LightElement {
  static properties = { state: { attribute: false }, levels: { attribute: false } };

  constructor() {
    super();
    this.state = NEW_GUEST;
    /** @type {import("./stage.js").Levels} */
    this.levels = { own: 0, others: {} };
  }

  render() {
    const { view, link } = this.state;
    if (link.kind === "refused") return this._plain(errorSentence(link.code), stepsFor(link.code).length > 0 ? stepsFor(link.code) : stepsFor("refused"));
    if (link.kind === "replaced") {
      return this._plain(t("replaced.heading"), [], t("guest.replaced"),
        html`<button class="button button-primary" type="button" @click=${() => this.tell("take-back")}>${t("replaced.here")}</button>`);
    }
    if (view === null) return this._plain(...opening(link));
    return this._room(view);
  }

  /** @param {string} title @param {string[]} steps @param {string} [words] @param {unknown} [action] */
  _plain(title, steps, words, action = nothing) {
    return html`
      <header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>
      ${plainPage({ title, steps, action, ...(words === undefined ? {} : { words }) })}`;
  }

  /** @param {GuestView} view */
  _room(view) {
    const { time } = this.state;
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <p class="masthead-who"><strong>${view.candidate_name}</strong>, ${view.room_name}${view.rehearsal ? html` – ${t("rehearsal")}` : nothing} – ${t("guest.you")}</p>
        ${recording(view.line.recording)}
        <exam-language></exam-language>
      </header>
      <exam-rail class="rail" .kind=${view.part} .steps=${view.phase === "aborted" ? [] : view.rail} .pausedSince=${view.paused_since} .phase=${view.phase} .deadline=${view.deadline} .callEndsAt=${view.line.call_ends_at} .time=${time}></exam-rail>
      <div class="bands">${this._band(view)}</div>
      ${OVER.has(view.phase) ? this._over(view) : this._call(view)}`;
  }

  /** @param {GuestView} view */
  _band(view) {
    if (this.state.link.kind !== "live") return band("alarm", html`<b>${t("link.lost")}</b> ${t("guest.link-lost")}${waitsFor(this.state.link)}`);
    if (waitsForRoom(view, this.state.media.way)) return band("news", html`<b>${t("guest.put-off.heading")}</b> ${t("guest.put-off")}`);
    if (view.paused_since === null) return nothing;
    return band("news", html`<b>${t("paused", { time: timeOfDay(new Date(view.paused_since), language()) })}</b> ${wordsOf(view).t(view.phase === "call" ? "paused.call" : "paused.other")}`);
  }

  /** @param {GuestView} view */
  _over(view) {
    return html`<main class="screen-main plain"><section class="plain-message">
      <div role="status"><h1>${t("guest.over.heading")}</h1></div>
      <p>${t("guest.over.words", { name: view.candidate_name })}</p>
    </section></main>`;
  }

  /** @param {GuestView} view */
  _call(view) {
    const { media } = this.state;
    const talking = TALKING.has(view.phase);
    const waits = waitsForRoom(view, media.way);
    const { t: own } = wordsOf(view);
    return html`
      <main class="screen-main guest">
        <h1 class="visually-hidden">${t(`phase.${view.phase}`)}</h1>
        ${talking && view.mode !== "telephone" && view.mode !== null ? this._faces(view) : this._sign(view)}
        <section class="column guest-side" aria-label=${t("guest.side")}>
          <div class="stack">
            <p class="call-state" role="status">${this._state(view)}</p>
            ${view.title === "" ? nothing : html`<p lang="en">${view.title}</p>`}
          </div>
          ${this._clock(view)}
          ${view.phase === "call" && !waits ? PARTIES.map((seat) => this._level(seat, seat === "candidate" ? view.candidate_name : view.juror_name)) : nothing}
          ${soundBlocked(media, () => this.tell("sound"))}
          ${waits ? nothing : html`<p class="note">${own(isLive(view) ? "guest.hears" : "guest.waits")}</p>`}
        </section>
        ${voices(media.remote, () => this.tell("sound-blocked"), view.line.narrow_band)}
      </main>`;
  }

  /** Who has been cut off or put on hold, or what goes on. @param {GuestView} view */
  _state(view) {
    const why = whySilent(view, this.state.media.way);
    if (why !== null) return t(why.key, { name: why.name });
    return wordsOf(view).t(`guest.state.${view.phase}`);
  }

  /** @param {GuestView} view */
  _faces(view) {
    const { remote } = this.state.media;
    const stands = whySilent(view, this.state.media.way) === null ? standing(this.state.media, view) : [];
    const names = { candidate: view.candidate_name, juror: view.juror_name };
    return html`<div class="guest-faces">${PARTIES.map((seat) => html`
      <figure class="picture">${face(pictureOf(remote, seat), { name: html`<b>${names[seat]}</b>`, waiting: t("video.waiting", { name: names[seat] }), stands: stands.includes(seat) })}</figure>`)}</div>`;
  }

  /** @param {GuestView} view */
  _sign(view) {
    const rings = view.line.ringing !== "no";
    return html`<div class="guest-sign">
      ${(view.part === "visitor" ? doorSign : callSign)(rings)}
      <p class="jury-name">${view.candidate_name}</p>
      <p class="note">${t("guest.with", { name: view.juror_name })}</p>
    </div>`;
  }

  /** @param {"candidate" | "juror"} seat @param {string} name */
  _level(seat, name) {
    return html`<div class="level"><p class="note">${t("level.other", { name })}</p>
      <exam-level .label=${t("level.other", { name })} .read=${() => this.levels.others[seat] ?? 0}></exam-level></div>`;
  }

  /** @param {GuestView} view */
  _clock(view) {
    const ends = view.phase === "call" ? view.line.call_ends_at : view.phase === "preparation" || view.phase === "writing" ? view.deadline : null;
    if (ends === null) return nothing;
    const label = wordsOf(view).t(view.phase === "call" ? "clock.call" : view.phase === "writing" ? "clock.writing.jury" : "clock.preparation");
    return html`<exam-clock class="clock clock-medium" .time=${this.state.time} .pausedSince=${view.paused_since} .deadline=${ends} .label=${label}
      .until=${t("clock.until", { time: timeOfDay(new Date(ends), language()) })}></exam-clock>`;
  }
}
customElements.define("exam-guest", ExamGuest);
