/**
 * Words of the interface. The server sends codes; this is where they become sentences.
 *
 * French first: staff and candidates are in France. Scenario texts are not translated: they are English.
 */

/** @typedef {"fr" | "en"} Language */
/** @typedef {Record<string, string | number>} Blanks */

const KEPT_AS = "oralexam-language";

/** @type {Language} */
let current = "fr";
/** @type {Record<string, string>} */
let sentences = {};

/** @returns {Language} */
export function language() {
  return current;
}

/** The language that this browser chose before, or French. @returns {Language} */
function keptLanguage() {
  try {
    return localStorage.getItem(KEPT_AS) === "en" ? "en" : "fr";
  } catch {
    return "fr"; // Storage may be forbidden by the browser's owner: the page works without it.
  }
}

/** Load the sentences of `chosen`, or of the language that was chosen before. @param {Language} [chosen] */
export async function loadLanguage(chosen) {
  const wanted = chosen ?? keptLanguage();
  const answer = await fetch(new URL(`../i18n/${wanted}.json`, import.meta.url));
  useSentences(wanted, await answer.json());
}

/** The sentences of one language, beside those of the page: for what has to stand in both. @param {Language} wanted @returns {Promise<Record<string, string>>} */
export async function sentencesIn(wanted) {
  if (wanted === current) return sentences;
  const answer = await fetch(new URL(`../i18n/${wanted}.json`, import.meta.url));
  return answer.json();
}

/** Change the language of the open page and remember it. @param {Language} chosen */
export async function chooseLanguage(chosen) {
  await loadLanguage(chosen);
  try {
    localStorage.setItem(KEPT_AS, chosen);
  } catch {
    // Not remembered: nothing else is lost.
  }
  document.dispatchEvent(new Event("exam-language"));
}

/** Use these sentences from now on. @param {Language} chosen @param {Record<string, string>} loaded */
export function useSentences(chosen, loaded) {
  current = chosen;
  sentences = loaded;
  if (typeof document !== "undefined") document.documentElement.lang = chosen;
}

/** The sentence for `key`, its `{blanks}` filled; a missing one shows its key. @param {string} key @param {Blanks} [blanks] */
export function t(key, blanks = {}) {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => isolated(String(blanks[name] ?? whole)));
}

/** Strong letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A name from right to left keeps its order to itself: the words and numbers around it stay (UAX #9, isolates). @param {string} filled */
const isolated = (filled) => (RIGHT_TO_LEFT.test(filled) ? `\u2068${filled}\u2069` : filled);

/** The sentence for `count` things: `key.one` or `key.other`. @param {string} key @param {number} count @param {Blanks} [blanks] */
export function tn(key, count, blanks = {}) {
  // Unicode CLDR, plural rules of whole numbers: « 0 place » in French, "0 places" in English.
  const one = current === "fr" ? count < 2 : count === 1;
  return t(`${key}.${one ? "one" : "other"}`, { n: number(count), ...blanks });
}

/** Whether there is a sentence for `key`. @param {string} key */
export function has(key) {
  return key in sentences;
}

/** The sentence that explains an error code; an unknown code is shown, so that it can be reported. @param {string} code */
export function errorSentence(code) {
  return has(`error.${code}`) ? t(`error.${code}`) : t("error.unknown", { code });
}

/** To have a browser load its locale data costs 20 ms, which a number without groups does not need. @param {number} value */
export function number(value) {
  return Number.isInteger(value) && value >= 0 && value < 1000 ? String(value) : new Intl.NumberFormat(current).format(value);
}
