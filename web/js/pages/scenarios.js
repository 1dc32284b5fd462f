import { html, render } from "../../vendor/lit.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import "../elements/scenario_editor.js";
import "../elements/scenario_list.js";
import { errorSentence, t } from "../i18n.js";
import { request, send } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { named, sendable, withValue } from "../state/scenario.js";
import { openPage } from "./page.js";

/** A pause in typing after which a draft is saved. */
const SAVE_AFTER_MS = 800;

await openPage();

/** @param {string} code */
function sayProblem(code) {
  document.body.className = "screen";
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused") })}`, document.body);
}

/** @param {HTMLElement} element @param {string} name @param {(detail: any) => void} handle */
const on = (element, name, handle) => element.addEventListener(`exam-${name}`, (event) => handle(/** @type {CustomEvent} */ (event).detail));

/** The list of all scenarios. */
async function openList() {
  const element = /** @type {import("../elements/scenario_list.js").ExamScenarios} */ (document.createElement("exam-scenarios"));
  element.className = "screen";
  const look = async () => Object.assign(element, await request("/api/scenarios"));
  /** @param {() => Promise<unknown>} act */
  const act = async (act) => {
    element.problem = "";
    try {
      await act();
      await look();
    } catch (thrown) {
      element.problem = codeOf(thrown);
    }
  };
  on(element, "begin", (wanted) => void act(async () => {
    location.hash = (await request("/api/scenario-drafts", { method: "POST", body: wanted })).draft_id;
  }));
  on(element, "withdraw", (key) => void act(() => request(`/api/scenarios/${key}/withdraw`, { method: "POST", body: {} })));
  on(element, "uses", (key) => void act(async () => { element.uses = await request(`/api/scenarios/${key}`); }));
  await look();
  document.body.replaceChildren(element);
  document.title = `${t("scenarios.heading")} – ${t("product")}`;
}

/** One draft. @param {string} draftId */
async function openDraft(draftId) {
  const path = `/api/scenario-drafts/${draftId}`;
  const element = /** @type {import("../elements/scenario_editor.js").ExamScenarioEditor} */ (document.createElement("exam-scenario-editor"));
  element.className = "screen";
  let revision = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** One save at a time; what is typed meanwhile is saved by the next. */
  let underWay = Promise.resolve();
  const load = async () => {
    const draft = await request(path);
    revision = draft.revision;
    Object.assign(element, { content: draft.content, problems: draft.problems, saving: "saved", problem: "" });
  };
  const save = async () => {
    const sent = element.content;
    try {
      const draft = await request(path, { method: "PUT", body: { revision, content: sendable(named(sent)) } });
      revision = draft.revision;
      element.problems = draft.problems;
      // A name that was made for a record is kept here, too, unless somebody has typed meanwhile.
      if (element.content === sent) Object.assign(element, { content: named(sent), saving: "saved" });
      if (element.problem !== "edited-meanwhile") element.problem = "";
    } catch (thrown) {
      Object.assign(element, { saving: "not-saved", problem: codeOf(thrown) });
    }
  };
  const saveNow = () => {
    clearTimeout(timer);
    timer = undefined;
    underWay = underWay.then(save);
    return underWay;
  };
  const written = () => {
    element.saving = "saving";
    clearTimeout(timer);
    timer = setTimeout(() => void saveNow(), SAVE_AFTER_MS);
  };
  on(element, "written", written);
  on(element, "reload", () => void load());
  on(element, "paper", async ({ path: where, index, file }) => {
    element.uploading = index;
    try {
      element.content = withValue(element.content, where, await send("/api/papers", file));
      written();
    } catch (thrown) {
      element.problem = codeOf(thrown);
    }
    element.uploading = -1;
  });
  /** @param {string} what */
  const done = async (what) => {
    try {
      await request(`${path}/${what}`, { method: "POST", body: { revision } });
      location.assign("/scenarios");
    } catch (thrown) {
      element.problem = codeOf(thrown);
    }
  };
  on(element, "publish", () => void underWay.then(() => done("publish")));
  on(element, "drop", () => void underWay.then(() => done("drop")));
  addEventListener("pagehide", () => { if (timer !== undefined) void saveNow(); });
  await load();
  document.body.replaceChildren(element);
  document.title = `${t("scenario.writing")} – ${t("product")}`;
}

async function open() {
  const draftId = location.hash.slice(1);
  try {
    await (draftId === "" ? openList() : openDraft(draftId));
  } catch (thrown) {
    sayProblem(codeOf(thrown));
  }
}

addEventListener("hashchange", () => location.reload());
await open();
