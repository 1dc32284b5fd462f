import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { language, number, t, tn } from "../i18n.js";
import { countWords, longDate, timeCode } from "../state/format.js";
import { LightElement } from "./base.js";
import { band } from "./parts.js";
import { printedWork } from "./print_work.js";
import { tablist } from "./tabs.js";
import { wordsOf } from "./words.js";
import "./fact_grid.js";
import "./language.js";
import "./timeline.js";
import "./transcript.js";
import "./written.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

/** What the keyboard does on this page; the page beside it listens. */
const KEYS = [
  { keys: ["space"], words: "replay.keys.play" }, { keys: ["←", "→"], words: "replay.keys.step" }, { keys: ["shift", "←", "→"], words: "replay.keys.fine" },
  { keys: ["Ctrl", "←", "→"], words: "replay.keys.word" }, { keys: ["↑", "↓"], words: "replay.keys.turn" }, { keys: ["<", ">"], words: "replay.keys.speed" },
  { keys: ["E"], words: "reading.keys.correct" }, { keys: ["C"], words: "reading.keys.confirm" }, { keys: ["H"], words: "reading.keys.story" }, { keys: ["A"], words: "reading.keys.add" },
];

/** What was said, when, by whom, and what was written, on one timeline. The page beside it plays. */
export class ExamReplay extends LightElement {
  static properties = {
    bundle: { attribute: false }, peaks: { attribute: false }, muted: { attribute: false },
    playing: { type: Boolean }, speed: { type: Number }, phase: {}, stale: { type: Boolean },
    facts: { attribute: false }, factsFailed: { type: Boolean }, side: {},
  };

  constructor() {
    super();
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** @type {Readonly<Record<string, Peaks>>} */
    this.peaks = {};
    /** @type {ReadonlySet<string>} */
    this.muted = new Set();
    this.playing = false;
    this.speed = 1;
    this.phase = "call";
    /** The server does not answer: what is shown may be old. */
    this.stale = false;
    /** @type {import("../state/fact_grid.d.ts").FactGrid | null} */
    this.facts = null;
    this.factsFailed = false;
    /** What stands on the right. @type {"facts" | "record"} */
    this.side = "facts";
    /** @type {import("../../vendor/lit.js").Ref<import("./timeline.js").ExamTimeline>} */
    this.timeline = createRef();
    /** @type {import("../../vendor/lit.js").Ref<import("./transcript.js").ExamTranscript>} */
    this.transcript = createRef();
    /** @type {import("../../vendor/lit.js").Ref<import("./written.js").ExamWritten>} */
    this.written = createRef();
  }

  /** @param {number} atS @param {boolean} playing */
  showTime(atS, playing) {
    this.timeline.value?.showTime(atS);
    this.transcript.value?.showTime(atS, playing);
  }

  /** The picture of each speaker, for the player. @returns {Map<string, HTMLVideoElement>} */
  pictures() {
    return new Map([...this.querySelectorAll("video")].map((video) => [video.dataset["seat"] ?? "", video]));
  }

