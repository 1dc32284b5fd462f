import "../elements/session.js";
import { t } from "../i18n.js";
import { request, send as sendFile } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

const [, sessionId = ""] = /^\/sessions\/([^/]+)\/?$/.exec(location.pathname) ?? [];
const path = `/api/sessions/${sessionId}`;

await openPage();
const element = /** @type {import("../elements/session.js").ExamSession} */ (document.createElement("exam-session"));
element.className = "screen";
const name = () => { document.title = `${element.page?.session.title ?? t("sessions.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

/** What waits to be sent; one request is under way at a time, and a newer change replaces an older one that waits. @type {{ session: unknown, causes: unknown } | null} */
let waiting = null;
let sending = false;
/** The list that was read last: the same bytes are sent again to be imported. @type {File | null} */
let list = null;

/** @param {import("../state/exam_session.d.ts").SessionPage} page */
function show(page) {
  element.page = page;
  element.saving = "saved";
  name();
}

async function send() {
  if (sending) return;
  sending = true;
  while (waiting !== null && element.page !== null) {
    const { session, causes } = waiting;
    waiting = null;
    try {
      const page = await request(path, { method: "PUT", body: { session, causes, revision: element.page.revision } });
      element.savedAt = new Date();
      // What was typed meanwhile stays on the screen; only the server's own things come in.
      if (waiting === null) show(page);
      else element.page = { ...element.page, revision: page.revision, problems: page.problems, parts: page.parts };
    } catch (thrown) {
      element.saving = "not";
      element.problem = codeOf(thrown);
      waiting = null;
    }
  }
  sending = false;
}

/** Have the server do something to the session, after what waits has been sent. @param {() => Promise<any>} ask */
async function act(ask) {
  element.problem = "";
  while (sending) await new Promise((resolve) => { setTimeout(resolve, 50); });
  try {
    const page = await ask();
    if (page !== null) show(page);
  } catch (thrown) {
    element.problem = codeOf(thrown);
  }
}

/** @param {string} what @param {(detail: any) => void} handle */
const on = (what, handle) => element.addEventListener(`exam-${what}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));
on("change", (changed) => {
  waiting = changed;
  element.saving = "saving";
  void send();
});
on("reload", () => void act(() => request(path)));
on("understood", () => { element.problem = ""; });
on("open", () => void act(() => request(`${path}/open`, { method: "POST", body: {} })));
on("close", () => void act(() => request(`${path}/close`, { method: "POST", body: {} })));
on("remove", () => void act(async () => {
  await request(path, { method: "DELETE" });
  location.assign("/sessions");
  return null;
}));
on("fresh-code", (id) => void act(() => request(`${path}/candidacies/${id}/code`, { method: "POST", body: {} })));
on("roster-read", ({ kind, file }) => void act(async () => {
  list = file;
  element.roster = { kind, file: file.name, preview: await sendFile(`${path}/roster/${kind}`, file) };
  return null;
}));
on("roster-import", (kind) => void act(async () => {
  const page = await sendFile(`${path}/roster/${kind}/import?revision=${element.page?.revision ?? 0}`, /** @type {File} */ (list));
  element.roster = null;
  return page;
}));
addEventListener("beforeunload", (event) => { if (element.saving !== "saved") event.preventDefault(); });

try {
  show(await request(path));
  element.accounts = (await request("/api/accounts")).accounts;
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
