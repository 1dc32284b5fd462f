/** The board at chosen moments of one day. Development only; never shipped as a page. */

import { at } from "./canned.js";

/** @typedef {import("../js/protocol/messages.d.ts").BoardSitting} BoardSitting */
/** @typedef {import("../js/protocol/messages.d.ts").BoardUpdate} BoardUpdate */
/** @typedef {import("../js/protocol/messages.d.ts").TrackReading} TrackReading */

const NOW = 17.7;
const UNCHECKED = { stations: [], reports: 0, leaks: [] };
const EXTRA = { preparation_s: 0, exchange_s: 0, writing_s: 0, interview_s: 0 };
/** @type {BoardSitting} */
const BASE = {
  sitting_id: "", candidacy_id: null, part: "call", rehearsal: false, candidate_name: "", juror_name: "Mme Okafor", observer_name: "Mme Aubertin", room_name: "",
  opened_at: at(-30), accommodation: EXTRA, phase: "waiting", phase_since: at(-30), deadline: null, paused_since: null, title: "", mode: null,
  steps: [], present: [], lost: [], troubles: [], bells: [], formalities: null, devices_of: [], guests: [], waits_for: [], blocks: [], was_called: false, jobs: [], words_ready_at: null,
};

/** Preparation, call and writing that began `begins` minutes after ten past ten. @param {number} begins @param {number} [longer] */
function steps(begins, longer = 1) {
  const lengths = /** @type {const} */ ([["preparation", 15], ["call", 10], ["writing", 10]]);
  let from = begins;
  return lengths.map(([phase, minutes]) => {
    const step = { phase, starts_at: at(from), ends_at: at(from + minutes * longer) };
    from += minutes * longer;
    return step;
  });
}

/** @param {Partial<BoardSitting>} change @returns {BoardSitting} */
const sitting = (change) => ({ ...BASE, ...change });

const DONE = [{ kind: "transcribe-track", subject: "juror", state: /** @type {const} */ ("done"), reason: "" }];

/** @param {import("../js/protocol/messages.d.ts").JobState} state @param {string} [reason] */
const words = (state, reason = "") => /** @type {const} */ (["candidate", "juror"]).map((subject) => ({ kind: "transcribe-track", subject, state, reason }));

/** @type {BoardSitting[]} */
const DAY = [
  sitting({ sitting_id: "done-call", candidacy_id: "yb", candidate_name: "Yacine Belkhir", room_name: "Salle 4, poste 2", juror_name: "M. Hendricks", observer_name: "Mme Roussel", phase: "handed-in", phase_since: at(-20), was_called: true, steps: steps(-75), jobs: DONE }),
  sitting({ sitting_id: "visit", candidacy_id: "yb", part: "visitor", candidate_name: "Yacine Belkhir", room_name: "Salle 4, poste 2", juror_name: "Mme Roussel", observer_name: "M. Hendricks", phase: "writing", phase_since: at(9), deadline: at(22), mode: "video", title: "A buyer from Porto", was_called: true, present: ["candidate"], steps: steps(-6, 0.9) }),
  sitting({ sitting_id: "a", candidacy_id: "im", candidate_name: "Inès Marchetti", room_name: "Salle 1, poste 3", phase: "call", phase_since: at(15), deadline: at(25), mode: "video", title: "Missing cartons before a shop opening", was_called: true, present: ["candidate", "juror", "observer", "guest-1"], guests: [{ seat: "guest-1", name: "Mme Verdier" }, { seat: "guest-2", name: "M. Osei" }], steps: steps(0) }),
  sitting({ sitting_id: "b", candidacy_id: "cv", candidate_name: "Côme Vasseur", room_name: "Salle 3, poste 5", juror_name: "M. Sorel", observer_name: "Mme Delcourt", phase: "preparation", phase_since: at(12), deadline: at(27), mode: "telephone", present: ["candidate", "juror"], steps: steps(12) }),
  sitting({ sitting_id: "c", candidacy_id: "mt", candidate_name: "Maëlle Tran", room_name: "Salle 2, poste 1", juror_name: "Mme Keita", observer_name: "M. Brun", phase: "call", phase_since: at(11), deadline: at(24), mode: "telephone", accommodation: { preparation_s: 300, exchange_s: 200, writing_s: 200, interview_s: 0 }, was_called: true, present: ["candidate", "juror"], steps: steps(-9, 1.33) }),
  sitting({ sitting_id: "d", candidacy_id: "sa", candidate_name: "Salomé Achour", room_name: "Salle 5, poste 1", juror_name: "Mme Roussel", observer_name: "M. Hendricks", present: ["candidate"], formalities: { admitted_at: null, acknowledged: [], refusals: [], devices: UNCHECKED } }),
  sitting({ sitting_id: "e", candidacy_id: "ol", candidate_name: "Oscar Lindqvist", room_name: "Salle 6, poste 4", juror_name: "M. Sorel", observer_name: "Mme Delcourt", present: ["juror"] }),
];

