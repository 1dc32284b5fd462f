import { createRef, html, nothing, ref, repeat } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { EXTRA_CHOICES, extraTime } from "../state/extra_time.js";
import { changed, choiceOf, newCandidacy, playerOf, shownCode, without } from "../state/session.js";
import { LightElement } from "./base.js";
import "./confirm.js";

/** @typedef {import("../state/exam_session.d.ts").Candidacy} Candidacy */

const PHASES = /** @type {const} */ (["preparation", "exchange", "writing", "interview"]);

/** The parts in which somebody of the jury plays a role. @param {import("../state/exam_session.d.ts").SessionPage} page @param {Candidacy} each */
const rolePlays = ({ parts }, each) => (parts[each.candidacy_id] ?? []).filter((part) => part === "call" || part === "visitor");

/** The candidates of a session: a row each, and one at a time in full. Tells `exam-edit`. */
export class ExamSessionCandidates extends LightElement {
  static properties = { page: { attribute: false }, frozen: { type: Boolean }, _open: { state: true } };

  constructor() {
    super();
    /** @type {import("../state/exam_session.d.ts").SessionPage | null} */
    this.page = null;
    /** Whether those who have sittings are as they are. */
    this.frozen = false;
    /** The candidacy that is shown in full. */
    this._open = "";
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  updated() {
    if (this._open !== "" && !this._dialog.value?.open) this._dialog.value?.showModal();
  }

  /** Close at once: the dialog's own event comes later than the next drawing, which would open it again. */
  _shut() {
    this._open = "";
    this._dialog.value?.close();
  }

  /** @param {Partial<import("../state/exam_session.d.ts").Session>} fields @param {Record<string, string>} [causes] */
  _edit(fields, causes) {
    this.tell("edit", causes === undefined ? { fields } : { fields, causes });
  }

  render() {
    if (this.page === null) return nothing;
    const { session } = this.page;
    return html`
      ${session.candidacies.length === 0 ? html`<p class="note">${t("session.no-candidates")}</p>` : html`
      <div class="session-scroll"><table class="session-table">
        <thead><tr><th scope="col">${t("session.candidate")}</th><th scope="col">${t("session.number")}</th><th scope="col">${t("session.jury")}</th><th scope="col">${t("session.room")}</th><th scope="col">${t("session.accommodation")}</th><th scope="col">${t("session.code")}</th><th scope="col"><span class="visually-hidden">${t("session.actions")}</span></th></tr></thead>
        <tbody>${repeat(session.candidacies, ({ candidacy_id }) => candidacy_id, (each) => this._row(each))}</tbody></table></div>`}
      <form class="session-row" @submit=${this._add}>
        <p class="field"><label for="new-name">${t("session.candidate.new")}</label><input id="new-name" name="name" type="text" maxlength="80" autocomplete="off" required></p>
        <p class="field"><label for="new-number">${t("session.number")}</label><input id="new-number" name="number" type="text" maxlength="40" autocomplete="off"></p>
        <button class="button" type="submit">${t("session.candidate.add")}</button></form>
      ${this._full()}`;
  }

  /** @param {Candidacy} each */
  _row(each) {
    const session = /** @type {import("../state/exam_session.d.ts").SessionPage} */ (this.page).session;
    const jury = session.juries.find(({ jury_id }) => jury_id === each.jury_id);
    const room = session.places.find(({ place_id }) => place_id === (each.exam_room_id ?? each.rooms?.[0]?.place_id));
    return html`<tr>
      <th scope="row"><bdi>${each.name || t("session.unnamed")}</bdi></th><td>${each.number}</td><td class="session-where">${jury?.name ?? t("session.none")}</td><td class="session-where">${room?.name ?? t("session.none")}</td>
      <td>${this._granted(each)}</td><td class="session-code">${shownCode(each.code)}</td>
      <td class="session-acts"><a class="button button-quiet" href="/sessions/${session.session_id}/candidates/${each.candidacy_id}/file">${t("file.open")}<span class="visually-hidden"> ${each.name}</span></a>
        <button class="button" type="button" @click=${() => { this._open = each.candidacy_id; }}>${t("session.candidate.edit")}<span class="visually-hidden"> ${each.name}</span></button></td></tr>`;
  }

  /** What was granted, in a few words; never why. @param {Candidacy} each */
  _granted(each) {
    const extra = PHASES.flatMap((phase) => {
      const choice = choiceOf(each.extra_time?.[phase]);
      return choice === "" ? [] : [`${t(`ledger.extra.${phase}`)} ${this._words(choice)}`];
    });
    const looks = /** @type {const} */ (["large_text", "contrast", "breaks"]).filter((name) => each[name]).map((name) => t(`session.${name}`));
    return [...extra, ...looks].join(", ");
  }

  /** @param {string} choice */
  _words(choice) {
    if (choice === "") return t("ledger.extra.none");
    if (choice === "1/3") return t("ledger.extra.fraction");
    if (choice === "1/2") return t("ledger.extra.half");
    return choice.includes("/") ? choice : t("ledger.extra.minutes", { n: choice });
  }

  _full() {
    const page = this.page;
    const each = page?.session.candidacies.find(({ candidacy_id }) => candidacy_id === this._open);
    return html`<dialog class="confirm session-candidate" aria-labelledby="candidate" ${ref(this._dialog)} @close=${() => { this._open = ""; }}>
      ${page === null || each === undefined ? nothing : this._form(page, each)}</dialog>`;
  }

  /** @param {import("../state/exam_session.d.ts").SessionPage} page @param {Candidacy} each */
  _form(page, each) {
    const { session, causes } = page;
    const opened = page.sittings.some(({ candidacy_id }) => candidacy_id === each.candidacy_id);
    const jury = session.juries.find(({ jury_id }) => jury_id === each.jury_id);
    /** @param {string} name @param {string} label @param {string} value @param {readonly (readonly [string, string])[]} options */
    const select = (name, label, value, options) => html`<p class="field"><label for="full-${name}">${label}</label>
      <select id="full-${name}" name=${name} ?disabled=${opened}>${options.map(([key, words]) => html`<option value=${key} .selected=${key === value}>${words}</option>`)}</select></p>`;
    /** @param {"large_text" | "contrast" | "breaks" | "final_interview"} name */
    const box = (name) => html`<p class="field-check"><input id="full-${name}" name=${name} type="checkbox" .checked=${each[name]} ?disabled=${opened}><label for="full-${name}">${t(`session.${name}.long`)}</label></p>`;
    const none = /** @type {const} */ (["", t("session.none")]);
    return html`<form @submit=${(/** @type {SubmitEvent} */ event) => this._save(event, each, opened)}>
      <h2 id="candidate"><bdi>${each.name || t("session.unnamed")}</bdi></h2>
      ${opened ? html`<p class="note">${t("session.candidate.opened")}</p>` : nothing}
      <div class="session-fields">
        <p class="field"><label for="full-name">${t("session.candidate")}</label><input id="full-name" name="name" type="text" maxlength="80" required autocomplete="off" ?disabled=${opened} .value=${each.name}></p>
        <p class="field"><label for="full-number">${t("session.number")}</label><input id="full-number" name="number" type="text" maxlength="40" autocomplete="off" .value=${each.number}></p>
        ${select("jury_id", t("session.jury"), each.jury_id ?? "", [none, ...session.juries.map(({ jury_id, name }) => /** @type {const} */ ([jury_id, name]))])}
        ${select("exam_room_id", t("session.room"), each.exam_room_id ?? "", [none, ...session.places.filter(({ kind }) => kind === "exam-room").map(({ place_id, name }) => /** @type {const} */ ([place_id, name]))])}
        ${PHASES.map((phase) => {
          const value = choiceOf(each.extra_time?.[phase]);
          const choices = EXTRA_CHOICES.includes(/** @type {any} */ (value)) ? EXTRA_CHOICES : [...EXTRA_CHOICES, value];
          return select(`extra_${phase}`, t("session.extra", { phase: t(`ledger.extra.${phase}`) }), value, choices.map((choice) => [choice, this._words(choice)]));
        })}
        ${jury === undefined ? nothing : rolePlays(page, each).map((part) => select(`player_${part}`, t("session.plays", { part: t(`part.${part}`) }), playerOf(session, each, part), jury.member_ids.map((id) => [id, session.members.find(({ member_id }) => member_id === id)?.name || t("session.unnamed")])))}
      </div>
      <div class="session-boxes">${box("large_text")}${box("contrast")}${box("breaks")}${(page.format?.optional_parts ?? []).length === 0 ? nothing : box("final_interview")}</div>
      <p class="field"><label for="full-cause">${t("session.cause")}</label><input id="full-cause" name="cause" type="text" maxlength="500" autocomplete="off" aria-describedby="full-cause-note" .value=${causes[each.candidacy_id] ?? ""}><span class="note" id="full-cause-note">${t("session.cause.words")}</span></p>
      <p class="row">
        ${opened ? nothing : html`<button class="button button-quiet" type="button" @click=${() => this._remove(each)}>${t("session.candidate.remove")}</button>`}
        <button class="button button-quiet" type="button" @click=${() => { this._shut(); this.tell("fresh-code", each.candidacy_id); }}>${t("session.code.fresh")}</button>
        <button class="button" type="button" @click=${() => this._shut()}>${t("confirm.no")}</button>
        <button class="button button-primary" type="submit">${t("session.candidate.save")}</button></p></form>`;
  }

  /** @param {SubmitEvent} event */
  _add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const fields = new FormData(form);
    const session = /** @type {import("../state/exam_session.d.ts").SessionPage} */ (this.page).session;
    const fresh = newCandidacy(crypto.randomUUID(), String(fields.get("name")).trim(), String(fields.get("number")).trim());
    const only = session.juries.length === 1 ? session.juries[0]?.jury_id ?? null : null;
    this._edit({ candidacies: [...session.candidacies, { ...fresh, jury_id: only }] });
    form.reset();
  }

