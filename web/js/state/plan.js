/** A plan on a rule: rows, bars and labels of one day, in the hours of the centre. Pure. */

/** @typedef {import("./plan_page.d.ts").PlanPage} PlanPage */
/** @typedef {import("./plan_page.d.ts").Entry} Entry */
/** @typedef {import("./plan_page.d.ts").Change} Change */
/** @typedef {import("./plan_page.d.ts").Breach} Breach */
/** @typedef {"candidates" | "juries" | "rooms"} Grouping */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What the jury does alone stands in no candidate's row. @type {ReadonlySet<string>} */
export const JURY_OWN = new Set(["reading", "marking", "deliberation"]);
/** Invigilated: the candidate alone. @type {ReadonlySet<string>} */
export const BLOCKS = new Set(["written", "questionnaire"]);

/** The name of an entry, as breaches use it. @param {{ candidacy_id: string, kind: string }} entry */
export const keyOf = ({ candidacy_id, kind }) => `${candidacy_id}/${kind}`;

/** @param {Entry} entry */
export const secondsOf = (entry) => entry.phases.reduce((sum, phase) => sum + phase.seconds, 0);

/** @param {Entry} entry */
export const startsMs = (entry) => Date.parse(entry.starts_at);

/** @param {Entry} entry */
export const endsMs = (entry) => startsMs(entry) + secondsOf(entry) * 1000;

/** @type {Map<string, Intl.DateTimeFormat>} */
const clocks = new Map();

/**
 * What the clocks of a time zone show at an instant: never the zone of this computer.
 * @param {number} atMs @param {string} zone
 */
