/** A session's plan as the server sends it (oralexam/webapp/plan/desk.py, PlanPage). */

export type WorkKind =
  | "written" | "questionnaire" | "call" | "visitor" | "technical-interview" | "production-questioning"
  | "final-interview" | "oral-defence" | "reading" | "marking" | "deliberation";

export interface WorkPhase { name: string; seconds: number; jury: boolean }

export interface Entry {
  candidacy_id: string;
  kind: WorkKind;
  starts_at: string;
  phases: WorkPhase[];
  jury_id: string | null;
  place_id: string | null;
  jury_room_id: string | null;
  pinned: boolean;
  state: "planned" | "running" | "done";
}

export interface Breach { code: string; entries: string[]; subject_id: string; seconds: number }

export interface Happened { candidacy_id: string; kind: WorkKind; starts_at: string; ends_at: string; over: boolean }

export interface Change { candidacy_id: string; kind: WorkKind; starts_at: string; pinned: boolean; place_id: string | null }

export interface BlockChoice {
  kind: "written" | "questionnaire";
  time: "before" | "together" | "placed";
  date: string | null;
  starts: string | null;
  minutes: number | null;
}

export interface PlanSettings {
  pauses: { starts: string; ends: string }[];
  blocks: BlockChoice[];
  moving_minutes: number;
  margin_minutes: number;
  turnover_minutes: number;
  rest_minutes: number;
  break_minutes: number;
  reading_minutes: number;
  marking_minutes: number;
  deliberation_minutes: number;
  grid_minutes: number;
  one_day: boolean;
}

export interface PlanSession {
  session_id: string;
  title: string;
  centre: string;
  time_zone: string;
  days: { date: string; opens: string; closes: string }[];
  places: { place_id: string; name: string; kind: "exam-room" | "jury-room" | "reception" }[];
  members: { member_id: string; name: string }[];
  juries: { jury_id: string; name: string; member_ids: string[] }[];
  candidacies: { candidacy_id: string; name: string; jury_id: string | null }[];
}

export interface PlanPage {
  server_now: string;
  session: PlanSession;
  state: "draft" | "open" | "closed";
  blocks: { kind: "written" | "questionnaire"; minutes: number | null }[];
  revision: number;
  settings: PlanSettings;
  timetable: { entries: Entry[] } | null;
  marks: { one_by_one: string; jury_minutes: string } | null;
  made_at: string | null;
  breaches: Breach[];
  happened: Happened[];
  problem: { code: string; details: Record<string, string | number> } | null;
}
