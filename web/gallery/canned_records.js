/** A replay bundle made of the rehearsal's own lines, and a manager's list. Development only. */

import { at, FIELDS, NOTES, TEXT } from "./canned.js";

/** @typedef {import("../js/state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../js/state/bundle.d.ts").Peaks} Peaks */
/** @typedef {{ seat: "candidate" | "juror", text: string, duration_s: number, words: { text: string, start_s: number, end_s: number }[] }} SpokenLine */

/** When each line begins: one after the other, the last words of one under the first of the next now and then. @param {readonly SpokenLine[]} lines */
function starts(lines) {
  let reached = 0.8;
  return lines.map((line, index) => {
    const start = reached;
    reached += line.duration_s + (index % 4 === 2 ? -0.9 : 0.5);
    return start;
  });
}

/** What was heard beside words: hesitations, pauses and the juror, in the candidate's microphone. @param {readonly SpokenLine[]} lines @param {"candidate" | "juror"} seat */
function heard(lines, seat) {
  const begins = starts(lines);
  /** @type {import("../js/state/bundle.d.ts").HeardSound[]} */
  const sounds = [];
  if (seat === "juror") return sounds;
  for (const [index, line] of lines.entries()) {
    const start = begins[index] ?? 0;
    const second = start + (line.words[1]?.end_s ?? 0);
    if (line.seat !== seat) continue;
    if (index % 4 < 2) sounds.push({ kind: "hesitation", start_s: second - 0.3, end_s: second });
    if (index % 4 > 0) sounds.push({ kind: "pause", start_s: second + 0.02, end_s: second + 1.42 });
    if (index % 4 > 1) sounds.push({ kind: "other-speaker", start_s: start + line.duration_s + 0.2, end_s: start + line.duration_s + 1.4 });
  }
  return sounds;
}

/** @param {readonly SpokenLine[]} lines @param {"candidate" | "juror"} seat */
function transcript(lines, seat) {
  const begins = starts(lines);
  const utterances = lines.flatMap((line, index) => {
    if (line.seat !== seat) return [];
    const start = begins[index] ?? 0;
    const words = line.words.map((word, place) => ({ text: word.text, start_s: start + word.start_s, end_s: start + word.end_s, probability: (place * 7 + index) % 23 === 5 ? 0.31 : 0.93 }));
    return [{ start_s: start, end_s: start + line.duration_s, text: line.text, words }];
  });
  return {
    sitting_id: "gallery", seat, utterances, starts_at_s: -0.4, audio_duration_s: 92, speech_duration_s: 40, sounds: heard(lines, seat),
    language: { checked_s: 34, other_s: 0, other: "" },
    recognizer: { engine: "openai-whisper", engine_version: "20250625", model: "rehearsal", model_sha256: "", settings: "", note: "rehearsal model: knows only the rehearsal's lines" },
  };
}

/** A steady pseudo-random number from 0 to 1: the same picture every time. @param {number} n */
function noise(n) {
  const x = Math.sin(n * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

/** @param {readonly SpokenLine[]} lines @returns {Record<string, Peaks>} */
export function peaks(lines) {
  /** @type {Record<string, Peaks>} */
  const made = {};
  for (const seat of /** @type {const} */ (["candidate", "juror"])) {
    const words = transcript(lines, seat).utterances.flatMap((utterance) => utterance.words);
    made[seat] = {
      bucket_s: 0.02, starts_s: -0.4,
      peaks: Array.from({ length: 4620 }, (_unused, index) => {
        const now = -0.4 + index * 0.02;
        const word = words.find(({ start_s, end_s }) => start_s <= now && now < end_s);
        if (word === undefined) return 0.004 * noise(index);
        const within = (now - word.start_s) / (word.end_s - word.start_s);
        return (0.12 + 0.4 * noise(Math.floor(index / 4))) * Math.sin(Math.PI * Math.min(1, within + 0.1));
      }),
    };
  }
  return made;
}

/** @param {any} scenario @param {readonly SpokenLine[]} lines @returns {ReplayBundle} */
export function bundle(scenario, lines) {
  const file = { url: "/gallery/nothing", starts_s: -0.4, duration_s: 92.4 };
  const video = scenario.mode === "video" ? file : null;
  return {
    sitting_id: "gallery", rehearsal: false, candidate_name: "Inès Marchetti", juror_name: "Mme Okafor", observer_name: "Mme Aubertin",
    room_name: "salle 1", number: 3, title: scenario.title, mode: scenario.mode, other_party: scenario.other_party,
    zero_utc: at(15), ends_s: 152,
    phases: [
      { phase: "preparation", starts_s: -62, ends_s: -6 }, { phase: "ringing", starts_s: -6, ends_s: -0.8 }, { phase: "connecting", starts_s: -0.8, ends_s: 0 },
      { phase: "call", starts_s: 0, ends_s: 92 }, { phase: "writing", starts_s: 92, ends_s: 152 },
    ],
    media_state: "ready", media_reason: "",
    tracks: [
      { seat: "candidate", name: "Inès Marchetti", shared: false, audio: file, peaks: { url: "p" }, video, gaps: [{ starts_s: 70.2, ends_s: 71.6 }], packets: 4543, missing_packets: 70 },
      { seat: "juror", name: "Mme Okafor", shared: false, audio: file, peaks: { url: "p" }, video, gaps: [], packets: 4613, missing_packets: 0 },
    ],
    mix: file, transcript_state: "ready", transcript_reason: "", transcript_ready_at: null, transcripts: [transcript(lines, "candidate"), transcript(lines, "juror")],
    notes: [{ at_s: -40, text: NOTES.slice(0, 80) }, { at_s: -20, text: NOTES.slice(0, 200) }, { at_s: 41, text: NOTES }],
    text: [{ at_s: 100, text: TEXT.slice(0, 200) }, { at_s: 150, text: TEXT }],
    part: scenario.part, sheet: [], contact_sheet: scenario.contact_sheet,
    text_task: scenario.text_task, candidate_brief: scenario.candidate,
    facts_given: scenario.jury.facts_if_asked.slice(0, 3).map((/** @type {any} */ fact, /** @type {number} */ index) => ({ ...fact, at_s: 25 + 14 * index })),
    incidents: [{ at_s: 70.2, code: "link-lost", seat: "candidate" }, { at_s: 71.6, code: "link-back", seat: "candidate" }],
    rings: [{ at_s: -5, by: "juror", attempt: 1, answered: true }],
  };
}

/** A visitor, received with two microphones or with one. @param {any} scenario @param {readonly SpokenLine[]} lines @param {boolean} shared @returns {ReplayBundle} */
export function visit(scenario, lines, shared) {
  const whole = bundle(scenario, lines);
  const [own, other] = whole.tracks;
  const left = { .../** @type {import("../js/state/bundle.d.ts").ReplayTrack} */ (own), video: { url: "/gallery/nothing", starts_s: -0.4, duration_s: 92.4 }, shared };
  return {
    ...whole, part: "visitor", mode: "in-person", rings: [{ at_s: -5, by: "juror", attempt: 1, answered: true }],
    tracks: shared || other === undefined ? [left] : [left, { ...other, video: null }],
    transcripts: shared ? [{ ...transcript(lines, "candidate") }] : whole.transcripts,
    text: [], text_task: null,
    sheet: [{ at_s: 100, fields: { name: "Aoife Brannigan" } }, { at_s: 150, fields: FIELDS }],
    incidents: [{ at_s: 110, code: "outside-paste-refused", seat: "candidate", characters: 312 }, { at_s: 121, code: "outside-replacement", seat: "candidate", characters: 9 }],
  };
}
