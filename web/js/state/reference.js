/** Looking something up in a work: its leaves, and the words that stand on them. Pure. */

/** @typedef {import("../protocol/messages.d.ts").PaperPage} PaperPage */
/** @typedef {{ work_id: string, title: string, language: string, page_count: number, added_at: string, withdrawn_at: string | null }} Work */

/**
 * What is on the shelf, and the pages of the works that were opened: null where one could not be.
 * @typedef {{ works: readonly Work[], pages: Readonly<Record<string, readonly PaperPage[] | null>>, from: string }} Reference
 */

/** @type {Reference} */
export const NO_REFERENCE = { works: [], pages: {}, from: "" };

/** A long text has no pages of its own: about as many characters as a printed one. */
const LEAF_CHARACTERS = 2500;

/** The pages of a work as they are turned: a page without a picture may be a whole book. @param {readonly PaperPage[]} pages @returns {PaperPage[]} */
export function leavesOf(pages) {
  return pages.flatMap((page) => (page.picture === "" ? texts(page.text).map((text) => ({ ...page, text })) : [page]));
}

/** @param {string} text */
function texts(text) {
  /** @type {string[]} */
  const leaves = [];
  for (const paragraph of text.split(/\n\n+/)) {
    const last = leaves.at(-1);
    if (last === undefined || last.length + paragraph.length > LEAF_CHARACTERS) leaves.push(paragraph);
    else leaves[leaves.length - 1] = `${last}\n\n${paragraph}`;
  }
  return leaves;
}

/** Words and numbers alone, without capitals and accents, a space before and after each; a word cut at the end of a line is whole. @param {string} text */
export function folded(text) {
  const plain = text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
  return ` ${plain.replaceAll(/(\p{L})[-\u00ad]\s*\n\s*(?=\p{L})/gu, "$1").replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

/**
 * Where all the words stand, in any order; the beginning of a word finds it.
 * @param {readonly string[]} pages Folded. @param {string} words @returns {number[]}
 */
export function pagesWith(pages, words) {
  const wanted = folded(words).trim().split(" ").filter((word) => word !== "");
  if (wanted.length === 0) return [];
  return pages.flatMap((page, index) => (wanted.every((word) => page.includes(` ${word}`)) ? [index] : []));
}

/** The next of the pages that were found, and after the last the first again; −1 where there is none. @param {readonly number[]} found @param {number} after */
export function nextOf(found, after) {
  return found.find((page) => page > after) ?? found[0] ?? -1;
}