export function wallClock(atMs, zone) {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
    clocks.set(zone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return {
    date: `${parts["year"]}-${parts["month"]}-${parts["day"]}`,
    hours: Number(parts["hour"]), minutes: Number(parts["minute"]), seconds: Number(parts["second"]),
  };
}

/** « 10 h 24 », or 10:24 in English, in the centre's zone. @param {number} atMs @param {string} zone @param {string} language */
export function hourText(atMs, zone, language) {
  const { hours, minutes } = wallClock(atMs, zone);
  const two = String(minutes).padStart(2, "0");
  return language === "fr" ? `${hours}\u00a0h\u00a0${two}` : `${String(hours).padStart(2, "0")}:${two}`;
}

/** What a time field holds: HH:MM. @param {number} atMs @param {string} zone */
export function fieldTime(atMs, zone) {
  const { hours, minutes } = wallClock(atMs, zone);
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** The instant at which the clocks show HH:MM on the same day as `atMs`. @param {number} atMs @param {string} zone @param {string} field */
export function atFieldTime(atMs, zone, field) {
  const [hours = 0, minutes = 0] = field.split(":").map(Number);
  const now = wallClock(atMs, zone);
  return atMs + ((hours - now.hours) * 60 + minutes - now.minutes) * MINUTE_MS - now.seconds * 1000;
}

/** Noon of a date by the clocks there: a place twelve hours ahead has another date at noon in Greenwich. @param {string} date @param {string} zone */
export function noonOf(date, zone) {
  const noonMs = atFieldTime(Date.parse(`${date}T12:00:00Z`), zone, "12:00");
  return wallClock(noonMs, zone).date > date ? noonMs - 24 * HOUR_MS : noonMs;
}

/** The stretch of an entry in which the jury is there, or null. @param {Entry} entry @returns {{ fromMs: number, toMs: number } | null} */
export function juryStretch(entry) {
  let at = startsMs(entry);
  let fromMs = null;
  let toMs = at;
  for (const phase of entry.phases) {
    if (phase.jury) {
      fromMs ??= at;
      toMs = at + phase.seconds * 1000;
    }
    at += phase.seconds * 1000;
  }
  return fromMs === null ? null : { fromMs, toMs };
}

/** The entries with the changes that are not saved yet. @param {readonly Entry[]} entries @param {ReadonlyMap<string, Change>} changes @returns {Entry[]} */
export function withChanges(entries, changes) {
  return entries.map((entry) => {
    const change = changes.get(keyOf(entry));
    return change ? { ...entry, starts_at: change.starts_at, pinned: change.pinned, place_id: change.place_id ?? entry.place_id } : entry;
  });
}

/** An entry so many minutes later, on the grid of minutes; whoever moved it has pinned it. @param {Entry} entry @param {number} minutes @param {number} grid @returns {Change} */
export function moved(entry, minutes, grid) {
  const wanted = startsMs(entry) + minutes * MINUTE_MS;
  const step = grid * MINUTE_MS;
  return changeOf(entry, { starts_at: new Date(Math.round(wanted / step) * step).toISOString(), pinned: true });
}

/** @param {Entry} entry @param {Partial<Change>} [what] @returns {Change} */
export function changeOf(entry, what = {}) {
  const { candidacy_id, kind, starts_at, pinned, place_id } = entry;
  return { candidacy_id, kind, starts_at, pinned, place_id, ...what };
}

/** The days that a plan has something on, and those of the session. @param {PlanPage} page @param {readonly Entry[]} entries */
export function datesOf(page, entries) {
  const zone = page.session.time_zone;
  const dates = new Set([...page.session.days.map(({ date }) => date), ...entries.map((entry) => wallClock(startsMs(entry), zone).date)]);
  return [...dates].sort();
}

/**
 * The scale of one day: whole hours around its opening hours and everything on it.
 * @param {PlanPage} page @param {readonly Entry[]} entries @param {string} date
 */
export function scaleOf(page, entries, date) {
  const zone = page.session.time_zone;
  const mine = entries.filter((entry) => wallClock(startsMs(entry), zone).date === date);
  const day = page.session.days.find((each) => each.date === date);
  const noonMs = mine.length > 0 ? startsMs(/** @type {Entry} */ (mine[0])) : noonOf(date, zone);
  const openings = day ? [atFieldTime(noonMs, zone, day.opens), atFieldTime(noonMs, zone, day.closes)] : [];
  const firstMs = Math.min(...openings, ...mine.map(startsMs));
  const lastMs = Math.max(...openings, ...mine.map(endsMs));
  const fromMs = Math.floor(firstMs / HOUR_MS) * HOUR_MS;
  const toMs = Math.max(fromMs + HOUR_MS, Math.ceil(lastMs / HOUR_MS) * HOUR_MS);
  return { fromMs, toMs, hours: Array.from({ length: (toMs - fromMs) / HOUR_MS + 1 }, (_, n) => fromMs + n * HOUR_MS) };
}

/** @typedef {{ fromMs: number, toMs: number, jury: boolean }} Segment */
/** @typedef {{ entry: Entry, fromMs: number, toMs: number, segments: Segment[] }} Bar */
/** @typedef {{ id: string, name: string, bars: Bar[] }} Row */

/**
 * The rows of one day: all that concerns a candidate, a jury or a room, in the order of time.
 * @param {PlanPage} page @param {readonly Entry[]} entries @param {string} date @param {Grouping} grouping @returns {Row[]}
 */
export function rowsOf(page, entries, date, grouping) {
  const zone = page.session.time_zone;
  const mine = entries.filter((entry) => wallClock(startsMs(entry), zone).date === date);
  /** @param {string} id @param {string} name @param {(Bar | null)[]} bars @returns {Row} */
  const row = (id, name, bars) => ({ id, name, bars: bars.filter((bar) => bar !== null).sort((one, other) => one.fromMs - other.fromMs) });
  if (grouping === "candidates") {
    return page.session.candidacies.map(({ candidacy_id, name }) =>
      row(candidacy_id, name, mine.filter((entry) => entry.candidacy_id === candidacy_id && !JURY_OWN.has(entry.kind)).map(wholeBar)));
  }
  if (grouping === "juries") {
    return page.session.juries.map(({ jury_id, name }) => row(jury_id, name, mine.filter((entry) => entry.jury_id === jury_id).map(juryBar)));
  }
  return page.session.places.map(({ place_id, name }) => row(place_id, name, mine.map((entry) => {
    if (entry.place_id === place_id) return wholeBar(entry);
    return entry.jury_room_id === place_id ? juryBar(entry) : null;
  })));
}

/** @param {Entry} entry @returns {Bar} */
function wholeBar(entry) {
  let at = startsMs(entry);
  const segments = entry.phases.map((phase) => {
    const segment = { fromMs: at, toMs: at + phase.seconds * 1000, jury: phase.jury };
    at = segment.toMs;
    return segment;
  });
  return { entry, fromMs: startsMs(entry), toMs: at, segments: JURY_OWN.has(entry.kind) ? segments : joined(segments) };
}

/** Phases of the same kind that follow each other are one stretch. @param {Segment[]} segments */
function joined(segments) {
  /** @type {Segment[]} */
  const found = [];
  for (const segment of segments) {
    const last = found.at(-1);
    if (last && last.jury && segment.jury) last.toMs = segment.toMs;
    else found.push({ ...segment });
  }
  return found;
}

/** @param {Entry} entry @returns {Bar | null} */
function juryBar(entry) {
  const stretch = juryStretch(entry);
  return stretch && { entry, ...stretch, segments: [{ ...stretch, jury: true }] };
}

/** About how wide a letter of the note size is; a label that seems to fit should. */
const LETTER_PX = 7.2;
const AIR_PX = 6;

/** @typedef {{ text: string, level: "above" | "below" | "none" }} Label */

/**
 * Labels stand outside their bars, above or below, the longest of their texts that fits beside the others.
 * @param {readonly { fromMs: number, texts: readonly string[] }[]} bars In the order of time.
 * @param {number} pxAnHour
 * @returns {Label[]}
 */
export function placeLabels(bars, pxAnHour) {
  const taken = { above: -Infinity, below: -Infinity };
  return bars.map(({ fromMs, texts }, index) => {
    const x = (fromMs / HOUR_MS) * pxAnHour;
    const next = bars[index + 2];
    for (const text of texts) {
      const width = text.length * LETTER_PX + AIR_PX;
      for (const level of /** @type {const} */ (["above", "below"])) {
        // A longer text must also leave the bar after the next one its place on this side.
        const fits = taken[level] <= x && (text === texts.at(-1) || !next || x + width <= (next.fromMs / HOUR_MS) * pxAnHour);
        if (fits) {
          taken[level] = x + width;
          return { text, level };
        }
      }
    }
    return { text: "", level: "none" };
  });
}

/** « Inès Marchetti », then « I. Marchetti », then « IM ». @param {string} name @returns {string[]} */
export function shorterNames(name) {
  const words = name.trim().split(/\s+/).filter((word) => word !== "");
  const [first = "", ...rest] = words;
  if (rest.length === 0) return [name, name.slice(0, 2)];
  return [name, `${first.slice(0, 1)}. ${rest.join(" ")}`, words.map((word) => word.slice(0, 1)).join("")];
}

/** Where an instant stands on a scale, in percent. @param {number} atMs @param {{ fromMs: number, toMs: number }} scale */
export function percent(atMs, { fromMs, toMs }) {
  return ((atMs - fromMs) / (toMs - fromMs)) * 100;
}

/** The breaches of one entry. @param {readonly Breach[]} breaches @param {string} key */
export function breachesOf(breaches, key) {
  return breaches.filter(({ entries }) => entries.includes(key));
}

/** When each jury and everybody is finished: the end of the whole plan. @param {readonly Entry[]} entries */
export function endOf(entries) {
  return entries.length === 0 ? null : Math.max(...entries.map(endsMs));
}
