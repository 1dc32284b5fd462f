/** The exam rail: three steps on one graduated rule, one tick a minute. Positions are percent of its width. Pure. */

/** @typedef {import("../protocol/messages.d.ts").RailStep} RailStep */

/** @typedef {{ phase: RailStep["phase"], fromPercent: number, widthPercent: number, startsAt: Date | null, endsAt: Date | null }} RailPart */
/** @typedef {{ atPercent: number, border: boolean, fifth: boolean }} RailTick */

/** @param {readonly RailStep[]} steps @returns {RailPart[]} */
export function parts(steps) {
  const total = steps.reduce((sum, step) => sum + step.planned_s, 0);
  let reached = 0;
  return steps.map((step) => {
    const fromPercent = (100 * reached) / total;
    reached += step.planned_s;
    return {
      phase: step.phase, fromPercent, widthPercent: (100 * step.planned_s) / total,
      startsAt: step.starts_at === null ? null : new Date(step.starts_at),
      endsAt: step.ends_at === null ? null : new Date(step.ends_at),
    };
  });
}

/** One tick a minute, a long one where a step begins; a rehearsal's short steps have only the long ones. @param {readonly RailStep[]} steps @returns {RailTick[]} */
export function ticks(steps) {
  const total = steps.reduce((sum, step) => sum + step.planned_s, 0);
  const borders = [0];
  for (const step of steps) borders.push((borders.at(-1) ?? 0) + step.planned_s);
  const made = borders.map((at) => ({ atPercent: (100 * at) / total, border: true, fifth: false }));
  for (let minute = 1; minute * 60 < total; minute += 1) {
    if (borders.some((at) => Math.abs(at - minute * 60) < 1)) continue;
    made.push({ atPercent: (100 * minute * 60) / total, border: false, fifth: minute % 5 === 0 });
  }
  return made;
}

/**
 * Where the needle stands: inside the step that runs, as far as its time has gone; never beyond it.
 * @param {readonly RailStep[]} steps @param {RailStep["phase"] | null} current @param {number} leftS Seconds left of the step.
 * @param {boolean} ended Everything is over.
 */
export function needlePercent(steps, current, leftS, ended) {
  if (ended) return 100;
  const part = parts(steps).find((one) => one.phase === current);
  const planned = steps.find((step) => step.phase === current)?.planned_s;
  if (part === undefined || planned === undefined) return 0;
  const gone = Math.min(1, Math.max(0, 1 - leftS / planned));
  return part.fromPercent + gone * part.widthPercent;
}
