/** The centre's documentation: as candidates look it up, and as its manager keeps it. */

import "../js/elements/reference_shelf.js";

const WORKS = [
  { work_id: "drawn", title: "Dictionnaire français-anglais du commerce", language: "fr-en", page_count: 180, added_at: "2026-11-02T08:00:00Z", withdrawn_at: null },
  { work_id: "text", title: "Incoterms, the short version", language: "en", page_count: 1, added_at: "2026-11-09T08:00:00Z", withdrawn_at: null },
];
const OLD = { ...WORKS[1], work_id: "old", title: "Incoterms 2010", withdrawn_at: "2026-11-09T08:05:00Z" };
const TERMS = ["EXW – Ex Works: the buyer bears the freight from the seller’s door.", "FCA – Free Carrier: the seller hands the goods to the carrier, and clears them for export.",
  "CPT – Carriage Paid To: the seller pays the freight; the risk is the buyer’s from the first carrier on.", "DAP – Delivered at Place: everything but the unloading is the seller’s.",
  "DDP – Delivered Duty Paid: the seller bears duty and freight to the buyer’s door."];
const PAGES = {
  drawn: Array.from({ length: 180 }, () => ({ picture: "page.svg", width_px: 1400, height_px: 1981, text: "bill of lading, bonded warehouse, breakage, bulk order" })),
  text: [{ picture: "", width_px: 0, height_px: 0, text: TERMS.join("\n\n") }],
};
const HELD = { works: WORKS, pages: PAGES, from: "/gallery/" };
const OPENING = { ...HELD, pages: {} };
const FAILED = { ...HELD, pages: { drawn: null } };
const SCANNED = { ...HELD, pages: { drawn: PAGES.drawn.map((page) => ({ ...page, text: "" })) } };

/** Look words up in a work. @param {HTMLElement} element @param {string} workId @param {string} words @param {number} [page] */
async function lookUp(element, workId, words, page = 0) {
  const reference = /** @type {any} */ (element.querySelector("exam-reference"));
  Object.assign(reference, { _chosen: workId, _page: page });
  await reference.updateComplete;
  const field = /** @type {HTMLInputElement} */ (reference.querySelector("#reference-words"));
  field.value = words;
  field.dispatchEvent(new Event("input"));
  await reference.updateComplete;
  field.form?.requestSubmit();
}

/** @param {Record<string, unknown>} properties */
const shelf = (properties) => Object.assign(document.createElement("exam-reference-shelf"), { className: "screen", most: { bytes: 5e7, pages: 200, works: 30 }, ...properties });

/** @param {(where: "preparation" | "writing" | "sheet", then: import("./shown.js").Then) => HTMLElement} page @returns {Record<string, () => HTMLElement>} */
export function REFERENCE_STATES(page) {
  return {
    "candidate-preparation-reference": () => page("preparation", {
      reference: HELD,
      act: async (element) => {
        const documents = /** @type {any} */ (element.querySelector("exam-documents"));
        await documents.updateComplete;
        /** @type {HTMLElement} */ ([...documents.querySelectorAll("[role=tab]")].at(-1)).click();
        await documents.updateComplete;
        await lookUp(element, "drawn", "bulk", 11);
      },
    }),
    "candidate-preparation-works": () => page("preparation", { reference: HELD }),
    "candidate-writing-works": () => page("writing", { reference: HELD }),
    "candidate-writing-reference": () => page("writing", { sheet: 2, reference: HELD }),
    "candidate-writing-reference-found": () => page("writing", { sheet: 2, reference: HELD, act: (element) => lookUp(element, "text", "freight") }),
    "candidate-writing-reference-not-found": () => page("writing", { sheet: 2, reference: HELD, act: (element) => lookUp(element, "drawn", "girafe") }),
    "candidate-writing-reference-opening": () => page("writing", { sheet: 2, reference: OPENING }),
    "candidate-writing-reference-failed": () => page("writing", { sheet: 2, reference: FAILED }),
    "candidate-writing-reference-scanned": () => page("writing", { sheet: 2, reference: SCANNED }),
    "candidate-visitor-sheet-reference": () => page("sheet", { sheet: 2, reference: HELD }),
    "reference-shelf": () => shelf({ works: [...WORKS, OLD], reference: HELD }),
    "reference-shelf-empty": () => shelf({ looking: true }),
    "reference-shelf-refused": () => shelf({ works: WORKS, problem: "paper-too-many-pages" }),
  };
}
