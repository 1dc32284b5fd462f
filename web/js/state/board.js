/** The manager's board: what the server has told, and what of it is shown where. Pure. */

/** @typedef {import("../protocol/messages.d.ts").BoardUpdate} BoardUpdate */
/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../protocol/messages.d.ts").TrackReading} TrackReading */
/** @typedef {import("../protocol/messages.d.ts").Alarm} Alarm */
/** @typedef {import("../protocol/messages.d.ts").Phase} Phase */
/** @typedef {import("../protocol/messages.d.ts").PlannedWork} PlannedWork */

/**
 * @typedef {object} Board
 * @property {ReadonlyMap<string, BoardSitting>} sittings
 * @property {ReadonlyMap<string, readonly TrackReading[]>} readings
 * @property {readonly Alarm[]} alarms The most urgent first.
 * @property {import("../protocol/messages.d.ts").House | null} house
 * @property {readonly PlannedWork[]} planned Today, in the order of time.
 */

/** @type {Board} */
export const EMPTY_BOARD = { sittings: new Map(), readings: new Map(), alarms: [], house: null, planned: [] };

/** The board after an update. @param {Board} board @param {BoardUpdate} update @returns {Board} */
export function after(board, update) {
  const base = update.whole ? EMPTY_BOARD : board;
  const sittings = new Map(base.sittings);
  for (const sitting of update.sittings) sittings.set(sitting.sitting_id, sitting);
  for (const sittingId of update.gone) sittings.delete(sittingId);
  const readings = new Map(base.readings);
  for (const { sitting_id, tracks } of update.readings) {
    if (tracks.length > 0) readings.set(sitting_id, tracks);
    else readings.delete(sitting_id);
  }
  return { sittings, readings, alarms: update.alarms ?? base.alarms, house: update.house ?? base.house, planned: update.planned ?? base.planned };
}

/** @type {ReadonlySet<Phase>} */
const OVER = new Set(/** @type {Phase[]} */ (["handed-in", "aborted"]));

/** @type {ReadonlySet<Phase>} */
const NOT_BEGUN = new Set(/** @type {Phase[]} */ (["waiting", "drawn"]));

/** @param {BoardSitting} sitting */
export const isOver = ({ phase }) => OVER.has(phase);

/** What runs, then what is about to, then what waits with somebody there, then what waits, then what is over. @param {BoardSitting} sitting */
function nearness({ phase, present }) {
  if (OVER.has(phase)) return 4;
  if (phase !== "waiting") return phase === "drawn" ? 1 : 0;
  return present.length > 0 ? 2 : 3;
}

/** The one of several sittings that counts now; of those that are over the last, of those that wait the first. @param {readonly BoardSitting[]} sittings @returns {BoardSitting} */
function present(sittings) {
  return /** @type {BoardSitting} */ ([...sittings].sort((a, b) => {
    const order = nearness(a) - nearness(b);
    if (order !== 0) return order;
    return isOver(a) ? b.phase_since.localeCompare(a.phase_since) : a.opened_at.localeCompare(b.opened_at);
  })[0]);
}

/** @template T @param {Iterable<T>} things @param {(thing: T) => string} key @returns {Map<string, T[]>} */
function grouped(things, key) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group === undefined) groups.set(key(thing), [thing]);
    else group.push(thing);
  }
  return groups;
}

/** What counts for the exam: everything but rehearsals. @param {Board} board */
export function exams(board) {
  return [...board.sittings.values()].filter(({ rehearsal }) => !rehearsal);
}

/** @param {Board} board */
export function rehearsals(board) {
  return [...board.sittings.values()].filter(({ rehearsal }) => rehearsal).sort((a, b) => b.opened_at.localeCompare(a.opened_at));
}

/** @typedef {{ key: string, name: string, now: BoardSitting, parts: BoardSitting[], planned: PlannedWork[] }} Row A candidate's sittings, the first opened first, and the day's plan. */

/** One row a candidate, in the order in which they begin. @param {Board} board @returns {Row[]} */
export function rows(board) {
  const candidates = grouped(exams(board), ({ candidacy_id, sitting_id }) => candidacy_id ?? sitting_id);
  const plans = grouped(board.planned, ({ candidacy_id }) => candidacy_id);
  return [...candidates].map(([key, sittings]) => {
    const parts = [...sittings].sort((a, b) => a.opened_at.localeCompare(b.opened_at));
    const now = present(parts);
    return { key, name: now.candidate_name, now, parts, planned: plans.get(key) ?? [] };
  }).sort((a, b) => compared(begins(a), begins(b)) || a.name.localeCompare(b.name));
}

/** Two numbers that may both be infinite. @param {number} a @param {number} b */
const compared = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

/** When a row's day began, or is planned to; who waits without a plan comes last. @param {Row} row */
function begins({ parts, planned }) {
  const began = Math.min(...parts.flatMap(({ steps }) => steps.map(({ starts_at }) => Date.parse(starts_at))));
  return began === Infinity ? Math.min(...planned.map(plannedMs)) : began;
}

/** When a planned work begins. @param {PlannedWork} work */
const plannedMs = ({ stretches }) => Date.parse(stretches[0]?.starts_at ?? "");

