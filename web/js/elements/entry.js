import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";
import { refusal } from "./parts.js";
import "./language.js";

/** What a password must have at least; the server decides (`exams/people.py`). */
const SHORTEST_PASSWORD = 12;

/** The strip of a page that nobody has signed in to. */
export const emptyMasthead = () => html`<header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>`;

/**
 * One field of a form with its label above.
 * @param {{ name: string, label: string, type?: string, autocomplete?: string, hint?: string, minlength?: number, maxlength?: number }} field
 */
function field({ name, label, type = "text", autocomplete = "off", hint = "", minlength = 0, maxlength = 80 }) {
  return html`<p class="field"><label for="entry-${name}">${label}</label>
    <input id="entry-${name}" name=${name} type=${type} autocomplete=${autocomplete} minlength=${minlength} maxlength=${maxlength} required autocapitalize="none" spellcheck="false" aria-describedby=${hint === "" ? nothing : `entry-${name}-hint`}>
    ${hint === "" ? nothing : html`<span class="note" id="entry-${name}-hint">${hint}</span>`}</p>`;
}

/** What a form holds, by field. @param {SubmitEvent} event @returns {Record<string, string>} */
function written(event) {
  event.preventDefault();
  return Object.fromEntries([...new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))].map(([name, value]) => [name, String(value)]));
}

/** Pages by which one comes in: a candidate's code, a member of staff's password, an invited person's first account. */
export class ExamEntry extends LightElement {
  static properties = { kind: {}, problem: {}, busy: { type: Boolean }, role: {} };

  constructor() {
    super();
    /** @type {"code" | "sign-in" | "welcome"} */
    this.kind = "code";
    this.problem = "";
    this.busy = false;
    /** What an invitation is for. */
    this.role = "";
  }

  render() {
    return html`${emptyMasthead()}<main class="screen-main plain"><section class="plain-message">${this[/** @type {const} */ ({ code: "_code", "sign-in": "_signIn", welcome: "_welcome" })[this.kind]]()}</section></main>`;
  }

  /** @param {SubmitEvent} event */
  _send(event) {
    this.tell(this.kind, written(event));
  }

  _code() {
    return html`
      <h1>${t("entry.code.heading")}</h1>
      <p>${t("entry.code.words")}</p>
      <form class="entry" @submit=${this._send}>
        <p class="field"><label for="entry-code">${t("entry.code.label")}</label>
          <input class="entry-code" id="entry-code" name="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required autofocus></p>
        ${refusal(this.problem)}
        <p class="row"><button class="button button-primary button-large" type="submit" ?disabled=${this.busy}>${t("entry.code.do")}</button></p>
      </form>
      <p class="entry-other">${t("entry.link")} <a href="/sign-in">${t("entry.staff")}</a></p>`;
  }

  _signIn() {
    return html`
      <h1>${t("entry.sign-in.heading")}</h1>
      <form class="entry" @submit=${this._send}>
        ${field({ name: "login", label: t("entry.login"), autocomplete: "username" })}
        ${field({ name: "password", label: t("entry.password"), type: "password", autocomplete: "current-password", maxlength: 200 })}
        ${refusal(this.problem)}
        <p class="row"><button class="button button-primary" type="submit" ?disabled=${this.busy}>${t("entry.sign-in.do")}</button></p>
      </form>
      <p class="note">${t("entry.forgotten")}</p>
      <p class="entry-other"><a href="/">${t("entry.candidate")}</a></p>`;
  }

  _welcome() {
    return html`
      <h1>${t("entry.welcome.heading")}</h1>
      <p>${this.role === "" ? nothing : t("entry.welcome.words", { role: t(`role.${this.role}`) })}</p>
      <form class="entry" @submit=${this._send}>
        ${field({ name: "name", label: t("entry.name"), autocomplete: "name" })}
        ${field({ name: "login", label: t("entry.login"), autocomplete: "username", hint: t("entry.login.hint") })}
        ${field({ name: "password", label: t("entry.password"), type: "password", autocomplete: "new-password", hint: t("entry.password.hint", { n: SHORTEST_PASSWORD }), minlength: SHORTEST_PASSWORD, maxlength: 200 })}
        ${refusal(this.problem)}
        <p class="row"><button class="button button-primary" type="submit" ?disabled=${this.busy}>${t("entry.welcome.do")}</button></p>
      </form>`;
  }
}
customElements.define("exam-entry", ExamEntry);
