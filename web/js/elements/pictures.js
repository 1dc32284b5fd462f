/** The pictures of those who talk, side by side; the player gives each its file. */

import { html } from "../../vendor/lit.js";
import { t } from "../i18n.js";

/** @param {import("../state/bundle.d.ts").ReplayBundle} bundle */
export function pictures(bundle) {
  return html`<div class="replay-pictures">${bundle.tracks.map((track) => html`
    <figure class="picture">${track.video === null
      ? html`<p class="picture-waiting">${t("replay.no-picture")}</p>`
      : html`<video class="picture-video" data-seat=${track.seat} muted playsinline></video>`}
      <figcaption class="picture-name"><b>${track.name}</b></figcaption></figure>`)}</div>`;
}
