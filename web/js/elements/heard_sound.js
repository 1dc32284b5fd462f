import { html } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { secondsText } from "../state/format.js";

/** Pauses from here on are named; shorter ones are a figure, which is read aloud with its name. */
const NAMED_S = 1;

/** A sound among words: « [pause 1,4 s] », « [hésitation] ». @param {import("../state/bundle.d.ts").HeardSound} sound */
export function heardSound({ kind, start_s, end_s }) {
  const length = secondsText(end_s - start_s, language());
  const name = t(`replay.sound.${kind}`, { length });
  const short = kind === "pause" && end_s - start_s < NAMED_S;
  return short
    ? html`<span class="heard" lang=${language()}><span aria-hidden="true">[${length}]</span><span class="visually-hidden">[${name}]</span></span> `
    : html`<span class="heard" lang=${language()}>[${name}]</span> `;
}