/** @type {BoardSitting} */
const REHEARSAL = sitting({ sitting_id: "r", rehearsal: true, candidate_name: "Camille (répétition)", juror_name: "Sam (répétition)", observer_name: "", room_name: "Répétition", phase: "handed-in", phase_since: at(-90), was_called: true, steps: steps(-130), jobs: DONE });

/** @typedef {import("../js/protocol/messages.d.ts").PlannedWork} PlannedWork */

/** Minutes of each stretch, those with the jury negative. @type {Record<string, number[]>} */
const LENGTHS = { call: [15, -10, 10], visitor: [5, -10, 10], "technical-interview": [-30], "production-questioning": [-20], questionnaire: [45] };
/** Who does what at which minute after ten past ten. @type {Record<string, [string, number][]>} */
const PLANNED_AT = {
  yb: [["call", -80], ["visitor", -10], ["technical-interview", 80], ["questionnaire", 165], ["production-questioning", 230]],
  im: [["call", 0], ["visitor", 40], ["questionnaire", 150], ["technical-interview", 205], ["production-questioning", 255]],
  cv: [["call", 5], ["visitor", 65], ["questionnaire", 185], ["technical-interview", 240], ["production-questioning", 285]],
  mt: [["call", -15], ["visitor", 45], ["questionnaire", 150], ["technical-interview", 270], ["production-questioning", 310]],
  sa: [["call", 25], ["visitor", 70], ["questionnaire", 195], ["technical-interview", 310], ["production-questioning", 345]],
  ol: [["call", 115], ["visitor", 195], ["questionnaire", 235], ["technical-interview", 345], ["production-questioning", 380]],
};

/** @type {PlannedWork[]} */
const PLANNED = Object.entries(PLANNED_AT).flatMap(([candidacy_id, works]) => works.map(([kind, begins]) => {
  let from = begins;
  const stretches = (LENGTHS[kind] ?? []).map((minutes) => {
    const stretch = { starts_at: at(from), ends_at: at(from + Math.abs(minutes)), jury: minutes < 0 };
    from += Math.abs(minutes);
    return stretch;
  });
  return { candidacy_id, kind: /** @type {PlannedWork["kind"]} */ (kind), room_name: "Salle 1", stretches, held: false };
}));

/** @param {Partial<TrackReading>} change @returns {TrackReading} */
const track = (change) => ({ seat: "candidate", kind: "audio", level_dbov: -24, recorded_bytes: 1_180_000, recorded_s: 162, growing: true, lost_packets: 0, ...change });
const VOICES = [track({}), track({ seat: "juror", level_dbov: -37, recorded_bytes: 1_210_000 })];
const READINGS = [
  { sitting_id: "a", tracks: [...VOICES, track({ kind: "video", level_dbov: null, recorded_bytes: 15_400_000 })] },
  { sitting_id: "c", tracks: [track({ level_dbov: -46, lost_packets: 12, recorded_s: 402 }), track({ seat: "juror", level_dbov: -28, recorded_s: 402 })] },
];
const HOUSE = { disk_free: 0.62, worker: "alive", jobs_waiting: 0, calls_full: false, draining_until: null };

/** @param {Partial<BoardUpdate>} change @returns {BoardUpdate} */
const update = (change) => ({ type: "board", whole: true, server_now: at(NOW), sittings: DAY, gone: [], readings: READINGS, alarms: [alarm("to-admit", "d", "candidate", 65)], house: HOUSE, planned: PLANNED, ...change });

/** @param {string} id @param {Partial<BoardSitting>} change */
const with_ = (id, change) => DAY.map((one) => (one.sitting_id === id ? { ...one, ...change } : one));
/** @param {string} code @param {string} sitting_id @param {import("../js/protocol/messages.d.ts").Seat | null} seat @param {number} seconds @param {string} [reason] */
const alarm = (code, sitting_id, seat, seconds, reason = "") => ({ code, sitting_id, seat, reason, since: at(NOW - seconds / 60) });

export const BOARD_NOW = NOW;

