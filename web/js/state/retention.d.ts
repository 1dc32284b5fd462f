/** What is kept, as /api/retention, /api/sessions/{session_id}/retention and …/viewings send it. */

import type { PartKind } from "./exam_session.d.ts";

export type DataKind = "recordings" | "listening-copies" | "transcripts" | "writings" | "marks" | "papers" | "names" | "viewings" | "accounts" | "rehearsals" | "record";
export interface Person { account_id: string; name: string }
export interface Length { kind: DataKind; months: number | null; automatic: boolean }
export interface Lengths { counted_from: "decision" | "session-end"; marks_given: "notified" | "locked"; lengths: Length[] }
export interface KeptLengths { lengths: Lengths; revision: number; set_at: string | null; set_by: string; set_by_id: string; state: "in-force" | "asked" | "refused"; answered_at: string | null; answered_by: string }
export interface DueLine { scope: string; title: string; kind: DataKind; due_on: string | null; is_due: boolean; automatic: boolean; days_left: number | null; candidates: number; held: number }
export interface Hold {
  hold_id: string; session_id: string | null; candidacy_id: string | null; sitting_id: string | null; reason: string; appealed_on: string; set_at: string; set_by: Person;
  release_asked_at: string | null; release_asked_by: Person | null; release_reason: string; released_at: string | null; released_by: Person | null;
}
export interface Deletion {
  deletion_id: string; session_id: string | null; candidacy_id: string | null; sitting_id: string | null; before: string | null; kinds: DataKind[]; ground: "request" | "length-over" | "mistake" | "other"; reason: string;
  asked_at: string; asked_by: Person | null; state: "asked" | "refused" | "expired" | "confirmed" | "done"; decided_at: string | null; decided_by: Person | null; refusal: string; done_at: string | null;
}
export interface CandidateKept { candidacy_id: string; name: string; number: string; left: DataKind[]; held: boolean; over: boolean }
export interface SessionRetention {
  server_now: string; session_id: string; title: string; state: "draft" | "open" | "closed"; decided_on: string | null; lengths: KeptLengths;
  dues: DueLine[]; candidates: CandidateKept[]; holds: Hold[]; deletions: Deletion[]; me: Person | null;
}
export interface SittingKept { sitting_id: string; name: string; opened_at: string; part: PartKind; left: DataKind[]; over: boolean }
export interface CentreRetention {
  server_now: string; lengths: KeptLengths; asked: KeptLengths | null; defaults: Record<DataKind, { months: number | null; reason: string }>; history: KeptLengths[];
  dues: DueLine[]; sittings: SittingKept[]; holds: Hold[]; open_deletions: Deletion[]; me: Person | null;
}
export interface Viewing {
  at: string;
  viewed: { kind: string; detail: string; sitting_id: string | null; session_id: string | null; candidacy_id: string | null };
  viewer: { seat: string; browser: string; account_id: string | null; name: string };
}
export interface ViewingsPage { viewings: Viewing[]; parts: Record<string, PartKind> }
/** What a manager is about to do, and about whom; what is missing is asked for in a dialog. */
export interface KeptAct { act: "hold" | "ask-release" | "release" | "keep" | "delete" | "confirm" | "refuse"; id: string; name: string; kinds?: readonly DataKind[]; ground?: string; /** A sitting that belongs to no session. */ alone?: boolean }
