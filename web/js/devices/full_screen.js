/** Whether this page of the exam has been on the full screen: a reload leaves it, and the page that comes then has to know. */

const KEY = "oralexam-full-screen";

/** In this tab, at this seat. */
export function wasFullScreen() {
  try {
    return sessionStorage.getItem(KEY) === location.pathname;
  } catch {
    return false;
  }
}

export function keepFullScreen() {
  try {
    sessionStorage.setItem(KEY, location.pathname);
  } catch {
    // Not remembered: it holds as long as the page.
  }
}
