/** What a page notices of its own station, from looks twice a second: each begins and ends once, not with every syllable. Pure. */

/** @typedef {import("../protocol/messages.d.ts").Trouble} Trouble */

/**
 * @typedef {object} Look
 * @property {boolean} live Whether what is said leaves this computer now.
 * @property {boolean} muted
 * @property {boolean} cameraOff
 * @property {number} level How loud the own microphone is, 0 to 1.
 * @property {number} loss The share that is lost between this station and the server, on the worse of both ways.
 * @property {number} roundTripS
 * @property {boolean} hidden Another tab is before the page, or the window is put away.
 * @property {boolean} leftFullScreen The page was on the full screen and is not any more.
 */

/**
 * `looks`: how many count; it begins when at least the share `begins` of them says so, and is over at `ends` or less.
 * Loss: from 8 % on words are missed although packets are asked for again (docs/media.md). Round trip: beyond 0.4 s people
 * begin to talk at once (ITU-T G.114: 400 ms one way is the limit of planning, and this is felt before).
 * @type {readonly { trouble: Trouble, ofCall: boolean, looks: number, begins: number, ends: number, is: (look: Look) => boolean }[]}
 */
const KINDS = [
  { trouble: "muted", ofCall: true, looks: 1, begins: 1, ends: 0, is: (look) => look.muted },
  { trouble: "camera-off", ofCall: true, looks: 1, begins: 1, ends: 0, is: (look) => look.cameraOff },
  // A live microphone never brings nothing at all for eight seconds: its own noise is above zero.
  { trouble: "silent", ofCall: true, looks: 16, begins: 1, ends: 0.9, is: (look) => look.live && !look.muted && look.level === 0 },
  { trouble: "clipping", ofCall: true, looks: 20, begins: 0.2, ends: 0, is: (look) => look.level >= 0.99 },
  { trouble: "loss", ofCall: true, looks: 6, begins: 0.8, ends: 0.2, is: (look) => look.loss >= 0.08 },
  { trouble: "slow", ofCall: true, looks: 6, begins: 0.8, ends: 0.2, is: (look) => look.roundTripS >= 0.4 },
  { trouble: "away", ofCall: false, looks: 1, begins: 1, ends: 0, is: (look) => look.hidden },
  { trouble: "not-full-screen", ofCall: false, looks: 1, begins: 1, ends: 0, is: (look) => look.leftFullScreen },
];

/** What one microphone alone can be told by: of two on one input the right one is the juror's. @type {readonly Trouble[]} */
export const OF_A_MICROPHONE = ["silent", "clipping"];

export class TroubleWatch {
  constructor() {
    /** What is not as it should be now. @type {Set<Trouble>} */
    this.standing = new Set();
    /** @type {Map<Trouble, boolean[]>} */
    this._seen = new Map();
  }

  /** The troubles that are worth a word now. @param {boolean} inCall @returns {Trouble[]} */
  static of(inCall) {
    return KINDS.filter(({ ofCall }) => inCall || !ofCall).map(({ trouble }) => trouble);
  }

  /** @param {Look} look @param {boolean} inCall */
  look(look, inCall) {
    for (const { trouble, ofCall, looks, begins, ends, is } of KINDS) {
      if (ofCall && !inCall) {
        this._seen.delete(trouble);
        this.standing.delete(trouble);
        continue;
      }
      const seen = [...(this._seen.get(trouble) ?? []), is(look)].slice(-looks);
      this._seen.set(trouble, seen);
      const share = seen.filter(Boolean).length / looks;
      if (share >= begins) this.standing.add(trouble);
      else if (share <= ends) this.standing.delete(trouble);
    }
  }
}
