import "../elements/scoring.js";
import { t } from "../i18n.js";
import { request, SOON_MS } from "../protocol/api.js";
import { codeOf, Problem } from "../protocol/problem.js";
import { afterOrder, heardMoment, markOf, wordsBetween } from "../state/judging.js";
import { newMarkerId } from "../state/markers.js";
import { marksDraft, sheetOf } from "../state/judging_sheet.js";
import { DraftKeeper } from "./draft_keeper.js";
import { countedFor, judgingAddress, momentsOf, sayNoJudging } from "./judging_page.js";
import { openPage } from "./page.js";

/** @typedef {import("../state/judgement.d.ts").MarkOrder} MarkOrder */

/** How often a sealed page looks whether the colleague has sealed. */
const LOOK_MS = 5000;

const { sittingId, at } = judgingAddress();

await openPage();
const element = /** @type {import("../elements/scoring.js").ExamScoring} */ (document.createElement("exam-scoring"));
element.className = "screen";
const { card, player, reader } = momentsOf(element);
countedFor(element, at);

/** @type {DraftKeeper<import("../state/judging_sheet.js").MarksDraft> | undefined} */
let keeper;

/** Draw what stands: what the server said, with what it does not know yet. */
function draw() {
  if (element.sheet === null || keeper === undefined) return;
  const { draft } = keeper;
  const given = keeper.orders.map((order) => /** @type {MarkOrder} */ (order));
  element.judgement = given.reduce(afterOrder, draft.judgement);
  element.saving = { state: keeper.state, at: keeper.savedAt };
  element.conflicts = Object.entries(keeper.conflicts).map(([field, order]) => ({
    field, order: /** @type {MarkOrder} */ (order),
    stands: order.criterion_id === undefined ? { acquired: draft.judgement.acquired, comment: draft.judgement.comment } : markOf(draft.judgement, order.criterion_id),
  }));
}

async function look() {
  const page = await request(at());
  const sheet = sheetOf(page);
  if (sheet.judge.key === "") throw new Problem("not-your-candidate");
  element.sheet = sheet;
  const draft = marksDraft(page.draft);
  if (keeper === undefined) {
    element.correcting = sheet.sealed.length > 0 && sheet.changed_since_sealed && !sheet.locked;
    keeper = new DraftKeeper(`oralexam-marks-${sittingId}-${sheet.judge.key}`, draft, {
      send: async (order) => marksDraft((await request(at("/marks"), { method: "POST", body: { order }, withinMs: SOON_MS })).draft),
      standing: (answer) => (answer?.draft ? marksDraft(answer.draft) : null),
      revisionOf: ({ revisions }, criterionId) => revisions[criterionId] ?? 0,
      changed: draw, refused: (code) => { element.problem = code; }, storage: sessionStorage,
    });
  } else if (draft.revision >= keeper.draft.revision) {
    keeper.take(draft);
  }
  draw();
}

/** @param {() => Promise<unknown>} act */
async function act(act) {
  element.problem = "";
  try {
    await act();
    await look();
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
}

/** The stretch that was just heard, as a moment. */
function heard() {
  const { heardFromS: fromS, position: toS, bundle } = player;
  return heardMoment({ fromS, toS, id: newMarkerId(), label: wordsBetween(bundle, fromS, toS) });
}

/** Whether marks can be written now: nothing is sealed, or a further version is prepared. */
function writes() {
  return element.sheet !== null && (element.sheet.sealed.length === 0 || element.correcting);
}

/** @param {string} criterionId */
function tie(criterionId) {
  if (element.sheet === null || !writes() || !card.ready) return;
  const at = element.sheet.grid.criteria.findIndex(({ id }) => id === criterionId);
  if (at < 0) return;
  const moment = heard();
  put({ type: "link-moment", criterion_id: criterionId, moment });
  card.note = t("score.tied", { n: at + 1, label: moment.label });
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
/** @param {MarkOrder} order */
function put(order) {
  element.problem = "";
  keeper?.put(order);
  // A moment says more than why there is none.
  if (order.type === "link-moment" && element.judgement !== null && markOf(element.judgement, order.criterion_id).no_moment !== "") {
    keeper?.put({ type: "say-no-moment", criterion_id: order.criterion_id, reason: "" });
  }
}
on("judge", put);
on("settle", ({ field, chosen }) => keeper?.settle(field, chosen));
on("at", (criterionId) => {
  element.current = criterionId;
  const at = element.sheet?.grid.criteria.findIndex(({ id }) => id === criterionId) ?? -1;
  card.tieWords = at < 0 || !writes() ? "" : t("score.tie-to", { n: at + 1 });
});
on("tie", (criterionId) => tie(typeof criterionId === "string" ? criterionId : element.current));
on("seal", ({ reason }) => void act(async () => {
  await keeper?.flush();
  const revision = keeper?.draft.revision ?? 0;
  if (element.correcting) await request(at("/correct"), { method: "POST", body: { revision, reason } });
  else await request(at("/seal"), { method: "POST", body: { revision } });
  element.correcting = false;
  card.tieWords = "";
  await look();
  // What was pressed is gone with the dialog: the keyboard goes on where it says what became of it.
  await element.updateComplete;
  /** @type {HTMLElement | null} */ (element.querySelector("#sealed"))?.focus();
}));
on("correct", () => { element.correcting = true; });
on("give-up", () => void act(async () => {
  await keeper?.flush();
  await request(at("/marks"), { method: "POST", body: { order: { type: "as-sealed", seen: keeper?.draft.revision ?? 0 } } });
  element.correcting = false;
}));
addEventListener("pagehide", () => void keeper?.flush());
document.addEventListener("exam-language", () => { document.title = `${t("score.title")} – ${t("product")}`; });

/** The heard stretch is offered to be tied; what is heard changes all the time, so it is looked at now and then. */
setInterval(() => { if (card.ready && (player.player.playing || element.heard === null)) element.heard = heard(); }, 1000);
setInterval(() => {
  const { sheet } = element;
  if (sheet !== null && sheet.sealed.length > 0 && !sheet.both_sealed && !element.correcting && document.visibilityState === "visible") void look().catch(() => {});
}, LOOK_MS);

try {
  await look();
  element.card = card;
  document.body.replaceChildren(element, reader);
  document.title = `${element.sheet?.candidate_name ?? ""}, ${t("score.title")} – ${t("product")}`;
  if (element.sheet?.moments_needed) element.bundle = await player.load(sittingId).catch((thrown) => { console.warn("replay-not-fetched", codeOf(thrown)); return null; });
} catch (thrown) {
  sayNoJudging(codeOf(thrown));
}
