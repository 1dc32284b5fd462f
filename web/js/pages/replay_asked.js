/** What the replay opens on: asked for as soon as this file is there, while the page's other modules still come. */

import { loadLanguage } from "../i18n.js";
import { request } from "../protocol/api.js";

/** @typedef {import("../state/bundle.d.ts").ReplayBundle} ReplayBundle */
/** @typedef {import("../state/bundle.d.ts").Peaks} Peaks */

export const sittingId = /^\/replay\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";

/** @type {Promise<ReplayBundle>} */
export const asked = request(`/api/replay/${sittingId}`);

/** Behind it: which language was chosen is read from the disk, and everything waits for that. */
export const language = loadLanguage();

/** The outlines that it names, by their addresses: whoever takes one takes it out. @type {Map<string, Promise<Peaks>>} */
export const outlines = new Map();

for (const one of [language, asked]) one.catch(() => {}); // Told where they are awaited.
asked.then(({ tracks }) => {
  for (const { peaks } of tracks) {
    if (peaks === null) continue;
    const outline = request(peaks.url);
    outline.catch(() => {});
    outlines.set(peaks.url, outline);
  }
}, () => {});