/** The board in each state that a day can bring. @type {Record<string, BoardUpdate>} */
export const BOARDS = {
  "board-empty": update({ sittings: [], readings: [], alarms: [] }),
  "board-without-plan": update({ planned: [] }),
  "board-one-room": update({ alarms: [], planned: [], sittings: DAY.filter(({ sitting_id }) => sitting_id === "a") }),
  "board": update({}),
  "board-bell": update({ sittings: with_("a", { bells: [{ seat: "candidate", rung_at: at(NOW - 0.4), answered_at: null }] }), alarms: [alarm("bell", "a", "candidate", 24)] }),
  "board-bell-answered": update({ sittings: with_("a", { bells: [{ seat: "candidate", rung_at: at(NOW - 0.7), answered_at: at(NOW - 0.3) }] }), alarms: [alarm("bell-answered", "a", "candidate", 18)] }),
  "board-refused": update({
    sittings: with_("d", { formalities: { admitted_at: at(12), acknowledged: [], refusals: [{ seat: "candidate", at: at(17), decision: "", decided_at: null }], devices: UNCHECKED } }),
    alarms: [alarm("recording-refused", "d", "candidate", 40)],
  }),
  "board-devices": update({
    sittings: with_("d", {
      devices_of: ["candidate", "juror"],
      formalities: { admitted_at: at(12), acknowledged: [{ seat: "candidate", at: at(13) }, { seat: "juror", at: at(11) }], refusals: [], devices: { reports: 2, leaks: [{ at: at(9), played: true, other_room: "Salle 6, poste 4", attenuation_db: 34.2, at_least: false }], stations: [
        { seat: "candidate", standing: "bad", fault: "noisy", figures: { level_db: -31, noise_db: -39.2, snr_db: 7.6, clipped: 0, echo_db: null, camera: true }, measured_at: at(16), changed_at: null },
        { seat: "juror", standing: "good", fault: null, figures: { level_db: -26, noise_db: -64, snr_db: 38, clipped: 0, echo_db: null, camera: true }, measured_at: at(15), changed_at: null },
      ] } },
    }),
    alarms: [alarm("devices-bad", "d", "candidate", 40, "device-noisy")],
  }),
  "board-full": update({ house: { ...HOUSE, calls_full: true }, alarms: [alarm("calls-full", "", null, 0), alarm("to-admit", "d", "candidate", 65)] }),
  "board-order": update({
    sittings: with_("d", {
      waits_for: ["written"],
      blocks: [{ kind: "written", ended_at: null, confirmed_at: null, by: "" }, { kind: "questionnaire", ended_at: at(-65), confirmed_at: at(-60), by: "Nadia Benali" }],
    }),
  }),
  "board-alarms": update({
    sittings: with_("c", { lost: ["candidate"] }), house: { ...HOUSE, disk_free: 0.12, worker: "down", jobs_waiting: 3 },
    readings: [{ sitting_id: "a", tracks: [track({ growing: false }), ...VOICES.slice(1)] }, { sitting_id: "c", tracks: [track({ level_dbov: null, growing: false }), track({ seat: "juror" })] }],
    alarms: [alarm("recording-stopped", "a", "candidate", 5), alarm("link-lost", "c", "candidate", 9), alarm("not-connected", "visit", "candidate", 14), alarm("microphone-silent", "a", "juror", 130), alarm("worker-down", "", null, 40), alarm("disk-low", "", null, 900), alarm("jobs-failed", "done-call", null, 300, "ffmpeg-failed")],
  }),
  "board-transcribing": update({
    alarms: [alarm("jobs-failed", "d", null, 130, "disk-full")],
    sittings: [
      ...DAY.slice(0, 1), sitting({ ...DAY[1], jobs: words("queued"), words_ready_at: at(22) }), ...DAY.slice(2, 3),
      sitting({ ...DAY[3], phase: "writing", phase_since: at(13), deadline: at(27), was_called: true, present: ["candidate"], jobs: words("running"), words_ready_at: at(20), steps: steps(-8, 0.9) }),
      sitting({ ...DAY[5], phase: "handed-in", phase_since: at(5), formalities: null, was_called: true, present: [], jobs: words("failed", "disk-full"), steps: steps(-30) }),
      sitting({ ...DAY[6], phase: "handed-in", phase_since: at(2), was_called: true, jobs: words("queued"), steps: steps(-33) }),
    ],
  }),
  "board-lost": update({ sittings: with_("a", { lost: ["juror"] }), alarms: [alarm("link-lost", "a", "juror", 4)] }),
  "board-troubles": update({ sittings: with_("a", { troubles: [{ seat: "candidate", trouble: "silent" }, { seat: "juror", trouble: "loss" }] }), alarms: [alarm("station-trouble", "a", "candidate", 14, "trouble-silent"), alarm("station-trouble", "a", "juror", 9, "trouble-loss")] }),
  "board-paused": update({ sittings: with_("a", { paused_since: at(NOW - 1.2) }) }),
  "board-draining": update({ house: { ...HOUSE, draining_until: at(40) }, alarms: [alarm("draining", "", null, 12)] }),
  "board-rehearsal": update({ alarms: [], sittings: [...DAY.slice(2, 4), REHEARSAL] }),
};
