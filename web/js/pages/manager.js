import { html, render } from "../../vendor/lit.js";
import "../elements/board.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { BoardSocket } from "../protocol/board_socket.js";
import { codeOf } from "../protocol/problem.js";
import { browser } from "../protocol/socket.js";
import { after } from "../state/board.js";
import { hear } from "../state/server_time.js";
import { openPage } from "./page.js";

const SEATS = /** @type {const} */ (["candidate", "juror", "observer", "evaluator"]);

/** The room's command for each act on its clock. */
const COMMANDS = { pause: "pause-clock", "give-time": "give-time", incidents: "note-incident", "void-draw": "void-draw", restart: "restart-part", "swap-jurors": "swap-jurors", "replace-juror": "replace-juror", "decide-refusal": "decide-refusal", "override-devices": "override-device-check", "allow-call": "allow-call", "withdraw-block": "", abort: "abort-part" };

await openPage();

const element = /** @type {import("../elements/board.js").ExamBoard} */ (document.createElement("exam-board"));
element.className = "screen";
const name = () => { document.title = `${t("board.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

/** @param {string} code */
function sayProblem(code) {
  document.body.className = "screen";
  const page = document.createDocumentFragment();
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused") })}`, page);
  document.body.replaceChildren(page);
}

const path = "/api/ws/board";
const url = new URL(path, location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
new BoardSocket(url.href, {
  onUpdate: (update) => {
    if (element.time === null) element.time = hear(null, { serverNow: update.server_now, receivedAtMs: performance.now() });
    element.board = after(element.board, update);
    if (!element.isConnected) {
      document.body.className = "";
      document.body.replaceChildren(element);
      name();
    }
  },
  onTime: (serverNow, receivedAtMs, roundTripMs) => { element.time = hear(element.time, { serverNow, receivedAtMs, roundTripMs }); },
  onLink: (live) => { element.stale = !live; },
  // A board that is there says that it is old; what is said stays until a board is there.
  onLater: (code) => { if (code !== "" && !element.isConnected) sayProblem(code); },
  onRefused: sayProblem,
}, browser(path)).start();

/** Do something; the board shows what came of it, or says what kept it from being done. @param {() => Promise<unknown>} act @param {"problem" | "clockProblem"} [where] */
async function act(act, where = "clockProblem") {
  element[where] = "";
  try {
    await act();
  } catch (thrown) {
    element[where] = codeOf(thrown);
  }
}

/** @param {string} address @param {unknown} body @returns {Promise<any>} */
const post = (address, body) => request(address, { method: "POST", body });

/** @param {string} name @param {(detail: any) => void} handle */
const on = (name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("open", (wanted) => void act(async () => {
  element.links = (await post("/api/manager/sittings", wanted)).links;
  element.opened();
}, "problem"));
on("admit", ({ sitting_id, phase }) => void act(() => post(`/api/manager/sittings/${sitting_id}/admit`, { type: "admit-candidate", from_phase: phase })));
on("links", (sittingId) => void act(async () => {
  /** @type {import("../state/desk.js").Links} */
  const links = {};
  for (const seat of SEATS) links[seat] = (await post(`/api/manager/sittings/${sittingId}/links`, { seat })).link;
  element.links = links;
}));
on("invite-guest", ({ sitting_id, name }) => void act(async () => {
  element.links = { guest: (await post(`/api/manager/sittings/${sitting_id}/guests`, { name })).link };
}));
on("guest-link", ({ sitting_id, seat }) => void act(async () => {
  element.links = { guest: (await post(`/api/manager/sittings/${sitting_id}/guests/${seat}/link`, {})).link };
}));
on("dismiss-guest", ({ sitting_id, seat }) => void act(() => request(`/api/manager/sittings/${sitting_id}/guests/${seat}`, { method: "DELETE" })));
on("links-closed", () => { element.links = null; });
on("answer-bell", ({ sitting_id, phase, seat }) => void act(() => post(`/api/manager/sittings/${sitting_id}/answer-bell`, { type: "answer-bell", from_phase: phase, seat })));
on("clear-bell", ({ sitting_id, seat }) => void act(() => post(`/api/manager/sittings/${sitting_id}/clear-bell`, { seat })));
on("retry", (sittingId) => void act(() => post("/api/manager/jobs/retry", { sitting_id: sittingId })));
on("resume", ({ sitting_id, phase }) => void act(() => post(`/api/manager/sittings/${sitting_id}/resume`, { type: "resume-clock", from_phase: phase })));
on("confirm-block", ({ candidacy_id, kind }) => void act(() => post(`/api/manager/candidacies/${candidacy_id}/confirm-block`, { kind })));
on("clock-act", ({ act: asked, sitting, ...fields }) => void act(async () => {
  if (asked === "withdraw-block") {
    await post(`/api/manager/candidacies/${sitting.candidacy_id}/withdraw-block`, { kind: fields.kind, reason: fields.reason });
    return;
  }
  const body = { type: COMMANDS[/** @type {keyof typeof COMMANDS} */ (asked)], from_phase: sitting.phase, ...fields };
  const answer = await post(`/api/manager/sittings/${sitting.sitting_id}/${asked}`, body);
  // A juror who changes needs a fresh link: the old one opens nothing more.
  if (answer?.links) element.links = answer.links;
}));
on("wipe", () => void act(() => request("/api/manager/rehearsals", { method: "DELETE" })));
