/**
 * Small orders that a page has given and the server has not confirmed, in their order. Pure.
 *
 * Each carries the revision that its page had seen when it was given. Where one's own order has been carried out, those behind it
 * about the same field have seen that, too; what somebody else wrote in between they have not, and are then refused.
 */

/** @typedef {{ type: string, criterion_id?: string } & Record<string, unknown>} Order */
/** @typedef {{ order: Order, seen: number, tried: boolean }} Pending */

/** These are of no single field: what they say holds whatever was written beside. */
const ADDING = new Set(["link-moment", "unlink-moment", "keep-equal"]);

/** What an order is about: a field of a criterion, or of the whole. @param {Order} order */
export function fieldOf(order) {
  return `${order.criterion_id ?? ""}/${order.type}`;
}

/** An order that was never sent gives way to a newer one about the same field. @param {readonly Pending[]} pending @param {Order} order @param {number} seen @returns {Pending[]} */
export function given(pending, order, seen) {
  if (ADDING.has(order.type)) return [...pending, { order, seen, tried: false }];
  const before = pending.find((one) => !one.tried && fieldOf(one.order) === fieldOf(order));
  const others = pending.filter((one) => one !== before);
  return [...others, { order, seen: before?.seen ?? seen, tried: false }];
}

/** The first is on its way. @param {readonly Pending[]} pending @returns {Pending[]} */
export function underWay(pending) {
  return pending.map((one, index) => (index === 0 ? { ...one, tried: true } : one));
}

/** The first was carried out; its line stands at that revision now. @param {readonly Pending[]} pending @param {number} revision @returns {Pending[]} */
export function carriedOut(pending, revision) {
  const [first, ...rest] = pending;
  if (first === undefined) return [];
  return rest.map((one) => (fieldOf(one.order) === fieldOf(first.order) ? { ...one, seen: Math.max(one.seen, revision) } : one));
}

/** As it is sent. @param {Pending} pending */
export function sendable({ order, seen }) {
  return ADDING.has(order.type) ? order : { ...order, seen };
}

/** As much as a comment may hold (oralexam/rooms/judging/marks.py). */
const LONGEST = 2000;

/** A text that met another one, behind it: neither is lost. Null where there are no two texts, or no room for both. @param {Order} order @param {string} stands @returns {Order | null} */
export function withBoth(order, stands) {
  if (!["comment", "comment-whole", "words"].includes(order.type) || stands === "") return null;
  const text = `${stands.trimEnd()}\n${order["text"]}`;
  return text.length > LONGEST ? null : { ...order, text };
}
