/** What of a run has to go to the server yet, and what the server's answers mean for it. Pure. */

/**
 * One segment that waits. `end` and `chain` are where a run stands behind it if nothing was lost before it.
 * @typedef {object} Waiting
 * @property {number} index
 * @property {number} samples
 * @property {number} bytes
 * @property {number} end
 * @property {string} chain
 * @property {boolean} last
 */

/** Where the server says that a run stands: everything up to there is on its disk. @typedef {{ offset: number, chain: string }} Standing */

/**
 * @typedef {object} RunQueue
 * @property {readonly Waiting[]} waiting In their order.
 * @property {Standing | null} standing null until the server was asked.
 * @property {boolean} over Nothing is added to it any more.
 */

/** @type {RunQueue} */
export const NEW_QUEUE = { waiting: [], standing: null, over: false };

/** @param {RunQueue} queue @param {Waiting} segment @returns {RunQueue} */
export function added(queue, segment) {
  return { ...queue, waiting: [...queue.waiting, segment], over: queue.over || segment.last };
}

/** The page that recorded it has gone, or has ended it. @param {RunQueue} queue @returns {RunQueue} */
export function ended(queue) {
  return { ...queue, over: true };
}

/**
 * The server was asked where it stands: what it has, by offset and by chain, waits no more.
 *
 * Where it stands elsewhere than this page can explain, nothing is taken as kept: the next answer decides.
 * @param {RunQueue} queue @param {Standing} standing @returns {{ queue: RunQueue, kept: readonly Waiting[] }}
 */
export function asked(queue, standing) {
  const known = queue.waiting.findIndex((segment) => segment.end === standing.offset && segment.chain === standing.chain);
  return { queue: { ...queue, waiting: queue.waiting.slice(known + 1), standing }, kept: queue.waiting.slice(0, known + 1) };
}

/** What goes next: as many as fit, at least one. @param {RunQueue} queue @param {number} mostBytes */
export function nextOf(queue, mostBytes) {
  let bytes = 0;
  const fitting = queue.waiting.findIndex((segment) => (bytes += segment.bytes) > mostBytes);
  return queue.waiting.slice(0, fitting === -1 ? undefined : Math.max(1, fitting));
}

/**
 * What goes to the server now stands where the server's own word puts it: a segment before it may have been lost here since it was cut.
 * @param {RunQueue} queue @param {readonly Waiting[]} sent @returns {RunQueue}
 */
export function placed(queue, sent) {
  const places = new Map(sent.map((segment) => [segment.index, segment]));
  return { ...queue, waiting: queue.waiting.map((segment) => places.get(segment.index) ?? segment) };
}

/**
 * The server has answered that it has kept `sent`, and stands at `told`.
 * Only if that is where this page computes that the last of them ends, something is removed here.
 * @param {RunQueue} queue @param {readonly Waiting[]} sent @param {Standing} told
 * @returns {{ queue: RunQueue, kept: readonly Waiting[] }}
 */
export function answered(queue, sent, told) {
  const last = sent.at(-1);
  if (last === undefined || told.offset !== last.end || told.chain !== last.chain) return { queue: { ...queue, standing: null }, kept: [] };
  return { queue: { ...queue, waiting: queue.waiting.filter((segment) => segment.index > last.index), standing: told }, kept: sent };
}

/** The server has gone past these: they can never be taken; it is asked where it stands. @param {RunQueue} queue @param {readonly Waiting[]} past @returns {RunQueue} */
export function without(queue, past) {
  return { ...queue, waiting: queue.waiting.filter(({ index }) => !past.some((each) => each.index === index)), standing: null };
}

/** Whether all of it has arrived. @param {RunQueue} queue */
export function isDone(queue) {
  return queue.over && queue.waiting.length === 0;
}

/** @param {RunQueue} queue */
export function waitingSamples(queue) {
  return queue.waiting.reduce((sum, segment) => sum + segment.samples, 0);
}

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait after so many failures in a row; `chance` is 0 to 1, so that pages do not come all at once. @param {number} failures @param {number} chance */
export function backOffMs(failures, chance) {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1)) * (0.75 + chance / 2);
}

/**
 * What an answer other than "kept" asks for: `again` later, `ask` where it stands, `begin` its place anew, `gone`: let go of it;
 * `behind`: it stands behind one of these already; `parked`: nothing more until the page is opened again; `later`: not with this session, perhaps with another.
 * @param {number} status @param {string} code @returns {"again" | "ask" | "begin" | "behind" | "gone" | "parked" | "later"}
 */
export function meaningOf(status, code) {
  if (code === "recordings-erased") return "gone";
  if (code === "copy-offset-differs") return "ask";
  if (code === "copy-out-of-order") return "behind";
  if (code === "unknown-copy") return "begin";
  if (status === 401 || status === 403 || code === "unknown-sitting") return "later";
  if (status === 460 || status === 429 || status === 408 || status >= 500 || status === 0) return "again";
  return "parked";
}

/** When a run began, by its head; null where the head does not say. @param {string} head */
export function begunMs(head) {
  try {
    const at = Number(JSON.parse(head).page_us) / 1000;
    return Number.isFinite(at) ? at : null;
  } catch {
    return null;
  }
}

/** So long a browser keeps what nobody could take. */
const KEPT_DAYS = 30;

/** Whether a leftover is older than anybody waits for it. @param {number} begunMs @param {number} nowMs */
export function isTooOld(begunMs, nowMs) {
  return nowMs - begunMs > KEPT_DAYS * 24 * 3600 * 1000;
}
