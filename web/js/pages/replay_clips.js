/** The jury's clips: fetched, ordered in small steps, looked at again when somebody comes back to the window. */

import { request } from "../protocol/api.js";
import { codeOf, Problem } from "../protocol/problem.js";
import { adjusted, around, ofWords } from "../state/clips.js";
import { shownSpan } from "../state/timeline.js";

/** @typedef {import("../state/cockpit.d.ts").Clip} Clip */
/** @typedef {import("../state/cockpit.d.ts").ClipOrder} ClipOrder */

/**
 * @param {import("../elements/replay.js").ExamReplay} element @param {import("./replay_player.js").ReplayPlayer} player @param {string} sittingId
 * @param {() => void} onChanged Tells the second screen.
 */
export function followClips(element, player, sittingId, onChanged) {
  const path = `/api/replay/${sittingId}/clips`;

  /** @param {{ clips: Clip[], may_pick?: boolean }} told */
  function take({ clips, may_pick }) {
    const changed = JSON.stringify(clips) !== JSON.stringify(element.clips);
    element.clips = clips;
    if (may_pick !== undefined) element.mayPick = may_pick;
    if (changed) onChanged();
  }

  async function fetchClips() {
    try {
      take(await request(path));
    } catch (thrown) {
      console.warn("clips-not-fetched", codeOf(thrown));
    }
  }

  /** @param {ClipOrder} order */
  async function send(order) {
    try {
      take(await request(path, { method: "POST", body: { order } }));
      element.clipProblem = "";
    } catch (thrown) {
      element.clipProblem = codeOf(thrown);
      element.side = "clips";
      // A colleague was there first: what stands is shown, and nothing of theirs was overwritten.
      if (thrown instanceof Problem && thrown.answer?.clips !== undefined) take(thrown.answer);
    }
  }

  const span = () => (element.bundle === null ? { startsS: 0, endsS: 0 } : shownSpan(element.bundle));

  /** @param {import("../state/timeline.js").Span} picked */
  async function pick(picked) {
    const before = new Set(element.clips.map(({ clip_id }) => clip_id));
    element.side = "clips";
    await send({ type: "add", starts_s: picked.startsS, ends_s: picked.endsS });
    element.clip = element.clips.find(({ clip_id }) => !before.has(clip_id))?.clip_id ?? element.clip;
  }

  /** The words that are selected, or what lies around the play head. */
  function pickHere() {
    if (!element.mayPick || element.bundle === null) return;
    const selected = ofWords(element.transcript.value?.selectedWords() ?? [], span());
    getSelection()?.removeAllRanges();
    void pick(selected ?? around(player.position, span()));
  }

  /** @param {string} name @param {(detail: any) => void} handle */
  const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
  on("clip-add", pickHere);
  on("clip-around", (atS) => void pick(around(atS, span())));
  on("clip-choose", (clipId) => { element.clip = clipId; });
  on("clip-remove", ({ clip_id, revision }) => void send({ type: "remove", clip_id, revision }));
  on("clip-move", ({ clip, before }) => { if (before !== undefined) void send({ type: "move", clip_id: clip.clip_id, before }); });
  on("clip-edge", ({ clip, edge, toS }) => {
    const made = adjusted(clip, edge, toS ?? player.position, span());
    if (made === null) element.clipProblem = "clip-malformed";
    else void send({ type: "adjust", clip_id: clip.clip_id, revision: clip.revision, starts_s: made.startsS, ends_s: made.endsS });
  });
  addEventListener("focus", () => void fetchClips());
  return { fetchClips, pickHere };
}
