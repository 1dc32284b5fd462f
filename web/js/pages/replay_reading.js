/** The replay's corrections: fetched with the words, sent as they are made, looked at again when somebody comes back. */

import { request } from "../protocol/api.js";
import { codeOf, Problem } from "../protocol/problem.js";

/** A breath before and after what is heard again and again (as before a word that is pressed). */
const BREATH_S = 0.15;

/**
 * @param {import("../elements/replay.js").ExamReplay} element @param {import("./replay_player.js").ReplayPlayer} player @param {string} sittingId
 * @returns {() => Promise<void>} Fetches how the transcripts read now.
 */
export function followReadings(element, player, sittingId) {
  const path = `/api/replay/${sittingId}/corrections`;
  const corrections = () => element.transcript.value?.corrections ?? null;

  async function fetchReadings() {
    const readings = await request(path);
    corrections()?.take(readings);
  }

  /** @param {{ seat: string, version: number, order: import("../state/correction.d.ts").CorrectionOrder }} detail */
  async function send({ seat, version, order }) {
    try {
      const { reading } = await request(`${path}/${seat}/${version}`, { method: "POST", body: { order } });
      if (reading !== null) corrections()?.takeOne(reading);
      corrections()?.saved();
      element.tell("words-read");
    } catch (thrown) {
      corrections()?.refused(codeOf(thrown), thrown instanceof Problem ? thrown.answer?.reading ?? null : null);
    }
  }

  /** @param {string} name @param {(detail: any) => void} handle */
  const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
  on("correction", (detail) => void send(detail));
  on("loop", (span) => player.setLoop(span === null ? null : { startsS: span.startsS - BREATH_S, endsS: span.endsS + BREATH_S }));
  on("add-utterance", () => corrections()?.add(player.position));
  addEventListener("beforeunload", (event) => { if (corrections()?.unsaved) event.preventDefault(); });
  // A colleague may have read on while this window was in the background.
  addEventListener("focus", () => {
    if ((corrections()?.readings.readings.length ?? 0) > 0) void fetchReadings().catch((thrown) => console.warn("readings-not-fetched", codeOf(thrown)));
  });
  return fetchReadings;
}
