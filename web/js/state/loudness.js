/** How much louder a voice is played than it was recorded. Pure. */

/** Speech at a desk (AES TD1008), as the mix is made: records/mixing.py. */
export const TARGET_LUFS = -18;
/** More would raise the room's noise with the voice; records/mixing.py has the same bound. */
const MOST_DB = 20;

/** The factor for a voice of that loudness; 1 where it was not measured. @param {number | null | undefined} lufs */
export function gainFor(lufs) {
  if (lufs === null || lufs === undefined) return 1;
  return 10 ** (Math.max(-MOST_DB, Math.min(MOST_DB, TARGET_LUFS - lufs)) / 20);
}
