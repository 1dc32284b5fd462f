import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";
import { band } from "./parts.js";
import "./language.js";

/** Where a candidate stands between parts: one thing to know, and what comes. */
export class ExamWay extends LightElement {
  static properties = { way: { attribute: false }, stale: { type: Boolean } };

  constructor() {
    super();
    /** @type {import("../state/exam_session.d.ts").Way | null} */
    this.way = null;
    this.stale = false;
  }

  render() {
    const way = this.way;
    if (way === null) return nothing;
    const part = way.part === null ? "" : t(`part.${way.part}`);
    return html`
      <header class="masthead"><p class="masthead-product">oralexam</p>
        <p class="masthead-who"><strong>${way.candidate_name}</strong> – ${way.session_title}</p><exam-language></exam-language></header>
      <div class="bands">${this.stale ? band("alarm", t("way.stale")) : nothing}</div>
      <main class="screen-main plain"><section class="plain-message">
        <h1>${t(`way.${way.state}.heading`, { part })}</h1>
        <p role="status">${t(`way.${way.state}.words`)}</p>
        ${way.room_name === "" || way.state === "done" ? nothing : html`<p>${t("way.room", { room: way.room_name })}</p>`}
        <ol class="way-parts" aria-label=${t("way.parts")}>${way.parts.map((each) => html`
          <li aria-current=${each.part === way.part ? "step" : nothing}><span>${t(`part.${each.part}`)}</span>
            <span class="note">${t(each.over ? "way.over" : each.part === way.part ? "way.next" : "way.later")}</span></li>`)}</ol>
        ${way.next === null ? nothing : html`<p class="row"><a class="button button-primary button-large" href=${way.next}>${t("way.go")}</a></p>`}
        <p class="note">${t("way.not-me")}</p>
      </section></main>`;
  }
}
customElements.define("exam-way", ExamWay);
