/** The centre's grids: listed, being written, with words missing. Development only. */

import "../js/elements/grids.js";
import { GRID } from "./canned_judging.js";

/** @param {Record<string, unknown>} properties @returns {HTMLElement} */
const shown = (properties) => Object.assign(document.createElement("exam-grids"), {
  className: "screen", current: { call: GRID },
  versions: [{ grid: GRID, published_at: null, author: "" }, { grid: { ...GRID, version: 2 }, published_at: "2026-11-02T09:00:00Z", author: "Léa Morin" }], ...properties,
});

/** @type {Record<string, () => HTMLElement>} */
export const GRID_STATES = {
  "grids": () => shown({}),
  "grids-published": () => shown({ done: "La version 2 est publiée : les prochaines évaluations la suivent." }),
  "grids-writing": () => shown({ editing: GRID }),
  "grids-missing": () => shown({ editing: { ...GRID, title: { fr: "Appel", en: "" } }, problem: "grid-changed" }),
};
