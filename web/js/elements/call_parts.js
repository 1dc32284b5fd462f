/** The parts of a call that candidate and jury share: pictures, voices, levels, controls, problems with devices. */

import { html, nothing, ref } from "../../vendor/lit.js";
import { errorSentence, t } from "../i18n.js";
import { stepsFor } from "./parts.js";
import "./heard_voice.js";
import "./level.js";

/** @typedef {import("../state/seat.js").MediaState} MediaState */
/** @typedef {import("../state/seat.js").RemoteStream} RemoteStream */
/** @typedef {import("./stage.js").MediaWish} MediaWish */

/** Play a stream; where the browser wants a press before it plays sound, ask for one. @param {MediaStream} stream @param {() => void} onBlocked */
function playing(stream, onBlocked) {
  return ref((element) => {
    if (!(element instanceof HTMLMediaElement) || element.srcObject === stream) return;
    element.srcObject = stream;
    element.play().catch((thrown) => {
      if (thrown instanceof DOMException && thrown.name === "NotAllowedError") onBlocked();
    });
  });
}

/** The voices of the others, heard and not seen; `narrow`: as over a telephone. @param {readonly RemoteStream[]} remote @param {() => void} onBlocked @param {boolean} narrow */
export function voices(remote, onBlocked, narrow) {
  return remote.map(({ seat, stream }) => html`<exam-heard-voice .seat=${seat} .stream=${stream} .narrow=${narrow} @exam-sound-blocked=${onBlocked}></exam-heard-voice>`);
}

/** One person's picture. @param {MediaStream | null} stream @param {{ name: unknown, mirrored?: boolean, waiting?: string, stands?: boolean, small?: boolean }} options `stands`: it does not come, though the voice does; `small`: in few words. */
export function face(stream, { name, mirrored = false, waiting = "", stands = false, small = false }) {
  return html`
    ${stream === null
      ? html`<p class="picture-waiting">${waiting}</p>`
      : html`<video class="picture-video ${mirrored ? "picture-mirrored" : ""}" muted autoplay playsinline ${playing(stream, () => {})}></video>`}
    ${stands && stream !== null ? html`<p class="picture-stands" role="status" title=${small ? t("video.stands") : nothing}>${t(small ? "video.stands.short" : "video.stands")}</p>` : nothing}
    ${name === nothing ? nothing : html`<figcaption class="picture-name">${name}</figcaption>`}`;
}

/** @param {readonly RemoteStream[]} remote @param {"candidate" | "juror"} seat */
export function pictureOf(remote, seat) {
  return remote.find((one) => one.seat === seat && one.video)?.stream ?? null;
}

/** Whose pictures stand because a link does not carry them. @param {MediaState} media @param {{ line: { cameras_off: readonly string[] } }} view */
export function standing(media, view) {
  return media.standing.filter((seat) => !view.line.cameras_off.includes(seat));
}

/** A button that is in or out, and says what it does. @param {{ pressed: boolean, words: string, press: () => void }} options */
export function toggle({ pressed, words, press }) {
  return html`<button class="button" type="button" aria-pressed=${pressed ? "true" : "false"} @click=${press}>${words}</button>`;
}

/** @param {MediaState} media @param {(wish: MediaWish) => void} wish */
export function muteButton(media, wish) {
  return toggle({ pressed: media.muted, words: t(media.muted ? "call.unmute" : "call.mute"), press: () => wish({ muted: !media.muted }) });
}

/** @param {MediaState} media @param {(wish: MediaWish) => void} wish */
export function cameraButton(media, wish) {
  return toggle({ pressed: media.cameraOff, words: t(media.cameraOff ? "call.camera-on" : "call.camera-off"), press: () => wish({ cameraOff: !media.cameraOff }) });
}

