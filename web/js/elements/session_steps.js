/** The steps of a session that are forms only: format and minutes, days and rooms, jurors and juries. */

import { html, nothing, repeat } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { changed, seated, without } from "../state/session.js";
import { timeZones } from "../state/time_zones.js";

/** @typedef {import("../state/exam_session.d.ts").SessionPage} SessionPage */
/** @typedef {import("../state/exam_session.d.ts").Session} Session */
/** @typedef {(fields: Partial<Session>) => void} Change */

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
/** @param {Event} event */
const ticked = (event) => /** @type {HTMLInputElement} */ (event.target).checked;

/**
 * One labelled input that tells its value when it is left.
 * @param {{ id: string, label: string, value: string | number, change: (value: string) => void, type?: string, max?: number, hidden?: boolean, min?: number }} field
 */
function input({ id, label, value, change, type = "text", max = 160, min = 0, hidden = false }) {
  return html`<p class="field"><label for=${id} class=${hidden ? "visually-hidden" : ""}>${label}</label>
    <input id=${id} type=${type} maxlength=${type === "text" ? max : nothing} min=${type === "number" ? min : nothing} max=${type === "number" ? max : nothing} autocomplete="off" .value=${String(value)} @change=${(/** @type {Event} */ event) => change(valueOf(event).trim())}></p>`;
}

/**
 * One labelled choice.
 * @param {{ id: string, label: string, value: string, options: readonly (readonly [string, string])[], change: (value: string) => void, hidden?: boolean }} field
 */
export function choice({ id, label, value, options, change, hidden = false }) {
  return html`<p class="field"><label for=${id} class=${hidden ? "visually-hidden" : ""}>${label}</label>
    <select id=${id} @change=${(/** @type {Event} */ event) => change(valueOf(event))}>${options.map(([key, words]) => html`<option value=${key} .selected=${key === value}>${words}</option>`)}</select></p>`;
}

/** One box to tick. @param {{ id: string, label: string, on: boolean, change: (on: boolean) => void, disabled?: boolean }} box */
export function tick({ id, label, on, change, disabled = false }) {
  return html`<p class="field-check"><input id=${id} type="checkbox" .checked=${on} ?disabled=${disabled} @change=${(/** @type {Event} */ event) => change(ticked(event))}><label for=${id}>${label}</label></p>`;
}

/** What becomes of a scenario that a candidate has drawn (oralexam/exams/eligibility.py). */
const REUSES = /** @type {const} */ (["when-all-used", "never", "always"]);

/** @param {SessionPage} page @param {Change} change */
export function formatStep({ session, format, state, reuse }, change) {
  const { settings } = session;
  const frozen = state !== "draft";
  const optional = format?.optional_parts ?? [];
  /** @param {import("../state/exam_session.d.ts").PartKind} part @param {string} phase @param {string} written */
  const give = (part, phase, written) => {
    const rest = settings.minutes.filter((each) => each.part !== part || each.phase !== phase);
    const minutes = Number.parseInt(written, 10);
    change({ settings: { ...settings, minutes: Number.isFinite(minutes) && minutes >= 1 ? [...rest, { part, phase, minutes }] : rest } });
  };
  return html`
    <div class="session-fields">
      ${input({ id: "session-title", label: t("session.title"), value: session.title, change: (title) => change({ title }) })}
      ${input({ id: "session-centre", label: t("session.centre"), value: session.centre, change: (centre) => change({ centre }) })}
    </div>
    ${frozen ? html`<p class="note">${t("session.frozen")}</p>` : nothing}
    ${format === null ? nothing : html`
      <h3>${format.title}</h3>
      <table class="session-table"><thead><tr><th scope="col">${t("session.part")}</th><th scope="col">${t("session.phases")}</th></tr></thead>
        <tbody>${[...format.parts, ...optional].map((part) => html`<tr><th scope="row">${t(`part.${part.kind}`)}${optional.includes(part) ? html` <span class="note">${t("session.part.optional")}</span>` : nothing}</th><td><div class="session-phases">${part.phases.map((phase) => {
          const id = `minutes-${part.kind}-${phase.name}`;
          const given = settings.minutes.find((each) => each.part === part.kind && each.phase === phase.name)?.minutes;
          return phase.minutes !== null ? html`<span>${t("session.phase.minutes", { phase: t(`plan.phase.${phase.name}`), n: phase.minutes })}</span>`
            : html`<span class="session-minutes"><label for=${id}>${t("session.phase.give", { phase: t(`plan.phase.${phase.name}`) })}</label>
              <input id=${id} type="number" min="1" max="240" ?disabled=${frozen} .value=${given === undefined ? "" : String(given)} @change=${(/** @type {Event} */ event) => give(part.kind, phase.name, valueOf(event))}></span>`;
        })}</div></td></tr>`)}</tbody></table>`}
    <h3>${t("session.centre-settings")}</h3>
    <div class="session-settings">
      ${choice({ id: "session-reuse", label: t("session.reuse"), value: settings.reuse ?? reuse, options: REUSES.map((each) => /** @type {const} */ ([each, t(`session.reuse.${each}`)])), change: (chosen) => change({ settings: { ...settings, reuse: /** @type {typeof reuse} */ (chosen) } }) })}
    </div>
    <fieldset class="session-settings" ?disabled=${frozen}>
      ${choice({ id: "session-grace", label: t("manager.field.grace"), value: String(settings.grace_s), options: [0, 15, 30, 60].map((s) => /** @type {const} */ ([String(s), t("manager.grace.s", { n: s })])), change: (s) => change({ settings: { ...settings, grace_s: Number(s) } }) })}
      ${tick({ id: "session-clock", label: t("session.clock-shown"), on: settings.clock_shown, change: (clock_shown) => change({ settings: { ...settings, clock_shown } }) })}
      ${tick({ id: "session-narrow-band", label: t("session.narrow-band"), on: settings.narrow_band, change: (narrow_band) => change({ settings: { ...settings, narrow_band } }) })}
      ${tick({ id: "session-jury-there", label: t("session.jury-in-preparation"), on: settings.jury_in_preparation, change: (jury_in_preparation) => change({ settings: { ...settings, jury_in_preparation } }) })}
      ${tick({ id: "session-paste", label: t("session.paste-allowed"), on: settings.paste_allowed, change: (paste_allowed) => change({ settings: { ...settings, paste_allowed } }) })}
      ${tick({ id: "session-facts", label: t("session.facts-after-sealing"), on: settings.facts_after_sealing, change: (facts_after_sealing) => change({ settings: { ...settings, facts_after_sealing } }) })}
    </fieldset>`;
}

