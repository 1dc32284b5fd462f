/** What every page does first. */

import { loadLanguage } from "../i18n.js";

/** The language, and the reader's own choice of light or dark if there is one. @param {Promise<void>} [language] Where it is on its way already. */
export async function openPage(language = loadLanguage()) {
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset["theme"] = theme;
  await language;
}

/** What was granted to a candidate, on the whole page. @param {{ large_text: boolean, contrast: boolean }} display */
export function showLooks({ large_text, contrast }) {
  const root = document.documentElement;
  root.dataset["text"] = large_text ? "large" : "";
  root.dataset["contrast"] = contrast ? "more" : "";
}
