import "../elements/deliberation.js";
import { t } from "../i18n.js";
import { request, SOON_MS } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { deliberated } from "../state/judging.js";
import { sheetOf, togetherDraft } from "../state/judging_sheet.js";
import { DraftKeeper } from "./draft_keeper.js";
import { countedFor, judgingAddress, momentsOf, sayNoJudging } from "./judging_page.js";
import { openPage } from "./page.js";

/** @typedef {import("../state/judgement.d.ts").DeliberationOrder} DeliberationOrder */

/** Both write in two browsers: so often each looks at what the other wrote. */
const LOOK_MS = 2000;

const { sittingId, at } = judgingAddress();

await openPage();
const element = /** @type {import("../elements/deliberation.js").ExamDeliberation} */ (document.createElement("exam-deliberation"));
element.className = "screen";
const { card, player, reader } = momentsOf(element);
countedFor(element, at);

/** @type {DraftKeeper<import("../state/judging_sheet.js").TogetherDraft> | undefined} */
let keeper;

function draw() {
  if (keeper === undefined) return;
  const { draft } = keeper;
  element.draft = keeper.orders.map((order) => /** @type {DeliberationOrder} */ (order)).reduce(deliberated, draft.deliberation);
  element.saving = { state: keeper.state, at: keeper.savedAt };
  element.conflicts = Object.entries(keeper.conflicts).map(([field, order]) => ({ field, order: /** @type {DeliberationOrder} */ (order), stands: draft.deliberation }));
}

async function look() {
  const page = await request(at());
  element.sheet = sheetOf(page);
  const drawn = page.deliberation?.draft;
  if (!drawn) {
    keeper = undefined;
    element.draft = null;
  } else if (keeper === undefined) {
    keeper = new DraftKeeper(`oralexam-deliberation-${sittingId}-${element.sheet.judge.key}`, togetherDraft(drawn), {
      send: async (order) => togetherDraft((await request(at("/deliberation"), { method: "POST", body: { order }, withinMs: SOON_MS })).draft),
      standing: (answer) => (answer?.draft ? togetherDraft(answer.draft) : null),
      revisionOf: ({ revisions }, criterionId) => revisions[criterionId] ?? 0,
      changed: draw, refused: (code) => { element.problem = code; }, storage: sessionStorage,
    });
  } else if (keeper.pending.length === 0 && drawn.revision >= keeper.draft.revision) {
    keeper.take(togetherDraft(drawn));
  }
  draw();
}

/** @param {string} what @param {(revision: number) => Record<string, unknown>} body */
async function act(what, body) {
  element.problem = "";
  try {
    await keeper?.flush();
    await request(at(what), { method: "POST", body: body(keeper?.draft.revision ?? 0) });
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
  await look().catch((thrown) => { element.problem = codeOf(thrown); });
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("deliberate", (order) => {
  element.problem = "";
  keeper?.put(order);
});
on("settle-conflict", ({ field, chosen }) => keeper?.settle(field, chosen));
on("propose", () => void act("/deliberation/propose", (revision) => ({ revision })));
on("sign", ({ version, digest }) => void act("/deliberation/sign", () => ({ version, digest })));
on("reopen", (reason) => void act("/reopening", () => ({ reason })));
on("agree-reopening", () => void act("/reopening/agree", () => ({})));
addEventListener("pagehide", () => void keeper?.flush());

setInterval(() => {
  if (document.visibilityState === "visible" && element.sheet !== null && (keeper?.pending.length ?? 0) === 0) void look().catch(() => {});
}, LOOK_MS);

try {
  await look();
  element.card = card;
  document.body.replaceChildren(element, reader);
  document.title = `${element.sheet?.candidate_name ?? ""}, ${t("delib.heading")} – ${t("product")}`;
  if (element.sheet?.moments_needed) await player.load(sittingId).catch((thrown) => console.warn("replay-not-fetched", codeOf(thrown)));
} catch (thrown) {
  sayNoJudging(codeOf(thrown));
}
