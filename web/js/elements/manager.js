import { createRef, html, nothing, ref, repeat } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { lengthText, timeOfDay } from "../state/format.js";
import { INCIDENTS, clockActs, jobSummary, sorted } from "../state/desk.js";
import { EXTRA_CHOICES, extraTime } from "../state/extra_time.js";
import { LightElement } from "./base.js";
import { band, refusal } from "./parts.js";
import "./clock.js";
import "./confirm.js";
import "./language.js";

/** @typedef {import("../state/desk.js").Sitting} Sitting */
/** @typedef {import("../state/desk.js").Links} Links */
/** @typedef {import("../state/desk.js").ClockAct} ClockAct */

/** The seats that one enters by a link. */
const BY_LINK = /** @type {const} */ (["candidate", "juror", "observer", "evaluator"]);

/** The manager's list: who is where, what waits for a hand, and new sittings. */
export class ExamManager extends LightElement {
  static properties = {
    sittings: { attribute: false }, time: { attribute: false }, links: { attribute: false }, problem: {}, clockProblem: {}, stale: { type: Boolean }, _copied: { state: true }, _act: { state: true },
  };

  constructor() {
    super();
    /** @type {readonly Sitting[]} */
    this.sittings = [];
    /** @type {import("../state/server_time.js").ServerTime | null} */
    this.time = null;
    /** Links that were just made, to be given out. @type {Links | null} */
    this.links = null;
    this.problem = "";
    /** Why the last act on a clock was not done. */
    this.clockProblem = "";
    this.stale = false;
    this._copied = "";
    /** What is about to be done to whose clock. @type {{ act: ClockAct, sitting: Sitting } | null} */
    this._act = null;
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._links = createRef();
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._actRef = createRef();
    /** @type {import("../../vendor/lit.js").Ref<HTMLFormElement>} */
    this.form = createRef();
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("links") && this.links !== null && !this._links.value?.open) {
      this._copied = "";
      this._links.value?.showModal();
    }
    if (this._act !== null && !this._actRef.value?.open) this._actRef.value?.showModal();
  }

  render() {
    const calling = this.sittings.filter(({ bell_rung_by }) => bell_rung_by !== null);
    const rehearsals = this.sittings.filter(({ rehearsal }) => rehearsal).length;
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${t("manager.heading")}</strong> – ${tn("manager.count", this.sittings.length)}</h1>
        <exam-language></exam-language>
      </header>
      <div class="bands">${this._band(calling)}</div>
      <main class="screen-main manager">
        <section class="manager-list" aria-labelledby="list">
          <div class="row row-apart"><h2 id="list">${t("manager.list")}</h2>
            ${rehearsals === 0 ? nothing : html`<button class="button button-quiet" type="button" @click=${() => /** @type {any} */ (this.querySelector("#confirm-wipe")).ask()}>${t("manager.wipe")}</button>`}</div>
          ${this.sittings.length === 0 ? html`<p class="note">${t("manager.none")}</p>` : html`
            <ul class="sittings">${repeat(sorted(this.sittings), ({ sitting_id }) => sitting_id, (sitting) => this._sitting(sitting))}</ul>`}
        </section>
        ${this._form()}
      </main>
      ${this._linksDialog()}
      ${this._actDialog()}
      <exam-confirm id="confirm-wipe" .question=${t("wipe.question")} .words=${tn("wipe.words", rehearsals)} .yes=${t("wipe.yes")} .no=${t("confirm.no")}
        @exam-confirmed=${() => this.tell("wipe")}></exam-confirm>`;
  }

  /** @param {Sitting[]} calling */
  _band(calling) {
    const first = calling[0];
    if (this.stale) return band("alarm", t("manager.stale"));
    if (this.clockProblem !== "") return band("alarm", errorSentence(this.clockProblem), html`<button class="button" type="button" @click=${() => { this.clockProblem = ""; }}>${t("clock-act.understood")}</button>`);
    if (first === undefined) return nothing;
    const who = { candidate: first.candidate_name, juror: first.juror_name, observer: first.observer_name };
    const caller = who[/** @type {keyof typeof who} */ (first.bell_rung_by ?? "candidate")];
    return band("alarm", html`<b>${t("manager.bell", { name: caller })}</b> ${first.room_name}${calling.length > 1 ? html`, ${tn("manager.bell.more", calling.length - 1)}` : nothing}`,
      html`<button class="button" type="button" @click=${() => this.tell("clear-bell", first.sitting_id)}>${t("manager.bell.clear")}</button>`);
  }

  /** @param {Sitting} sitting */
  _sitting(sitting) {
    const { sitting_id, candidate_name, juror_name, observer_name, room_name, rehearsal, phase, deadline, title, mode } = sitting;
    const jobs = jobSummary(sitting.jobs);
    return html`
      <li class="sitting ${sitting.bell_rung_by ? "sitting-calling" : ""}">
        <div class="sitting-who">
          <h3>${candidate_name}</h3>
          <p class="note">${room_name} – ${juror_name}${observer_name ? html`, ${observer_name}` : nothing}</p>
          ${this._extra(sitting)}
          <p class="note">${rehearsal ? html`<b>${t("rehearsal")}</b>, ` : nothing}${t("manager.opened", { time: timeOfDay(new Date(sitting.opened_at), language()) })}</p>
        </div>
        <div class="sitting-phase">
          <p><b>${t(`phase.${phase}`)}</b>${title ? html`<br><span class="note" lang="en">${title}</span>${mode ? html` <span class="note">(${t(`mode.${mode}`)})</span>` : nothing}` : nothing}</p>
          ${deadline === null ? nothing : html`<exam-clock class="clock clock-small" .label=${t("manager.left")} .deadline=${deadline} .pausedSince=${sitting.paused_since} .time=${this.time}></exam-clock>`}
        </div>
        <ul class="sitting-seats" aria-label=${t("presence.label")}>${/** @type {const} */ (["candidate", "juror", "observer"]).map((seat) => {
          const state = sitting.lost.includes(seat) ? "lost" : sitting.present.includes(seat) ? "here" : "away";
          return html`<li class="presence-seat presence-${state}"><b>${t(`manager.seat.${seat}`)}</b><span>${t(`manager.presence.${state}`)}</span></li>`;
        })}</ul>
        <div class="sitting-jobs">
          ${jobs.map(({ key, count, reason, retry }) => html`
            <p class=${retry ? "sitting-wrong" : "note"}>${tn(`jobs.${key}`, count)}${reason === "" ? nothing : html` ${errorSentence(reason)}`}</p>
            ${key === "waiting-for-model" ? html`<p class="note">${t("jobs.model")}</p>` : nothing}`)}
          ${jobs.some(({ retry }) => retry) ? html`<button class="button" type="button" @click=${() => this.tell("retry", sitting_id)}>${t("jobs.retry")}</button>` : nothing}
        </div>
        <p class="sitting-actions row">
          <a class="button" href="/replay/${sitting_id}">${t("manager.replay")}</a>
          <button class="button" type="button" @click=${() => this.tell("links", sitting_id)}>${t("manager.new-links")}</button>
          ${sitting.paused_since === null ? nothing : html`<button class="button" type="button" @click=${() => this.tell("resume", sitting)}>${t("clock-act.resume")}</button>`}
          ${clockActs(sitting).map((act) => html`<button class="button ${act === "abort" ? "button-quiet" : ""}" type="button" @click=${() => { this._act = { act, sitting }; }}>${t(`clock-act.${act}`)}</button>`)}
          <a class="button button-quiet" href="/ledger/${sitting_id}">${t("manager.ledger")}</a>
        </p>
      </li>`;
  }

  /** The extra time of a sitting, phase by phase; nothing where there is none. @param {Sitting} sitting */
  _extra({ accommodation }) {
    const lengths = /** @type {const} */ (["preparation", "exchange", "writing"]).flatMap((phase) => {
      const extraS = accommodation[`${phase}_s`];
      return extraS === 0 ? [] : [`${t(`ledger.extra.${phase}`)} +${lengthText(extraS)}`];
    });
    return lengths.length === 0 ? nothing : html`<p class="note">${t("ledger.extra.line", { lengths: lengths.join(", ") })}</p>`;
  }

  /** How much longer one phase lasts, to choose from. @param {"preparation" | "exchange" | "writing"} phase */
  _extraField(phase) {
    /** @param {string} choice */
    const words = (choice) => {
      if (choice === "") return t("ledger.extra.none");
      if (choice === "1/3") return t("ledger.extra.fraction");
      return choice === "1/2" ? t("ledger.extra.half") : t("ledger.extra.minutes", { n: choice });
    };
    return html`<p class="field"><label for="open-extra-${phase}">${t(`ledger.extra.${phase}`)}</label>
      <select id="open-extra-${phase}" name="extra_${phase}">${EXTRA_CHOICES.map((choice) => html`<option value=${choice}>${words(choice)}</option>`)}</select></p>`;
  }

  _form() {
    /** @param {string} name @param {string} label */
    const field = (name, label) => html`
      <p class="field"><label for="open-${name}">${label}</label><input id="open-${name}" name=${name} type="text" maxlength="80" autocomplete="off" required></p>`;
    return html`
      <form class="pane manager-form" aria-labelledby="open" ${ref(this.form)} @submit=${this._submit}>
        <div class="pane-heading"><h2 id="open">${t("manager.open")}</h2></div>
        <div class="manager-fields">
          ${field("candidate_name", t("manager.field.candidate"))}
          ${field("juror_name", t("manager.field.juror"))}
          ${field("observer_name", t("manager.field.observer"))}
          ${field("room_name", t("manager.field.room"))}
          <p class="field"><label for="open-grace">${t("manager.field.grace")}</label>
            <select id="open-grace" name="grace_s"><option value="">${t("manager.grace.centre")}</option>${[0, 15, 30, 60].map((seconds) => html`<option value=${seconds}>${t("manager.grace.s", { n: seconds })}</option>`)}</select></p>
          <details class="manager-rehearsal"><summary>${t("ledger.extra")}</summary>
            <p class="note">${t("ledger.extra.words")}</p>
            ${/** @type {const} */ (["preparation", "exchange", "writing"]).map((phase) => this._extraField(phase))}
          </details>
          <details class="manager-rehearsal"><summary>${t("manager.rehearsal")}</summary>
            <p class="field-check"><input id="open-rehearsal" name="rehearsal" type="checkbox"><label for="open-rehearsal">${t("manager.field.rehearsal")}</label></p>
            <p class="field"><label for="open-pace">${t("manager.field.pace")}</label>
              <select id="open-pace" name="pace">${[1, 5, 20, 60].map((pace) => html`<option value=${pace}>× ${pace}</option>`)}</select></p>
          </details>
          ${refusal(this.problem)}
          <button class="button button-primary" type="submit">${t("manager.open.do")}</button>
        </div>
      </form>`;
  }

  /** @param {SubmitEvent} event */
  _submit(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @param {string} name */
    const text = (name) => String(fields.get(name) ?? "").trim();
    const rehearsal = fields.get("rehearsal") !== null;
    const extra = extraTime({ preparation: text("extra_preparation"), exchange: text("extra_exchange"), writing: text("extra_writing") });
    this.tell("open", {
      ...(extra === null ? {} : { extra_time: extra }),
      candidate_name: text("candidate_name"), juror_name: text("juror_name"), observer_name: text("observer_name"), room_name: text("room_name"),
      ...(text("grace_s") === "" ? {} : { grace_s: Number(text("grace_s")) }),
      ...(rehearsal ? { rehearsal: true, pace: Number(text("pace")) } : {}),
    });
  }

  _linksDialog() {
    const links = this.links;
    return html`
      <dialog class="confirm links" aria-labelledby="links" ${ref(this._links)} @close=${() => this.tell("links-closed")}>
        <h2 id="links">${t("links.heading")}</h2>
        <p>${t("links.words")}</p>
        ${links === null ? nothing : BY_LINK.filter((seat) => links[seat] !== undefined).map((seat) => html`
          <p class="link-line"><label for="link-${seat}">${t(`links.${seat}`)}</label>
            <input id="link-${seat}" type="text" readonly .value=${links[seat] ?? ""} @focus=${(/** @type {{ target: HTMLInputElement }} */ { target }) => target.select()}>
            <button class="button" type="button" @click=${() => void this._copy(seat, links[seat] ?? "")}>${t(this._copied === seat ? "links.copied" : "links.copy")}</button></p>`)}
        <p class="row"><button class="button" type="button" autofocus @click=${() => this._links.value?.close()}>${t("links.close")}</button></p>
      </dialog>`;
  }

  /** Why, and for how long: nothing is done to a clock without a reason that stays in the ledger. */
  _actDialog() {
    const chosen = this._act;
    return html`
      <dialog class="confirm" aria-labelledby="act" ${ref(this._actRef)} @close=${() => { this._act = null; }}>
        ${chosen === null ? nothing : html`
          <form @submit=${this._submitAct}>
            <h2 id="act">${t(`clock-act.${chosen.act}.heading`, { name: chosen.sitting.candidate_name })}</h2>
            <p>${t(`clock-act.${chosen.act}.words`)}</p>
            ${chosen.act !== "give-time" ? nothing : html`<p class="field"><label for="act-seconds">${t("clock-act.seconds")}</label>
              <select id="act-seconds" name="seconds">${[30, 60, 120, 300, 600].map((seconds) => html`<option value=${seconds}>${lengthText(seconds)}</option>`)}</select></p>`}
            ${chosen.act !== "incidents" ? nothing : html`<p class="field"><label for="act-code">${t("ledger.field.code")}</label>
              <select id="act-code" name="code">${INCIDENTS.map((code) => html`<option value=${code}>${t(`incident.${code}`)}</option>`)}</select></p>`}
            <p class="field"><label for="act-reason">${t(chosen.act === "incidents" ? "ledger.field.text" : "clock-act.reason")}</label><input id="act-reason" name="reason" type="text" maxlength="200" autocomplete="off" ?required=${chosen.act !== "incidents"} autofocus></p>
            <p class="row"><button class="button" type="button" @click=${() => this._actRef.value?.close()}>${t("confirm.no")}</button>
              <button class="button ${chosen.act === "incidents" ? "" : "button-stop"}" type="submit">${t(`clock-act.${chosen.act}`)}</button></p>
          </form>`}
      </dialog>`;
  }

  /** @param {SubmitEvent} event */
  _submitAct(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const chosen = this._act;
    if (chosen === null) return;
    const seconds = fields.get("seconds");
    const written = String(fields.get("reason") ?? "").trim();
    this.tell("clock-act", {
      ...chosen, ...(seconds === null ? {} : { seconds: Number(seconds) }),
      ...(chosen.act === "incidents" ? { code: fields.get("code"), text: written } : { reason: written }),
    });
    this._actRef.value?.close();
  }

  /** @param {string} seat @param {string} link */
  async _copy(seat, link) {
    try {
      await navigator.clipboard.writeText(link);
      this._copied = seat;
    } catch {
      /** @type {HTMLInputElement | null} */ (this.querySelector(`#link-${seat}`))?.focus();
    }
  }
}
customElements.define("exam-manager", ExamManager);
