import "../elements/candidate.js";
import "../elements/jury.js";
import { t } from "../i18n.js";
import { browserProblem } from "../protocol/devices.js";
import { request } from "../protocol/api.js";
import { after, NEW_SEAT } from "../state/seat.js";
import { OutsideHelp } from "./outside_help.js";
import { openPage, showLooks } from "./page.js";
import { SeatSession } from "./seat_session.js";
import { WorkReader } from "./work_reader.js";

/** @typedef {import("../elements/seat_element.js").SeatElement} SeatElement */

const [, sittingId = "", seat = ""] = /^\/seat\/([^/]+)\/([^/]+)\/?$/.exec(location.pathname) ?? [];

await openPage();

const element = /** @type {SeatElement} */ (document.createElement(seat === "candidate" ? "exam-candidate" : "exam-jury"));
element.className = "screen screen-fitted";
document.body.replaceChildren(element);

/** The same title on every screen, the phase first: a taskbar shows its beginning. @param {string} phase */
function title(phase) {
  document.title = phase === "" ? t("product") : `${t(`phase.${phase}`)} – ${t("product")}`;
}

const wrong = browserProblem();
if (seat !== "candidate" && seat !== "juror" && seat !== "observer") {
  element.state = after(NEW_SEAT, { what: "link", link: { kind: "refused", code: "not-found" } });
} else if (wrong !== "") {
  element.state = after(NEW_SEAT, { what: "link", link: { kind: "refused", code: wrong } });
} else {
  const works = seat === "candidate" ? new WorkReader(/** @type {any} */ (element), `/api/seats/${sittingId}/candidate/reference`) : null;
  const session = new SeatSession(sittingId, seat, (state) => {
    element.state = state;
    if (state.view?.role === "candidate") {
      showLooks(state.view.display);
      void works?.inPhase(state.view.phase);
    }
    title(state.view?.phase ?? "");
  });
  element.levels = session.levels;
  /** @param {string} name @param {(detail: any) => void} handle */
  const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
  on("order", (asked) => void session.order(asked));
  on("media", (wish) => session.wish(wish));
  on("typed", ({ where, text }) => session.typed(where, text));
  on("sound-blocked", () => session.soundWasBlocked());
  on("silent", (silent) => session.setSilent(silent));
  on("give-share", () => session.giveShare());
  on("check-draw", () => session.checkDraw());
  on("mark", (marking) => session.mark(marking));
  on("sentence-read", (read) => void session.station.sentenceRead(read));
  on("take-back", () => session.takeBack());
  if (seat === "candidate") {
    // Who came by a code goes on to the next part; without an answer the page says what it always said.
    request("/api/me").then(({ candidate }) => { /** @type {any} */ (element).goesOn = candidate; }, () => undefined);
    new OutsideHelp(element, {
      state: () => session.state,
      note: (help, where, characters) => session.noteOutsideHelp(help, where, characters),
      told: (refused) => { element.pasted = refused ? "refused" : "noted"; },
    }).start();
  }
  session.start();
}
