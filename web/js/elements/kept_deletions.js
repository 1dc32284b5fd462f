import { html, nothing, repeat } from "../../vendor/lit.js";
import { has, errorSentence, t } from "../i18n.js";
import { instantText, kindsText } from "./kept_words.js";

/** @typedef {import("../state/retention.d.ts").Deletion} Deletion */
/** @typedef {import("../state/retention.d.ts").KeptAct} KeptAct */

/**
 * Deletions that were asked for, the newest first: what, why, who, and what became of it.
 * @param {{ deletions: readonly Deletion[], candidates: readonly { candidacy_id: string, name: string }[], me: import("../state/retention.d.ts").Person | null }} page
 * @param {(chosen: KeptAct) => void} ask
 */
export function deletionList({ deletions, candidates, me }, ask) {
  if (deletions.length === 0) return nothing;
  const names = new Map(candidates.map(({ candidacy_id, name }) => [candidacy_id, name]));
  /** @param {Deletion} deletion */
  const whose = ({ candidacy_id, session_id, sitting_id }) => (sitting_id !== null ? names.get(sitting_id) || t("kept.one-alone") : candidacy_id === null ? t(session_id === null ? "kept.centre" : "kept.whole-session") : names.get(candidacy_id) || t("kept.nobody"));
  return html`<section class="pane kept-table" aria-labelledby="kept-deletions">
    <div class="pane-heading"><h2 id="kept-deletions">${t("kept.deletions")}</h2></div>
    <ul class="kept-deletions">${repeat([...deletions].reverse(), ({ deletion_id }) => deletion_id, (deletion) => html`<li>
      <div><p><b><bdi>${whose(deletion)}</bdi></b> – ${kindsText(deletion.kinds)}</p>
        <p class="note">${t(`kept.ground.${deletion.ground}`)}${deletion.reason === "" ? nothing : html` – ${deletion.reason}`}</p>
        <p class="note">${deletion.asked_by === null ? t("kept.asked.itself", { when: instantText(deletion.asked_at) }) : t("kept.asked", { name: deletion.asked_by.name, when: instantText(deletion.asked_at) })}</p></div>
      <p class="kept-state kept-state-${deletion.state}">${stateText(deletion)}</p>
      <div class="kept-acts">${deletion.state !== "asked" || me === null ? nothing : html`
        ${deletion.asked_by?.account_id === me.account_id ? html`<span class="note">${t("kept.waits-for-other")}</span>` : html`
        <button class="button button-quiet" type="button" @click=${() => ask({ act: "confirm", id: deletion.deletion_id, name: whose(deletion) })}>${t("kept.act.confirm")}<span class="visually-hidden"> ${whose(deletion)}</span></button>`}
        <button class="button button-quiet" type="button" @click=${() => ask({ act: "refuse", id: deletion.deletion_id, name: whose(deletion) })}>${t("kept.act.refuse")}<span class="visually-hidden"> ${whose(deletion)}</span></button>`}</div></li>`)}</ul>
  </section>`;
}

/** @param {Deletion} deletion */
function stateText({ state, decided_by, decided_at, done_at, refusal, asked_at }) {
  const when = instantText(done_at ?? decided_at ?? asked_at);
  if (state === "refused") return t("kept.state.refused", { name: decided_by?.name ?? t("kept.software"), when, reason: has(`error.${refusal}`) ? errorSentence(refusal) : refusal });
  return t(`kept.state.${state}`, { name: decided_by?.name ?? t("kept.software"), when });
}
