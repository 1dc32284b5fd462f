import { html, nothing } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { letterOf, neighbourFor, NUDGE_S } from "../state/clips.js";
import { clockText, timeCode } from "../state/format.js";
import { LightElement } from "./base.js";
import { bookmarkWords, MARKED_BEFORE_S, SIGNS } from "./timeline_rows.js";

/** @typedef {import("../state/cockpit.d.ts").Clip} Clip */
/** @typedef {import("../state/cockpit.d.ts").Bookmark} Bookmark */

/** The interview's preparation: the clips in their order, and one's own markers to make clips of. */
export class ExamClipList extends LightElement {
  static properties = { clips: { attribute: false }, bookmarks: { attribute: false }, mayPick: { type: Boolean }, clip: {}, problem: {} };

  constructor() {
    super();
    /** @type {readonly Clip[]} */
    this.clips = [];
    /** @type {readonly Bookmark[]} */
    this.bookmarks = [];
    this.mayPick = false;
    /** The one that is heard or worked upon, by its id. */
    this.clip = "";
    /** Why the last thing could not be done. */
    this.problem = "";
    this._held = false;
  }

  willUpdate() {
    this._held = this.contains(document.activeElement);
  }

  updated() {
    // What had the focus was taken out, or cannot be pressed any more: the keyboard goes on from the list.
    const { activeElement } = document;
    const lost = activeElement === document.body || (activeElement instanceof HTMLButtonElement && activeElement.disabled && this.contains(activeElement));
    if (this._held && lost) /** @type {HTMLElement | null} */ (this.querySelector(".clip-item-now .act") ?? this.querySelector(".clip-list"))?.focus();
  }

  render() {
    return html`<div class="clip-list pane-scroll" tabindex="0" role="group" aria-label=${t("cockpit.clips")}>
      ${this.problem === "" ? nothing : html`<p class="refusal" role="alert">${errorSentence(this.problem)}</p>`}
      ${this.clips.length === 0 ? html`<p class="note">${t(this.mayPick ? "cockpit.clips.none" : "cockpit.clips.none.look")}</p>` : html`
        <ol class="clip-items">${this.clips.map((clip, place) => this._clip(clip, place))}</ol>`}
      ${this.bookmarks.length === 0 ? nothing : html`
        <h3>${t("cockpit.bookmarks.own")}</h3>
        <ul class="clip-items">${this.bookmarks.map((mark) => this._bookmark(mark))}</ul>`}
    </div>`;
  }

  /** @param {Clip} clip @param {number} place */
  _clip(clip, place) {
    const letter = letterOf(place);
    const chosen = clip.clip_id === this.clip;
    return html`<li class="clip-item ${chosen ? "clip-item-now" : ""}" aria-current=${chosen ? "true" : nothing}>
      <div class="clip-line">
        <b class="clip-letter">${letter}</b>
        <button class="moment" type="button" aria-label=${t("cockpit.clip.hear", { letter })} @click=${() => this.tell("clip", clip.clip_id)}><b>${timeCode(clip.starts_s)}</b></button>
        <span class="note">${t("cockpit.clip.until", { time: timeCode(clip.ends_s), length: clockText(clip.ends_s - clip.starts_s) })}</span>
        ${this.mayPick ? html`<button class="act" type="button" aria-expanded=${chosen ? "true" : "false"} aria-label=${t("cockpit.clip.adjust", { letter })} @click=${() => this.tell("clip-choose", chosen ? "" : clip.clip_id)}>${t("cockpit.clip.adjust.short")}</button>` : nothing}
      </div>
      ${chosen && this.mayPick ? this._acts(clip, place, letter) : nothing}</li>`;
  }

  /** @param {Clip} clip @param {number} place @param {string} letter */
  _acts(clip, place, letter) {
    /** @param {"start" | "end"} edge @param {number} atS */
    const edges = (edge, atS) => html`<div class="clip-edge" role="group" aria-label=${t(`cockpit.clip.${edge}`, { letter })}><span class="note">${t(`cockpit.clip.${edge}.short`)}</span>
      <button class="button button-small" type="button" aria-label=${t("cockpit.clip.earlier")} @click=${() => this.tell("clip-edge", { clip, edge, toS: atS - NUDGE_S })}>−${t("cockpit.half-second")}</button>
      <button class="button button-small" type="button" aria-label=${t("cockpit.clip.later")} @click=${() => this.tell("clip-edge", { clip, edge, toS: atS + NUDGE_S })}>+${t("cockpit.half-second")}</button>
      <button class="button button-small" type="button" @click=${() => this.tell("clip-edge", { clip, edge, toS: null })}>${t("cockpit.clip.here")}</button></div>`;
    const before = neighbourFor(this.clips, place, -1);
    const after = neighbourFor(this.clips, place, 1);
    return html`<div class="clip-acts">
      ${edges("start", clip.starts_s)}${edges("end", clip.ends_s)}
      <div class="clip-edge"><button class="button button-small" type="button" ?disabled=${before === undefined} @click=${() => this.tell("clip-move", { clip, before })}>${t("cockpit.clip.forward")}</button>
        <button class="button button-small" type="button" ?disabled=${after === undefined} @click=${() => this.tell("clip-move", { clip, before: after })}>${t("cockpit.clip.back")}</button>
        <button class="button button-small" type="button" @click=${() => this.tell("clip-remove", clip)}>${t("cockpit.clip.remove")}</button></div>
    </div>`;
  }

  /** @param {Bookmark} mark */
  _bookmark(mark) {
    return html`<li class="clip-item"><div class="clip-line">
      <button class="moment" type="button" aria-label=${bookmarkWords(mark)} @click=${() => this.tell("hear", mark.atS - MARKED_BEFORE_S)}><b>${timeCode(mark.atS)}</b></button>
      <span class="clip-words"><b aria-hidden="true">${SIGNS[mark.sign].letter}</b> ${mark.sign === "note" ? t("cockpit.bookmark.alone") : mark.criterion}${mark.note === "" ? nothing : html`<br><span class="note">${mark.note}</span>`}${
        mark.colleague === "" ? nothing : html`<br><span class="note">${mark.colleague}</span>`}</span>
      ${this.mayPick ? html`<button class="act" type="button" aria-label=${t("cockpit.bookmark.clip", { time: timeCode(mark.atS) })} @click=${() => this.tell("clip-around", mark.atS)}>${t("cockpit.bookmark.clip.short")}</button>` : nothing}</div></li>`;
  }
}
customElements.define("exam-clip-list", ExamClipList);