/** Put the other on hold, or talk again; nothing for whoever is on hold. @param {{ part: string, line: { held: string } }} view @param {boolean} live @param {import("./stage.js").Stage<any>["order"]} order */
export function holdButton(view, live, order) {
  if (view.part !== "call") return nothing;
  const mine = view.line.held === "you";
  return html`<button class="button" type="button" aria-pressed=${mine ? "true" : "false"} ?disabled=${!live || view.line.held === "other"}
    @click=${() => order({ type: mine ? "take-up-call" : "hold-call" })}>${t(mine ? "call.take-up" : "call.hold")}</button>`;
}

/** Troubles that their own holder can do something about. */
const SAID = new Set(["silent", "clipping", "left-silent", "left-clipping", "right-silent", "right-clipping", "loss", "slow"]);

/** In one room nothing is received, and both hear each other: only the recording lacks something. @type {Record<string, string>} */
const SAID_IN_PERSON = { loss: "loss.in-person" };

/** What is not well at this station, with what to do. @param {readonly string[]} troubles @param {{ mode: string | null }} view */
export function ownTroubles(troubles, { mode }) {
  const said = troubles.filter((trouble) => SAID.has(trouble));
  const names = mode === "in-person" ? said.map((trouble) => SAID_IN_PERSON[trouble] ?? trouble) : said;
  return names.length === 0 ? nothing : html`<div class="note own-troubles" role="status">${names.map((trouble) => html`<p>${t(`trouble.own.${trouble}`)}</p>`)}</div>`;
}

/** What is not well at the stations, for the jury; of the juror's own where another page sends their voice. @param {import("../protocol/messages.d.ts").JuryView} view */
export function troublesOf(view) {
  return view.troubles.filter(({ seat }) => seat !== view.seat || view.station_setup === "two-microphones").map(({ seat, trouble }) => html`
    <p class="note" role="status">${t(`trouble.${trouble}`, { name: seat === "candidate" ? view.candidate_name : view.juror_name })}</p>`);
}

/** Whose voice the server does not write down now, and what to do, for the jury. @param {import("../protocol/messages.d.ts").JuryView} view */
export function unrecorded(view) {
  if (view.unrecorded.length === 0) return nothing;
  const names = view.unrecorded.map((seat) => (seat === "candidate" ? view.candidate_name : view.juror_name));
  return html`<div class="problem" role="alert"><p><b>${t("recording.stands", { names: names.join(", ") })}</b></p><p>${t("recording.stands.do")}</p></div>`;
}

/** What is wrong with a device, and what to do, numbered; nothing where all is well. @param {MediaState} media @param {(wish: MediaWish) => void} wish */
export function deviceProblem(media, wish) {
  if (media.devices !== "problem") return nothing;
  return html`
    <section class="problem" role="alert">
      <h2>${errorSentence(media.problem)}</h2>
      <ol class="plain-steps">${stepsFor(media.problem).map((step) => html`<li>${step}</li>`)}</ol>
      <button class="button" type="button" @click=${() => wish({ retry: true })}>${t("media.retry")}</button>
    </section>`;
}

/** The browser wants a press: before it plays others, or before it opens two microphones. @param {MediaState} media @param {(wish: MediaWish) => void} wish */
export function soundBlocked(media, wish) {
  if (!media.soundBlocked) return nothing;
  const ours = media.remote.length === 0 && media.own !== null;
  return html`<p class="row problem" role="alert">${t(ours ? "media.mics-blocked" : "media.sound-blocked")}
      <button class="button" type="button" @click=${() => wish({ sound: true })}>${t(ours ? "media.mics-on" : "media.sound-on")}</button></p>`;
}

/** The own picture that a thin link does not carry. @param {MediaState} media */
export function pictureShed(media) {
  return media.pictureShed ? html`<p class="note own-troubles" role="status">${t("media.picture-shed")}</p>` : nothing;
}

/** A station's two microphones that bring one sound. @param {MediaState} media */
export function sameVoices(media) {
  return media.sameVoices ? html`<p class="problem" role="alert">${t("media.same-voices")}</p>` : nothing;
}