  render() {
    const bundle = this.bundle;
    if (bundle === null) return nothing;
    const withPictures = bundle.tracks.some(({ video }) => video !== null);
    const day = bundle.zero_utc === null ? "" : longDate(new Date(bundle.zero_utc), language());
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${bundle.candidate_name}</strong> – ${wordsOf({ part: bundle.part, station_setup: null, mode: null }).t("replay.heading")}${day === "" ? nothing : html`, ${day}`}${
          bundle.number === null ? nothing : html` – ${t("replay.scenario", { number: String(bundle.number).padStart(2, "0") })} <span lang="en">${bundle.title}</span>`}</h1>
        <exam-language></exam-language>
      </header>
      <div class="bands">${this.stale ? band("alarm", t("replay.stale")) : bundle.rehearsal ? band("news", html`<b>${t("replay.rehearsal")}</b> ${t("replay.rehearsal.note")}`) : nothing}</div>
      <main class="screen-main replay ${withPictures ? "replay-pictured" : ""}">
        <exam-timeline class="timeline" role="region" aria-label=${t("replay.timeline")} ${ref(this.timeline)} .bundle=${bundle} .peaks=${this.peaks} .muted=${this.muted}
          .playing=${this.playing} .speed=${this.speed} .phase=${this.phase}></exam-timeline>
        <exam-transcript class="pane replay-transcript" role="region" aria-labelledby="transcript" ${ref(this.transcript)} .bundle=${bundle}></exam-transcript>
        <exam-written class="pane replay-written" role="region" aria-label=${t("replay.written")} ${ref(this.written)} .bundle=${bundle}></exam-written>
        <div class="replay-side">
          ${withPictures ? this._pictures(bundle) : nothing}
          ${this._side(bundle)}
        </div>
        ${printedWork(workOf(bundle))}
      </main>`;
  }

  /** @param {ReplayBundle} bundle */
  _pictures(bundle) {
    return html`<div class="replay-pictures">${bundle.tracks.map((track) => html`
      <figure class="picture">${track.video === null
        ? html`<p class="picture-waiting">${t("replay.no-picture")}</p>`
        : html`<video class="picture-video" data-seat=${track.seat} muted playsinline></video>`}
        <figcaption class="picture-name"><b>${track.name}</b></figcaption></figure>`)}</div>`;
  }

  /** The scenario's facts, or what happened. @param {ReplayBundle} bundle */
  _side(bundle) {
    return html`
      <section class="pane replay-facts replay-side-pane" aria-label=${t("replay.side")}>
        ${tablist({
          label: t("replay.side"), prefix: "side", shown: this.side, small: true,
          tabs: [{ key: "facts", words: t("fact-grid.heading") }, { key: "record", words: t("replay.record") }],
          onShow: (key) => { this.side = key === "record" ? key : "facts"; },
        })}
        <div class="side-panel" role="tabpanel" id="side-panel" aria-labelledby="side-tab-${this.side}">${this.side === "facts"
          ? html`<exam-fact-grid @exam-show-written=${(/** @type {CustomEvent} */ { detail }) => this.written.value?.showPassage(detail)} .grid=${this.facts} .bundle=${bundle} .failed=${this.factsFailed}></exam-fact-grid>` : this._record(bundle)}</div>
      </section>`;
  }

  /** What was given when asked, what went wrong, and what the recording is worth. @param {ReplayBundle} bundle */
  _record(bundle) {
    /** @param {number} atS */
    const moment = (atS) => html`<button class="moment" type="button" aria-label=${t("replay.hear-at", { time: timeCode(atS) })} @click=${() => this.tell("hear", atS)}><b>${timeCode(atS)}</b></button>`;
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
        </div>`;
  }
}

/** What was handed in, for the printer. @param {ReplayBundle} bundle */
function workOf(bundle) {
  const text = bundle.text.at(-1)?.text ?? "";
  const fields = bundle.sheet.at(-1)?.fields ?? {};
  const visit = bundle.part === "visitor";
  const zero = bundle.zero_utc === null ? null : Date.parse(bundle.zero_utc);
  return {
    name: bundle.candidate_name, room: bundle.room_name, title: bundle.title,
    handedIn: false, at: zero === null ? null : new Date(zero + 1000 * bundle.ends_s).toISOString(),
    tally: visit ? tn("sheet.tally", Object.values(fields).filter((value) => value.trim() !== "").length) : tn("writing.words", countWords(text)),
    textTask: bundle.text_task, text, sheetTask: bundle.contact_sheet, fields,
  };
}

/** The rings and what else happened, in the order of their times. @param {ReplayBundle} bundle */
function happenings(bundle) {
  const words = wordsOf({ part: bundle.part, station_setup: null, mode: null });
  const rings = bundle.rings.map(({ at_s, answered, by }) => ({
    at_s, words: words.t(answered ? "replay.ring.answered" : "replay.ring.unanswered", { who: by === "juror" ? bundle.juror_name : bundle.candidate_name }),
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
customElements.define("exam-replay", ExamReplay);
