/** A grid that is being written: lines that come, go and move. Pure. */

/** @typedef {import("./judgement.d.ts").JudgingGrid} JudgingGrid */
/** @typedef {import("./judgement.d.ts").GridCriterion} GridCriterion */
/** @typedef {import("./judgement.d.ts").Wording} Wording */

const MOST_LINES = 40;
const MOST_LEVELS = 10;
const FEWEST_LEVELS = 2;

/** @param {JudgingGrid} grid @param {number} index @param {Partial<GridCriterion>} change @returns {JudgingGrid} */
export function withLine(grid, index, change) {
  return { ...grid, criteria: grid.criteria.map((line, at) => (at === index ? { ...line, ...change } : line)) };
}

/** A line with an id of its own: what was marked by others keeps its meaning. @param {JudgingGrid} grid @returns {JudgingGrid} */
export function withNewLine(grid) {
  if (grid.criteria.length >= MOST_LINES) return grid;
  const used = new Set([...grid.criteria, ...grid.transversal].map(({ id }) => id));
  let n = grid.criteria.length + 1;
  while (used.has(`${grid.part}-${n}`)) n += 1;
  const line = { id: `${grid.part}-${n}`, text: { fr: "", en: "" }, short: { fr: "", en: "" }, section: /** @type {const} */ ("exchange"), english: false };
  return { ...grid, criteria: [...grid.criteria, line] };
}

/** @param {JudgingGrid} grid @param {number} index @returns {JudgingGrid} */
export function withoutLine(grid, index) {
  return grid.criteria.length <= 1 ? grid : { ...grid, criteria: grid.criteria.filter((_line, at) => at !== index) };
}

/** @param {JudgingGrid} grid @param {number} index @param {1 | -1} by @returns {JudgingGrid} */
export function withLineMoved(grid, index, by) {
  const criteria = [...grid.criteria];
  const [line] = criteria.splice(index, 1);
  if (line === undefined || index + by < 0 || index + by > criteria.length) return grid;
  criteria.splice(index + by, 0, line);
  return { ...grid, criteria };
}

/** So many levels; a new one has no word yet. @param {JudgingGrid} grid @param {number} levels @returns {JudgingGrid} */
export function withLevels(grid, levels) {
  const many = Math.min(MOST_LEVELS, Math.max(FEWEST_LEVELS, levels));
  return { ...grid, scale: Array.from({ length: many }, (_unused, index) => grid.scale[index] ?? { value: index + 1, word: { fr: "", en: "" } }) };
}

/** @param {JudgingGrid} grid @param {number} value @param {Wording} word @returns {JudgingGrid} */
export function withLevelWord(grid, value, word) {
  return { ...grid, scale: grid.scale.map((level) => (level.value === value ? { ...level, word } : level)) };
}

/** @param {Wording | null} words */
const whole = (words) => words !== null && words.fr.trim() !== "" && words.en.trim() !== "";

/** How many places still want words in one of the languages. @param {JudgingGrid} grid */
export function wordsMissing(grid) {
  const places = [grid.title, grid.competence, ...grid.criteria.flatMap(({ text, short }) => [text, ...(isEmpty(short) ? [] : [short])]), ...grid.scale.map(({ word }) => word)];
  return places.filter((place) => !whole(place)).length;
}

/** @param {Wording | null} words */
const isEmpty = (words) => words === null || (words.fr.trim() === "" && words.en.trim() === "");

/** As it is sent: a short name that nobody wrote is none. @param {JudgingGrid} grid @returns {JudgingGrid} */
export function sendableGrid(grid) {
  return { ...grid, criteria: grid.criteria.map((line) => ({ ...line, short: isEmpty(line.short) ? null : line.short })) };
}
