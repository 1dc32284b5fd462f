import "../elements/moment_card.js";
import "../elements/work_read.js";
import "../elements/blind.js";
import { t } from "../i18n.js";
import { request, SOON_MS } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { afterOrder, heardMoment, markOf, wordsBetween } from "../state/judging.js";
import { newMarkerId } from "../state/markers.js";
import { marksDraft, sheetOf } from "../state/judging_sheet.js";
import { DraftKeeper } from "./draft_keeper.js";
import { MomentPlayer } from "./moment_player.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

/** @typedef {import("../state/judgement.d.ts").MarkOrder} MarkOrder */

const assignmentId = /^\/blind\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";
const at = (what = "") => `/api/blind/${assignmentId}${what}`;

await openPage();
const element = /** @type {import("../elements/blind.js").ExamBlind} */ (document.createElement("exam-blind"));
element.className = "screen";
const card = /** @type {import("../elements/moment_card.js").ExamMomentCard} */ (document.createElement("exam-moment-card"));
const player = new MomentPlayer(card);
const reader = /** @type {import("../elements/work_read.js").ExamWorkRead} */ (document.createElement("exam-work-read"));
/** @type {DraftKeeper<import("../state/judging_sheet.js").MarksDraft> | undefined} */
let keeper;

function draw() {
  if (element.sheet === null || keeper === undefined) return;
  const { draft } = keeper;
  element.judgement = keeper.orders.map((order) => /** @type {MarkOrder} */ (order)).reduce(afterOrder, draft.judgement);
  element.saving = { state: keeper.state, at: keeper.savedAt };
  element.conflicts = Object.entries(keeper.conflicts).map(([field, order]) => ({
    field, order: /** @type {MarkOrder} */ (order),
    stands: "criterion_id" in order && order.criterion_id ? markOf(draft.judgement, order.criterion_id) : { acquired: draft.judgement.acquired, comment: draft.judgement.comment },
  }));
}

/** What the server says, in the shape that the grid is drawn from: one evaluator, and nobody beside. @param {any} page */
function take(page) {
  const sealed = page.sealed_at === null ? [] : [{ version: 1, at: page.sealed_at, digest: page.digest, reason: "", judgement: page.judgement }];
  element.reason = page.reason;
  element.sheet = sheetOf({ ...page, sitting_id: "", candidate_name: "", judge: null, judges: [], may_judge_as: [], changed_since_sealed: false, mine: { sealed, markers: [] }, both_sealed: false, others: [], deliberation: null, locked: false });
  const draft = marksDraft(page.draft);
  if (keeper === undefined) {
    keeper = new DraftKeeper(`oralexam-blind-${assignmentId}`, draft, {
      send: async (order) => marksDraft((await request(at("/marks"), { method: "POST", body: { order }, withinMs: SOON_MS })).draft),
      standing: (answer) => (answer?.draft ? marksDraft(answer.draft) : null),
      revisionOf: ({ revisions }, criterionId) => revisions[criterionId] ?? 0,
      changed: draw, refused: (code) => { element.problem = code; }, storage: sessionStorage,
    });
  } else {
    keeper.take(draft);
  }
  if (sealed.length > 0) card.tieWords = "";
  draw();
}

/** The stretch that was just heard, as a moment. */
function heard() {
  const { heardFromS: fromS, position: toS, bundle } = player;
  return heardMoment({ fromS, toS, id: newMarkerId(), label: wordsBetween(bundle, fromS, toS) });
}

const writes = () => element.sheet !== null && element.sheet.sealed.length === 0;

/** @param {string} criterionId */
function tie(criterionId) {
  if (!writes() || !card.ready) return;
  const place = element.sheet?.grid.criteria.findIndex(({ id }) => id === criterionId) ?? -1;
  if (place < 0) return;
  const moment = heard();
  keeper?.put({ type: "link-moment", criterion_id: criterionId, moment });
  card.note = t("score.tied", { n: place + 1, label: moment.label });
}

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("judge", (order) => { element.problem = ""; keeper?.put(order); });
on("settle", ({ field, chosen }) => keeper?.settle(field, chosen));
on("at", (criterionId) => {
  element.current = criterionId;
  const place = element.sheet?.grid.criteria.findIndex(({ id }) => id === criterionId) ?? -1;
  card.tieWords = place < 0 || !writes() ? "" : t("score.tie-to", { n: place + 1 });
});
on("hear-moment", (moment) => {
  if (moment.source === "exchange") player.hear(moment);
  else void reader.show(player.bundle, moment);
});
on("tie", (criterionId) => tie(typeof criterionId === "string" ? criterionId : element.current));
on("seal", async () => {
  element.problem = "";
  try {
    await keeper?.flush();
    take(await request(at("/seal"), { method: "POST", body: { revision: keeper?.draft.revision ?? 0 } }));
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
});
addEventListener("pagehide", () => void keeper?.flush());
const name = () => { document.title = `${t("blind.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);
setInterval(() => { if (card.ready && (player.player.playing || element.heard === null)) element.heard = heard(); }, 1000);

try {
  const page = await request(at());
  take(page);
  element.card = card;
  document.body.replaceChildren(element, reader);
  name();
  element.bundle = await player.take(page.replay);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
