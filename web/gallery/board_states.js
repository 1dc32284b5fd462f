/** The manager's board of live rooms at chosen moments. Development only. */

import { BOARDS } from "./canned_board.js";
import { board as boardOf } from "./shown.js";
import { there } from "./standing.js";

/** @param {import("./shown.js").Canned} canned @returns {Record<string, () => HTMLElement>} */
export function boardStates({ phone }) {
  /** @param {Parameters<typeof boardOf>[1]} update @param {Parameters<typeof boardOf>[2]} [act] */
  const board = (update, act) => boardOf(phone, update, act);
  return {
    "board-links": () => board(BOARDS["board"], (element) => { element.links = { candidate: "https://centre.example/join#byLRBPpMhRhQBNDg1gqfWg", juror: "https://centre.example/join#hsRmKHSNcvFsN1dNluDD-g", observer: "https://centre.example/join#5lpkQ116TzF_8zGpkZtV6Q", evaluator: "https://centre.example/join#cFeBGZQ7GXeiMMRl4k1pRA" }; }),
    "board-order": () => board(BOARDS["board-order"]),
    "board-order-acts": () => board(BOARDS["board-order"], (element) => { element._looked = "d"; }),
    "board-order-withdraw": () => board(BOARDS["board-order"], (/** @type {any} */ element) => element._act.value.ask("withdraw-block", BOARDS["board-order"]?.sittings[5], null, "questionnaire")),
    "board-guests": () => board(BOARDS["board"], async (element) => {
      element._looked = "a";
      (await there(() => element.querySelector(".sitting-guests"))).setAttribute("open", "");
    }),
    "board-full-acts": () => board(BOARDS["board-full"], (element) => { element._looked = "d"; }),
    "board-allow-call": () => board(BOARDS["board-full"], (element) => { const sitting = element.board.sittings.get("d"); if (sitting) element._act.value?.ask("allow-call", sitting); }),
    "board-acts": () => board(BOARDS["board"], (element) => { element._looked = "a"; }),
    "board-open": () => board(BOARDS["board"], (element) => element._form.value?.open()),
    "board-pause": () => board(BOARDS["board"], (element) => { const sitting = element.board.sittings.get("a"); if (sitting) element._act.value?.ask("pause", sitting); }),
    "board-replace": () => board(BOARDS["board"], (element) => { const sitting = element.board.sittings.get("a"); if (sitting) element._act.value?.ask("replace-juror", sitting); }),
    "board-leak": () => board(BOARDS["board-devices"], (/** @type {any} */ element) => leakAsked(element)),
    "board-leak-alone": () => board(BOARDS["board-empty"], (/** @type {any} */ element) => element._leak.value.ask()),
    "board-stale": () => board(BOARDS["board"], (element) => { element.stale = true; }),
    ...Object.fromEntries(Object.entries(BOARDS).map(([name, update]) => [name, () => board(update)])),
  };
}

/** The question which rooms are tried, answered. @param {any} element */
function leakAsked(element) {
  const asked = element._leak.value;
  asked.ask();
  asked._found = { attenuation_db: 34.2, at_least: false, room: "Salle 5, poste 1", other_room: "Salle 6, poste 4" };
}
