/**
 * What stands beside each candidate, and above all of them, once the day is over. A subject adds its own function here,
 * from a file of its own: it draws what it offers, and nothing where it has nothing to offer.
 */

import { keptLink, ownData } from "./after_kept.js";
import { documents, workbook } from "./after_documents.js";
import { appealPack } from "./after_pack.js";
import { secondMarkings } from "./after_seconds.js";

/** @typedef {import("../state/after.d.ts").AfterPage} AfterPage */
/** @typedef {import("../state/after.d.ts").CandidateAfter} CandidateAfter */

/** @type {readonly ((page: AfterPage, candidate: CandidateAfter, language: string) => unknown)[]} */
export const CANDIDATE_SLOTS = [documents, appealPack, secondMarkings, ownData];

/** @type {readonly ((page: AfterPage, language: string) => unknown)[]} */
export const SESSION_SLOTS = [workbook, keptLink];
