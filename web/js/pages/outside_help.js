/**
 * Watches what reaches the candidate's work other than by their keys, tells how much of it, and keeps out what the
 * centre does not allow. What it is never leaves this page.
 */

import { helpOf, isOwn, withPiece } from "../state/outside.js";

/** @typedef {import("../state/seat.js").Where} Where */
/** @typedef {import("../state/seat.js").SeatState} SeatState */
/** @typedef {"paste" | "drop" | "replacement" | "translation" | "writing-aid"} Help */

/** What Chromium puts on a page that it translates, and Grammarly, LanguageTool and Microsoft Editor on one they read. */
const TRANSLATED = ".translated-ltr, .translated-rtl";
const WRITING_AIDS = "grammarly-extension, grammarly-desktop-integration, [data-gr-ext-installed], lt-toolbar, lt-highlighter, editor-card, [data-lt-installed]";

export class OutsideHelp {
  /**
   * @param {HTMLElement} page
   * @param {{ state: () => SeatState, note: (help: Help, where: Where, characters: number) => void, told: (refused: boolean) => void }} ask
   */
  constructor(page, { state, note, told }) {
    this._page = page;
    this._state = state;
    this._note = note;
    this._told = told;
    /** What was cut or copied here. @type {readonly string[]} */
    this._pieces = [];
    this._dragsOwn = false;
    /** What is on the page for good is told once. @type {Set<Help>} */
    this._standing = new Set();
  }

  start() {
    for (const name of /** @type {const} */ (["copy", "cut"])) this._page.addEventListener(name, () => this._copied());
    this._page.addEventListener("dragstart", () => { this._dragsOwn = true; });
    this._page.addEventListener("dragend", () => { this._dragsOwn = false; });
    this._page.addEventListener("paste", (event) => this._arrives(event, "paste", event.clipboardData?.getData("text/plain") ?? ""));
    this._page.addEventListener("drop", (event) => {
      if (!this._dragsOwn) this._arrives(event, "drop", event.dataTransfer?.getData("text/plain") ?? "");
    });
    this._page.addEventListener("beforeinput", (event) => {
      const where = workOf(event.target);
      if (where !== null && helpOf(event.inputType) === "replacement") this._note("replacement", where, event.data?.length ?? 0);
    });
    new MutationObserver(() => this._look()).observe(document.documentElement, { attributes: true, childList: true });
    new MutationObserver(() => this._look()).observe(document.body, { attributes: true, childList: true });
    this._look();
  }

  _copied() {
    const field = document.activeElement;
    const inField = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
    const piece = inField
      ? field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)
      : document.getSelection()?.toString() ?? "";
    this._pieces = withPiece(this._pieces, piece);
  }

  /** @param {Event} event @param {"paste" | "drop"} help @param {string} text */
  _arrives(event, help, text) {
    const where = workOf(event.target);
    if (where === null || isOwn(text, this._pieces, this._standingTexts())) return;
    const view = this._state().view;
    const refused = view?.role === "candidate" && !view.paste_allowed;
    if (refused) event.preventDefault();
    this._note(help, where, text.length);
    this._told(refused);
  }

  /** Everything that the candidate wrote or was given. */
  _standingTexts() {
    const { notes, text, sheet, view } = this._state();
    const given = view?.role === "candidate" ? [view.brief, view.text_task, view.contact_sheet, view.title] : [];
    return [notes.text, text.text, ...strings(sheet.text === "" ? [] : JSON.parse(sheet.text)), ...strings(given)];
  }

  _look() {
    if (document.querySelector(TRANSLATED) !== null) this._once("translation");
    if (document.querySelector(WRITING_AIDS) !== null) this._once("writing-aid");
  }

  /** @param {"translation" | "writing-aid"} help */
  _once(help) {
    if (this._standing.has(help)) return;
    this._standing.add(help);
    this._note(help, "text", 0);
  }
}

/** The work that a field holds, or null. @param {EventTarget | null} target @returns {Where | null} */
function workOf(target) {
  const field = target instanceof Element ? target.closest("[data-work]") : null;
  return /** @type {Where | null} */ (field?.getAttribute("data-work") ?? null);
}

/** Every text in a value, however deep. @param {unknown} value @returns {string[]} */
function strings(value) {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}
