import { html, nothing } from "../../vendor/lit.js";
import { has, language, t } from "../i18n.js";
import { instantText } from "./kept_words.js";

/** @typedef {import("../state/retention.d.ts").Viewing} Viewing */

/** So many lines at most: the file has all of them. */
const MOST = 200;

/**
 * Who has looked at what, the last first; of everybody, or of one candidate.
 * @param {{ page: import("../state/retention.d.ts").ViewingsPage, session: { session_id: string, candidates: readonly { candidacy_id: string, name: string }[] }, of: string, choose: (of: string) => void }} shown
 */
export function viewingTable({ page, session, of, choose }) {
  const names = new Map(session.candidates.map(({ candidacy_id, name }) => [candidacy_id, name]));
  const wanted = page.viewings.filter(({ viewed }) => of === "" || viewed.candidacy_id === of).reverse();
  /** @param {Viewing} viewing */
  const line = ({ at, viewed, viewer }) => html`<tr>
    <td><time datetime=${at}>${instantText(at)}</time></td>
    <td>${t(`viewings.kind.${viewed.kind}`)}${viewed.detail === "" ? nothing : html` <span class="note">${viewed.detail}</span>`}</td>
    <td><bdi>${viewed.candidacy_id === null ? "–" : names.get(viewed.candidacy_id) || t("kept.nobody")}</bdi>${partOf(page, viewed.sitting_id)}</td>
    <td>${viewer.name === "" ? html`${t("viewings.by-link")} <span class="note">${viewer.browser}</span>` : viewer.name}</td>
    <td>${t(`seat.${viewer.seat}`)}</td></tr>`;
  return html`<section class="pane kept-table" aria-labelledby="kept-viewings">
    <div class="pane-heading"><h2 id="kept-viewings">${t("viewings.heading")}</h2>
      <p class="row"><label for="viewings-of">${t("viewings.of")}</label>
        <select id="viewings-of" @change=${(/** @type {{ target: HTMLSelectElement }} */ { target }) => choose(target.value)}>
          <option value="">${t("viewings.all")}</option>
          ${session.candidates.map(({ candidacy_id, name }) => html`<option value=${candidacy_id} ?selected=${candidacy_id === of}>${name === "" ? t("kept.nobody") : name}</option>`)}</select>
        <a class="button button-quiet" href="/api/sessions/${session.session_id}/viewings.csv?language=${language()}" download>${t("viewings.csv")}</a></p></div>
    ${wanted.length === 0 ? html`<p class="note kept-empty">${t("viewings.none")}</p>` : html`
    <div class="kept-scroll" tabindex="0" role="group" aria-labelledby="kept-viewings"><table>
      <thead><tr>${["when", "what", "candidate", "who", "as"].map((column) => html`<th scope="col">${t(`viewings.column.${column}`)}</th>`)}</tr></thead>
      <tbody>${wanted.slice(0, MOST).map(line)}</tbody>
    </table></div>${wanted.length <= MOST ? nothing : html`<p class="note kept-empty">${t("viewings.more", { most: MOST })}</p>`}`}</section>`;
}

/** @param {import("../state/retention.d.ts").ViewingsPage} page @param {string | null} sittingId */
function partOf(page, sittingId) {
  const part = sittingId === null ? undefined : page.parts[sittingId];
  return part === undefined || !has(`part.${part}`) ? nothing : html`, ${t(`part.${part}`)}`;
}
