import { enter, showEntry } from "./entry.js";
import { openPage } from "./page.js";

await openPage();
const element = showEntry("code");
element.addEventListener("exam-code", (event) => void enter(element, "/api/code", /** @type {CustomEvent} */ (event).detail));

/** The sheet's QR code carries the code in the fragment, which no server and no log ever sees. */
function fromSheet() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code === "") return;
  history.replaceState(null, "", "/");
  void enter(element, "/api/code", { code });
}
addEventListener("hashchange", fromSheet);
fromSheet();
