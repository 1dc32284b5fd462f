/** Extra time, as the form that opens a sitting offers it. Why it is granted is asked nowhere. Pure. */

/** Lengths that a form offers, as the server takes them; "" is none. */
export const EXTRA_CHOICES = /** @type {const} */ (["", "1/3", "1/2", "5", "10", "15", "20", "30"]);

/** What a choice means. @param {string} choice @returns {{ fraction: string } | { minutes: number } | null} */
function extraLength(choice) {
  if (choice === "") return null;
  return choice.includes("/") ? { fraction: choice } : { minutes: Number(choice) };
}

/** `extra_time` for the request that opens a sitting; null where none is granted. @param {{ preparation: string, exchange: string, writing: string, interview?: string }} choices */
export function extraTime(choices) {
  const lengths = Object.entries(choices).flatMap(([phase, choice]) => {
    const length = extraLength(choice);
    return length === null ? [] : [[phase, length]];
  });
  return lengths.length === 0 ? null : Object.fromEntries(lengths);
}
