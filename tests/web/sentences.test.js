import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { t, useSentences } from "../../web/js/i18n.js";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const fr = JSON.parse(readFileSync(path.join(ROOT, "web/i18n/fr.json"), "utf8"));
const en = JSON.parse(readFileSync(path.join(ROOT, "web/i18n/en.json"), "utf8"));

function filesIn(folder, ending) {
  return readdirSync(path.join(ROOT, folder), { recursive: true }).map(String)
    .filter((name) => name.endsWith(ending)).map((name) => path.join(ROOT, folder, name));
}

test("French and English have the same keys and the same blanks", () => {
  assert.deepEqual(Object.keys(fr), Object.keys(en));
  const blanks = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const key of Object.keys(fr)) assert.deepEqual(blanks(fr[key]), blanks(en[key]), key);
});

test("French typography: spaces that do not break, typographic apostrophes, no exclamation", () => {
  for (const [key, sentence] of Object.entries(fr)) {
    assert.doesNotMatch(sentence, / [:;?!»%]|« /, key);
    assert.doesNotMatch(sentence, /'|!|\.\.\./, key);
    assert.doesNotMatch(sentence, /[^\s\u00a0\u202f{}\d]:(?!\/\/)(?=\s|$)/, `${key}: a space that does not break stands before the colon`);
    assert.doesNotMatch(sentence, /[^\s\u00a0\u202f][;?](?=\s|$)/, key);
  }
  for (const [key, sentence] of Object.entries(en)) assert.doesNotMatch(sentence, /'|!/, key);
});

test("a name from right to left keeps its order to itself", () => {
  useSentences("fr", fr);
  assert.equal(t("session.problem.candidate-in-two-places", { name: "مريم العلوي", other: "Titre 2" }), "\u2068مريم العلوي\u2069 passe en même temps dans la session « Titre 2 ».".replaceAll("« ", "«\u00a0").replaceAll(" »", "\u00a0»"));
  assert.equal(t("session.problem.day-twice", { name: "8" }).includes("\u2068"), false, "nothing stands around what needs none");
});

/** The codes that a server's answer or a job's reason can bring to a page; what stops a program at its start has sentences in the command line. */
function serverCodes() {
  const codes = new Set();
  const elsewhere = /oralexam\/(cli|rehearsal|doctor|lan|bootstrap|transcripts\/evaluation)\//;
  for (const file of filesIn("oralexam", ".py").filter((name) => !elsewhere.test(name))) {
    const source = readFileSync(file, "utf8");
    const raised = /\b(?:Refused|BadInput|NotFound|SystemFault|Unavailable|UserMistake)\(\s*"([a-z0-9-]+)"/g;
    for (const [, code] of source.matchAll(raised)) codes.add(code);
    for (const [, code] of source.matchAll(/^\s+code(?:: ClassVar\[str\])? = "([a-z0-9-]+)"/gm)) codes.add(code);
  }
  return codes;
}

test("every code that the server can send has a sentence", () => {
  const codes = serverCodes();
  assert.ok(codes.size > 40, `only ${codes.size} codes were found: the search no longer fits the source`);
  assert.deepEqual([...codes].filter((code) => code !== "unknown" && !(`error.${code}` in fr)), []);
});

test("every code that a page makes itself has a sentence", () => {
  const codes = new Set();
  for (const file of filesIn("web/js", ".js")) {
    for (const [, code] of readFileSync(file, "utf8").matchAll(/new Problem\("([a-z0-9-]+)"/g)) codes.add(code);
  }
  for (const device of ["microphone", "camera"]) {
    for (const code of [`${device}-refused`, `no-${device}`, `${device}-in-use`, `${device}-failed`, `${device}-gone`]) codes.add(code);
  }
  for (const code of ["insecure-page", "unsupported-browser", "link-incomplete", "page-failed"]) codes.add(code);
  assert.deepEqual([...codes].filter((code) => !(`error.${code}` in fr)), []);
});

test("every sentence that a page asks for by a plain key exists", () => {
  const missing = [];
  for (const file of filesIn("web/js", ".js")) {
    const source = readFileSync(file, "utf8");
    for (const [, key] of source.matchAll(/\bt\("([\w.-]+)"/g)) if (!(key in fr)) missing.push(key);
    for (const [, key] of source.matchAll(/\btn\("([\w.-]+)"/g)) if (!(`${key}.one` in fr) || !(`${key}.other` in fr)) missing.push(key);
  }
  assert.deepEqual(missing, []);
});

test("no sentence is left that nothing asks for", () => {
  const files = ["web/js", "web/pages", "oralexam"].flatMap((folder) => [".js", ".py", ".toml"].flatMap((ending) => filesIn(folder, ending)));
  const named = new Set();
  const begun = new Set();
  for (const file of files) {
    const source = readFileSync(file, "utf8");
    for (const [name] of source.matchAll(/[\w-]+(?:\.[\w-]+)*/g)) named.add(name);
    // Put together from a beginning: `error.${code}`, "phase." + phase, f"grid.{part}".
    for (const [, beginning] of source.matchAll(/([\w.-]*\.[\w.-]*)(?:\$?\{|")/g)) begun.add(beginning);
  }
  // Manners of a part word a key again (state/manner.js), and a count has two forms.
  const plain = (key) => key.replace(/^(?:visitor|in-person|video|telephone|one-microphone|two-microphones|two-stations)\./, "").replace(/\.(?:one|other)$/, "");
  const asked = (key) => named.has(key) || begun.has(key) || [...key].some((_, at) => key.slice(0, at).includes(".") && begun.has(key.slice(0, at)));
  assert.deepEqual(Object.keys(fr).filter((key) => !asked(key) && !asked(plain(key))), []);
});

test("every phase, and every kind of ringing, has its words on every page", () => {
  const ringing = ["incoming", "outgoing", "between", "yours-to-ring", "ring-again", "theirs-to-ring", "no-answer"];
  for (const kind of ringing) for (const key of [`ringing.${kind}.state`, `ringing.${kind}.note`, `jury.state.${kind}`]) assert.ok(key in fr, key);
  for (const phase of ["waiting", "drawn", "preparation", "ringing", "connecting", "call", "writing", "handed-in"]) assert.ok(`phase.${phase}` in fr, phase);
  for (const state of ["ready", "queued", "running", "waiting-for-model", "failed"]) assert.ok(`replay.media.${state}` in fr, state);
  for (const state of ["queued", "running", "waiting-for-model", "failed"]) {
    assert.ok(`replay.transcript.${state}` in fr && `replay.transcript.${state}.note` in fr, state);
  }
});

test("no page holds markup from strings: Trusted Types would stop it, and so does this", () => {
  for (const file of [...filesIn("web/js", ".js"), ...filesIn("web/vendor", "wavesurfer.js")]) {
    const source = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\.write|\beval\(|new Function/, file);
  }
});

test("what is vendored is what package.json names", () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  for (const [file, name] of [["lit.js", "lit"], ["wavesurfer.js", "wavesurfer.js"]]) {
    const [banner] = readFileSync(path.join(ROOT, "web/vendor", file), "utf8").split("\n");
    assert.ok(banner.includes(` ${devDependencies[name]},`), `${banner}: run node tools/vendor.mjs`);
  }
});

test("the lock names no place to install from", () => {
  assert.doesNotMatch(readFileSync(path.join(ROOT, "package-lock.json"), "utf8"), /"resolved"/);
});
