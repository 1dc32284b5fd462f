import { html, nothing, ref } from "../../vendor/lit.js";
import { errorSentence, language, t, tn } from "../i18n.js";
import { countWords, longDate } from "../state/format.js";
import { band } from "./parts.js";
import { interviewClocks, nextStepDialog } from "./interview_clocks.js";
import { pictures } from "./pictures.js";
import { printedWork } from "./print_work.js";
import { recordPane } from "./record.js";
import { ReplayElement } from "./replay_element.js";
import { tablist } from "./tabs.js";
import { wordsOf } from "./words.js";
import "./clip_list.js";
import "./clock.js";
import "./confirm.js";
import "./exports.js";
import "./fact_grid.js";
import "./language.js";
import "./timeline.js";
import "./transcript.js";
import "./written.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

/** What was said, when, by whom, and what was written, on one timeline. The page beside it plays. */
export class ExamReplay extends ReplayElement {
  static properties = {
    ...ReplayElement.properties,
    stale: { type: Boolean },
    facts: { attribute: false }, factsFailed: { type: Boolean }, factsSealed: { type: Boolean }, side: {}, cockpit: { attribute: false }, time: { attribute: false }, busy: { type: Boolean },
    mayPick: { type: Boolean }, clipProblem: {}, bookmarks: { attribute: false },
    mayJudge: { type: Boolean }, interviewProblem: {},
  };

  constructor() {
    super();
    /** The server does not answer: what is shown may be old. */
    this.stale = false;
    /** @type {import("../state/fact_grid.d.ts").FactGrid | null} */
    this.facts = null;
    this.factsFailed = false;
    /** The centre shows them when both judges have sealed. */
    this.factsSealed = false;
    /** What stands on the right. @type {"facts" | "clips" | "record"} */
    this.side = "facts";
    /** The candidate's other parts, and the interview's clocks. @type {import("../state/cockpit.d.ts").Cockpit | null} */
    this.cockpit = null;
    /** @type {import("../state/server_time.js").ServerTime | null} */
    this.time = null;
    /** The interview was ordered to go on, and has not answered. */
    this.busy = false;
    this.mayPick = false;
    this.clipProblem = "";
    /** @type {readonly import("../state/cockpit.d.ts").Bookmark[]} */
    this.bookmarks = [];
    /** Why the interview did not go on. */
    this.interviewProblem = "";
    /** Whoever looks is one of this candidate's two judges. */
    this.mayJudge = false;
  }

  render() {
    const bundle = this.bundle;
    if (bundle === null) return nothing;
    const withPictures = bundle.tracks.some(({ video }) => video !== null);
    const day = bundle.zero_utc === null ? "" : longDate(new Date(bundle.zero_utc), language());
    const interview = this.cockpit?.interview ?? null;
    return html`
      <header class="masthead">
        <p class="masthead-product">oralexam</p>
        <h1 class="masthead-who"><strong>${bundle.candidate_name}</strong> – ${interview !== null ? t("cockpit.heading", { room: bundle.room_name }) : html`${wordsOf({ part: bundle.part, station_setup: null, mode: null }).t("replay.heading")}${day === "" ? nothing : html`, ${day}`}${
          bundle.number === null ? nothing : html` – ${t("replay.scenario", { number: String(bundle.number).padStart(2, "0") })} <span lang="en">${bundle.title}</span>`}`}</h1>
        ${interview === null ? nothing : interviewClocks(interview, this.time, this.busy, (order) => this._interview(order))}
        <nav class="masthead-ways" aria-label=${t("cockpit.ways")}>
          ${this.mayJudge ? html`<a class="button" href="/judge/${bundle.sitting_id}">${t("cockpit.judge")}</a>` : nothing}
          <button class="button" type="button" @click=${() => this.tell("screen")}>${t("cockpit.screen")}</button>
          <button class="button" type="button" @click=${() => this.tell("safe")}>${t("cockpit.safe")}</button>
        </nav>
        <exam-language></exam-language>
      </header>
      <div class="bands">${this.interviewProblem !== "" ? band("alarm", errorSentence(this.interviewProblem)) : nothing}${this.stale ? band("alarm", t("replay.stale")) : bundle.rehearsal ? band("news", html`<b>${t("replay.rehearsal")}</b> ${t("replay.rehearsal.note")}`) : nothing}</div>
      <main class="screen-main replay ${withPictures ? "replay-pictured" : ""}">
        <exam-timeline class="timeline" role="region" aria-label=${t("replay.timeline")} ${ref(this.timeline)} .bundle=${bundle} .peaks=${this.peaks} .muted=${this.muted}
          .playing=${this.playing} .speed=${this.speed} .phase=${this.phase} .clips=${this.clips} .clip=${this.clip} .bookmarks=${this.bookmarks}
          .course=${this.cockpit?.course ?? []} .manner=${this.mayPick ? "pick" : "look"} .looping=${this.looping}></exam-timeline>
        <exam-transcript class="pane replay-transcript" role="region" aria-labelledby="transcript" ${ref(this.transcript)} .bundle=${bundle}></exam-transcript>
        <exam-written class="pane replay-written" role="region" aria-label=${t("replay.written")} ${ref(this.written)} .bundle=${bundle}></exam-written>
        <div class="replay-side">
          ${withPictures ? pictures(bundle) : nothing}
          ${this._side(bundle)}
        </div>
        ${printedWork(workOf(bundle))}
      </main>
      ${interview === null ? nothing : nextStepDialog(interview, () => this.tell("interview", "next"))}`;
  }

  /** Time that is left to a step is lost by passing on: that is asked first. @param {"begin" | "next"} order */
  _interview(order) {
    if (order === "begin") this.tell("interview", order);
    else /** @type {import("./confirm.js").ExamConfirm | null} */ (this.querySelector("#confirm-next-step"))?.ask();
  }

  /** The scenario's facts, or what happened. @param {ReplayBundle} bundle */
  _side(bundle) {
    return html`
      <section class="pane replay-facts replay-side-pane" aria-label=${t("replay.side")}>
        ${tablist({
          label: t("replay.side"), prefix: "side", shown: this.side, small: true,
          tabs: [{ key: "facts", words: t("fact-grid.heading") }, { key: "clips", words: t("cockpit.clips") }, { key: "record", words: t("replay.record") }],
          onShow: (key) => { this.side = key === "record" || key === "clips" ? key : "facts"; },
        })}
        <div class="side-panel" role="tabpanel" id="side-panel" aria-labelledby="side-tab-${this.side}">${this.side === "facts"
          ? html`<exam-fact-grid @exam-show-written=${(/** @type {CustomEvent} */ { detail }) => this.written.value?.showPassage(detail)} .grid=${this.facts} .bundle=${bundle} .failed=${this.factsFailed} .sealed=${this.factsSealed}></exam-fact-grid>`
          : this.side === "clips" ? html`<exam-clip-list .clips=${this.clips} .bookmarks=${this.bookmarks} .mayPick=${this.mayPick} .clip=${this.clip} .problem=${this.clipProblem}></exam-clip-list>` : recordPane(this, bundle)}</div>
      </section>`;
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

customElements.define("exam-replay", ExamReplay);
