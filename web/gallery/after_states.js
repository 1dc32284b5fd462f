/** A session after its day: everybody judged, a day under way, nobody entered. Demo data only. */

import "../js/elements/after.js";
import { then } from "./standing.js";

/** @typedef {import("../js/state/after.d.ts").AfterPage} AfterPage */
/** @typedef {import("../js/state/after.d.ts").PartAfter} PartAfter */

const PARTS = /** @type {import("../js/state/exam_session.d.ts").PartKind[]} */ (["call", "visitor", "technical-interview", "production-questioning", "final-interview"]);
/** @param {number} number */
const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
/** @param {(part: PartAfter, place: number) => Partial<PartAfter>} how */
const parts = (how) => PARTS.map((part, place) => {
  const plain = { part, sitting_id: id(70 + place), phase: "handed-in", judging: true, sealed: 2, locked: true };
  return { ...plain, ...how(plain, place) };
});

/** @type {AfterPage} */
const WHOLE = {
  session_id: id(1), title: "Titre AIE, décembre", centre: "Centre Lumière", format_title: "Titre professionnel Assistant Import-Export", state: "closed", days: ["2026-12-08", "2026-12-09"],
  key_fingerprint: "9c1f 04be 77d2 51aa 8e30 c4f9 2b6d 10e7 5a83 f0c2 d946 3b7e 61a8 25cf 904d e817",
  candidates: [
    { candidacy_id: id(40), name: "Inès Marchetti", number: "2026-0417", jury_name: "Jury 1", parts: parts(() => ({})) },
    { candidacy_id: id(41), name: "Tom Okoye", number: "2026-0418", jury_name: "Jury 1", parts: parts((_, place) => ({ locked: place === 0, sealed: place < 2 ? 2 : place === 2 ? 1 : 0, judging: place < 4 })) },
    { candidacy_id: id(42), name: "مريم العلوي", number: "", jury_name: "Jury 2", parts: parts((_, place) => (place === 0 ? { phase: "aborted", judging: false, sealed: 0, locked: false } : place === 1 ? { phase: "call", judging: false, sealed: 0, locked: false } : { phase: "waiting", judging: false, sealed: 0, locked: false })) },
    { candidacy_id: id(43), name: "", number: "", jury_name: "Jury 2", parts: parts(() => ({})) },
  ],
};

/** @param {Partial<AfterPage>} change @returns {HTMLElement} */
const shown = (change = {}) => Object.assign(document.createElement("exam-after"), { className: "screen", page: { ...WHOLE, ...change } });

const SIGNED = { pack_id: id(90), done_bytes: 0, of_bytes: 0, size: 0, fault: "", fingerprint: WHOLE.key_fingerprint };
/** Appeal packs beside the candidates: being made, ready, refused, about to be asked for. */
const PACKS = /** @type {import("../js/state/after.d.ts").PackState[]} */ ([
  { ...SIGNED, phase: "making", done_bytes: 74_000_000, of_bytes: 162_400_000 },
  { ...SIGNED, phase: "ready", size: 162_431_118 },
  { ...SIGNED, phase: "failed", fault: "part-under-way" },
]);
function packs() {
  const page = /** @type {import("../js/elements/after.js").ExamAfter} */ (shown());
  return then(page, () => [...page.querySelectorAll("exam-pack")].forEach((element, place) => {
    Object.assign(element, PACKS[place] === undefined ? { _open: true } : { pack: PACKS[place], _look: () => undefined });
  }));
}

/** @type {Record<string, () => HTMLElement>} */
export const AFTER_STATES = {
  "after-packs": packs,
  "after": () => shown(),
  "after-not-opened": () => shown({ state: "draft", key_fingerprint: "", candidates: WHOLE.candidates.slice(0, 1).map((each) => ({ ...each, parts: parts(() => ({ sitting_id: "", phase: "waiting", judging: false, sealed: 0, locked: false })) })) }),
  "after-nobody": () => shown({ candidates: [] }),
};
