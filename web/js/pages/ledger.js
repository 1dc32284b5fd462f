import { html, nothing, render } from "../../vendor/lit.js";
import "../elements/language.js";
import { plainPage, stepsFor } from "../elements/parts.js";
import { errorSentence, has, language, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { lengthText, longDate, timeOfDay, timeOfDayExact } from "../state/format.js";
import { openPage } from "./page.js";

/** @typedef {import("../state/ledger.d.ts").LedgerPage} LedgerPage */
/** @typedef {import("../state/ledger.d.ts").Stretch} Stretch */

const sittingId = /^\/ledger\/([^/]+)\/?$/.exec(location.pathname)?.[1] ?? "";

await openPage();

/** @param {string} code */
function sayProblem(code) {
  document.body.className = "screen";
  document.title = t("product");
  render(html`<header class="masthead"><p class="masthead-product">oralexam</p></header>
    ${plainPage({ title: errorSentence(code), steps: stepsFor(code).length > 0 ? stepsFor(code) : stepsFor("refused"),
      action: html`<button class="button button-primary" type="button" @click=${() => location.reload()}>${t("join.again")}</button>` })}`, document.body);
}

/** @param {string} instant */
const exactly = (instant) => html`<time datetime=${instant}>${timeOfDayExact(new Date(instant), language())}</time>`;

/** A length, or nothing where there is none. @param {number | null} seconds */
const length = (seconds) => (seconds === null || seconds === 0 ? "–" : lengthText(seconds));

/** Who wrote, or decided: by name where the service knew it. @param {string | null} seat @param {string} author */
const who = (seat, author) => (seat === null ? t("ledger.by.software") : author === "" ? t(`seat.${seat}`) : `${author} (${t(`seat.${seat}`)})`);

/** Words that a person wrote; erased ones are said to be. @param {string} words */
const written = (words) => (words === "" ? html`<i>${t("ledger.erased")}</i>` : words);

/** What an incident is called. @param {string} code */
function incidentName(code) {
  // Whose it was stands behind it here.
  if (has(`ledger.incident.${code}`)) return t(`ledger.incident.${code}`);
  return has(`incident.${code}`) ? t(`incident.${code}`, { name: "" }) : t("incident.unknown", { code });
}

/** @param {LedgerPage} page @param {string} failed */
function failedName(page, failed) {
  const names = /** @type {Record<string, string>} */ ({ candidate: page.candidate_name, juror: page.juror_name });
  return failed === "server" ? t("ledger.failed.server") : t("ledger.failed.link", { name: names[failed] || t(`seat.${failed}`) });
}

/** Why a stretch did not run. @param {LedgerPage} page @param {Stretch} stretch */
function why(page, stretch) {
  const reason = stretch.for_break && stretch.reason === "" ? nothing : html` – ${written(stretch.reason)}`;
  if (stretch.kind === "paused") return html`${stretch.for_break ? html`<b>${t("ledger.break")}</b> – ` : nothing}${who(stretch.by, stretch.author)}${reason}`;
  return stretch.failed.map((failed) => failedName(page, failed)).join(", ");
}

/** @param {LedgerPage} page */
function head(page) {
  const { ledger } = page;
  const opened = new Date(ledger.opened_at);
  const over = ledger.phase === "handed-in" || ledger.phase === "aborted";
  /** @param {string} name @param {unknown} value */
  const fact = (name, value) => html`<div class="ledger-fact"><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="ledger-facts">
    ${fact(t("ledger.candidate"), written(page.candidate_name))}
    ${fact(t("ledger.jury"), page.observer_name === "" ? written(page.juror_name) : html`${page.juror_name}, ${page.observer_name}`)}
    ${fact(t("ledger.room"), page.room_name)}
    ${fact(t("ledger.opened"), html`${longDate(opened, language())}, ${timeOfDay(opened, language())}`)}
    ${fact(t("ledger.state"), html`${t(`phase.${ledger.phase}`)}${ledger.paused ? html`, <b>${t("ledger.stands")}</b>` : nothing}`)}
    ${fact(t(over ? "ledger.ended" : "ledger.as-of"), exactly(ledger.as_of))}
    ${fact(t("ledger.sitting"), html`<code>${page.sitting_id}</code>`)}
  </dl>`;
}

/** @param {LedgerPage} page */
function totals({ ledger }) {
  /** @param {"given_s" | "running_s" | "paused_s" | "failed_s" | "total_s"} name */
  const sum = (name) => ledger.totals.reduce((so_far, total) => so_far + total[name], 0);
  return html`<section aria-labelledby="totals"><h2 id="totals">${t("ledger.totals")}</h2>
    <table class="ledger-table"><thead><tr>
      ${["phase", "planned", "extra", "given", "running", "paused", "failed", "total"].map((name) => html`<th scope="col">${t(`ledger.column.${name}`)}</th>`)}
    </tr></thead><tbody>${ledger.totals.map((total) => html`<tr>
      <th scope="row">${t(`phase.${total.phase}`)}</th>
      <td>${length(total.planned_s)}</td><td>${length(total.extra_s)}</td><td>${length(total.given_s)}</td>
      <td>${length(total.running_s)}</td><td>${length(total.paused_s)}</td><td>${length(total.failed_s)}</td><td>${lengthText(total.total_s)}</td></tr>`)}
    </tbody><tfoot><tr><th scope="row">${t("ledger.sum")}</th><td></td><td></td>
      <td>${length(sum("given_s"))}</td><td>${length(sum("running_s"))}</td><td>${length(sum("paused_s"))}</td><td>${length(sum("failed_s"))}</td><td>${lengthText(ledger.total_s)}</td></tr></tfoot></table>
    <p class="note">${t("ledger.adds-up", { seconds: ledger.total_s })}</p></section>`;
}

/** @param {LedgerPage} page */
function stretches(page) {
  return html`<section aria-labelledby="stretches"><h2 id="stretches">${t("ledger.stretches")}</h2>
    <table class="ledger-table ledger-stretches"><thead><tr>
      ${["from", "to", "phase", "kind", "length", "why"].map((name) => html`<th scope="col">${t(`ledger.column.${name}`)}</th>`)}
    </tr></thead><tbody>${page.ledger.stretches.map((stretch) => html`<tr class="ledger-${stretch.kind}">
      <td>${exactly(stretch.starts_at)}</td><td>${exactly(stretch.ends_at)}</td><th scope="row">${t(`phase.${stretch.phase}`)}</th>
      <td class="ledger-kind">${t(`ledger.kind.${stretch.kind}`)}</td><td>${lengthText(stretch.seconds)}</td><td>${why(page, stretch)}</td></tr>`)}
    </tbody></table></section>`;
}

/** Of a draw that is void: which scenario is out, and who had it open; or whose share was missing. @param {LedgerPage} page @param {LedgerPage["ledger"]["incidents"][number]} incident */
function drawWords(page, { scenario, concerned }) {
  if (concerned.length === 0) return nothing;
  const names = /** @type {Record<string, string>} */ ({ candidate: page.candidate_name, juror: page.juror_name, observer: page.observer_name, server: t("draw.server") });
  const people = concerned.map((seat) => names[seat] || t(`seat.${seat}`)).join(", ");
  return html` – ${scenario === "" ? t("ledger.draw.missing", { people }) : t("ledger.draw.opened", { scenario, people })}`;
}

/** @param {LedgerPage} page */
function acts(page) {
  const { ledger } = page;
  if (ledger.given.length === 0 && ledger.incidents.length === 0 && ledger.aborted_by === null) return nothing;
  const lines = [
    ...ledger.given.map((given) => ({ at: given.at, words: html`<b>${t("ledger.given", { length: lengthText(given.seconds), phase: t(`phase.${given.phase}`) })}</b> – ${who(given.by, given.author)} – ${written(given.reason)}` })),
    ...ledger.incidents.map((incident) => ({ at: incident.at, words: html`<b>${incidentName(incident.code)}</b> (${t(`phase.${incident.phase}`)}) – ${who(incident.by, incident.author)}${incident.text === "" ? nothing : html` – ${incident.text}`}${drawWords(page, incident)}` })),
    ...(ledger.aborted_by === null ? [] : [{ at: ledger.as_of, words: html`<b>${t("ledger.aborted")}</b> – ${who(ledger.aborted_by, ledger.abort_author)} – ${written(ledger.abort_reason)}` }]),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return html`<section aria-labelledby="acts"><h2 id="acts">${t("ledger.acts")}</h2>
    <ul class="ledger-acts">${lines.map(({ at, words }) => html`<li>${exactly(at)} – ${words}</li>`)}</ul></section>`;
}

/** What managers have said of the candidate's day: that a written block or a part is over, and what of it was withdrawn, and why. @param {LedgerPage} page */
function said(page) {
  if (page.said.length === 0) return nothing;
  /** @param {LedgerPage["said"][number]} act */
  const words = ({ kind, happened, reason }) => {
    const step = t(`plan.work.${kind}`);
    if (happened === null) return html`<b>${t("ledger.said.withdrawn", { step })}</b> – ${written(reason)}`;
    const time = timeOfDay(new Date(happened.over ? happened.ends_at : happened.starts_at), language());
    return html`<b>${t(happened.over ? "ledger.said.over" : "ledger.said.running", { step, time })}</b>`;
  };
  return html`<section aria-labelledby="said"><h2 id="said">${t("ledger.said")}</h2>
    <ul class="ledger-acts">${page.said.map((act) => html`<li>${exactly(act.at)} – ${who("manager", act.by)} – ${words(act)}</li>`)}</ul></section>`;
}

/** What was entered afterwards from paper: said to be so. @param {LedgerPage} page */
function fromPaper({ from_paper, criteria }) {
  if (from_paper.length === 0) return nothing;
  return html`<section aria-labelledby="from-paper"><h2 id="from-paper">${t("ledger.from-paper")}</h2><p class="note">${t("ledger.from-paper.words")}</p>
    <ul class="ledger-acts">${from_paper.map((entered) => html`<li>${exactly(entered.at)} – ${who(entered.by, entered.author)} – ${written(entered.text)}
      <ul class="plain-list">${entered.times.map((time) => html`<li>${t("ledger.from-paper.time", { phase: t(`phase.${time.phase}`), from: timeOfDay(new Date(time.starts_at), language()), to: timeOfDay(new Date(time.ends_at), language()) })}</li>`)}
      ${Object.entries(entered.marks).map(([criterion, mark]) => html`<li>${criteria[criterion]?.[language()] ?? criterion} – <b>${mark}</b></li>`)}</ul></li>`)}</ul></section>`;
}

/** @param {LedgerPage} page */
function show(page) {
  document.body.className = "screen";
  document.title = `${t("ledger.heading")} – ${t("product")}`;
  render(html`
    <header class="masthead">
      <p class="masthead-product">oralexam</p>
      <h1 class="masthead-who"><strong>${t("ledger.heading")}</strong>${page.rehearsal ? html` – ${t("rehearsal")}` : nothing}</h1>
      <a class="button button-quiet" href="/manager">${t("ledger.back")}</a>
      <exam-language></exam-language>
      <button class="button button-primary" type="button" @click=${() => print()}>${t("ledger.print")}</button>
    </header>
    <main class="screen-main ledger">
      ${head(page)}${totals(page)}${stretches(page)}${acts(page)}${said(page)}${fromPaper(page)}
      <p class="ledger-signature">${t("ledger.signature")}</p>
    </main>`, document.body);
}

try {
  /** @type {LedgerPage} */
  const page = await request(`/api/manager/sittings/${sittingId}/ledger`);
  document.body.replaceChildren();
  document.addEventListener("exam-language", () => show(page));
  show(page);
} catch (thrown) {
  sayProblem(codeOf(thrown));
}
