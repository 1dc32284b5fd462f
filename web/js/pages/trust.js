/** How to trust the server, for a technician with ten minutes; and on HTTPS, that it worked. */

import { html, nothing, render } from "../../vendor/lit.js";
import "../elements/language.js";
import { has, t } from "../i18n.js";
import { openPage } from "./page.js";

/**
 * @typedef {object} Facts
 * @property {{ name: string, fingerprint: string, until: string } | null} authority null: the centre's own certificate.
 * @property {string[]} urls Every address of the server, the one for links first.
 * @property {string} trust_url
 */

const SYSTEMS = /** @type {const} */ (["windows", "firefox", "macos", "linux", "android", "ipad"]);
const MOST_STEPS = 9;

await openPage();
/** @type {Facts | null} */
const facts = await readFacts();

/** @returns {Promise<Facts | null>} */
async function readFacts() {
  try {
    const answer = await fetch("/trust/facts");
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // Said on the page: without the facts there is nothing to compare.
  }
}

/** The system that this browser says it runs on: its part is open, the others can be opened. */
function thisSystem() {
  const agent = navigator.userAgent;
  if (agent.includes("Android")) return "android";
  if (/iPad|iPhone/.test(agent)) return "ipad";
  if (agent.includes("Firefox")) return "firefox";
  if (agent.includes("Windows")) return "windows";
  // An iPad calls itself a Mac, but no Mac has a touch screen.
  if (agent.includes("Mac")) return navigator.maxTouchPoints > 1 ? "ipad" : "macos";
  return "linux";
}

/** One step, with the command that goes with it. @param {string} key */
function step(key) {
  const command = `${key}.command`;
  return html`<li>${t(key)}${has(command) ? commandLine(t(command)) : nothing}</li>`;
}

/** A command: a line ends between its words only, never behind a hyphen. @param {string} line */
function commandLine(line) {
  return html`<code class="trust-command" translate="no">${line.split(" ").map((word) => html`<span>${word}</span> `)}</code>`;
}

/** A fingerprint: a line ends between its pairs only. @param {string} pairs */
function fingerprint(pairs) {
  return pairs.split(/(?<=:)/).map((pair) => html`${pair}<wbr>`);
}

/** @param {string} prefix */
function steps(prefix) {
  const keys = [];
  for (let n = 1; n <= MOST_STEPS && has(`${prefix}.${n}`); n += 1) keys.push(`${prefix}.${n}`);
  return html`<ol>${keys.map(step)}</ol>`;
}

/** @param {string} system */
function part(system) {
  return html`<details class="trust-part" ?open=${system === thisSystem()}>
    <summary>${t(`trust.${system}`)}</summary>${steps(`trust.${system}`)}</details>`;
}

/** That this very page came over a connection that the browser trusts. */
function works() {
  return html`<p class="next" role="status"><b>${t("trust.works")}</b><span>${t("trust.works.words")}</span></p>`;
}

/** @param {Facts} known */
function checked(known) {
  return html`<section class="stack">
    <h2>${t("trust.check")}</h2>
    <p>${t("trust.check.words")}</p>
    <ul class="plain-list">${known.urls.map((url) => html`<li><a href="${url}/trust">${url}</a></li>`)}</ul>
  </section>`;
}

/** @param {NonNullable<Facts["authority"]>} authority */
function compared(authority) {
  return html`<section class="stack">
      <h2>${t("trust.fingerprint")}</h2>
      <p class="trust-fingerprint" translate="no">${fingerprint(authority.fingerprint)}</p>
      <p class="note">${t("trust.fingerprint.words")}</p>
      <p class="note">${t("trust.fingerprint.plain")}</p>
      <p class="trust-fingerprint-plain note" translate="no">${authority.fingerprint.replaceAll(":", "").toLowerCase()}</p>
      <p class="note">${t("trust.authority", { name: authority.name, until: authority.until })}</p>
    </section>
    <section class="stack">
      <h2>${t("trust.qr")}</h2>
      <img class="trust-qr" src="/trust/qr.svg" alt=${t("trust.qr.alt")} width="224" height="224">
      <p class="note">${facts?.trust_url}</p>
    </section>`;
}

function content() {
  if (facts === null) return html`<main class="screen-main"><p class="refusal" role="alert">${t("trust.lost")}</p></main>`;
  const secure = location.protocol === "https:" && isSecureContext;
  return html`<main class="screen-main trust">
    <div class="column">
      <h1>${t("trust.heading")}</h1>
      ${secure ? works() : nothing}
      ${facts.authority === null
        ? html`<p class="trust-lead">${t("trust.own")}</p>`
        : html`<p class="trust-lead">${t("trust.why")}</p>
          <p class="row"><a class="button button-primary button-large" href="/trust/oralexam-ca.crt">${t("trust.download")}</a></p>
          <section class="trust-parts">${SYSTEMS.map(part)}
            <details class="trust-part"><summary>${t("trust.remove")}</summary>${steps("trust.remove")}</details>
          </section>`}
    </div>
    <aside class="trust-facts column" aria-label=${t("trust.facts")}>
      ${checked(facts)}
      ${facts.authority === null ? nothing : compared(facts.authority)}
    </aside>
  </main>`;
}

function draw() {
  document.title = `${t("trust.heading")} – ${t("product")}`;
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p><p class="masthead-who"></p><exam-language></exam-language></header>
    ${content()}`, document.body);
}

document.body.className = "screen";
document.addEventListener("exam-language", draw);
draw();
