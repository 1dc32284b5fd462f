/** When a state stands: all that it does to itself after it was shown has been done, and is drawn. Development only. */

/** @type {WeakMap<HTMLElement, Promise<void>>} What each element is still to do, one act after the other. */
const ACTS = new WeakMap();
/** @type {Promise<void>[]} */
const all = [];

/** A task later: every update that was asked for is drawn by then, since Lit draws in microtasks. */
const drawn = () => new Promise((done) => { setTimeout(done); });

/**
 * Have a state do something to itself, once its element is drawn and what it was to do before is done.
 * @template {HTMLElement} E @param {E} element @param {(element: E) => unknown} act @returns {E}
 */
export function then(element, act) {
  const before = ACTS.get(element) ?? drawn();
  const done = before.then(async () => {
    await act(element);
    await drawn();
  });
  ACTS.set(element, done);
  all.push(done);
  return element;
}

/** Until everything is done; what failed is an uncaught error of the page by itself. */
export async function standing() {
  await drawn();
  await Promise.allSettled(all);
}

/** Until something is there. @template T @param {() => T | null | undefined} find @returns {Promise<T>} */
export async function there(find) {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = find();
    if (found !== null && found !== undefined) return found;
    await new Promise((done) => { setTimeout(done, 10); });
  }
  throw new Error(`it never came: ${String(find)}`);
}
