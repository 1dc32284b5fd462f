import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { longDate } from "../state/format.js";

/** @typedef {import("../state/plan_page.d.ts").PlanSettings} PlanSettings */
/** @typedef {import("../state/plan_page.d.ts").BlockChoice} BlockChoice */
/** @typedef {import("../state/plan_page.d.ts").PlanPage} PlanPage */

const MINUTES = /** @type {const} */ (["moving_minutes", "margin_minutes", "turnover_minutes", "rest_minutes", "break_minutes", "reading_minutes", "marking_minutes", "deliberation_minutes"]);
const TIMES = /** @type {const} */ (["before", "placed", "together"]);

/** What the manager decides before the plan is made. @param {PlanPage} page @param {{ first: boolean, busy: boolean, solve: (settings: PlanSettings) => void }} how */
export function settingsPane(page, { first, busy, solve }) {
  const { settings } = page;
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    solve(readSettings(page, new FormData(/** @type {HTMLFormElement} */ (event.target))));
  };
  const pauses = [0, 1].map((n) => settings.pauses[n] ?? { starts: "", ends: "" });
  return html`<details class="pane plan-settings" ?open=${first}><summary>${t("plan.settings")}</summary>
    <form class="plan-fields" @submit=${submit}>
      <fieldset class="plan-group"><legend>${t("plan.pauses")}</legend>
        ${pauses.map((pause, n) => html`<div class="row"><div class="field"><label for="pause-from-${n}">${t("plan.pause-from")}</label><input id="pause-from-${n}" name="pause-from-${n}" type="time" .value=${pause.starts.slice(0, 5)}></div>
          <div class="field"><label for="pause-to-${n}">${t("plan.pause-to")}</label><input id="pause-to-${n}" name="pause-to-${n}" type="time" .value=${pause.ends.slice(0, 5)}></div></div>`)}</fieldset>
      ${page.blocks.map((block) => blockField(page, block))}
      <fieldset class="plan-group plan-minutes"><legend>${t("plan.minutes")}</legend>
        ${MINUTES.map((name) => html`<div class="field"><label for=${name}>${t(`plan.setting.${name}`)}</label><input id=${name} name=${name} type="number" min="0" max="240" required .value=${String(settings[name])}></div>`)}
        <div class="field"><label for="grid_minutes">${t("plan.setting.grid_minutes")}</label><input id="grid_minutes" name="grid_minutes" type="number" min="1" max="30" required .value=${String(settings.grid_minutes)}></div></fieldset>
      <label class="field-check"><input type="checkbox" name="one_day" .checked=${settings.one_day}>${t("plan.setting.one_day")}</label>
      <p><button class=${first ? "button button-primary" : "button"} type="submit" ?disabled=${busy}>${t(busy ? "plan.solving" : first ? "plan.solve" : "plan.solve-again")}</button></p>
      ${first ? nothing : html`<p class="note">${t("plan.solve-again-words")}</p>`}
    </form></details>`;
}

/** @param {PlanPage} page @param {{ kind: BlockChoice["kind"], minutes: number | null }} block */
function blockField(page, { kind, minutes }) {
  const choice = page.settings.blocks.find((each) => each.kind === kind);
  const days = page.session.days;
  return html`<fieldset class="plan-group"><legend>${t(`plan.work.${kind}`)}</legend>
    <div class="field"><label for="${kind}-time">${t("plan.block-time")}</label><select id="${kind}-time" name="${kind}-time">
      ${TIMES.map((time) => html`<option value=${time} ?selected=${(choice?.time ?? "before") === time}>${t(`plan.block.${time}`)}</option>`)}</select></div>
    <div class="row">
      <div class="field"><label for="${kind}-date">${t("plan.block-date")}</label><select id="${kind}-date" name="${kind}-date">
        ${days.map(({ date }) => html`<option value=${date} ?selected=${choice?.date === date}>${longDate(new Date(`${date}T12:00:00`), language())}</option>`)}</select></div>
      <div class="field"><label for="${kind}-starts">${t("plan.block-starts")}</label><input id="${kind}-starts" name="${kind}-starts" type="time" .value=${(choice?.starts ?? "").slice(0, 5)}></div>
      ${minutes === null ? html`<div class="field"><label for="${kind}-minutes">${t("plan.block-minutes")}</label><input id="${kind}-minutes" name="${kind}-minutes" type="number" min="1" max="600" .value=${String(choice?.minutes ?? "")}></div>` : nothing}
    </div></fieldset>`;
}

/** The settings as the form says them; half a pause is none. @param {PlanPage} page @param {FormData} form @returns {PlanSettings} */
function readSettings(page, form) {
  /** @param {string} name */
  const text = (name) => String(form.get(name) ?? "");
  /** @param {string} time */
  const exact = (time) => `${time}:00`;
  const minutes = Object.fromEntries([...MINUTES, "grid_minutes"].map((name) => [name, Number(text(name))]));
  return /** @type {PlanSettings} */ ({
    ...page.settings, ...minutes,
    pauses: [0, 1].map((n) => ({ starts: text(`pause-from-${n}`), ends: text(`pause-to-${n}`) }))
      .filter(({ starts, ends }) => starts !== "" && ends !== "").map(({ starts, ends }) => ({ starts: exact(starts), ends: exact(ends) })),
    blocks: page.blocks.map(({ kind, minutes: given }) => {
      const together = text(`${kind}-time`) === "together";
      const starts = text(`${kind}-starts`);
      const wanted = text(`${kind}-minutes`);
      return {
        kind, time: text(`${kind}-time`), date: together ? text(`${kind}-date`) || null : null, starts: together && starts ? exact(starts) : null,
        minutes: given === null && wanted ? Number(wanted) : null,
      };
    }),
    one_day: form.has("one_day"),
  });
}
