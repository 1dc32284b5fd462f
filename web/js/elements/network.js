import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, language, t } from "../i18n.js";
import { findings, lossOf } from "../state/networking.js";
import { LightElement } from "./base.js";
import "./copied_text.js";
import { staffMasthead } from "./staff_masthead.js";

/** @typedef {import("../state/network.d.ts").Found} Found */
/** @typedef {import("../state/network.d.ts").Way} Way */

/** A station tries the network before the day: four steps, what follows from them, and what the others found. */
export class ExamNetwork extends LightElement {
  static properties = { page: { attribute: false }, place: { attribute: false }, manager: { type: Boolean }, _found: { state: true }, _running: { state: true }, _whole: { state: true }, _problem: { state: true } };

  constructor() {
    super();
    /** @type {import("../state/network.d.ts").NetworkPage} */
    this.page = { ice_servers: [], media_ports: "", last: [] };
    this.place = { room: "", station: "" };
    this.manager = false;
    /** @type {Partial<Found>} */
    this._found = {};
    this._running = false;
    this._whole = false;
    this._problem = "";
    this._ended = new Date();
  }

  begin() {
    this._found = {};
    this._running = true;
    this._whole = false;
    this._problem = "";
  }

  /** @param {Partial<Found>} found */
  step(found) {
    this._found = { ...this._found, ...found };
  }

  /** @param {Found} found */
  end(found) {
    this._found = found;
    this._ended = new Date();
    this._whole = true;
    this._running = false;
  }

  /** @param {string} code */
  fail(code) {
    this._problem = code;
    this._running = false;
  }

  /** @param {SubmitEvent} event */
  _try(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    this.place = { room: String(fields.get("room")).trim(), station: String(fields.get("station")).trim() };
    this.tell("try", this.place);
  }

  render() {
    return html`
      ${staffMasthead({ title: html`<strong>${t("network.heading")}</strong>`, here: "network", pages: this.manager ? undefined : [] })}
      <main class="screen-main reliability">
        <section class="reliability-lead"><p>${t("network.lead")}</p>
          <form class="row network-form" @submit=${this._try}>
            <p class="field"><label for="room">${t("network.room")}</label><input id="room" name="room" maxlength="80" required autocomplete="off" .value=${this.place.room}></p>
            <p class="field"><label for="station">${t("network.station")}</label><input id="station" name="station" maxlength="80" required autocomplete="off" placeholder=${t("network.station.hint")} .value=${this.place.station}></p>
            <button class="button button-primary" type="submit" ?disabled=${this._running}>${t(this._whole ? "network.again" : "network.start")}</button>
          </form></section>
        <section class="pane reliability-table" aria-labelledby="steps">
          <div class="pane-heading"><h2 id="steps">${t("network.steps")}</h2></div>
          <div class="reliability-scroll" tabindex="0" role="group" aria-labelledby="steps"><table><tbody>
            ${this._row("socket", "socket_ms" in this._found, strong(this._socket(), this._found.socket_ms === null))}
            ${this._row("addresses", "hosts" in this._found, this._addresses())}
            ${this._row("direct", "direct" in this._found, shown(this._found.direct))}
            ${this._row("relay", "relay" in this._found, shown(this._found.relay))}
          </tbody></table></div></section>
        <section class="reliability-lead" aria-live="polite">
          ${this._problem !== "" ? html`<p class="field-problem" role="alert">${errorSentence(this._problem)}</p>` : nothing}
          ${this._whole ? this._verdict() : nothing}
        </section>
        ${this._whole ? html`<section class="reliability-lead">
          <exam-copied-text class="field network-report" .label=${t("network.report")} .text=${this._report(/** @type {Found} */ (this._found))}></exam-copied-text></section>` : nothing}
        ${this.page.last.length === 0 ? nothing : this._last()}
      </main>`;
  }

