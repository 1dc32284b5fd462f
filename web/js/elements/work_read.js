import { createRef, html, nothing, ref } from "../../vendor/lit.js";
import { t } from "../i18n.js";
import { LightElement } from "./base.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/judgement.d.ts").Moment} Moment */

/** What the candidate wrote, as it was handed in. @param {ReplayBundle} bundle @param {Exclude<import("../state/judgement.d.ts").MomentSource, "exchange">} source @returns {{ at: number, words: string } | null} */
export function workOf(bundle, source) {
  if (source !== "sheet") {
    const last = bundle[source].at(-1);
    return last === undefined ? null : { at: last.at_s, words: last.text };
  }
  const last = bundle.sheet.at(-1);
  if (last === undefined) return null;
  const labels = new Map((bundle.contact_sheet?.sections ?? []).flatMap(({ fields }) => fields).map(({ field_id, label }) => [field_id, label]));
  return { at: last.at_s, words: Object.entries(last.fields).filter(([, value]) => value !== "").map(([id, value]) => `${labels.get(id) ?? id}: ${value}`).join("\n") };
}

/** A moment of something written, in its place. */
export class ExamWorkRead extends LightElement {
  static properties = { bundle: { attribute: false }, moment: { attribute: false } };

  constructor() {
    super();
    /** @type {ReplayBundle | null} */
    this.bundle = null;
    /** @type {Moment | null} */
    this.moment = null;
    /** @type {import("../../vendor/lit.js").Ref<HTMLDialogElement>} */
    this._dialog = createRef();
  }

  /** @param {ReplayBundle | null} bundle @param {Moment} moment */
  async show(bundle, moment) {
    Object.assign(this, { bundle, moment });
    await this.updateComplete;
    this._dialog.value?.showModal();
  }

  render() {
    const { moment, bundle } = this;
    const work = moment === null || bundle === null || moment.source === "exchange" ? null : workOf(bundle, moment.source);
    return html`<dialog class="confirm work-read" ${ref(this._dialog)} aria-labelledby="work-read">
      <h2 id="work-read">${moment === null ? nothing : t(`score.source.${moment.source}`)}</h2>
      ${moment === null || moment.label === "" ? nothing : html`<p class="note">${moment.label}</p>`}
      <div class="work-read-text" lang="en" tabindex="0" role="group" aria-labelledby="work-read">${work === null ? t("score.read.none") : marked(work.words, moment?.label ?? "")}</div>
      <p class="row"><button class="button" type="button" @click=${() => this._dialog.value?.close()}>${t("links.close")}</button></p></dialog>`;
  }
}
customElements.define("exam-work-read", ExamWorkRead);

/** The passage in its text; where its words do not stand there, the text alone. @param {string} words @param {string} label */
function marked(words, label) {
  const spaced = label.replace(/…$/, "");
  const at = spaced === "" ? -1 : words.replace(/\s/g, " ").indexOf(spaced);
  return at < 0 ? words : html`${words.slice(0, at)}<mark>${words.slice(at, at + spaced.length)}</mark>${words.slice(at + spaced.length)}`;
}
