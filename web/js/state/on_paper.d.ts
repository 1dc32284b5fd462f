/** What prints before the day (oralexam/webapp/sessions/paper_desk.py, PaperPack). */

import type { PlanPage } from "./plan_page.d.ts";

/** The same words in both languages. */
export interface Wording { fr: string; en: string }

export interface Criterion { id: string; text: Wording }

export interface Grid {
  part: string;
  title: Wording;
  competence: Wording;
  criteria: Criterion[];
  transversal: Criterion[];
}

export interface PaperScenario {
  scenario_id: string;
  version: number;
  number: number;
  title: string;
  part: "call" | "visitor";
  mode: "telephone" | "video" | "in-person" | null;
  direction: string | null;
  other_party: { name: string; role: string; organisation: string; place: string };
  candidate: import("../protocol/messages.d.ts").CandidateBrief;
  jury: {
    role: string;
    objectives: string[];
    facts_if_asked: { fact_id: string; question: string; answer: string }[];
    cues: string[];
    if_silent: string;
    expected_in_text: string[];
  };
  text_task: { language: string; title: string; instructions: string; recipient: string } | null;
  contact_sheet: { language: string; title: string; instructions: string; sections: { title: string; fields: { field_id: string; label: string; hint: string }[] }[] } | null;
}

export interface PaperPack {
  plan: PlanPage;
  parts: Record<string, { kind: string; phases: { name: string; minutes: number | null }[] }[]>;
  scenarios: PaperScenario[];
  grids: Grid[];
  sittings: { candidacy_id: string; part: string; sitting_id: string }[];
}
