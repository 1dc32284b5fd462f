/** How far transcripts can be trusted, as oralexam/transcripts/reliability.py makes it. */

export interface Rate { errors: number; words: number; value: number; low: number; high: number }
export interface Recall { heard: number; said: number; value: number; low: number; high: number }
export interface Figure {
  group: "all" | "room" | "microphone" | "model";
  room: string; seat: string; setup: string; model: string;
  tracks: number; utterances: number; read: number; confirmed: number; unclear: number;
  normalised: Rate | null; raw: Rate | null; hesitations: Recall | null;
}
