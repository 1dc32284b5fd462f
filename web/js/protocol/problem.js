/** Something that could not be done, named by the code for which i18n has a sentence. */
export class Problem extends Error {
  /** @param {string} code @param {Record<string, string | number>} [details] @param {any} [answer] All that the server said about it. */
  constructor(code, details = {}, answer = null) {
    super(code);
    this.answer = answer;
    this.name = "Problem";
    this.code = code;
    this.details = details;
  }
}

/** The code of anything that was thrown. @param {unknown} thrown */
export function codeOf(thrown) {
  return thrown instanceof Problem ? thrown.code : "page-failed";
}
