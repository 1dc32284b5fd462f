import { ref } from "../../vendor/lit.js";

/**
 * What a browser and the common extension can be asked to leave alone: spelling, correction, completion, translation,
 * and the writing of whole sentences (HTML Living Standard, `spellcheck`, `autocorrect`, `translate`,
 * `writingsuggestions`; `data-gramm` is what Grammarly reads). What cannot be asked for is in docs/candidate.md.
 */
const ASKED = {
  "spellcheck": "false", "autocorrect": "off", "autocapitalize": "off", "autocomplete": "off", "translate": "no",
  "writingsuggestions": "false", "data-gramm": "false", "data-gramm_editor": "false", "data-enable-grammarly": "false",
};

/** @param {Element | undefined} element */
function ask(element) {
  for (const [name, value] of Object.entries(ASKED)) element?.setAttribute(name, value);
}

/** Put into a field in which the candidate writes: nobody writes there but they. */
export function plainWriting() {
  return ref(ask);
}
