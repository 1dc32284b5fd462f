/** How a draw is shown. Pure. */

/** @typedef {import("../protocol/messages.d.ts").Lot} Lot */

/** What stands on each envelope of the set: its place in it, since names would tell other candidates' scenarios. @param {Lot} lot */
export function eligibleNames(lot) {
  return lot.eligible.map((_name, index) => String(index + 1).padStart(2, "0"));
}

/** A title in lines that fit a card: about 22 characters each, three at most. @param {string} title */
export function titleLines(title) {
  /** @type {string[]} */
  const lines = [];
  for (const word of title.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && (line.length + word.length < 22 || lines.length === 3)) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
