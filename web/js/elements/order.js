/** What a part waits for in the candidate's day, said beforehand, and the written blocks whose end a person confirms. */

import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { timeOfDay } from "../state/format.js";

/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../protocol/messages.d.ts").BlockStanding} BlockStanding */

/** @type {ReadonlySet<string>} */
const BLOCKS = new Set(["written", "questionnaire"]);

/** « partie écrite et questionnaire ». @param {readonly string[]} steps */
export function stepNames(steps) {
  return new Intl.ListFormat(language(), { type: "conjunction" }).format(steps.map((step) => t(`order.step.${step}`)));
}

/** The jury's page: why it cannot be begun yet. @param {{ part_waits_for: readonly string[] }} view */
export function waitsForSteps({ part_waits_for }) {
  if (part_waits_for.length === 0) return nothing;
  return html`<p class="note order-waits" role="status">${t("order.waits", { steps: stepNames(part_waits_for) })}
    ${part_waits_for.some((step) => BLOCKS.has(step)) ? t("order.waits.confirm") : nothing}</p>`;
}

/** The blocks that this sitting's part waits for. @param {BoardSitting} sitting */
export function missingBlocks({ blocks, waits_for }) {
  return blocks.filter(({ kind }) => waits_for.includes(kind));
}

/** A button that confirms a block's end. @param {BlockStanding} block @param {() => void} confirm */
export function confirmButton({ kind }, confirm) {
  return html`<button class="button" type="button" @click=${confirm}>${t(`board.confirm.${kind}`)}</button>`;
}

/**
 * Each written block of a candidate: who confirmed its end and when, and how that is undone; or a button.
 * @param {BoardSitting} sitting @param {{ confirm: (block: BlockStanding) => void, withdraw: (block: BlockStanding) => void }} acts
 */
export function blockList({ blocks, candidacy_id }, { confirm, withdraw }) {
  if (blocks.length === 0 || candidacy_id === null) return nothing;
  return html`<ul class="sitting-blocks" aria-label=${t("board.blocks")}>${blocks.map((block) => html`<li>${block.ended_at === null || block.confirmed_at === null
    ? html`<p>${t("board.block.open", { step: t(`board.block.${block.kind}`) })}</p>${confirmButton(block, () => confirm(block))}`
    : html`<p>${t(block.by === "" ? "board.block.confirmed" : "board.block.confirmed-by", { step: t(`board.block.${block.kind}`), by: block.by,
      ended: timeOfDay(new Date(block.ended_at), language()), time: timeOfDay(new Date(block.confirmed_at), language()) })}</p>
      <button class="button button-quiet" type="button" @click=${() => withdraw(block)}>${t("clock-act.withdraw-block")}</button>`}</li>`)}</ul>`;
}
