/** The transcript while people read it: what they changed, the editor, a colleague's text, an older version. Development only. */

import { then, there } from "./standing.js";

/** @typedef {import("../js/elements/replay.js").ExamReplay} ExamReplay */
/** @typedef {import("../js/state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../js/state/correction.d.ts").TrackReading} TrackReading */
/** @typedef {import("../js/state/correction.d.ts").ReadUtterance} ReadUtterance */
/** @typedef {import("../js/state/correction.d.ts").HistoryLine} HistoryLine */

/** @param {ReplayBundle} bundle @param {boolean} touched @returns {TrackReading[]} */
function readings(bundle, touched) {
  return bundle.transcripts.map((transcript) => {
    /** @type {HistoryLine[]} */
    const history = [];
    const utterances = transcript.utterances.map((utterance, place) => {
      /** @type {ReadUtterance} */
      const read = {
        utterance_id: `heard-${place}`, revision: 0, heard: utterance.text,
        line: { start_s: utterance.start_s, end_s: utterance.end_s, text: utterance.text, standing: "as-heard", changes: [], words: utterance.words.map((word) => ({ ...word, text: word.text.trim(), unclear: false })) },
      };
      if (!touched || transcript.seat !== "candidate" || place > 2) return read;
      return acted(read, place, history);
    });
    return { seat: transcript.seat, version: 1, sha256: "0", newest: true, recognizer: transcript.recognizer, revision: history.length, utterances, sounds: transcript.sounds, history };
  });
}

/** The first is confirmed, the second corrected with a doubt, the third was never said. @param {ReadUtterance} read @param {number} place @param {HistoryLine[]} history @returns {ReadUtterance} */
function acted(read, place, history) {
  const kind = /** @type {const} */ (["confirmed", "corrected", "removed"])[place] ?? "confirmed";
  const words = read.line.words.map((word, at) => ({ ...word, text: place === 1 && at === 3 ? "Whitcombe," : word.text, unclear: place === 1 && at === 5 }));
  const line = {
    ...read.line, standing: kind, text: kind === "removed" ? "" : words.map(({ text }) => text).join(" "), words: kind === "removed" ? [] : words,
    changes: kind === "corrected" ? [{ first: 3, count: 1, heard: "whit" }] : [],
  };
  history.push({ revision: place + 1, kind, utterance_id: read.utterance_id, author: "Claire Morel", at: "2026-12-08T13:02:00Z", before: read.heard ?? "", after: line.text });
  return { ...read, revision: place + 1, line };
}

/** @param {(bundle: ReplayBundle) => ExamReplay} replay @param {ReplayBundle} bundle @returns {Record<string, () => HTMLElement>} */
export function correctionStates(replay, bundle) {
  /** @param {(corrections: import("../js/elements/corrections.js").Corrections, element: ExamReplay) => unknown} act @param {boolean} [touched] @param {TrackReading[]} [more] */
  const read = (act, touched = true, more = []) => {
    // After the playhead was put into the middle of the call.
    return then(replay(bundle), async (element) => {
      const corrections = element.transcript.value?.corrections;
      if (corrections === undefined) throw new Error("there is no transcript to correct");
      corrections.take({ may_correct: true, readings: [...readings(bundle, touched).map((reading) => ({ ...reading, newest: more.every(({ seat }) => seat !== reading.seat) })), ...more] });
      await element.transcript.value?.updateComplete;
      await act(corrections, element);
    });
  };
  /** @param {ExamReplay} element @param {string} key */
  const press = (element, key) => element.querySelector('[data-utterance="candidate-1-heard-1"]')?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  /** @param {ExamReplay} element */
  const editor = (element) => there(() => element.querySelector("#correction-text"));
  /** @param {ExamReplay} element @param {number} place */
  const focus = (element, place) => {
    const span = element.querySelector(`[data-utterance="candidate-1-heard-${place}"]`);
    if (span instanceof HTMLElement) span.focus();
  };
  return {
    "replay-read": () => read((_corrections, element) => {
      focus(element, 1);
      press(element, "h");
    }),
    "replay-correcting": () => read(async (_corrections, element) => {
      press(element, "e");
      await editor(element);
    }),
    "replay-correcting-two": () => read(async (corrections, element) => {
      press(element, "e");
      await editor(element);
      const theirs = readings(bundle, true)[0];
      if (theirs !== undefined) corrections.refused("transcript-changed", theirs);
    }, false),
    "replay-correcting-anew": () => read(async (corrections, element) => {
      press(element, "e");
      await editor(element);
      const anew = readings(bundle, false).map((reading) => ({ ...reading, version: reading.seat === "candidate" ? 2 : 1 }));
      corrections.take({ may_correct: true, readings: anew });
    }, false),
    "replay-other-language": () => otherLanguage(replay, bundle),
    "replay-adding": () => read((corrections) => corrections.add(41)),
    "replay-read-older": () => read((_corrections, element) => element.querySelector(".transcript")?.scrollTo(0, 0), true, readings(bundle, false).slice(0, 1).map((reading) => ({ ...reading, version: 2 }))),
  };
}

/** One whose speech sounded like French for the most part. @param {(bundle: ReplayBundle) => ExamReplay} replay @param {ReplayBundle} bundle */
function otherLanguage(replay, bundle) {
  const shown = { ...bundle, transcripts: bundle.transcripts.map((each) => each.seat === "candidate" ? { ...each, language: { checked_s: 34, other_s: 21, other: "fr" } } : each) };
  return then(replay(shown), (element) => element.querySelector(".transcript")?.scrollTo(0, 0));
}
