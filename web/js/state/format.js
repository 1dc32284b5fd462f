/** How times are written: « 07:18 » for a clock or a time code, « 10 h 24 » for a time of day. Pure. */

const NARROW = "\u202f";
const FIXED = "\u00a0";

/** Seconds left as a clock shows them: rounded up, so that 00:00 appears when the time is over. @param {number} seconds */
export function clockText(seconds) {
  const whole = Math.max(0, Math.ceil(seconds - 1e-6));
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

/** A moment of a recording; before zero with a minus sign. @param {number} seconds */
export function timeCode(seconds) {
  const whole = Math.floor(Math.abs(seconds) + 1e-6);
  const text = `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
  return seconds < 0 && whole > 0 ? `−${text}` : text;
}

/** What a `datetime` attribute wants (HTML, duration string). @param {number} seconds */
export function durationAttribute(seconds) {
  const whole = Math.max(0, Math.ceil(seconds - 1e-6));
  return `PT${Math.floor(whole / 60)}M${whole % 60}S`;
}

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, "0");
}

/** A time of day: « 10 h 24 », or 10:24 in English. @param {Date} date @param {string} language */
export function timeOfDay(date, language) {
  const minutes = two(date.getMinutes());
  return language === "fr"
    ? `${date.getHours()}${FIXED}h${FIXED}${minutes}`
    : `${two(date.getHours())}:${minutes}`;
}

/** A time of day with seconds. @param {Date} date @param {string} language */
export function timeOfDayExact(date, language) {
  return language === "fr"
    ? `${timeOfDay(date, language)}${FIXED}min${FIXED}${two(date.getSeconds())}${FIXED}s`
    : `${timeOfDay(date, language)}:${two(date.getSeconds())}`;
}

/** As the Unicode locale data has them (fr-FR, en-GB). To have a browser load those for one heading costs 20 ms. */
const FRENCH = {
  weekdays: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
  months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
};
const ENGLISH = {
  weekdays: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
};

/** « mardi 8 décembre 2026 »; the first of a French month is « 1er ». @param {Date} date @param {string} language */
export function longDate(date, language) {
  const { weekdays, months } = language === "fr" ? FRENCH : ENGLISH;
  return `${weekdays[date.getDay()]} ${language === "fr" && date.getDate() === 1 ? "1er" : date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;
}

/** « 8 déc. 2026 », and « 1er déc. 2026 », which the locale data do not have. @param {Date} date @param {string} language */
export function shortDate(date, language) {
  const text = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", { dateStyle: "medium" }).format(date);
  return language === "fr" ? text.replace(/^1(?=\s)/u, "1er") : text;
}

/** A length in words: « 15 min », « 45 s », « 1 min 30 s ». @param {number} seconds */
export function lengthText(seconds) {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  if (minutes === 0) return `${rest}${FIXED}s`;
  return rest === 0 ? `${minutes}${FIXED}min` : `${minutes}${FIXED}min${FIXED}${rest}${FIXED}s`;
}

/** A short length to a tenth: « 1,4 s ». @param {number} seconds @param {string} language */
export function secondsText(seconds, language) {
  return `${decimal(seconds.toFixed(1), language)}${FIXED}s`;
}

/** A playing speed: « × 1,25 ». @param {number} speed @param {string} language */
export function speedText(speed, language) {
  return `×${NARROW}${decimal(String(speed), language)}`;
}

/** A small figure with the language's own point. @param {string} figure @param {string} language */
function decimal(figure, language) {
  return language === "fr" ? figure.replace(".", ",") : figure;
}

/** How many words a text has: runs of letters or digits, with what joins them inside. @param {string} text */
export function countWords(text) {
  return text.match(/[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

/** The first eight digits of a hash, in two groups, as one reads them aloud. @param {string} hash */
export function shortHash(hash) {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;
}
