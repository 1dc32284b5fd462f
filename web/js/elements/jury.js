import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { formalityOf, screenOf, toneOf, isRolePlay } from "../state/screens.js";
import { callNews } from "./candidate_call.js";
import * as call from "./jury_call.js";
import * as draw from "./jury_draw.js";
import * as interview from "./interview.js";
import * as formalities from "./formalities.js";
import { SeatElement } from "./seat_element.js";
import { wordsOf } from "./words.js";

/** @typedef {import("../protocol/messages.d.ts").JuryView} JuryView */
/** @typedef {import("./stage.js").Stage<JuryView>} Stage */

/** The jury's page. The observer's has a share of the draw, the bell and markers to press, and sends no sound. */
export class ExamJury extends SeatElement {
  /** @param {JuryView} view */
  who(view) {
    const part = view.other_party?.name;
    const observes = view.seat === "observer";
    return html`<strong>${view.candidate_name}</strong>, ${view.room_name}${view.rehearsal ? html` – ${t("rehearsal")}` : nothing} –
      ${observes
        ? html`${t("jury.you-observe")}${part ? html`, ${view.juror_name} ${t("jury.plays")} <strong>${part}</strong>` : nothing}`
        : html`${part ? html`${t("jury.you-play")} <strong>${part}</strong>` : view.juror_name}${view.observer_name ? html` – ${t("jury.observes", { name: view.observer_name })}` : nothing}`}`;
  }

  /** @param {JuryView} view */
  bellOf(view) {
    return view.bell;
  }

  /** The jury may have one headset: then the observer holds a tablet, and it is without sound (exam document, RE AIE 2015). @param {JuryView} view */
  besideBell(view) {
    if (view.seat !== "observer") return nothing;
    const { silent } = this.state;
    return html`<button class="button button-quiet" type="button" aria-pressed=${silent ? "true" : "false"} @click=${() => this.tell("silent", !silent)}>${t("jury.silent")}</button>`;
  }

  /** @param {Stage} stage */
  main(stage) {
    switch (formalityOf(stage.view)) {
      case "notice":
        return formalities.notice(stage);
      case "refused":
        return formalities.refused(stage);
      case "devices":
        return formalities.devices(stage);
      default:
    }
    switch (screenOf(stage.state)) {
      case "interview":
        return interview.jury(stage);
      case "waiting":
        return draw.waiting(stage);
      case "drawn":
        return draw.drawn(stage);
      case "aborted":
        return call.aborted(stage);
      case "handed-in":
        return call.handedIn(stage);
      default:
        return call.room(stage);
    }
  }

  /** @param {JuryView} view */
  tone(view) {
    if (view.seat !== "juror") return "";
    return view.line.held === "other" ? "held" : toneOf(view);
  }

  /** @param {JuryView} view */
  dialogs(view) {
    const { t } = wordsOf(view);
    if (!isRolePlay(view)) return interview.nextDialog(view, () => this.order({ type: "next-step" }));
    return html`
      <exam-confirm id="confirm-draw-anew" .question=${t("draw.begin-anew.question")} .words=${t("draw.begin-anew.words")} .yes=${t("draw.begin-anew")} .no=${t("draw.begin-anew.no")}
        @exam-confirmed=${() => this.order({ type: "begin-draw-anew" })}></exam-confirm>
      ${view.seat === "observer" ? nothing : html`<exam-confirm id="confirm-hang-up" .question=${t("hang-up.question.jury")} .words=${t("hang-up.words.jury")} .yes=${t("hang-up.yes.jury")} .no=${t("hang-up.no")}
        @exam-confirmed=${() => this.order({ type: "hang-up" })}></exam-confirm>
      ${formalities.refuseDialog(view, () => this.order({ type: "refuse-recording" }))}`}`;
  }

  /** @param {JuryView} view */
  news(view) {
    if (view.phase === "call" && view.line.time_reached) return t("call.time-reached.jury");
    return callNews(view);
  }
}
customElements.define("exam-jury", ExamJury);
