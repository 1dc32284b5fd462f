/** The replay's one scale: what it shows, its ticks, and voices laid on it. Seconds on the exam clock. Pure. */

/** @typedef {import("./bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("./bundle.d.ts").Peaks} Peaks */

/** @typedef {{ startsS: number, endsS: number }} Span */

/** What the waveforms show: from the first recorded sound to the last, and the whole call at least. @param {ReplayBundle} bundle @returns {Span} */
export function shownSpan(bundle) {
  const media = bundle.tracks.flatMap(({ audio, video }) => [audio, video]).filter((file) => file !== null);
  const calls = bundle.phases.filter(({ phase }) => phase === "call");
  const starts = [...media.map((file) => file.starts_s), ...calls.map((call) => call.starts_s)];
  const ends = [...media.map((file) => file.starts_s + file.duration_s), ...calls.map((call) => call.ends_s)];
  if (starts.length === 0) return { startsS: 0, endsS: Math.max(1, bundle.ends_s) };
  return { startsS: Math.min(...starts), endsS: Math.max(...ends, Math.min(...starts) + 1) };
}

/** @param {Span} span @param {number} atS */
export function percent(span, atS) {
  return (100 * (atS - span.startsS)) / (span.endsS - span.startsS);
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];

/** Labelled ticks on round times, at most `most` of them. @param {Span} span @param {number} [most] */
export function scale(span, most = 12) {
  const lengthS = span.endsS - span.startsS;
  const stepS = STEPS_S.find((step) => lengthS / step <= most) ?? 3600;
  /** @type {{ atS: number, atPercent: number }[]} */
  const made = [];
  for (let atS = Math.ceil(span.startsS / stepS) * stepS; atS <= span.endsS; atS += stepS) {
    made.push({ atS: atS + 0, atPercent: percent(span, atS) }); // + 0: no "minus zero"
  }
  return made;
}

/** A peak's height on the page: the curve lets quiet speech be seen beside loud. @param {number} peak @param {number} loudest */
function height(peak, loudest) {
  return Math.min(1, peak / loudest) ** 0.7;
}

/** The loudest peak that matters: a single click must not make all the rest small. @param {readonly Peaks[]} voices */
export function loudest(voices) {
  const all = Float64Array.from(voices.flatMap(({ peaks }) => peaks)).sort(); // By size without a function: 60,000 in a frame.
  return Math.max(0.02, all[Math.floor(all.length * 0.995)] ?? 1);
}

/** No screen has more columns: what is drawn of two hours takes as long as what is drawn of two minutes. */
const MOST_COLUMNS = 4096;

/**
 * One voice's peaks over the whole span, silence where it was not recorded: one value a bucket, or the loudest of several.
 * @param {Peaks} voice @param {Span} span @param {number} top @returns {number[]}
 */
export function laidOn(voice, span, top) {
  const buckets = Math.max(1, Math.round((span.endsS - span.startsS) / voice.bucket_s));
  const first = Math.round((voice.starts_s - span.startsS) / voice.bucket_s);
  const together = Math.ceil(buckets / MOST_COLUMNS);
  return Array.from({ length: Math.ceil(buckets / together) }, (_unused, column) => {
    let loud = 0;
    for (let bucket = column * together; bucket < (column + 1) * together; bucket += 1) loud = Math.max(loud, voice.peaks[bucket - first] ?? 0);
    return height(loud, top);
  });
}

/**
 * The strip of phases: what is pressed (preparation, call, writing) and what lies between.
 * @param {ReplayBundle} bundle
 */
export function phaseBars(bundle) {
  const first = bundle.phases[0];
  const last = bundle.phases.at(-1);
  if (first === undefined || last === undefined) return [];
  const whole = { startsS: first.starts_s, endsS: Math.max(last.ends_s, bundle.ends_s, first.starts_s + 1) };
  return bundle.phases
    .filter(({ starts_s, ends_s }) => ends_s > starts_s)
    .map(({ phase, starts_s, ends_s }) => ({
      phase, startsS: starts_s, endsS: ends_s,
      widthPercent: (100 * (ends_s - starts_s)) / (whole.endsS - whole.startsS),
      pressable: phase === "preparation" || phase === "call" || phase === "writing",
    }));
}

/** How long a part is, from its first phase to its last. @param {{ phases: readonly { starts_s: number, ends_s: number }[] }} part */
export function partLengthS({ phases }) {
  const first = phases[0];
  const last = phases.at(-1);
  return first === undefined || last === undefined ? 0 : Math.max(0, last.ends_s - first.starts_s);
}

/** The version of something written that stood at `atS`; the last one where `atS` is null. @param {readonly { at_s: number }[]} versions @param {number | null} atS */
export function versionAt(versions, atS) {
  if (atS === null) return versions.length - 1;
  let found = -1;
  versions.forEach((version, index) => { if (version.at_s <= atS + 1e-6) found = index; });
  return found;
}
