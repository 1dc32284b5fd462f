/** What people made of a transcript: which version is read, what is marked in it, what has been done. Pure. */

/** @typedef {import("./bundle.d.ts").TrackTranscript} TrackTranscript */
/** @typedef {import("./correction.d.ts").TrackReading} TrackReading */
/** @typedef {import("./correction.d.ts").ReadUtterance} ReadUtterance */
/** @typedef {import("./correction.d.ts").ShownUtterance} ShownUtterance */

/**
 * The version of a track that is read: the newest that somebody has acted upon, for what a person read outranks what a
 * machine wrote later; else the machine's newest. `chosen` is a version that the reader asked for.
 * @param {readonly TrackReading[]} readings @param {string} seat @param {number | undefined} [chosen] @returns {TrackReading | null}
 */
export function readingOf(readings, seat, chosen) {
  const own = readings.filter((reading) => reading.seat === seat);
  return own.find(({ version }) => version === chosen) ?? own.findLast(({ history }) => history.length > 0) ?? own.at(-1) ?? null;
}

/**
 * What the server says, and the version that somebody is writing upon, which the server may name no more: the machine
 * has written the track anew meanwhile. What is being typed is about the words that are on the page.
 * @param {readonly TrackReading[]} readings @param {readonly TrackReading[]} before @param {{ seat: string, version: number } | null} editing
 * @returns {TrackReading[]}
 */
export function keepingEdited(readings, before, editing) {
  /** @param {TrackReading} each */
  const edited = (each) => each.seat === editing?.seat && each.version === editing.version;
  const kept = readings.some(edited) ? [] : before.filter(edited).map((each) => ({ ...each, newest: false }));
  return [...readings, ...kept].sort((a, b) => a.seat.localeCompare(b.seat) || a.version - b.version);
}

/** The machine's newest version of a track, where people read an older one. @param {readonly TrackReading[]} readings @param {string} seat @param {number | undefined} [chosen] */
export function newerThanRead(readings, seat, chosen) {
  const read = readingOf(readings, seat, chosen);
  return read === null || read.newest ? null : readings.find((reading) => reading.seat === seat && reading.newest) ?? null;
}

/**
 * Transcripts as people have read them, in the shape of the machine's: words and what was heard beside them from one
 * version. A seat without a reading stays as it is.
 * @param {readonly TrackTranscript[]} transcripts @param {readonly TrackReading[]} readings @param {ReadonlyMap<string, number>} chosen
 * @returns {TrackTranscript[]}
 */
export function asRead(transcripts, readings, chosen) {
  return transcripts.map((transcript) => {
    const reading = readingOf(readings, transcript.seat, chosen.get(transcript.seat));
    if (reading === null) return transcript;
    return {
      ...transcript, recognizer: reading.recognizer, sounds: reading.sounds,
      utterances: reading.utterances.map((utterance) => ({
        start_s: utterance.line.start_s, end_s: utterance.line.end_s, text: utterance.line.text,
        words: shownWords(utterance), shown: { seat: reading.seat, version: reading.version, utterance },
      })),
    };
  });
}

/** @param {ReadUtterance} utterance @returns {import("./correction.d.ts").ShownWord[]} */
function shownWords({ line }) {
  return line.words.map((word, place) => ({
    text: word.text, start_s: word.start_s, end_s: word.end_s, probability: word.probability ?? 1, doubted: word.unclear,
    changed: line.changes.some(({ first, count }) => first <= place && place < first + count),
  }));
}

/** How many utterances people have read, and of how many. @param {readonly TrackReading[]} readings @param {readonly string[]} seats @param {ReadonlyMap<string, number>} chosen */
export function progress(readings, seats, chosen) {
  const all = seats.flatMap((seat) => readingOf(readings, seat, chosen.get(seat))?.utterances ?? []);
  return { read: all.filter(({ line }) => line.standing !== "as-heard").length, all: all.length };
}

/** What has been done about one utterance, the last first. @param {TrackReading | null} reading @param {string} utteranceId */
export function storyOf(reading, utteranceId) {
  return (reading?.history ?? []).filter(({ utterance_id }) => utterance_id === utteranceId).reverse();
}

/** One name for an utterance on this page. @param {ShownUtterance} shown */
export function keyOf({ seat, version, utterance }) {
  return `${seat}-${version}-${utterance.utterance_id}`;
}

/** What pressing "save" would do: the machine was right, nothing was said, or this is what was said. @param {string} text @param {string | null} heard @returns {"confirm" | "remove" | "save"} */
export function wouldBe(text, heard) {
  const bare = text.split(/\s+/).filter(Boolean).join(" ");
  if (bare === "") return "remove";
  return bare === heard ? "confirm" : "save";
}

/** Put brackets around what is selected: a person has listened and is not sure. @param {string} text @param {number} from @param {number} to */
export function bracketed(text, from, to) {
  const before = text.slice(0, from);
  const inside = text.slice(from, to);
  const bare = inside.trim();
  const lead = inside.slice(0, inside.length - inside.trimStart().length);
  const mark = bare === "" ? "[…]" : `[${bare}]`;
  return { text: `${before}${lead}${mark}${inside.slice(lead.length + bare.length)}${text.slice(to)}`, caret: from + lead.length + mark.length };
}
