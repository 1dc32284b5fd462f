/** From what GET /api/judging/{sitting_id} says (oralexam/webapp/judging/page.py) to what the pages draw. Pure. */

/** @typedef {import("./judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("./judgement.d.ts").Judgement} Judgement */
/** @typedef {import("./judgement.d.ts").DeliberationDraft} DeliberationDraft */
/** @typedef {import("./judgement.d.ts").Proposal} Proposal */

/** @typedef {{ judgement: Judgement, revision: number, revisions: Record<string, number> }} MarksDraft */
/** @typedef {{ deliberation: DeliberationDraft, revision: number, revisions: Record<string, number> }} TogetherDraft */

/** One's own marks as far as they are. @param {any} draft @returns {MarksDraft} */
export function marksDraft(draft) {
  return {
    judgement: { grid_id: draft.grid_id, grid_version: draft.grid_version, marks: draft.lines.map((/** @type {any} */ line) => line.mark), acquired: draft.acquired, comment: draft.comment },
    revision: draft.revision,
    revisions: { ...Object.fromEntries(draft.lines.map((/** @type {any} */ { mark, revision }) => [mark.criterion_id, revision])), "": draft.overall_revision },
  };
}

/** What both have settled so far. @param {any} draft @returns {TogetherDraft} */
export function togetherDraft(draft) {
  return {
    deliberation: { outcomes: draft.lines.map((/** @type {any} */ line) => line.outcome), acquired: draft.acquired, acquired_dissenting: draft.acquired_dissenting, present: draft.present, comment: draft.comment },
    revision: draft.revision,
    revisions: { ...Object.fromEntries(draft.lines.map((/** @type {any} */ { outcome, revision }) => [outcome.criterion_id, revision])), "": draft.overall_revision },
  };
}

/** @param {any} proposal @returns {Proposal} */
const proposalOf = ({ by, version, at, digest, body, signatures, locked_at }) => ({ version, at, digest, signatures, locked_at, by_name: by.name, deliberation: body === null ? null : body.deliberation });

/** @param {any} page @returns {JudgingSheet} */
export function sheetOf(page) {
  const judge = page.judge ?? { key: "", name: "" };
  const judges = page.judges.map((/** @type {any} */ each) => ({ key: each.judge.key, name: each.judge.name, sealed: each.sealed }));
  const draft = page.draft === null ? { judgement: EMPTY, revision: 0, revisions: {} } : marksDraft(page.draft);
  const together = page.deliberation?.draft ? togetherDraft(page.deliberation.draft) : null;
  return {
    sitting_id: page.sitting_id, candidate_name: page.candidate_name, part: page.part, moments_needed: page.moments_needed,
    grid: page.grid, descriptors: page.descriptors, judge, may_judge_as: page.may_judge_as, judges,
    colleague: judges.find((/** @type {any} */ { key }) => key !== judge.key) ?? { key: "", name: "", sealed: false },
    draft: draft.judgement, draft_revision: draft.revision, revisions: draft.revisions, changed_since_sealed: page.changed_since_sealed,
    sealed: page.mine?.sealed ?? [], markers: page.mine?.markers ?? [], both_sealed: page.both_sealed,
    others: page.others.map((/** @type {any} */ each) => ({ key: each.judge.key, name: each.judge.name, sealed: each.sealed, markers: each.markers })),
    deliberation: page.deliberation === null ? null : {
      draft: together?.deliberation ?? null, revision: together?.revision ?? 0, revisions: together?.revisions ?? {},
      proposal: page.deliberation.proposal === null ? null : proposalOf(page.deliberation.proposal),
      earlier: page.deliberation.earlier.map(proposalOf), reopening: page.deliberation.reopening, reopenings: page.deliberation.reopenings,
    },
    locked: page.locked,
  };
}

/** @type {Judgement} */
const EMPTY = { grid_id: "", grid_version: 0, marks: [], acquired: null, comment: "" };
