import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { lengthText } from "../state/format.js";
import { BLOCKS, JURY_OWN, atFieldTime, changeOf, fieldTime, hourText, keyOf, moved, secondsOf, startsMs } from "../state/plan.js";
import { breachWords } from "./plan_words.js";

/** @typedef {import("../state/plan_page.d.ts").Entry} Entry */
/** @typedef {import("../state/plan_page.d.ts").PlanPage} PlanPage */
/** @typedef {import("../state/plan_page.d.ts").Change} Change */

/**
 * One entry, to be moved, pinned, put elsewhere, or reported as held.
 * @param {PlanPage} page @param {Entry} entry @param {readonly import("../state/plan_page.d.ts").Breach[]} breaches
 * @param {{ change: (change: Change) => void, undo: (key: string) => void, held: (entry: Entry, fromMs: number, toMs: number) => void, changed: boolean }} acts
 */
export function entryPane(page, entry, breaches, { change, undo, held, changed }) {
  const zone = page.session.time_zone;
  const fromMs = startsMs(entry);
  const name = page.session.candidacies.find(({ candidacy_id }) => candidacy_id === entry.candidacy_id)?.name ?? "";
  const grid = page.settings.grid_minutes;
  const kind = page.session.places.find(({ place_id }) => place_id === entry.place_id)?.kind;
  const rooms = kind === undefined || kind === "jury-room" ? [] : page.session.places.filter((place) => place.kind === kind);
  /** @param {Event} event */
  const value = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
  /** @param {SubmitEvent} event */
  const report = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    held(entry, atFieldTime(fromMs, zone, String(form.get("from"))), atFieldTime(fromMs, zone, String(form.get("to"))));
  };
  return html`<section class="pane plan-entry" aria-labelledby="entry-heading">
    <div class="pane-heading"><h2 id="entry-heading">${t(`plan.work.${entry.kind}`)} – ${name}</h2><p class="note">${lengthText(secondsOf(entry))}</p></div>
    <div class="plan-fields">
      <ol class="plan-phases">${entry.phases.map((phase) => html`<li>${t(`plan.phase.${phase.name}`)} <span class="note">${lengthText(phase.seconds)}${phase.jury ? `, ${t("plan.with-jury")}` : nothing}</span></li>`)}</ol>
      <div class="row">
        <button class="button" type="button" @click=${() => change(moved(entry, -grid, grid))}>${t("plan.earlier", { n: grid })}</button>
        <div class="field"><label for="entry-start">${t("plan.start")}</label>
          <input id="entry-start" type="time" required .value=${fieldTime(fromMs, zone)}
            @change=${(/** @type {Event} */ event) => { if (value(event)) change(changeOf(entry, { starts_at: new Date(atFieldTime(fromMs, zone, value(event))).toISOString(), pinned: true })); }}></div>
        <button class="button" type="button" @click=${() => change(moved(entry, grid, grid))}>${t("plan.later", { n: grid })}</button>
        <p class="note">${t("plan.ends-at", { time: hourText(fromMs + secondsOf(entry) * 1000, zone, language()) })}</p>
      </div>
      ${rooms.length === 0 ? nothing : html`<div class="field"><label for="entry-room">${t("plan.column.room")}</label>
        <select id="entry-room" .value=${entry.place_id ?? ""} @change=${(/** @type {Event} */ event) => change(changeOf(entry, { place_id: value(event), pinned: true }))}>
          ${rooms.map((room) => html`<option value=${room.place_id} ?selected=${room.place_id === entry.place_id}>${room.name}</option>`)}</select></div>`}
      <label class="field-check"><input type="checkbox" .checked=${entry.pinned}
        @change=${(/** @type {Event} */ event) => change(changeOf(entry, { pinned: /** @type {HTMLInputElement} */ (event.target).checked }))}>${t("plan.pin")}</label>
      ${changed ? html`<p><button class="button button-quiet" type="button" @click=${() => undo(keyOf(entry))}>${t("plan.undo")}</button></p>` : nothing}
      ${breaches.length === 0 ? html`<p class="note">${t("plan.holds")}</p>` : html`<ul class="plan-breaches">${breaches.map((breach) => html`<li>${breachWords(page, breach)}</li>`)}</ul>`}
      ${JURY_OWN.has(entry.kind) ? nothing : html`<details class="plan-held"><summary>${t(BLOCKS.has(entry.kind) ? "plan.confirm-end" : "plan.report-held")}</summary>
        <form class="row" @submit=${report}>
          <div class="field"><label for="held-from">${t("plan.held-from")}</label><input id="held-from" name="from" type="time" required .value=${fieldTime(fromMs, zone)}></div>
          <div class="field"><label for="held-to">${t("plan.held-to")}</label><input id="held-to" name="to" type="time" required .value=${fieldTime(fromMs + secondsOf(entry) * 1000, zone)}></div>
          <button class="button" type="submit">${t(BLOCKS.has(entry.kind) ? "plan.confirm-end" : "plan.report-held")}</button>
        </form><p class="note">${t("plan.held-words")}</p></details>`}
    </div></section>`;
}
