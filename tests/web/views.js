/** Views for tests: the fewest fields that matter are said, the others are plain. */

const LINE = {
  you_ring: false, ringing: "no", attempt: 0, unanswered: false, call_started_at: null, call_ends_at: null, warned: false,
  time_reached: false, may_call_back: false, call_back_until: null, recording: false, other_party_present: true, other_party_lost: false, held: "no", last_ring: "", you_rang: false, busy_next: false, narrow_band: false, cameras_off: [],
};

export function candidateView(phase, { line = {}, ...change } = {}) {
  return {
    role: "candidate", sitting_id: "s", rehearsal: false, candidate_name: "C", room_name: "R", phase, phase_since: "2026-12-08T10:00:00Z",
    deadline: null, rail: [], line: { ...LINE, ...line }, mode: "telephone", title: "", other_party: null, brief: null, text_task: null,
    notes: { text: "", revision: 0, saved_at: null }, text: { text: "", revision: 0, saved_at: null }, sheet: { fields: {}, revision: 0, saved_at: null }, contact_sheet: null, part: "call", station_setup: null, bell: null, display: { large_text: false, contrast: false }, clock_shown: true, formalities: null, paste_allowed: false, handed_in_at: null, handed_in_by_time: false, ...change,
  };
}

export function viewMessage(seq, view, serverNow = "2026-12-08T10:00:00Z") {
  return { type: "view", seq, server_now: serverNow, view };
}
