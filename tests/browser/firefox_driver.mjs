/**
 * Drives Debian's Firefox ESR for tests/browser/firefox.py: one JSON line in, one JSON line out.
 *
 * In: {ref, act, ...}; out: {ref, value} or {ref, error}, and {problem} whenever a page says that something went wrong.
 * puppeteer-core speaks WebDriver BiDi with it: Playwright drives only a Firefox of its own making.
 */

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const TRY_AGAIN_MS = 50;

/** @type {import("puppeteer-core").Browser | null} */
let browser = null;
/** @type {import("puppeteer-core").Page[]} */
const pages = [];

const say = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Values and functions alike, as Playwright takes them. */
const called = (script, given) => `(() => { const it = (${script}); return typeof it === "function" ? it(${JSON.stringify(given ?? null)}) : it; })()`;

/** In the page: the first button that can be pressed and whose name matches; what asks for an answer hides all others. */
const buttonNamed = (name) => [...(document.querySelector("dialog[open]") ?? document).querySelectorAll("button")].find((button) => {
  const said = (button.getAttribute("aria-label") ?? button.textContent ?? "").trim().replace(/\s+/g, " ");
  return new RegExp(name).test(said) && !button.disabled && button.checkVisibility();
}) ?? null;

const acts = {
  async launch({ program, prefs }) {
    browser = await puppeteer.launch({ browser: "firefox", executablePath: program, headless: true, extraPrefsFirefox: prefs });
    return browser.version();
  },
  /** A page of a browser that nobody has used. */
  async open({ url, before, width, height }) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width, height });
    page.on("pageerror", (error) => say({ problem: String(error.message ?? error) }));
    page.on("console", (said) => { if (said.type() === "error") say({ problem: said.text() }); });
    if (before) await page.evaluateOnNewDocument(before);
    await page.goto(url);
    return pages.push(page) - 1;
  },
  goto: ({ page, url }) => pages[page].goto(url).then(() => null),
  address: ({ page }) => pages[page].url(),
  evaluate: ({ page, script, given }) => pages[page].evaluate(called(script, given)),
  /** Press what is there as soon as it is there; what was drawn anew meanwhile is looked for again. */
  async press({ page, name, withinMs }) {
    const until = Date.now() + withinMs;
    let why = "not there";
    while (Date.now() < until) {
      const button = (await pages[page].evaluateHandle(buttonNamed, name)).asElement();
      try {
        if (button !== null) return await button.click();
      } catch (thrown) {
        why = String(thrown.message ?? thrown);
      }
      await pause(TRY_AGAIN_MS);
    }
    throw new Error(`no button ${name}: ${why}`);
  },
  async type({ page, selector, text }) {
    await pages[page].focus(selector);
    await pages[page].keyboard.type(text);
  },
  shot: ({ page, path }) => pages[page].screenshot({ path }).then(() => null),
  close: ({ page }) => pages[page].close().then(() => null),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ref, act, ...given } = JSON.parse(line);
  // Not one after the other: a page that waits must not hold up another.
  void (async () => {
    try {
      say({ ref, value: (await acts[act](given)) ?? null });
    } catch (thrown) {
      say({ ref, error: String(thrown.message ?? thrown) });
    }
  })();
}
await browser?.close();
