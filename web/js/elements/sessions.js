import { html, nothing, repeat } from "../../vendor/lit.js";
import { language, t, tn } from "../i18n.js";
import { longDate } from "../state/format.js";
import { LightElement } from "./base.js";
import { refusal } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";

/** @typedef {import("../state/exam_session.d.ts").SessionLine} SessionLine */

/** The days of a session, in words: the first, and the last where it has more. @param {readonly string[]} days */
export function daysText(days) {
  const ordered = [...days].sort();
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (first === undefined || last === undefined) return t("sessions.no-day");
  /** @param {string} day */
  const words = (day) => longDate(new Date(`${day}T12:00:00`), language());
  return first === last ? words(first) : t("sessions.days", { first: words(first), last: words(last) });
}

/** Every session of the centre, and a new one. */
export class ExamSessions extends LightElement {
  static properties = { sessions: { attribute: false }, formats: { attribute: false }, problem: {} };

  constructor() {
    super();
    /** @type {readonly SessionLine[]} */
    this.sessions = [];
    /** @type {readonly import("../state/exam_session.d.ts").Format[]} */
    this.formats = [];
    this.problem = "";
  }

  render() {
    return html`
      ${staffMasthead({ title: html`<strong>${t("sessions.heading")}</strong> – ${tn("sessions.count", this.sessions.length)}`, here: "sessions" })}
      <main class="screen-main sessions">
        <section class="sessions-list" aria-labelledby="list">
          <h2 id="list">${t("sessions.list")}</h2>
          ${this.sessions.length === 0 ? html`<p class="note">${t("sessions.none")}</p>` : html`
            <ul class="session-lines">${repeat(this.sessions, ({ session_id }) => session_id, (line) => this._line(line))}</ul>`}
        </section>
        <form class="pane sessions-new" aria-labelledby="new" @submit=${this._create}>
          <div class="pane-heading"><h2 id="new">${t("sessions.new")}</h2></div>
          <div class="sessions-fields">
            <p class="field"><label for="new-title">${t("session.title")}</label><input id="new-title" name="title" type="text" maxlength="160" autocomplete="off" required></p>
            <p class="field"><label for="new-format">${t("session.format")}</label>
              <select id="new-format" name="format_id">${this.formats.map(({ id, title }) => html`<option value=${id}>${title}</option>`)}</select></p>
            ${refusal(this.problem)}
            <button class="button button-primary" type="submit">${t("sessions.new.do")}</button>
          </div>
        </form>
      </main>`;
  }

  /** @param {SessionLine} line */
  _line(line) {
    const format = this.formats.find(({ id }) => id === line.format_id);
    return html`
      <li class="session-line">
        <h3><a href="/sessions/${line.session_id}">${line.title}</a></h3>
        <p class="session-state session-${line.state}">${t(`session.state.${line.state}`)}</p>
        <p class="note">${daysText(line.days)}</p>
        <p class="note">${tn("sessions.candidates", line.candidates)}, ${tn("sessions.juries", line.juries)}</p>
        <p class="note">${format?.title ?? line.format_id}${line.centre === "" ? nothing : html` – ${line.centre}`}${line.state === "draft" ? nothing : html` – <a class="session-after" href="/after/${line.session_id}" aria-label=${t("sessions.after.of", { title: line.title })}>${t("session.after")}</a>`}</p>
      </li>`;
  }

  /** @param {SubmitEvent} event */
  _create(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    this.tell("create", { title: String(fields.get("title")).trim(), format_id: String(fields.get("format_id")) });
  }
}
customElements.define("exam-sessions", ExamSessions);
