/** The replay's third sheet: what happened beside what was said. */

import { html } from "../../vendor/lit.js";
import { number, t, tn } from "../i18n.js";
import { timeCode } from "../state/format.js";
import { wordsOf } from "./words.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */

/** What the keyboard does on this page; the page beside it listens. */
const KEYS = [
  { keys: ["space"], words: "replay.keys.play" }, { keys: ["←", "→"], words: "replay.keys.step" }, { keys: ["shift", "←", "→"], words: "replay.keys.fine" },
  { keys: ["Ctrl", "←", "→"], words: "replay.keys.word" }, { keys: ["↑", "↓"], words: "replay.keys.turn" }, { keys: ["<", ">"], words: "replay.keys.speed" },
  { keys: ["1", "9"], words: "cockpit.keys.clip" }, { keys: ["L"], words: "cockpit.keys.loop" }, { keys: ["X"], words: "cockpit.keys.add" },
  { keys: ["E"], words: "reading.keys.correct" }, { keys: ["C"], words: "reading.keys.confirm" }, { keys: ["H"], words: "reading.keys.story" }, { keys: ["A"], words: "reading.keys.add" },
];

/** What was given when asked, what went wrong, what the recording is worth, what the keys do. @param {import("./replay.js").ExamReplay} host @param {ReplayBundle} bundle */
export function recordPane(host, bundle) {
  /** @param {number} atS */
  const moment = (atS) => html`<button class="moment" type="button" aria-label=${t("replay.hear-at", { time: timeCode(atS) })} @click=${() => host.tell("hear", atS)}><b>${timeCode(atS)}</b></button>`;
  return html`
      <div class="record pane-scroll" tabindex="0" role="group" aria-label=${t("replay.record")}>
        <h3>${t("replay.facts")}, ${t("replay.facts.note")}</h3>
        ${bundle.facts_given.length === 0 ? html`<p class="note">${t("replay.facts.none")}</p>` : html`
          <ul class="record-list">${bundle.facts_given.map((fact) => html`
            <li class="record-item">${moment(fact.at_s)}<p><span class="fact-asked" lang="fr">${fact.question}</span><br><span lang="en">${fact.answer}</span></p></li>`)}</ul>`}
        <h3>${t("replay.events")}</h3>
        <ul class="record-list">
          ${happenings(bundle).map(({ at_s, words }) => html`<li class="record-item">${moment(at_s)}<p>${words}</p></li>`)}
        </ul>
        <h3>${t("replay.recording")}</h3>
        <ul class="plain-list">${bundle.tracks.map((track) => html`<li>${t("replay.recording.track", { name: track.shared ? t("replay.shared") : track.name })} ${track.missing_packets === 0
          ? tn("replay.recording.whole", track.packets) : t("replay.recording.missing", { missing: number(track.missing_packets), packets: number(track.packets + track.missing_packets) })}</li>`)}</ul>
        <h3>${t("replay.keys")}</h3>
        <dl class="record-keys">
          ${KEYS.map(({ keys, words }) => html`<dt>${keys.map((key) => html`<kbd>${key === "space" ? t("key.space") : key === "shift" ? t("key.shift") : key}</kbd> `)}</dt><dd>${t(words)}</dd>`)}
        </dl>
        <label class="record-switch"><input type="checkbox" .checked=${host.letters} @change=${(/** @type {{ target: HTMLInputElement }} */ { target }) => host.tell("letters", target.checked)}> ${t("cockpit.letters")}</label>
      </div>`;
}

/** The rings and what else happened, in the order of their times. @param {ReplayBundle} bundle */
function happenings(bundle) {
  const words = wordsOf({ part: bundle.part, station_setup: null, mode: null });
  const rings = bundle.rings.map(({ at_s, answered, ended, by }) => ({
    at_s, words: words.t(`replay.ring.${answered ? "answered" : bundle.part !== "call" || !ended || ended === "no-answer" ? "unanswered" : ended}`, { who: by === "juror" ? bundle.juror_name : bundle.candidate_name }),
  }));
  const incidents = bundle.incidents.map(({ at_s, code, seat, characters }) => ({ at_s, words: incidentSentence(code, seat ?? "", bundle, characters ?? 0) }));
  return [...rings, ...incidents].sort((one, other) => one.at_s - other.at_s);
}

/** @param {string} code @param {string} seat @param {ReplayBundle} bundle @param {number} characters */
function incidentSentence(code, seat, bundle, characters) {
  const key = `incident.${code}`;
  const names = /** @type {Record<string, string>} */ ({ juror: bundle.juror_name, observer: bundle.observer_name });
  const sentence = t(key, { name: names[seat] ?? bundle.candidate_name, characters });
  return sentence === key ? t("incident.unknown", { code }) : sentence;
}
