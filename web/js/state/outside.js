/** What comes into the candidate's work from outside the page: which text is their own, and what is told. Pure. */

/** As many pieces as somebody moves about in ten minutes. */
const KEPT_PIECES = 50;

/** Line ends differ between what is copied and what is pasted; so may spaces at both ends. @param {string} text */
function plain(text) {
  return text.replaceAll(/\r\n?/g, "\n").trim();
}

/** What was cut or copied in this page, the last ones. @param {readonly string[]} pieces @param {string} piece @returns {readonly string[]} */
export function withPiece(pieces, piece) {
  const kept = plain(piece);
  return kept === "" ? pieces : [kept, ...pieces.filter((one) => one !== kept)].slice(0, KEPT_PIECES);
}

/**
 * Whether a text that is pasted is the candidate's own: cut or copied in this page, or standing in it (it was
 * copied before a reload).
 * @param {string} pasted @param {readonly string[]} pieces @param {readonly string[]} standing What stands in the page now.
 */
export function isOwn(pasted, pieces, standing) {
  const text = plain(pasted);
  return text === "" || pieces.includes(text) || standing.some((one) => plain(one).includes(text));
}

/** The kind of help that an input event shows, or "" (W3C Input Events Level 2, §3.1.1). @param {string} inputType */
export function helpOf(inputType) {
  switch (inputType) {
    case "insertFromPaste":
    case "insertFromPasteAsQuotation":
      return "paste";
    case "insertFromDrop":
      return "drop";
    case "insertReplacementText":
      return "replacement";
    default:
      return "";
  }
}