/** @param {SessionPage} page @param {Change} change */
export function roomsStep({ session }, change) {
  const { days, places } = session;
  /** @param {number} place @param {Partial<import("../state/exam_session.d.ts").Day>} fields */
  const day = (place, fields) => change({ days: days.map((each, index) => (index === place ? { ...each, ...fields } : each)) });
  const kinds = /** @type {const} */ (["exam-room", "jury-room", "reception"]);
  return html`
    <h3>${t("session.days")}</h3>
    <ul class="session-rows">${days.map((each, index) => html`<li class="session-row">
      ${input({ id: `day-${index}`, label: t("session.day"), type: "date", value: each.date, change: (date) => date && day(index, { date }) })}
      ${input({ id: `opens-${index}`, label: t("session.opens"), type: "time", value: each.opens.slice(0, 5), change: (opens) => opens && day(index, { opens: `${opens}:00` }) })}
      ${input({ id: `closes-${index}`, label: t("session.closes"), type: "time", value: each.closes.slice(0, 5), change: (closes) => closes && day(index, { closes: `${closes}:00` }) })}
      <button class="button button-quiet" type="button" @click=${() => change({ days: days.filter((_, at) => at !== index) })}>${t("session.day.remove")}</button></li>`)}</ul>
    <form class="session-row" @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.currentTarget);
      change({ days: [...days, { date: String(new FormData(form).get("date")), opens: "08:30:00", closes: "18:00:00" }] });
      form.reset();
    }}>
      <p class="field"><label for="day-new">${t("session.day.new")}</label><input id="day-new" name="date" type="date" required></p>
      <button class="button" type="submit">${t("session.day.add")}</button></form>
    <div class="session-settings">${choice({ id: "session-zone", label: t("session.zone"), value: session.time_zone, options: timeZones(session.time_zone).map((zone) => /** @type {const} */ ([zone, zone.replaceAll("_", " ")])), change: (time_zone) => change({ time_zone }) })}</div>
    <h3>${t("session.rooms")}</h3>
    <ul class="session-rows">${repeat(places, ({ place_id }) => place_id, (place, index) => html`<li class="session-row">
      ${input({ id: `place-${index}`, label: t("session.room"), max: 80, value: place.name, change: (name) => change({ places: changed(places, "place_id", place.place_id, { name }) }) })}
      ${choice({ id: `kind-${index}`, label: t("session.room.kind"), value: place.kind, options: kinds.map((kind) => /** @type {const} */ ([kind, t(`place.${kind}`)])), change: (kind) => change({ places: changed(places, "place_id", place.place_id, { kind: /** @type {typeof place.kind} */ (kind) }) }) })}
      <button class="button button-quiet" type="button" @click=${() => change({ places: without(places, "place_id", place.place_id) })}>${t("session.room.remove")}</button></li>`)}</ul>
    <p class="row">${kinds.map((kind) => html`<button class="button" type="button" @click=${() => change({ places: [...places, { place_id: crypto.randomUUID(), name: roomName(session, kind), kind }] })}>${t(`place.add.${kind}`)}</button>`)}</p>`;
}