  /** @param {string} step @param {boolean} done @param {unknown} words */
  _row(step, done, words) {
    return html`<tr data-step=${step}><th scope="row">${t(`network.step.${step}`)}</th>
      <td>${done ? words : html`<span class="note">${t(this._running ? "network.running" : "network.waiting")}</span>`}</td></tr>`;
  }

  _socket() {
    const ms = this._found.socket_ms;
    return ms === null || ms === undefined ? t("network.none") : t("network.round-trip", { ms: rounded(ms) });
  }

  _addresses() {
    const { hosts = 0, reflexive = 0, relayed = 0 } = this._found;
    return t("network.addresses", { hosts, reflexive, relayed });
  }

  _verdict() {
    const found = /** @type {Found} */ (this._found);
    return html`<h2>${t("network.verdict")}</h2>
      <ul class="plain-list">${findings(found, this.page.media_ports).map((finding) => html`
        <li data-level=${finding.level}><b>${t(`network.level.${finding.level}`)}</b> ${sentenceOf(finding)}</li>`)}</ul>`;
  }

  /** All of it as plain text, for a telephone or a message; no address and nobody's name is in it. @param {Found} found */
  _report(found) {
    const line = (/** @type {string} */ step, /** @type {string} */ words) => t("network.report.line", { step: t(`network.step.${step}`), words });
    const told = (/** @type {Way} */ tried) => `${way(tried)} – ${tried.connected
      ? t("network.report.packets", { over: tried.over, sent: tried.sent, there: tried.lost_there, received: tried.received, back: tried.lost_back })
      : tried.problem}`;
    return [
      t("network.report.head", { ...this.place, when: moment(this._ended), ports: this.page.media_ports || t("network.report.any") }),
      t("network.report.browser", { browser: navigator.userAgent }),
      line("socket", this._socket()),
      line("addresses", this._addresses()),
      line("direct", told(found.direct)),
      line("relay", found.relay === null ? t("network.no-relay") : told(found.relay)),
      ...findings(found, this.page.media_ports).map((finding) => `${t(`network.level.${finding.level}`)} ${sentenceOf(finding)}`),
    ].join("\n");
  }

  _last() {
    return html`<section class="pane reliability-table" aria-labelledby="last">
      <div class="pane-heading"><h2 id="last">${t("network.last")}</h2></div>
      <div class="reliability-scroll" tabindex="0" role="group" aria-labelledby="last"><table>
        <thead><tr><th scope="col">${t("network.place")}</th><th scope="col">${t("network.when")}</th><th scope="col">${t("network.step.direct")}</th><th scope="col">${t("network.step.relay")}</th></tr></thead>
        <tbody>${this.page.last.map(({ at, report }) => html`<tr><th scope="row"><bdi>${report.room}</bdi> – <bdi>${report.station}</bdi></th>
          <td>${moment(new Date(at))}</td>
          <td>${shown(report.direct)}</td><td>${shown(report.relay)}</td></tr>`)}</tbody>
      </table></div></section>`;
  }
}

/** One thing that follows, in words. @param {import("../state/networking.js").Finding} finding */
function sentenceOf({ key, blanks }) {
  return key === "not-tried" ? errorSentence(String(blanks["code"])) : t(`network.found.${key}`, blanks);
}

/** @param {string} words @param {boolean} wanting */
function strong(words, wanting) {
  return wanting ? html`<b>${words}</b>` : words;
}

/** @param {Way | null | undefined} found */
function shown(found) {
  if (found === undefined) return nothing;
  return found === null ? t("network.no-relay") : strong(way(found), !found.connected);
}

/** @param {Date} at */
function moment(at) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "short", timeStyle: "short" }).format(at);
}

/** @param {Way} found */
function way(found) {
  if (!found.connected) return t("network.none");
  const share = new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 1 }).format(lossOf(found));
  return t("network.way", { connect: rounded(found.connect_ms ?? 0), ms: rounded(found.round_trip_ms ?? 0), share });
}

/** @param {number} ms */
function rounded(ms) {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: ms < 10 ? 1 : 0 }).format(ms);
}
customElements.define("exam-network", ExamNetwork);
