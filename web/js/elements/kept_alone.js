import { html, nothing, repeat } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { dayText, instantText, kindsText } from "./kept_words.js";

/** @typedef {import("../state/retention.d.ts").KeptAct} KeptAct */

/**
 * Sittings that belong to no session: what is left of each, what holds it, and the same acts as for a candidate.
 * @param {import("../state/retention.d.ts").CentreRetention} page
 * @param {(chosen: KeptAct) => void} ask
 */
export function sittingsAlone({ sittings, holds, me }, ask) {
  if (sittings.length === 0) return nothing;
  return html`<section class="pane kept-table" aria-labelledby="kept-alone">
    <div class="pane-heading"><h2 id="kept-alone">${t("kept.alone")}</h2></div>
    <div class="kept-scroll" tabindex="0" role="group" aria-labelledby="kept-alone"><table>
      <thead><tr>${["candidate", "left", "hold", "acts"].map((column) => html`<th scope="col">${t(`kept.column.${column}`)}</th>`)}</tr></thead>
      <tbody>${repeat(sittings, ({ sitting_id }) => sitting_id, ({ sitting_id, name, opened_at, part, left, over }) => {
        const who = name === "" ? t("kept.nobody") : name;
        const hold = holds.find((each) => each.sitting_id === sitting_id);
        /** @param {KeptAct["act"]} act @param {string} id */
        const button = (act, id) => html`<button class="button button-quiet" type="button" @click=${() => ask({ act, id, name: who, alone: true })}>${t(`kept.act.${act}`)}<span class="visually-hidden"> ${who}</span></button>`;
        const ends = hold === undefined ? nothing : hold.release_asked_by === null ? button("ask-release", hold.hold_id) : [hold.release_asked_by.account_id === me?.account_id ? html`<span class="note">${t("kept.waits-for-other")}</span>` : button("release", hold.hold_id), button("keep", hold.hold_id)];
        return html`<tr>
          <th scope="row"><bdi>${who}</bdi><p class="note">${t(`part.${part}`)}, ${instantText(opened_at)}</p></th>
          <td>${left.length === 0 ? t("kept.nothing-left") : kindsText(left)}</td>
          <td>${hold === undefined ? html`<span class="note">${t("kept.hold.none")}</span>` : html`<p><b>${t("kept.hold.on", { day: dayText(hold.appealed_on) })}</b> – ${hold.reason}</p>`}</td>
          <td>${me === null || left.length === 0 ? nothing : html`<div class="kept-acts">${hold === undefined ? [button("hold", sitting_id), over ? button("delete", sitting_id) : nothing] : ends}</div>`}</td></tr>`;
      })}</tbody>
    </table></div></section>`;
}
