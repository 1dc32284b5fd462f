import { createRef, html, nothing, ref, repeat } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";
import { refusal } from "./parts.js";
import { staffMasthead } from "./staff_masthead.js";

/** @typedef {import("../state/exam_session.d.ts").Account} Account */

const ROLES = /** @type {const} */ (["manager", "juror", "evaluator", "technician"]);

/** One's own account; for a manager, everybody's. */
export class ExamAccount extends LightElement {
  static properties = { account: { attribute: false }, manager: { type: Boolean }, accounts: { attribute: false }, link: {}, problem: {}, peopleProblem: {}, done: {} };

  constructor() {
    super();
    /** Null for a manager who came by a link. @type {Account | null} */
    this.account = null;
    this.manager = false;
    /** @type {readonly Account[]} */
    this.accounts = [];
    /** An invitation that was just made. */
    this.link = "";
    this.problem = "";
    this.peopleProblem = "";
    /** What was just done, as a key of the sentences. */
    this.done = "";
    /** @type {import("../../vendor/lit.js").Ref<HTMLFormElement>} */
    this.form = createRef();
  }

  render() {
    return html`
      ${staffMasthead({ title: html`<strong>${t("account.heading")}</strong>${this.account === null ? nothing : html` – ${this.account.name}`}`, here: "account", pages: this.manager ? undefined : [] })}
      <main class="screen-main account">
        ${this.manager ? this._people() : nothing}
        <section class="account-own" aria-labelledby="own">
          <h2 id="own">${t("account.own")}</h2>
          <p>${this.account === null ? t("account.by-link") : t("account.who", { name: this.account.name, login: this.account.login, role: t(`role.${this.account.role}`) })}</p>
          ${this.account?.role === "technician" ? html`<p class="note">${t("account.technician")}</p>` : nothing}
          ${this.manager || this.account?.role === "technician" ? html`<p class="row"><a class="button" href="/reliability">${t("reliability.heading")}</a><a class="button" href="/check/network">${t("network.heading")}</a>${this.manager ? html`<a class="button" href="/quality">${t("quality.heading")}</a>` : nothing}</p>` : nothing}
          ${this.account === null ? nothing : html`
          <form class="entry" ${ref(this.form)} @submit=${this._change}>
            <p class="field"><label for="old">${t("account.old")}</label><input id="old" name="old" type="password" autocomplete="current-password" maxlength="200" required></p>
            <p class="field"><label for="new">${t("account.new")}</label><input id="new" name="new" type="password" autocomplete="new-password" minlength="12" maxlength="200" required aria-describedby="new-hint"><span class="note" id="new-hint">${t("entry.password.hint", { n: 12 })}</span></p>
            ${refusal(this.problem)}
            <p class="note" role="status">${this.done === "" ? nothing : t(this.done)}</p>
            <p class="row"><button class="button" type="submit">${t("account.change")}</button></p>
          </form>`}
          <p class="row"><button class="button" type="button" @click=${() => this.tell("sign-out")}>${t("account.sign-out")}</button></p>
        </section>
      </main>`;
  }

  _people() {
    return html`
      <section class="account-people" aria-labelledby="people">
        <h2 id="people">${t("account.people")}</h2>
        <p class="note">${t("account.people.words")}</p>
        ${this.accounts.length === 0 ? html`<p>${t("account.nobody")}</p>` : html`
        <table class="session-table"><thead><tr><th scope="col">${t("entry.name")}</th><th scope="col">${t("entry.login")}</th><th scope="col">${t("account.role")}</th><th scope="col">${t("account.state")}</th><th scope="col"><span class="visually-hidden">${t("session.actions")}</span></th></tr></thead>
          <tbody>${repeat(this.accounts, ({ account_id }) => account_id, (each) => html`<tr><th scope="row"><bdi>${each.name}</bdi></th><td>${each.login}</td><td>${t(`role.${each.role}`)}</td><td>${t(each.active ? "account.active" : "account.closed")}</td>
            <td>${each.account_id === this.account?.account_id ? nothing : html`<button class="button button-quiet" type="button" @click=${() => this.tell("active", each)}>${t(each.active ? "account.close" : "account.reopen")}<span class="visually-hidden"> ${each.name}</span></button>`}</td></tr>`)}</tbody></table>`}
        <form class="session-row" @submit=${this._invite}>
          <p class="field"><label for="role">${t("account.invite.role")}</label><select id="role" name="role">${ROLES.map((role) => html`<option value=${role} .selected=${role === "juror"}>${t(`role.${role}`)}</option>`)}</select></p>
          <button class="button button-primary" type="submit">${t("account.invite")}</button></form>
        ${refusal(this.peopleProblem)}
        ${this.link === "" ? nothing : html`<p class="field" role="status"><label for="invitation">${t("account.invitation")}</label><input id="invitation" type="text" readonly .value=${this.link} @focus=${(/** @type {{ target: HTMLInputElement }} */ { target }) => target.select()}></p>`}
      </section>`;
  }

  /** @param {SubmitEvent} event */
  _change(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    this.tell("password", { old: String(fields.get("old")), new: String(fields.get("new")) });
  }

  /** @param {SubmitEvent} event */
  _invite(event) {
    event.preventDefault();
    this.tell("invite", String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("role")));
  }
}
customElements.define("exam-account", ExamAccount);
