/** The replay bundle, as oralexam/records/bundle.py makes it; times are seconds on the exam clock. */

export type Readiness = "ready" | "queued" | "running" | "waiting-for-model" | "failed";

export interface MediaFile { url: string; starts_s: number; duration_s: number }
export interface Gap { starts_s: number; ends_s: number }
export interface Peaks { bucket_s: number; starts_s: number; peaks: number[] }
/** The two copies of a voice beside each other: oralexam/copies/gaps.py; counts are samples at 48 kHz. */
export interface CopyMap {
  spans: { starts_s: number; ends_s: number; held: "own-only" | "journal-only" | "neither" }[];
  samples: number;
  journal_missing_samples: number;
  filled_samples: number;
  missing_samples: number;
  /** `reason` is empty where the run is trusted; `by_clock`: there was nothing to compare, it may be off by `within_ms`. */
  runs: { run: string; offset_s: number; drift_ppm: number; residual_ms: number; windows: number; agreeing: number; reason: string; by_clock: boolean; within_ms: number }[];
  whole: boolean;
  said_s: number;
}
export interface PhaseStretch { phase: import("../protocol/messages.d.ts").Phase; starts_s: number; ends_s: number }

export interface ReplayTrack {
  seat: import("../protocol/messages.d.ts").Seat;
  name: string;
  /** One microphone heard two people: who speaks is not known. */
  shared: boolean;
  audio: MediaFile | null;
  peaks: { url: string } | null;
  video: MediaFile | null;
  gaps: Gap[];
  packets: number;
  missing_packets: number;
  /** The picture before anybody plays. */
  poster?: { url: string } | null;
  /** Integrated loudness of the voice as recorded; null: not measured. */
  loudness_lufs?: number | null;
  /** Null: one copy. */
  copies?: CopyMap | null;
}

/** What is shared by the jury's bundle and the candidate's: records/safe.py. */
export interface SafeBundle extends Omit<ReplayBundle, "observer_name" | "media_reason" | "transcript_reason" | "facts_given" | "incidents" | "rings" | "tracks"> {
  tracks: Omit<ReplayTrack, "packets" | "missing_packets">[];
  clips: import("./cockpit.d.ts").Clip[];
  course: import("./cockpit.d.ts").CoursePart[];
}

export interface Word { text: string; start_s: number; end_s: number; probability: number }
export interface Utterance {
  start_s: number; end_s: number; text: string; words: Word[];
  /** Put here by state/reading.js: what people have done about it. */
  shown?: import("./correction.d.ts").ShownUtterance;
}

export interface HeardSound { kind: "pause" | "hesitation" | "other-speaker" | "no-words"; start_s: number; end_s: number }

export interface TrackTranscript {
  sitting_id: string;
  seat: string;
  utterances: Utterance[];
  recognizer: { engine: string; engine_version: string; model: string; model_sha256: string; settings: string; note: string };
  starts_at_s: number;
  audio_duration_s: number;
  speech_duration_s: number;
  /** What was heard beside the words, by its beginning. */
  sounds: HeardSound[];
  /** How much of what was checked sounded like another language than English; null where nothing was checked. */
  language: { checked_s: number; other_s: number; other: string } | null;
}

export interface WorkVersion { at_s: number; text: string }

export interface ReplayBundle {
  sitting_id: string;
  rehearsal: boolean;
  candidate_name: string;
  juror_name: string;
  observer_name: string;
  room_name: string;
  number: number | null;
  title: string;
  part: import("../protocol/messages.d.ts").PartKind;
  mode: import("../protocol/messages.d.ts").ExchangeMode | null;
  other_party: import("../protocol/messages.d.ts").OtherParty | null;
  zero_utc: string | null;
  ends_s: number;
  phases: PhaseStretch[];
  media_state: Readiness;
  media_reason: string;
  tracks: ReplayTrack[];
  mix: MediaFile | null;
  transcript_state: Readiness;
  transcript_reason: string;
  /** The minute by which what waits will be there; null: nothing waits, or nobody knows. */
  transcript_ready_at: string | null;
  transcripts: TrackTranscript[];
  notes: WorkVersion[];
  text: WorkVersion[];
  text_task: import("../protocol/messages.d.ts").TextTask | null;
  sheet: { at_s: number; fields: Record<string, string> }[];
  contact_sheet: import("../protocol/messages.d.ts").ContactSheetTask | null;
  candidate_brief: import("../protocol/messages.d.ts").CandidateBrief | null;
  facts_given: { fact_id: string; question: string; answer: string; at_s: number }[];
  incidents: { at_s: number; code: string; seat?: string | null; characters?: number | null }[];
  rings: { at_s: number; by: string; attempt: number; answered: boolean; ended?: string }[];
}
