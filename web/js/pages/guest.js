/** The page of somebody who looks on: a socket that gives no order, and a connection that only receives. */

import "../elements/guest.js";
import { t } from "../i18n.js";
import { MediaLink } from "../protocol/media.js";
import { PatientOffer } from "../protocol/patient_offer.js";
import { relaysOf } from "../protocol/relays.js";
import { browser, SeatSocket } from "../protocol/socket.js";
import { after, NEW_GUEST } from "../state/guest.js";
import { mannerOf } from "../state/manner.js";
import { isLive, needsMedia } from "../state/screens.js";
import { NO_MEDIA } from "../state/seat.js";
import { openPage } from "./page.js";

const [, sittingId = "", seat = ""] = /^\/guest\/([^/]+)\/(guest-[1-6])\/?$/.exec(location.pathname) ?? [];

await openPage();

const element = /** @type {import("../elements/guest.js").ExamGuest} */ (document.createElement("exam-guest"));
element.className = "screen screen-fitted";
document.body.replaceChildren(element);

let state = NEW_GUEST;
/** @type {MediaLink | null} */
let media = null;
const levels = { own: 0, others: /** @type {Record<string, number>} */ ({}) };
element.levels = levels;

/** @param {import("../state/guest.js").GuestHappening} happening */
function happen(happening) {
  state = after(state, happening);
  element.state = state;
  document.title = state.view === null ? t("product") : `${t(`phase.${state.view.phase}`)} – ${t("product")}`;
}

function stopMedia() {
  patient.stop();
  media?.stop();
  media = null;
  levels.others = {};
  happen({ what: "media", change: NO_MEDIA });
}

function viewed() {
  const { view, link } = state;
  const manner = view === null ? null : mannerOf(view);
  if (view === null || manner === null || !needsMedia(view) || link.kind === "replaced" || link.kind === "refused") {
    if (media !== null) stopMedia();
    return;
  }
  if (media === null) {
    // An observer's way of connecting: it opens no device and offers to receive only.
    media = new MediaLink({
      seat: "observer", manner,
      offer: (sdp) => patient.ask(sdp),
      relays: relaysOf(sittingId, seat),
      onChange: (change) => happen({ what: "media", change }),
    });
    void media.start();
  }
  media.setLive(isLive(view));
}

const path = `/api/ws/${sittingId}/${seat}`;
const url = new URL(path, location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
const socket = new SeatSocket(url.href, {
  onMessage: (message, receivedAtMs, roundTripMs) => {
    const restarted = message.type === "welcome" && state.epoch !== null && state.epoch !== message.epoch;
    happen({ what: "message", message, receivedAtMs, ...(roundTripMs === undefined ? {} : { roundTripMs }) });
    if (restarted || message.type === "media-gone") media?.renew();
    if (message.type === "view") viewed();
  },
  onLink: (link) => {
    happen({ what: "link", link });
    media?.linked(link.kind === "live");
    if (link.kind === "replaced" || link.kind === "refused") stopMedia();
  },
  resumePoint: () => ({ epoch: state.epoch, lastSeq: state.lastSeq }),
}, browser(path));

const patient = new PatientOffer((sdp) => socket.offer(sdp), () => happen({ what: "media", change: { way: "put-off" } }));

element.addEventListener("exam-take-back", () => {
  happen({ what: "link", link: { kind: "connecting", code: "" } });
  socket.start();
});
element.addEventListener("exam-sound-blocked", () => happen({ what: "media", change: { soundBlocked: true } }));
element.addEventListener("exam-sound", () => {
  happen({ what: "media", change: { soundBlocked: false } });
  for (const voice of document.querySelectorAll("audio")) void voice.play();
});
setInterval(() => {
  void media?.levels().then((now) => Object.assign(levels, now));
}, 100);

if (seat === "") happen({ what: "link", link: { kind: "refused", code: "not-found" } });
else socket.start();
