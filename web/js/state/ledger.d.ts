/** The time ledger, as GET /api/manager/sittings/{id}/ledger sends it. */

import type { Phase, Seat } from "../protocol/messages.d.ts";

export type TimeKind = "running" | "paused" | "failed";

export interface Stretch {
  phase: Phase;
  kind: TimeKind;
  starts_at: string;
  ends_at: string;
  seconds: number;
  attempt: number;
  for_break: boolean;
  by: Seat | null;
  author: string;
  reason: string;
  failed: string[];
}

export interface PhaseTotal {
  phase: Phase;
  planned_s: number | null;
  extra_s: number;
  given_s: number;
  running_s: number;
  paused_s: number;
  failed_s: number;
  total_s: number;
}

export interface Ledger {
  opened_at: string;
  as_of: string;
  phase: Phase;
  paused: boolean;
  stretches: Stretch[];
  given: { at: string; phase: Phase; seconds: number; by: Seat; author: string; reason: string }[];
  incidents: { at: string; phase: Phase; code: string; by: Seat | null; author: string; text: string; scenario: string; concerned: (Seat | "server")[] }[];
  aborted_by: Seat | null;
  abort_author: string;
  abort_reason: string;
  totals: PhaseTotal[];
  total_s: number;
}

export interface LedgerPage {
  sitting_id: string;
  rehearsal: boolean;
  candidate_name: string;
  juror_name: string;
  observer_name: string;
  room_name: string;
  ledger: Ledger;
  said: { kind: string; at: string; by: string; happened: { ends_at: string; starts_at: string; over: boolean } | null; reason: string }[];
  criteria: Record<string, import("./on_paper.d.ts").Wording>;
  from_paper: { at: string; by: Seat; author: string; times: { phase: Phase; starts_at: string; ends_at: string }[]; marks: Record<string, string>; text: string }[];
}
