/** How alike a centre marks and plays, as oralexam/webapp/quality/page.py and oralexam/agreement make it. */

export interface Estimate { value: number; low: number | null; high: number | null }
export interface Mean { estimate: Estimate; least: number; most: number }
export interface Concordance {
  levels: number; sittings: number; pairs: number; fewest: number; fewest_for_kappa: number;
  exact: Estimate | null; adjacent: Estimate | null; kappa: Estimate | null; no_kappa: "few" | "one-level" | null;
}
export interface LineAgreement { part: string; criterion_id: string; text: { fr: string; en: string } | null; concordance: Concordance }
export interface ScenarioAgreement { part: string; scenario: string; concordance: Concordance }
export interface Severity {
  levels: number; candidates: number; sittings: number; marks: number; colleagues: number;
  difference: Estimate | null; too_few: "candidates" | "colleagues" | null;
}
export interface PlayedFigures {
  scenario: string; player: string; parts: number; with_words: number; facts_of: number; facts_given: number | null;
  talk_share: Mean | null; turns: Mean | null; questions: Mean | null; interruptions: Mean | null; facts: Mean | null;
}
export interface QualityPage {
  sittings: number; erased: number; without_person: number; without_words: number;
  lines: readonly LineAgreement[]; scenarios: readonly ScenarioAgreement[];
  jurors: readonly { name: string; severity: Severity }[];
  playing: readonly PlayedFigures[]; not_played: Readonly<Record<string, number>>;
  titles: Readonly<Record<string, string>>; names: Readonly<Record<string, string>>;
}
