/** A session after its day, as /api/sessions/{session_id}/after sends it. */

import type { PartKind } from "./exam_session.d.ts";

export interface PartAfter { part: PartKind; sitting_id: string; phase: string; judging: boolean; sealed: number; locked: boolean }
export interface CandidateAfter { candidacy_id: string; name: string; number: string; jury_name: string; parts: PartAfter[] }
export interface AfterPage {
  session_id: string; title: string; centre: string; format_title: string; state: "draft" | "open" | "closed"; days: string[];
  key_fingerprint: string; candidates: CandidateAfter[];
}
/** An appeal pack, as /api/packs/{pack_id} sends it. */
export interface PackState { pack_id: string; phase: "waiting" | "making" | "ready" | "failed"; done_bytes: number; of_bytes: number; size: number; fault: string; fingerprint: string }
