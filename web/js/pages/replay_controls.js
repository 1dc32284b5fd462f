/** Hand and keyboard upon a replay: the same on the jury's page and on the candidate's view. */

import { SPEEDS } from "../elements/transport.js";
import { placeOfKey } from "../state/clips.js";
import { neighbour } from "../state/transcript.js";
import { hear } from "./replay_media.js";

/** @typedef {import("./replay_media.js").ReplayElement} ReplayElement */

/**
 * @param {ReplayElement} element @param {import("./replay_player.js").ReplayPlayer} player
 * @param {{ onPick?: () => void }} [more] What only the jury's page does.
 */
export function control(element, player, more = {}) {
  /** @param {string} name @param {(detail: any) => void} handle */
  const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
  on("play", () => player.toggle());
  on("step", (byS) => player.seek(player.position + byS));
  on("seek", (atS) => player.seek(atS));
  on("hear", (atS) => hear(player, atS));
  on("clip", playClip);
  on("loop-here", loopHere);
  on("speed", setSpeed);
  on("mute", (seat) => {
    player.setMuted(seat, !player.isMuted(seat));
    const muted = new Set(element.muted);
    if (player.isMuted(seat)) muted.add(seat);
    else muted.delete(seat);
    element.muted = muted;
  });
  on("phase", ({ phase, startsS, endsS }) => {
    if (phase === "call") player.seek(startsS);
    else element.written.value?.showVersion(phase === "preparation" ? "notes" : element.bundle?.part === "visitor" ? "sheet" : "text", endsS);
    element.phase = phase;
  });

  /** @param {string} clipId */
  function playClip(clipId) {
    const clip = element.clips.find(({ clip_id }) => clip_id === clipId);
    if (clip === undefined) return;
    // Pressed once more while it is heard: enough.
    if (element.clip === clipId && player.playing && player.loop === null) return player.pause();
    element.clip = clipId;
    const span = { startsS: clip.starts_s, endsS: clip.ends_s };
    if (element.looping) player.setLoop(span);
    else player.playStretch(span);
  }

  /** Again and again: the clip in which the play head stands, the words that are selected, or the phrase. */
  function loopHere() {
    if (element.looping) {
      element.looping = false;
      return player.endLoop();
    }
    const clip = element.clips.find(({ clip_id }) => clip_id === element.clip);
    const inClip = clip !== undefined && clip.starts_s - 0.5 <= player.position && player.position <= clip.ends_s + 0.5;
    const span = inClip ? { startsS: clip.starts_s, endsS: clip.ends_s } : element.transcript.value?.phraseAt(player.position) ?? null;
    if (span === null) return;
    element.looping = true;
    player.setLoop(span);
  }

  /** @param {number} speed */
  function setSpeed(speed) {
    player.setRate(speed);
    element.speed = speed;
  }

  /** @param {1 | -1} direction */
  function nextSpeed(direction) {
    const speed = SPEEDS[SPEEDS.indexOf(player.rate) + direction];
    if (speed !== undefined) setSpeed(speed);
  }

  /** @param {readonly number[]} starts @param {1 | -1} direction */
  function jump(starts, direction) {
    const to = neighbour(starts, player.position, direction);
    if (to !== null) player.seek(to);
  }

  addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.altKey || event.metaKey || element.bundle === null || target.closest("select, textarea, input, dialog[open]")) return;
    if (event.key === " " && target.closest("button, a, summary")) return;
    const transcript = element.transcript.value;
    const stepS = event.shiftKey ? 1 : 5;
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": () => player.toggle(),
      ArrowLeft: () => (event.ctrlKey ? jump(transcript?.wordStarts ?? [], -1) : player.seek(player.position - stepS)),
      ArrowRight: () => (event.ctrlKey ? jump(transcript?.wordStarts ?? [], 1) : player.seek(player.position + stepS)),
      ArrowUp: () => jump(transcript?.turnStarts ?? [], -1),
      ArrowDown: () => jump(transcript?.turnStarts ?? [], 1),
      Home: () => player.seek(-Infinity),
      End: () => player.seek(Infinity),
    };
    const press = keys[event.key] ?? (element.letters && !event.ctrlKey ? letter(event) : undefined);
    if (press === undefined) return;
    event.preventDefault();
    press();
  });

  /** What keys of one character do; they can be switched off. @param {KeyboardEvent} event @returns {(() => void) | undefined} */
  function letter({ code, key }) {
    const place = placeOfKey(code);
    const clip = place === null ? undefined : element.clips[place];
    if (clip !== undefined) return () => playClip(clip.clip_id);
    return { "<": () => nextSpeed(-1), ">": () => nextSpeed(1), l: loopHere, x: more.onPick }[key.toLowerCase()];
  }
}
