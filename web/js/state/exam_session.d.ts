/** A session, as /api/sessions sends and takes it. */

export type PartKind = "call" | "visitor" | "technical-interview" | "production-questioning" | "final-interview" | "oral-defence";
export type ExtraLength = { fraction: string } | { minutes: number };
export interface ExtraTime { preparation?: ExtraLength | null; exchange?: ExtraLength | null; writing?: ExtraLength | null; interview?: ExtraLength | null }
export interface Place { place_id: string; name: string; kind: "exam-room" | "jury-room" | "reception" }
export interface Member { member_id: string; name: string; judges_b2: boolean; account_id: string | null }
export interface Jury { jury_id: string; name: string; member_ids: string[]; jury_room_id: string | null; reception_id: string | null; station_setup: string | null }
export interface Candidacy {
  candidacy_id: string; name: string; number: string; code: string; jury_id: string | null; exam_room_id: string | null;
  casts: { part: PartKind; player_id: string }[]; rooms?: { part: PartKind; place_id: string }[]; extra_time: ExtraTime | null;
  large_text: boolean; contrast: boolean; breaks: boolean; final_interview: boolean;
}
export interface Day { date: string; opens: string; closes: string }
export interface PartMinutes { part: PartKind; phase: string; minutes: number }
export interface Session {
  session_id: string; title: string; centre: string; format_id: string; time_zone: string;
  settings: { grace_s: number; clock_shown: boolean; narrow_band: boolean; jury_in_preparation: boolean; paste_allowed: boolean; facts_after_sealing: boolean; minutes: PartMinutes[]; reuse?: Reuse | null };
  days: Day[]; places: Place[]; members: Member[]; juries: Jury[]; candidacies: Candidacy[];
}
export interface Problem { code: string; subject_id: string; name: string; other: string; part: PartKind | null; phase: string }
export interface FormatPart { kind: PartKind; phases: { name: string; minutes: number | null }[] }
export interface Format { id: string; title: string; parts: FormatPart[]; optional_parts?: FormatPart[] }
export type Reuse = "never" | "when-all-used" | "always";
export interface SessionPage {
  session: Session; revision: number; state: "draft" | "open" | "closed"; causes: Record<string, string>;
  problems: Problem[]; format: Format | null; parts: Record<string, PartKind[]>; sittings: { candidacy_id: string; part: PartKind; sitting_id: string }[]; reuse: Reuse;
  /** What people type to reach the service; only where the page is asked for by itself. */
  address?: string;
}
export interface SessionLine { session_id: string; title: string; centre: string; format_id: string; state: "draft" | "open" | "closed"; days: string[]; candidates: number; juries: number }
export interface Account { account_id: string; login: string; name: string; role: "manager" | "juror" | "evaluator" | "technician"; active: boolean }
export interface CellFault { line: number; column: string; code: string; value: string; other_line: number | null }
export interface RosterPreview {
  clean: boolean;
  roster: { encoding: string; delimiter: string; ignored_columns: string[]; candidates: { line: number; name: string; number: string; jury: string; room: string; extra_time: ExtraTime | null }[]; jurors: { line: number; name: string; judges_b2: boolean; jury: string }[]; faults: CellFault[]; more_faults: number };
}
export interface Way { state: "to-admit" | "go" | "done"; candidate_name: string; session_title: string; room_name: string; parts: { part: PartKind; over: boolean }[]; part: PartKind | null; next: string | null; large_text: boolean; contrast: boolean }
export interface DayLine { session_title: string; candidate_name: string; number: string; part: PartKind; room_name: string; seat: "juror" | "observer" | null; player_name: string; observer_name: string; phase: string; waits_for: string[]; over: boolean; seat_page: string | null; replay_page: string | null; judging: "to-mark" | "sealed" | "to-deliberate" | "to-sign" | "signed" | "locked" | null; judge_page: string | null; starts_at: string | null; time_zone: string }
