import { html, nothing, repeat } from "../../vendor/lit.js";
import { has, language, t, tn } from "../i18n.js";
import { CANDIDATE_SLOTS, SESSION_SLOTS } from "./after_slots.js";
import { LightElement } from "./base.js";
import { daysText } from "./sessions.js";
import { staffMasthead } from "./staff_masthead.js";

/** @typedef {import("../state/after.d.ts").AfterPage} AfterPage */
/** @typedef {import("../state/after.d.ts").PartAfter} PartAfter */

const NOT_BEGUN = new Set(["waiting", "drawn"]);
const OVER = new Set(["handed-in", "aborted"]);

/** How far a part is, in words: held, and then judged. @param {PartAfter} part */
function partState({ part, sitting_id, phase, judging, sealed, locked }) {
  if (sitting_id === "") return t("after.part.not-opened");
  if (NOT_BEGUN.has(phase)) return t("after.part.not-begun");
  if (!OVER.has(phase)) return t("after.part.running", { phase: t(part === "visitor" && has(`visitor.phase.${phase}`) ? `visitor.phase.${phase}` : `phase.${phase}`) });
  const held = t(phase === "aborted" ? "after.part.aborted" : "after.part.over");
  if (locked) return t("after.part.judged", { held, judged: t("after.part.locked") });
  if (!judging) return held;
  return t("after.part.judged", { held, judged: t(sealed === 2 ? "after.part.both" : sealed === 1 ? "after.part.one" : "after.part.none") });
}

/** What is done with a session once its day is over: documents, and what others add (`after_slots`). */
export class ExamAfter extends LightElement {
  static properties = { page: { attribute: false } };

  constructor() {
    super();
    /** @type {AfterPage | null} */
    this.page = null;
  }

  render() {
    const page = this.page;
    if (page === null) return nothing;
    return html`
      ${staffMasthead({ title: html`<strong>${page.title}</strong> – ${t("after.heading")}`, here: "after" })}
      <main class="screen-main after">
        <section class="after-session" aria-labelledby="after-session">
          <h2 id="after-session">${page.format_title}</h2>
          <p class="note">${daysText(page.days)}${page.centre === "" ? nothing : html` – ${page.centre}`}, ${tn("sessions.candidates", page.candidates.length)}</p>
          <p class="note after-key">${page.key_fingerprint === "" ? t("after.no-key") : html`${t("after.key")} <code>${page.key_fingerprint}</code>`}</p>
          <p class="row"><a class="button button-quiet" href="/sessions/${page.session_id}">${t("after.session")}</a>${SESSION_SLOTS.map((slot) => slot(page, language()))}</p>
        </section>
        ${page.candidates.length === 0 ? html`<p class="note">${t("after.nobody")}</p>` : html`
        <section class="pane after-candidates" aria-labelledby="after-candidates">
          <div class="pane-heading"><h2 id="after-candidates">${t("after.candidates")}</h2></div>
          <div class="after-scroll" tabindex="0" role="group" aria-labelledby="after-candidates"><table>
            <thead><tr><th scope="col">${t("after.candidate")}</th><th scope="col">${t("after.parts")}</th><th scope="col">${t("after.documents")}</th></tr></thead>
            <tbody>${repeat(page.candidates, ({ candidacy_id }) => candidacy_id, (candidate) => html`<tr>
              <th scope="row"><bdi>${candidate.name === "" ? t("after.erased") : candidate.name}</bdi>
                <p class="note">${[candidate.number, candidate.jury_name].filter((words) => words !== "").join(", ")}</p></th>
              <td><ul class="after-parts">${candidate.parts.map((part) => html`<li class=${part.locked ? "after-locked" : nothing}>
                <span>${t(`part.${part.part}`)}</span> <span class="note">${partState(part)}</span></li>`)}</ul></td>
              <td><div class="after-acts">${CANDIDATE_SLOTS.map((slot) => slot(page, candidate, language()))}</div></td></tr>`)}</tbody>
          </table></div>
        </section>`}
      </main>`;
  }
}
customElements.define("exam-after", ExamAfter);
