import { html, live } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { savedState } from "./parts.js";
import { plainWriting } from "./plain_writing.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView} CandidateView */

/** The candidate's notes: one sheet that stays from the preparation to the end of the call. @param {import("./stage.js").Stage<CandidateView>} stage @param {string} place */
export function notesPane({ state, live: online, write }, place) {
  return html`
    <section class="pane notes ${place}">
      <div class="pane-heading">
        <h2><label for="notes">${t("notes.label")}</label></h2>
        ${savedState(state.notes, online)}
      </div>
      <textarea class="notes-field" id="notes" data-work="notes" lang="en" maxlength="20000" ${plainWriting()} .value=${live(state.notes.text)}
        @input=${(/** @type {{ target: HTMLTextAreaElement }} */ { target }) => write("notes", target.value)}></textarea>
    </section>`;
}
