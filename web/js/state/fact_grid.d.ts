/** The fact grid, as oralexam/facts/grid.py makes it; times are seconds on the exam clock. */

export type FactPlace = "candidate" | "juror" | "text" | "sheet";

export interface Sighting {
  agreement: "found" | "different";
  /** As they were heard or written. */
  words: string;
  unclear: boolean;
  start_s: number | null;
  end_s: number | null;
  field_id: string | null;
  /** From which letter to before which (UTF-16). */
  first: number | null;
  last: number | null;
}

export interface FactCell { place: FactPlace; sightings: Sighting[] }
export interface FactRow { fact_id: string; label: string; kind: string | null; value: string; cells: FactCell[] }
export interface FactColumn { place: FactPlace; there: boolean }
export interface FactGrid { sitting_id: string; columns: FactColumn[]; rows: FactRow[] }

/** Something to be shown in what the candidate wrote. */
export interface WrittenPassage { what: "text" | "sheet"; field_id: string | null; first: number; last: number }