/** The sitting of a planned part, once it is under way or over; a block has none. @param {Row} row @param {PlannedWork} work */
function begun({ parts }, { kind }) {
  return parts.find((sitting) => sitting.part === kind && (sitting.steps.length > 0 || !NOT_BEGUN.has(sitting.phase)));
}

/** What comes next in a candidate's plan: the first work that has not begun and was not reported. @param {Row} row */
export function nextPlanned(row) {
  return row.planned.find((work) => !work.held && begun(row, work) === undefined);
}

/** The sitting that each room is about now, by the room's name. @param {readonly BoardSitting[]} sittings @returns {BoardSitting[]} */
export function rooms(sittings) {
  const byName = grouped(sittings, ({ room_name }) => room_name);
  return [...byName].sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true })).map(([, those]) => present(those));
}

const HOUR_MS = 3_600_000;
/** A day's rule has at least so many hours: an empty morning is still a morning. */
const LEAST_HOURS = 6;

/** @typedef {{ fromMs: number, toMs: number, hours: number[] }} Scale */

/** From which full hour to which the day is drawn. @param {readonly Row[]} shown @param {number} nowMs @returns {Scale} */
export function scale(shown, nowMs) {
  const instants = shown.flatMap(({ parts, planned }) => [...parts.flatMap(({ steps }) => steps), ...planned.flatMap(({ stretches }) => stretches)])
    .flatMap(({ starts_at, ends_at }) => [Date.parse(starts_at), Date.parse(ends_at)]);
  const date = new Date(Math.min(nowMs, ...instants));
  date.setMinutes(0, 0, 0);
  const fromMs = date.getTime();
  const last = Math.max(nowMs + HOUR_MS / 2, ...instants);
  const count = Math.max(LEAST_HOURS, Math.ceil((last - fromMs) / HOUR_MS));
  return { fromMs, toMs: fromMs + count * HOUR_MS, hours: Array.from({ length: count }, (_unused, index) => fromMs + index * HOUR_MS) };
}

/** Where an instant lies, in percent of the rule. @param {Scale} scale @param {number} ms */
export function percent({ fromMs, toMs }, ms) {
  return Math.round(Math.min(100, Math.max(0, (100 * (ms - fromMs)) / (toMs - fromMs))) * 100) / 100;
}

/** @typedef {{ kind: "done" | "now" | "jury" | "alone" | "plan", letter: string, x: number, width: number }} Span */

/** What is drawn for one candidate: the plan, and over it what was, what is, and what follows from that. @param {Scale} scale @param {Row} row @param {number} nowMs @returns {Span[]} */
export function spans(scale, row, nowMs) {
  return [...row.planned.flatMap((work) => plannedSpans(scale, row, work)), ...row.parts.flatMap((sitting) => sittingSpans(scale, sitting, nowMs))];
}

/** A work that has begun leaves of its plan a mark beneath what really happened. @param {Scale} scale @param {Row} row @param {PlannedWork} work @returns {Span[]} */
function plannedSpans(scale, row, work) {
  const really = begun(row, work) !== undefined;
  const block = work.stretches.every(({ jury }) => !jury);
  let named = false;
  return work.stretches.map(({ starts_at, ends_at, jury }) => {
    const letter = !really && !named && (jury || block) ? work.kind : "";
    named ||= letter !== "";
    const x = percent(scale, Date.parse(starts_at));
    return { kind: really ? "plan" : work.held ? "done" : jury ? "jury" : "alone", letter, x, width: Math.max(0.3, percent(scale, Date.parse(ends_at)) - x) };
  });
}

/** @param {Scale} scale @param {BoardSitting} sitting @param {number} nowMs @returns {Span[]} */
function sittingSpans(scale, sitting, nowMs) {
  return sitting.steps.map((step) => {
    const starts = Date.parse(step.starts_at);
    // What runs late has not ended: its end is where the needle is.
    const running = !isOver(sitting) && (step.phase === sitting.phase || (step.phase === "call" && (sitting.phase === "ringing" || sitting.phase === "connecting")));
    const ends = running ? Math.max(Date.parse(step.ends_at), nowMs) : Date.parse(step.ends_at);
    const withJury = step.phase !== "preparation" && step.phase !== "writing";
    const kind = running ? "now" : starts >= nowMs && !isOver(sitting) ? (withJury ? "jury" : "alone") : "done";
    const x = percent(scale, starts);
    return { kind, letter: withJury ? sitting.part : "", x, width: Math.max(0.3, percent(scale, ends) - x) };
  });
}

/** Alarms that are said in the band, and sound: somebody must act within seconds. @type {ReadonlySet<string>} */
const PRESSING = new Set(["bell", "recording-stopped", "recording-fault", "link-lost", "disk-full", "not-connected", "recording-refused", "call-not-starting"]);

/** @param {Alarm} alarm */
export const isPressing = ({ code }) => PRESSING.has(code);

/** What tells one alarm from another. @param {Alarm} alarm */
export const alarmKey = ({ code, sitting_id, seat, since }) => `${code} ${sitting_id} ${seat ?? ""} ${since}`;

/** Sound levels between silence and the loudest, in percent of the ruler (elements/level.js). @param {number} dbov */
export const levelOf = (dbov) => Math.round(Math.min(100, Math.max(0, 100 + (100 * dbov) / 60)));
