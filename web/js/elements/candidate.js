import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { NO_REFERENCE } from "../state/reference.js";
import { formalityOf, screenOf, toneOf } from "../state/screens.js";
import * as call from "./candidate_call.js";
import * as quiet from "./candidate_quiet.js";
import * as written from "./candidate_written.js";
import * as formalities from "./formalities.js";
import * as interview from "./interview.js";
import { SeatElement } from "./seat_element.js";
import "./full_screen.js";
import { wordsOf } from "./words.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */
/** @typedef {import("./stage.js").Stage<CandidateView>} Stage */

/** The candidate's page: one thing to do on each screen. */
export class ExamCandidate extends SeatElement {
  static properties = { ...SeatElement.properties, goesOn: { type: Boolean }, reference: { attribute: false } };

  constructor() {
    super();
    /** Whether the candidate came by a code: other parts follow this one. */
    this.goesOn = false;
    this.reference = NO_REFERENCE;
  }

  /** @param {CandidateView} view */
  who(view) {
    return html`<strong>${view.candidate_name}</strong> – ${view.room_name}${view.rehearsal ? html` – ${t("rehearsal")}` : nothing}`;
  }

  /** @param {CandidateView} view */
  bellOf(view) {
    return view.bell;
  }

  besideBell() {
    return html`<exam-full-screen></exam-full-screen>`;
  }

  /** @param {Stage} given */
  main(given) {
    const stage = { ...given, reference: this.reference };
    switch (formalityOf(stage.view)) {
      case "identity":
        return formalities.identity(stage);
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
        return interview.candidate({ ...stage, goesOn: this.goesOn });
      case "waiting":
      case "drawn":
        return quiet.waiting(stage);
      case "preparation":
        return quiet.preparation(stage);
      case "ringing":
        return call.ringing(stage);
      case "connecting":
        return call.connecting(stage);
      case "in-person":
        return call.inPerson(stage);
      case "telephone":
        return call.telephone(stage);
      case "video":
        return call.video(stage);
      case "writing":
        return stage.view.part === "visitor" ? written.contactSheet(stage) : written.writing(stage);
      case "aborted":
        return quiet.aborted({ ...stage, goesOn: this.goesOn });
      default:
        return quiet.handedIn({ ...stage, goesOn: this.goesOn });
    }
  }

  /** What rings here, if anything. @param {CandidateView} view */
  tone(view) {
    return view.line.held === "other" ? "held" : toneOf(view);
  }

  /** @param {CandidateView} view */
  dialogs(view) {
    const { t } = wordsOf(view);
    return html`
      <exam-confirm id="confirm-hang-up" .question=${t("hang-up.question")} .words=${t("hang-up.words")} .yes=${t("hang-up.yes")} .no=${t("hang-up.no")}
        @exam-confirmed=${() => this.order({ type: "hang-up" })}></exam-confirm>
      <exam-confirm id="confirm-hand-in" .question=${t("hand-in.question")} .words=${t(view.line.may_call_back ? "hand-in.words.call-back" : "hand-in.words")} .yes=${t("hand-in.yes")} .no=${t("hand-in.no")}
        @exam-confirmed=${() => this.order({ type: "hand-in" })}></exam-confirm>
      ${formalities.refuseDialog(view, () => this.order({ type: "refuse-recording" }))}`;
  }

  /** @param {CandidateView} view */
  news(view) {
    return call.callNews(view);
  }
}
customElements.define("exam-candidate", ExamCandidate);
