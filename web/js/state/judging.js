/** What is judged in a page before the server has confirmed it: orders, in order, none lost. Pure. */

/** @typedef {import("./judgement.d.ts").JudgingSheet} JudgingSheet */
/** @typedef {import("./judgement.d.ts").Judgement} Judgement */
/** @typedef {import("./judgement.d.ts").Mark} Mark */
/** @typedef {import("./judgement.d.ts").MarkOrder} MarkOrder */
/** @typedef {import("./judgement.d.ts").Moment} Moment */
/** @typedef {import("./judgement.d.ts").JudgingGrid} JudgingGrid */

/** Seconds; a stretch that was heard longer than this is no moment. */
const LONGEST_HEARD_S = 60;
const SHORTEST_HEARD_S = 1;
const LONGEST_LABEL = 120;

/** @param {string} criterionId @returns {Mark} */
const unsaid = (criterionId) => ({ criterion_id: criterionId, level: null, moments: [], no_moment: "", comment: "" });

/** @param {Judgement} judgement @param {string} criterionId */
export function markOf(judgement, criterionId) {
  return judgement.marks.find(({ criterion_id }) => criterion_id === criterionId) ?? unsaid(criterionId);
}

/** The judgement once an order is carried out. @param {Judgement} judgement @param {MarkOrder} order @returns {Judgement} */
export function afterOrder(judgement, order) {
  if (order.type === "say-acquired") return { ...judgement, acquired: order.acquired };
  if (order.type === "comment-whole") return { ...judgement, comment: order.text };
  const mark = afterMarkOrder(markOf(judgement, order.criterion_id), order);
  const others = judgement.marks.filter(({ criterion_id }) => criterion_id !== order.criterion_id);
  return { ...judgement, marks: [...others, mark] };
}

/** @param {Mark} mark @param {Exclude<MarkOrder, { type: "say-acquired" } | { type: "comment-whole" }>} order @returns {Mark} */
function afterMarkOrder(mark, order) {
  switch (order.type) {
    case "set-level":
      return { ...mark, level: order.level };
    case "link-moment":
      return mark.moments.some(({ moment_id }) => moment_id === order.moment.moment_id) ? mark : { ...mark, moments: [...mark.moments, order.moment] };
    case "unlink-moment":
      return { ...mark, moments: mark.moments.filter(({ moment_id }) => moment_id !== order.moment_id) };
    case "say-no-moment":
      return { ...mark, no_moment: order.reason };
    case "comment":
      return { ...mark, comment: order.text };
  }
}

/** What was said, and what is missing still, in the grid's order. @param {Judgement} judgement @param {JudgingGrid} grid @param {boolean} momentsNeeded */
export function tally(judgement, grid, momentsNeeded) {
  const marks = grid.criteria.map(({ id }) => markOf(judgement, id));
  const places = grid.criteria.map((_criterion, index) => index + 1);
  const without = marks.map(({ moments, no_moment }) => momentsNeeded && moments.length === 0 && no_moment.trim() === "");
  return {
    marked: marks.filter(({ level }) => level !== null).length,
    all: marks.length,
    unmarked: places.filter((_place, index) => marks[index]?.level == null),
    withoutMoment: places.filter((_place, index) => without[index]),
    moments: marks.reduce((sum, { moments }) => sum + moments.length, 0),
    acquired: judgement.acquired !== null,
    whole: judgement.acquired !== null && marks.every(({ level }) => level !== null) && !without.includes(true),
  };
}

/**
 * The stretch that was just heard, as a moment: from where one began to listen to where one is.
 * @param {{ fromS: number, toS: number, id: string, label?: string }} heard @returns {Moment}
 */
export function heardMoment({ fromS, toS, id, label = "" }) {
  const far = toS - fromS > LONGEST_HEARD_S;
  const starts = far ? toS - LONGEST_HEARD_S : Math.min(fromS, toS);
  const ends = Math.max(toS, starts + SHORTEST_HEARD_S);
  return { moment_id: id, source: "exchange", starts_s: tenth(starts), ends_s: tenth(ends), label: shortened(label) };
}

/** So much before a marker is what it is about: one presses after one has heard. */
const BEFORE_MARKER_S = 8;
const AFTER_MARKER_S = 2;

/** A marker as a moment. @param {{ at_s: number, note: string, marker_id: string }} marker */
export function momentOfMarker({ at_s, note, marker_id }) {
  return heardMoment({ fromS: at_s - BEFORE_MARKER_S, toS: at_s + AFTER_MARKER_S, id: marker_id, label: note });
}

/** @param {number} seconds */
const tenth = (seconds) => Math.round(seconds * 10) / 10;

/** @param {string} label */
export function shortened(label) {
  const plain = label.replace(/\s+/g, " ").trim();
  return plain.length <= LONGEST_LABEL ? plain : `${plain.slice(0, LONGEST_LABEL - 1)}…`;
}

