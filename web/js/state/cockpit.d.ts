/** What the cockpit has beside the bundle: webapp/replay/api.py, and the judging's own markers. */

/** A stretch of the replay; the candidate's view is told no revision. */
export interface Clip { clip_id: string; starts_s: number; ends_s: number; revision?: number }

export type ClipOrder =
  | { type: "add"; starts_s: number; ends_s: number }
  | { type: "adjust"; clip_id: string; revision: number; starts_s: number; ends_s: number }
  | { type: "move"; clip_id: string; before: string | null }
  | { type: "remove"; clip_id: string; revision: number };

export interface Clips { may_pick: boolean; clips: Clip[] }

export interface CoursePart { sitting_id: string; part: "call" | "visitor"; phases: import("./bundle.d.ts").PhaseStretch[] }

export interface InterviewState {
  sitting_id: string;
  seat_page: string;
  phase: import("../protocol/messages.d.ts").Phase;
  deadline: string | null;
  paused_since: string | null;
  rail: import("../protocol/messages.d.ts").RailStep[];
}

/** `judged`: whether there is a judging to ask for. */
export interface Cockpit { server_now: string; course: CoursePart[]; interview: InterviewState | null; judged: boolean }

/** A bookmark on the timeline. `colleague` is a name once both have sealed, else "" for one's own. */
export interface Bookmark { id: string; atS: number; sign: "+" | "-" | "note"; number: number; criterion: string; note: string; colleague: string }

/** What one window tells another of the same browser; nothing that a candidate must not see. */
export type ScreenMessage =
  | { kind: "hello" }
  | { kind: "bye" }
  | { kind: "clips" }
  | { kind: "at"; sitting_id: string; at_s: number; playing: boolean; rate: number; clip: string | null; sent_ms: number };
