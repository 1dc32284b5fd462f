/** A calculator for what is typed: + − × ÷, brackets, decimals with a comma or a point, and %. Pure. */

const LONGEST = 200;

/** @typedef {{ at: number, tokens: (number | string)[] }} Reader */

/**
 * The value of what is written, or null where it makes no sense (yet).
 * @param {string} written
 */
export function valueOf(written) {
  const tokens = tokensOf(written);
  if (tokens === null || tokens.length === 0) return null;
  /** @type {Reader} */
  const reader = { at: 0, tokens };
  const value = sum(reader);
  return value === null || reader.at < tokens.length || !Number.isFinite(value) ? null : value;
}

/** @param {string} written @returns {(number | string)[] | null} */
function tokensOf(written) {
  if (written.length > LONGEST) return null;
  // Spaces, of whichever width, stand between thousands.
  const dense = written.replaceAll(/[\s\u00a0\u202f]/g, "").replaceAll(/[x×*]/gi, "*").replaceAll(/[÷:/]/g, "/").replaceAll(/[−–]/g, "-").replaceAll(",", ".");
  /** @type {(number | string)[]} */
  const tokens = [];
  const shape = /(\d+(?:\.\d*)?|\.\d+)|([-+*/()%])/gy;
  while (shape.lastIndex < dense.length) {
    const match = shape.exec(dense);
    if (match === null) return null;
    tokens.push(match[1] === undefined ? /** @type {string} */ (match[2]) : Number(match[1]));
  }
  return tokens;
}

/** @param {Reader} reader @returns {number | null} */
function sum(reader) {
  let value = product(reader);
  while (value !== null) {
    const sign = reader.tokens[reader.at];
    if (sign !== "+" && sign !== "-") break;
    reader.at += 1;
    const next = product(reader);
    if (next === null) return null;
    value = sign === "+" ? value + next : value - next;
  }
  return value;
}

/** @param {Reader} reader @returns {number | null} */
function product(reader) {
  let value = signed(reader);
  while (value !== null) {
    const sign = reader.tokens[reader.at];
    if (sign !== "*" && sign !== "/") break;
    reader.at += 1;
    const next = signed(reader);
    if (next === null) return null;
    value = sign === "*" ? value * next : value / next;
  }
  return value;
}

/** @param {Reader} reader @returns {number | null} */
function signed(reader) {
  const sign = reader.tokens[reader.at];
  if (sign === "-" || sign === "+") {
    reader.at += 1;
    const value = signed(reader);
    return value === null ? null : sign === "-" ? -value : value;
  }
  let value = single(reader);
  while (value !== null && reader.tokens[reader.at] === "%") {
    reader.at += 1;
    value /= 100;
  }
  return value;
}

/** @param {Reader} reader @returns {number | null} */
function single(reader) {
  const token = reader.tokens[reader.at];
  reader.at += 1;
  if (typeof token === "number") return token;
  if (token !== "(") return null;
  const value = sum(reader);
  if (reader.tokens[reader.at] !== ")") return null;
  reader.at += 1;
  return value;
}
