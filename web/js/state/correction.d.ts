/** How transcripts read, as oralexam/transcripts/reading.py makes it; times are seconds on the exam clock. */

export type Standing = "as-heard" | "confirmed" | "corrected" | "added" | "removed";
export type ActKind = "confirmed" | "corrected" | "added" | "removed" | "undone";

export interface ReadWord { text: string; start_s: number; end_s: number; probability: number | null; unclear: boolean }
/** `count` words from number `first` on stand where the machine heard `heard`. */
export interface Change { first: number; count: number; heard: string }

export interface ReadUtterance {
  utterance_id: string;
  /** Of the last act upon it; 0 where there is none. */
  revision: number;
  /** null: a person added it. */
  heard: string | null;
  line: { start_s: number; end_s: number; text: string; words: ReadWord[]; standing: Standing; changes: Change[] };
}

export interface HistoryLine { revision: number; kind: ActKind; utterance_id: string; author: string; at: string; before: string; after: string }

export interface TrackReading {
  seat: string;
  version: number;
  sha256: string;
  newest: boolean;
  recognizer: import("./bundle.d.ts").TrackTranscript["recognizer"];
  revision: number;
  utterances: ReadUtterance[];
  /** What was heard beside the words of this version. */
  sounds: import("./bundle.d.ts").HeardSound[];
  history: HistoryLine[];
}

export interface Readings { may_correct: boolean; readings: TrackReading[] }

export type CorrectionOrder =
  | { type: "correct"; utterance_id: string; revision: number; text: string }
  | { type: "confirm"; utterance_id: string; revision: number }
  | { type: "undo"; utterance_id: string; revision: number }
  | { type: "add"; at_s: number; text: string };

/** A word as it is shown: which ones a person changed or is not sure of. */
export type ShownWord = import("./bundle.d.ts").Word & { changed?: boolean; doubted?: boolean };
/** The utterance that a stretch of words belongs to, and the version that acts upon it go to. */
export interface ShownUtterance { seat: string; version: number; utterance: ReadUtterance }