/** The first words of the candidate in a stretch: what a moment is called until somebody calls it otherwise. @param {import("./bundle.d.ts").ReplayBundle | null} bundle @param {number} fromS @param {number} toS */
export function wordsBetween(bundle, fromS, toS) {
  const track = bundle?.transcripts.find(({ seat }) => seat === "candidate");
  const words = (track?.utterances ?? []).flatMap(({ words: spoken }) => spoken).filter(({ start_s, end_s }) => end_s > fromS && start_s < toS);
  const first = words.slice(0, 5).map(({ text }) => text.trim()).join(" ");
  return words.length > 5 ? `${first}…` : first;
}

/** The level that a key says in a scale of so many; null for another key. By its place on the keyboard: layouts differ. @param {string} code As `KeyboardEvent.code`. @param {number} levels */
export function levelOfKey(code, levels) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  const level = digit === undefined ? 0 : Number(digit);
  return level >= 1 && level <= levels ? level : null;
}

/** What a deliberation says of a criterion. @param {import("./judgement.d.ts").DeliberationDraft} draft @param {string} criterionId */
export function outcomeOf(draft, criterionId) {
  return draft.outcomes.find(({ criterion_id }) => criterion_id === criterionId) ?? { criterion_id: criterionId, agreed: null, dissenting: false, words: "" };
}

/** The deliberation once an order is carried out. @param {import("./judgement.d.ts").DeliberationDraft} draft @param {import("./judgement.d.ts").DeliberationOrder} order */
export function deliberated(draft, order) {
  switch (order.type) {
    case "settle":
    case "words": {
      const was = outcomeOf(draft, order.criterion_id);
      const now = order.type === "words" ? { ...was, words: order.text } : { ...was, agreed: order.agreed, dissenting: order.dissenting };
      return { ...draft, outcomes: [...draft.outcomes.filter(({ criterion_id }) => criterion_id !== order.criterion_id), now] };
    }
    case "settle-whole":
      return { ...draft, acquired: order.acquired, acquired_dissenting: order.dissenting };
    case "comment-whole":
      return { ...draft, comment: order.text };
    case "say-present":
      return { ...draft, present: order.present };
    case "keep-equal":
      return draft;
  }
}

/** What a deliberation lacks before it can be signed, in the grid's order. @param {import("./judgement.d.ts").DeliberationDraft} draft @param {JudgingGrid} grid */
export function deliberationLacks(draft, grid) {
  const open = grid.criteria.map(({ id }, index) => ({ place: index + 1, outcome: outcomeOf(draft, id) }));
  const unsettled = open.filter(({ outcome }) => (outcome.agreed !== null) === outcome.dissenting).map(({ place }) => place);
  const wordless = open.filter(({ outcome }) => outcome.dissenting && outcome.agreed === null && outcome.words.trim() === "").map(({ place }) => place);
  const acquired = (draft.acquired !== null) === draft.acquired_dissenting;
  const comment = draft.acquired_dissenting && draft.comment.trim() === "";
  const present = draft.present.length < 2;
  return { unsettled, wordless, acquired, comment, present, whole: unsettled.length === 0 && wordless.length === 0 && !acquired && !comment && !present };
}

/** Whether two judges said different things of a criterion. @param {Mark} one @param {Mark} other */
export function differ(one, other) {
  return one.level !== other.level;
}

/** What stands where an order wanted to write, as an order. @param {import("./judgement.d.ts").DeliberationOrder} order @param {import("./judgement.d.ts").DeliberationDraft} draft @returns {import("./judgement.d.ts").DeliberationOrder} */
export function standing(order, draft) {
  switch (order.type) {
    case "settle": {
      const { agreed, dissenting } = outcomeOf(draft, order.criterion_id);
      return { ...order, agreed, dissenting };
    }
    case "words":
      return { ...order, text: outcomeOf(draft, order.criterion_id).words };
    case "settle-whole":
      return { ...order, acquired: draft.acquired, dissenting: draft.acquired_dissenting };
    case "comment-whole":
      return { ...order, text: draft.comment };
    case "say-present":
      return { ...order, present: draft.present };
    case "keep-equal":
      return order;
  }
}

/** Whether two deliberations say the same of every line and of the whole. @param {import("./judgement.d.ts").DeliberationDraft} one @param {import("./judgement.d.ts").DeliberationDraft} other @param {JudgingGrid} grid */
export function sameDeliberation(one, other, { criteria }) {
  /** @param {import("./judgement.d.ts").DeliberationDraft} draft */
  const all = (draft) => JSON.stringify([draft.acquired, draft.acquired_dissenting, draft.present, draft.comment, criteria.map(({ id }) => {
    const { agreed, dissenting, words } = outcomeOf(draft, id);
    return [agreed, dissenting, words];
  })]);
  return all(one) === all(other);
}
