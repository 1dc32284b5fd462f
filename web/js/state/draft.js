/**
 * Something that the candidate writes (notes or text), between the keyboard and the server. Pure.
 *
 * The server keeps the highest revision it was given. A draft is dirty while its revision is above the
 * last that the server confirmed; it is then sent again whenever the link comes back.
 */

/**
 * @typedef {object} Draft
 * @property {string} text
 * @property {number} revision The page's counter of changes.
 * @property {number} sentRevision The last one that was sent on the present connection.
 * @property {number} savedRevision The last one that the server confirmed.
 * @property {string | null} savedAt
 */

/** @type {Draft} */
export const EMPTY_DRAFT = { text: "", revision: 0, sentRevision: 0, savedRevision: 0, savedAt: null };

/** At most so long between a keystroke and its save. */
export const SAVE_AFTER_MS = 800;

/** @param {Draft} draft @param {string} text @returns {Draft} */
export function typed(draft, text) {
  return text === draft.text ? draft : { ...draft, text, revision: draft.revision + 1 };
}

/** @param {Draft} draft @returns {Draft} */
export function sent(draft) {
  return { ...draft, sentRevision: draft.revision };
}

/** @param {Draft} draft @param {number} revision @param {string} savedAt @returns {Draft} */
export function saved(draft, revision, savedAt) {
  return revision < draft.savedRevision ? draft : { ...draft, savedRevision: revision, savedAt };
}

/** Nothing that was sent on a lost connection is known to have arrived. @param {Draft} draft @returns {Draft} */
export function linkLost(draft) {
  return { ...draft, sentRevision: draft.savedRevision };
}

/**
 * The server shows what it holds. What was typed here since is kept; anything newer there replaces this.
 * @param {Draft} draft @param {{ text: string, revision: number, saved_at: string | null }} held @returns {Draft}
 */
export function shown(draft, held) {
  if (isDirty(draft) && draft.revision > held.revision) {
    return held.revision > draft.savedRevision
      ? { ...draft, savedRevision: held.revision, savedAt: held.saved_at }
      : draft;
  }
  if (held.revision < draft.savedRevision) return draft; // An older view, sent again after a resume.
  if (held.revision === draft.revision && held.saved_at === draft.savedAt) return draft;
  return {
    text: held.revision === draft.revision ? draft.text : held.text,
    revision: held.revision,
    sentRevision: held.revision,
    savedRevision: held.revision,
    savedAt: held.saved_at,
  };
}

/**
 * What this browser kept of a page that was closed before its last words were saved.
 * @param {Draft} draft @param {{ text: string, revision: number } | null} kept @returns {Draft}
 */
export function restored(draft, kept) {
  return kept !== null && kept.revision > draft.revision
    ? { ...draft, text: kept.text, revision: kept.revision }
    : draft;
}

/** @param {Draft} draft */
export function isDirty(draft) {
  return draft.revision > draft.savedRevision;
}

/** Whether there is something that has not been sent on this connection. @param {Draft} draft */
export function isUnsent(draft) {
  return draft.revision > draft.sentRevision;
}