/** A name that no room has yet. @param {Session} session @param {import("../state/exam_session.d.ts").Place["kind"]} kind */
function roomName({ places }, kind) {
  for (let n = 1; ; n += 1) {
    const name = t(`place.name.${kind}`, { n });
    if (!places.some((place) => place.name === name)) return name;
  }
}

/** @param {SessionPage} page @param {readonly import("../state/exam_session.d.ts").Account[]} accounts @param {Change} change */
export function juryStep({ session }, accounts, change) {
  const { members, juries, places } = session;
  const signIn = accounts.filter(({ role, active }) => active && (role === "juror" || role === "evaluator"));
  /** @param {string} kind */
  const rooms = (kind) => /** @type {[string, string][]} */ ([["", t("session.none")], ...places.filter((place) => place.kind === kind).map(({ place_id, name }) => [place_id, name])]);
  const stations = /** @type {const} */ (["", "two-microphones", "one-microphone", "two-stations"]);
  return html`
    <h3>${t("session.members")}</h3>
    <ul class="session-rows">${repeat(members, ({ member_id }) => member_id, (member, index) => html`<li class="session-row">
      ${input({ id: `member-${index}`, label: t("session.member"), max: 80, value: member.name, change: (name) => change({ members: changed(members, "member_id", member.member_id, { name }) }) })}
      ${tick({ id: `b2-${index}`, label: t("session.judges-b2"), on: member.judges_b2, change: (judges_b2) => change({ members: changed(members, "member_id", member.member_id, { judges_b2 }) }) })}
      ${choice({ id: `account-${index}`, label: t("session.member.account"), value: member.account_id ?? "", options: [["", t("session.member.by-link")], ...signIn.map(({ account_id, name, login }) => /** @type {const} */ ([account_id, `${name} (${login})`]))], change: (id) => change({ members: changed(members, "member_id", member.member_id, { account_id: id || null }) }) })}
      <button class="button button-quiet" type="button" @click=${() => change({ members: without(members, "member_id", member.member_id) })}>${t("session.member.remove")}</button></li>`)}</ul>
    <p class="row"><button class="button" type="button" @click=${() => change({ members: [...members, { member_id: crypto.randomUUID(), name: "", judges_b2: false, account_id: null }] })}>${t("session.member.add")}</button></p>
    <h3>${t("session.juries")}</h3>
    <ul class="session-rows">${repeat(juries, ({ jury_id }) => jury_id, (jury, index) => {
      const people = /** @type {[string, string][]} */ ([["", t("session.none")], ...members.map(({ member_id, name }) => [member_id, name || t("session.unnamed")])]);
      /** @param {Partial<typeof jury>} fields */
      const set = (fields) => change({ juries: changed(juries, "jury_id", jury.jury_id, fields) });
      return html`<li class="session-row session-row-wide">
        ${input({ id: `jury-${index}`, label: t("session.jury"), max: 80, value: jury.name, change: (name) => set({ name }) })}
        ${[0, 1].map((place) => choice({ id: `jury-${index}-${place}`, label: t(place === 0 ? "session.jury.first" : "session.jury.second"), value: jury.member_ids[place] ?? "", options: people, change: (id) => set({ member_ids: seated(jury.member_ids, place, id) }) }))}
        ${choice({ id: `jury-room-${index}`, label: t("place.jury-room"), value: jury.jury_room_id ?? "", options: rooms("jury-room"), change: (id) => set({ jury_room_id: id || null }) })}
        ${choice({ id: `jury-reception-${index}`, label: t("place.reception"), value: jury.reception_id ?? "", options: rooms("reception"), change: (id) => set({ reception_id: id || null }) })}
        ${choice({ id: `jury-station-${index}`, label: t("session.visitor"), value: jury.station_setup ?? "", options: stations.map((each) => /** @type {const} */ ([each, t(each === "" ? "session.visitor.video" : `session.visitor.${each}`)])), change: (id) => set({ station_setup: id || null }) })}
        <button class="button button-quiet" type="button" @click=${() => change({ juries: without(juries, "jury_id", jury.jury_id) })}>${t("session.jury.remove")}</button></li>`;
    })}</ul>
    <p class="row"><button class="button" type="button" @click=${() => change({ juries: [...juries, { jury_id: crypto.randomUUID(), name: t("session.jury.name", { n: juries.length + 1 }), member_ids: [], jury_room_id: null, reception_id: null, station_setup: null }] })}>${t("session.jury.add")}</button></p>`;
}
