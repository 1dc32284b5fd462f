/** The replay's fact grid: fetched when there is something new to look in; pressed, it shows. */

import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";

/** @param {import("../elements/replay.js").ExamReplay} element @param {string} sittingId @returns {() => Promise<void>} Fetches the grid if words or papers have changed since. */
export function followFacts(element, sittingId) {
  let fetched = "";

  async function fetchFacts() {
    const { transcripts = [], text = [], sheet = [] } = element.bundle ?? {};
    const now = JSON.stringify([transcripts.map(({ seat, utterances }) => [seat, utterances.length]), text.length, sheet.length]);
    if (now === fetched) return;
    try {
      element.facts = await request(`/api/replay/${sittingId}/facts`);
      element.factsFailed = element.factsSealed = false;
      fetched = now;
    } catch (thrown) {
      // Sealed: the centre keeps it until both judges have; a reload afterwards shows it.
      element.factsSealed = codeOf(thrown) === "not-sealed-by-both";
      element.factsFailed = !element.factsSealed;
      if (element.factsSealed) return;
      console.warn("facts-not-fetched", codeOf(thrown));
    }
  }

  const again = () => {
    fetched = "";
    void fetchFacts();
  };
  element.addEventListener("exam-facts-again", again);
  // What an evaluator has corrected is looked at as it stands now.
  element.addEventListener("exam-words-read", again);
  return fetchFacts;
}
