/**
 * A scenario while it is being written: a plain object, changed by paths such as `jury.cues` or
 * `candidate.documents[1].title` (the server names problems in the same way). Pure.
 */

/** @typedef {Record<string, any>} Content A scenario as far as it has come. */
/** @typedef {{ field: string, code: string }} Problem */

/** @param {string} path @returns {(string | number)[]} */
export function steps(path) {
  return path.split(/[.[\]]+/).filter((step) => step !== "").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** What stands at a path; undefined where nothing does. @param {any} content @param {string} path @returns {any} */
export function valueAt(content, path) {
  return steps(path).reduce((inside, step) => inside?.[step], content);
}

/** The same content with another value at a path. @template T @param {T} content @param {string} path @param {unknown} value @returns {T} */
export function withValue(content, path, value) {
  return replaced(content, steps(path), value);
}

/** @param {any} inside @param {(string | number)[]} way @param {unknown} value @returns {any} */
function replaced(inside, way, value) {
  const [step, ...rest] = way;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items = [...(inside ?? [])];
    items[step] = replaced(items[step], rest, value);
    return items;
  }
  return { ...inside, [step]: replaced(inside?.[step], rest, value) };
}

/** One more item at the end of a list. @template T @param {T} content @param {string} path @param {unknown} item @returns {T} */
export function withItem(content, path, item) {
  return withValue(content, path, [...(valueAt(content, path) ?? []), item]);
}

/** The same list without one item. @template T @param {T} content @param {string} path @param {number} index @returns {T} */
export function withoutItem(content, path, index) {
  return withValue(content, path, (valueAt(content, path) ?? []).filter((/** @type {unknown} */ _, /** @type {number} */ at) => at !== index));
}

/** A list as one writes it: an item a line. @param {readonly string[] | undefined} items */
export function asLines(items) {
  return (items ?? []).join("\n");
}

/** Lines as a list; a line that one has just begun stays. @param {string} text @returns {string[]} */
export function fromLines(text) {
  return text === "" ? [] : text.split("\n");
}

/** Without the lines that say nothing: what is sent. @param {any} value @returns {any} */
export function sendable(value) {
  if (Array.isArray(value)) return value.filter((item) => typeof item !== "string" || item.trim() !== "").map(sendable);
  if (value !== null && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, sendable(inside)]));
  return value;
}

/**
 * A short name in kebab-case, not yet among `taken`, made from what a person wrote.
 * @param {string} words @param {readonly string[]} taken @param {string} otherwise
 */
export function shortName(words, taken, otherwise) {
  const plain = words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40).replace(/-+$/, "");
  const base = plain === "" ? otherwise : plain;
  let name = base;
  for (let count = 2; taken.includes(name); count += 1) name = `${base}-${count}`;
  return name;
}

/**
 * Names for the facts and fields that have none yet: a person never sees them, records do.
 * @param {Content} content @returns {Content}
 */
export function named(content) {
  let done = content;
  const facts = valueAt(content, "jury.facts_if_asked") ?? [];
  /** @type {string[]} */
  const taken = facts.map((/** @type {any} */ fact) => fact.fact_id);
  facts.forEach((/** @type {any} */ fact, /** @type {number} */ index) => {
    if (fact.fact_id !== "" || fact.question.trim() === "") return;
    const name = shortName(fact.question, taken, "fact");
    taken.push(name);
    done = withValue(done, `jury.facts_if_asked[${index}].fact_id`, name);
  });
  (valueAt(content, "expected") ?? []).forEach((/** @type {any} */ value, /** @type {number} */ index) => {
    if (value.fact_id || value.label.trim() === "") return;
    const name = shortName(value.label, taken, "fact");
    taken.push(name);
    done = withValue(done, `expected[${index}].fact_id`, name);
  });
  const sections = valueAt(content, "contact_sheet.sections") ?? [];
  /** @type {string[]} */
  const used = sections.flatMap((/** @type {any} */ section) => section.fields.map((/** @type {any} */ field) => field.field_id));
  sections.forEach((/** @type {any} */ section, /** @type {number} */ at) => section.fields.forEach((/** @type {any} */ field, /** @type {number} */ index) => {
    if (field.field_id !== "" || field.label.trim() === "") return;
    const name = shortName(field.label, used, "field");
    used.push(name);
    done = withValue(done, `contact_sheet.sections[${at}].fields[${index}].field_id`, name);
  }));
  return done;
}

/** The problem of one field, or of something inside it. @param {readonly Problem[]} problems @param {string} path */
export function problemOf(problems, path) {
  return problems.find(({ field }) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`)) ?? null;
}
