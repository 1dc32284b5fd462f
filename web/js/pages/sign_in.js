import { enter, showEntry } from "./entry.js";
import { openPage } from "./page.js";

await openPage();
const element = showEntry("sign-in");
element.addEventListener("exam-sign-in", (event) => void enter(element, "/api/sign-in", /** @type {CustomEvent} */ (event).detail));
