/** The time zones in which a centre may be: the days and hours of a session are meant in its own. Pure. */

/** Where French certifications are examined (IANA names). */
export const FRENCH = /** @type {const} */ ([
  "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "America/Miquelon", "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis",
]);

/** What a page offers: the French ones first, then all that the browser knows; what stands there is among them. @param {string} current @returns {string[]} */
export function timeZones(current) {
  return [...new Set([...FRENCH, current, ...Intl.supportedValuesOf("timeZone")])];
}
