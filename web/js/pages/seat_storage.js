/** What a seat's page remembers in its browser, as far as the browser's owner allows. */

/** Under this an observer's device remembers that it has no sound. */
const SILENT = "oralexam-observer-without-sound";

/** Whether this device's observer has no sound: a tablet beside the one headset of the jury. */
export function isKeptSilent() {
  try {
    return localStorage.getItem(SILENT) === "yes";
  } catch {
    return false;
  }
}

/** @param {boolean} silent */
export function keepSilent(silent) {
  try {
    if (silent) localStorage.setItem(SILENT, "yes");
    else localStorage.removeItem(SILENT);
  } catch {
    // Not remembered: it holds as long as the page.
  }
}

/** This tab's storage, or, where the browser's owner forbids it, nothing that keeps. @returns {Pick<Storage, "getItem" | "setItem" | "removeItem">} */
export function keptInTab() {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}
