/** Those who look on at a sitting: who they are, whether they are there, a fresh link, no more access. */

import { html, nothing } from "../../vendor/lit.js";
import { t } from "../i18n.js";

/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */

/** As many may look on as there are seats (oralexam/rooms/seats.py). */
const MOST = 6;

/** @param {BoardSitting} sitting @param {{ invite: (name: string) => void, again: (seat: string) => void, dismiss: (seat: string) => void }} hands */
export function guestList({ guests, part, phase, present }, { invite, again, dismiss }) {
  const over = phase === "handed-in" || phase === "aborted";
  if (part !== "call" && part !== "visitor") return nothing;
  if (over && guests.length === 0) return nothing;
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (name === "") return;
    form.reset();
    invite(name);
  };
  return html`
    <details class="open-more sitting-guests">
      <summary>${t("guests.heading")}${guests.length === 0 ? nothing : html` (${guests.length})`}</summary>
      <p class="note">${t("guests.words")}</p>
      ${guests.map(({ seat, name }) => html`<div class="guest-line"><span><b>${name}</b> <span class="note">${t(present.includes(seat) ? "guests.here" : "guests.away")}</span></span>
        ${over ? nothing : html`<span class="guest-acts">
          <button class="button button-quiet" type="button" aria-label=${t("guests.again.of", { name })} @click=${() => again(seat)}>${t("guests.again")}</button>
          <button class="button button-quiet" type="button" aria-label=${t("guests.dismiss.of", { name })} @click=${() => dismiss(seat)}>${t("guests.dismiss")}</button></span>`}</div>`)}
      ${over ? nothing : guests.length >= MOST ? html`<p class="note">${t("error.room-full-of-guests")}</p>` : html`
        <form class="guest-line" @submit=${submit}>
          <p class="field"><label for="guest-name">${t("guests.name")}</label><input id="guest-name" name="name" type="text" maxlength="80" autocomplete="off" required></p>
          <button class="button" type="submit">${t("guests.invite")}</button>
        </form>`}
    </details>`;
}
