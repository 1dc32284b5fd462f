/** What the pages of judging know, as GET /api/judging/{sitting_id} says it; times are seconds on the exam clock. */

export interface Wording { fr: string; en: string }

export type MomentSource = "exchange" | "notes" | "text" | "sheet";

export interface Moment { moment_id: string; source: MomentSource; starts_s: number; ends_s: number | null; label: string }

export interface Mark { criterion_id: string; level: number | null; moments: Moment[]; no_moment: string; comment: string }

export interface Judgement { grid_id: string; grid_version: number; marks: Mark[]; acquired: boolean | null; comment: string }

export interface GridCriterion { id: string; text: Wording; short: Wording | null; section: "exchange" | "written"; english: boolean }

export interface GridLevel { value: number; word: Wording }

export interface Descriptor { id: string; title: Wording; b1: Wording; b2: Wording; c1: Wording }

export interface JudgingGrid {
  grid_id: string;
  version: number;
  part: string;
  title: Wording;
  competence: Wording;
  criteria: GridCriterion[];
  transversal: GridCriterion[];
  scale: GridLevel[];
}

/** A moment that a juror marked while listening. */
export interface JurorMarker { marker_id: string; criterion_id: string; sign: "+" | "-" | "note"; note: string; at_s: number }

export interface SealedVersion { version: number; at: string; digest: string; reason: string; judgement: Judgement | null }

export interface Evaluator { key: string; name: string }

/** How far the other one is: whether they have sealed, never what. */
export interface ColleagueView { key: string; name: string; sealed: boolean }

/** What both see once both have sealed. */
export interface Opened { key: string; name: string; sealed: SealedVersion[]; markers: JurorMarker[] }

export interface Outcome { criterion_id: string; agreed: number | null; dissenting: boolean; words: string }

export interface DeliberationDraft { outcomes: Outcome[]; acquired: boolean | null; acquired_dissenting: boolean; present: string[]; comment: string }

export interface Signed { judge: string; name: string; at: string }

export interface Proposal {
  version: number;
  digest: string;
  at: string;
  by_name: string;
  signatures: Signed[];
  locked_at: string | null;
  /** None once erased. */
  deliberation: DeliberationDraft | null;
}

export interface Reopening { asked_by: string; asked_by_name: string; asked_at: string; reason: string; of_version: number; agreed_by_name: string; agreed_at: string | null }

export interface DeliberationState {
  /** None for whoever is no judge. */
  draft: DeliberationDraft | null;
  revision: number;
  revisions: Record<string, number>;
  /** What lies there to be signed, or is locked. */
  proposal: Proposal | null;
  earlier: Proposal[];
  reopening: Reopening | null;
  reopenings: Reopening[];
}

export interface JudgingSheet {
  sitting_id: string;
  candidate_name: string;
  part: string;
  moments_needed: boolean;
  grid: JudgingGrid;
  descriptors: Descriptor[];
  /** Who asks; one without a key reads, and marks nothing. */
  judge: Evaluator;
  may_judge_as: string[];
  judges: ColleagueView[];
  colleague: ColleagueView;
  draft: Judgement;
  draft_revision: number;
  /** The revision that was seen of each criterion; "" is that of the whole. */
  revisions: Record<string, number>;
  changed_since_sealed: boolean;
  sealed: SealedVersion[];
  markers: JurorMarker[];
  both_sealed: boolean;
  /** Empty until both have sealed. */
  others: Opened[];
  deliberation: DeliberationState | null;
  locked: boolean;
}

/** One small order: about a field of a criterion, or of the whole. As oralexam/rooms/judging/drafts.py has them, without `seen`. */
export type MarkOrder =
  | { type: "set-level"; criterion_id: string; level: number | null }
  | { type: "link-moment"; criterion_id: string; moment: Moment }
  | { type: "unlink-moment"; criterion_id: string; moment_id: string }
  | { type: "say-no-moment"; criterion_id: string; reason: string }
  | { type: "comment"; criterion_id: string; text: string }
  | { type: "say-acquired"; acquired: boolean | null }
  | { type: "comment-whole"; text: string };

/** The same of a deliberation: oralexam/rooms/judging/deliberation_drafts.py. */
export type DeliberationOrder =
  | { type: "settle"; criterion_id: string; agreed: number | null; dissenting: boolean }
  | { type: "words"; criterion_id: string; text: string }
  | { type: "settle-whole"; acquired: boolean | null; dissenting: boolean }
  | { type: "comment-whole"; text: string }
  | { type: "say-present"; present: string[] }
  | { type: "keep-equal" };

/** How the saving is: what the page says of it. */
export interface Saving { state: "saved" | "saving" | "waiting"; at: string | null }

/** An order that met something newer: both are shown, a person chooses. */
export interface MarkConflict { field: string; order: MarkOrder; stands: Mark | { acquired: boolean | null; comment: string } }

/** A second marking that an account was asked for: `/api/blind`. */
export interface BlindTask {
  assignment_id: string;
  part: string;
  reason: "standardisation" | "appeal";
  asked_at: string;
  sealed_at: string | null;
  /** False: the account has come to know the part before sealing. */
  still_blind: boolean;
}