  /** @param {SubmitEvent} event @param {Candidacy} each @param {boolean} opened */
  _save(event, each, opened) {
    event.preventDefault();
    const page = /** @type {import("../state/exam_session.d.ts").SessionPage} */ (this.page);
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @param {string} name */
    const text = (name) => String(form.get(name) ?? "").trim();
    /** What a disabled field says is not in the form: what was opened stays. */
    const frozen = opened ? {} : {
      name: text("name"), jury_id: text("jury_id") || null, exam_room_id: text("exam_room_id") || null,
      extra_time: extraTime({ preparation: text("extra_preparation"), exchange: text("extra_exchange"), writing: text("extra_writing"), interview: text("extra_interview") }),
      large_text: form.get("large_text") !== null, contrast: form.get("contrast") !== null, breaks: form.get("breaks") !== null, final_interview: form.get("final_interview") !== null,
      casts: rolePlays(page, each).flatMap((part) => (text(`player_${part}`) === "" ? [] : [{ part, player_id: text(`player_${part}`) }])),
    };
    const fields = { ...frozen, number: text("number") };
    this._shut();
    this._edit({ candidacies: changed(page.session.candidacies, "candidacy_id", each.candidacy_id, fields) }, { ...page.causes, [each.candidacy_id]: text("cause") });
  }

  /** @param {Candidacy} each */
  _remove(each) {
    const { session } = /** @type {import("../state/exam_session.d.ts").SessionPage} */ (this.page);
    this._shut();
    this._edit({ candidacies: without(session.candidacies, "candidacy_id", each.candidacy_id) });
  }
}
customElements.define("exam-session-candidates", ExamSessionCandidates);
