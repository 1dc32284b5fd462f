/** Scenario texts: paragraphs with a blank line between, and lists whose lines begin with «- ». Pure. */

/** @typedef {import("../protocol/messages.d.ts").CandidateBrief} CandidateBrief */
/** @typedef {import("../protocol/messages.d.ts").Document} Document */

/** @typedef {{ kind: "paragraph", text: string } | { kind: "list", items: string[] }} Block */

/** @param {string} text @returns {Block[]} */
export function blocks(text) {
  /** @type {Block[]} */
  const made = [];
  for (const piece of text.trim().split(/\n[ \t]*\n/)) {
    /** @type {string[]} */
    let plain = [];
    /** @type {string[]} */
    let items = [];
    const close = () => {
      if (plain.length > 0) made.push({ kind: "paragraph", text: plain.join("\n") });
      if (items.length > 0) made.push({ kind: "list", items });
      plain = [];
      items = [];
    };
    for (const line of piece.split("\n")) {
      if (line.startsWith("- ")) {
        if (plain.length > 0) close();
        items.push(line.slice(2).trim());
      } else if (line.trim() !== "") {
        if (items.length > 0) close();
        plain.push(line.trim());
      }
    }
    close();
  }
  return made;
}

/**
 * The candidate's sheets in order: the mission first, then the documents.
 * @typedef {{ title: string, mission: CandidateBrief | null, document: Document | null }} Sheet
 */

/** @param {CandidateBrief} brief @param {string} missionTitle @returns {Sheet[]} */
export function sheets(brief, missionTitle) {
  return [
    { title: missionTitle, mission: brief, document: null },
    ...brief.documents.map((document) => ({ title: document.title, mission: null, document })),
  ];
}
