/**
 * What waits, in the browser's own storage (File System standard, "origin private file system"): a folder a seat, in it one a run.
 *
 * A segment's file begins with where the run stands behind it (offset and chain), so that after a reload the server's
 * answer can be understood. Where the browser gives no room, the segment stays in memory, and that is told.
 */

import { hexOf, joined, ofHex, readHead } from "./segment.js";

const FOLDER = "oralexam-own-copies";
const BEFORE_BYTES = 40;
const HEAD_NAME = "head.json";
/** An hour of one voice. */
const MOST_IN_MEMORY_BYTES = 32 << 20;

/** @typedef {import("./run_queue.js").Waiting} Waiting */
/** @typedef {{ folder: string, run: string, head: string }} StoredRun */
/** @typedef {Omit<StoredRun, "head">} Place */

export class Store {
  constructor() {
    /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
    this._memory = new Map();
    this._memoryBytes = 0;
    /** Whether something is kept in memory only. */
    this.inMemory = false;
    /** Runs whose head had no room yet; without it nothing of them could be opened. @type {Set<string>} */
    this._headless = new Set();
  }

  /** @param {StoredRun} run */
  async begin(run) {
    this._headless.add(run.run);
    try {
      await this._writeHead(run);
    } catch (thrown) {
      this._noRoom(thrown);
    }
  }

  /** @param {StoredRun} run */
  async _writeHead({ folder, run, head }) {
    if (!this._headless.has(run)) return;
    await writeFile(await this._folder(folder, run), HEAD_NAME, new TextEncoder().encode(head));
    this._headless.delete(run);
  }

  /** Keep a segment; false where there was no room at all. @param {StoredRun} run @param {Waiting} waiting @param {Uint8Array<ArrayBuffer>} segment */
  async put(run, waiting, segment) {
    const before = new DataView(new ArrayBuffer(8));
    before.setBigUint64(0, BigInt(waiting.end));
    try {
      await this._writeHead(run);
      const content = joined([new Uint8Array(before.buffer), ofHex(waiting.chain), segment]);
      await writeFile(await this._folder(run.folder, run.run), nameOf(waiting.index), content);
      return true;
    } catch (thrown) {
      this._noRoom(thrown);
    }
    if (this._memoryBytes + segment.length > MOST_IN_MEMORY_BYTES) return false;
    this._memory.set(`${run.run}/${waiting.index}`, segment);
    this._memoryBytes += segment.length;
    return true;
  }

  /** @param {StoredRun} run @param {number} index @returns {Promise<Uint8Array<ArrayBuffer> | null>} */
  async read(run, index) {
    const held = this._memory.get(`${run.run}/${index}`);
    if (held !== undefined) return held;
    try {
      const folder = await this._folder(run.folder, run.run);
      const content = await (await (await folder.getFileHandle(nameOf(index))).getFile()).arrayBuffer();
      return new Uint8Array(content).slice(BEFORE_BYTES);
    } catch {
      return null;
    }
  }

  /** @param {StoredRun} run @param {readonly Waiting[]} kept */
  async remove(run, kept) {
    for (const { index } of kept) {
      const held = this._memory.get(`${run.run}/${index}`);
      if (held !== undefined) {
        this._memory.delete(`${run.run}/${index}`);
        this._memoryBytes -= held.length;
      } else {
        await this._folder(run.folder, run.run).then((folder) => folder.removeEntry(nameOf(index))).catch(() => {});
      }
    }
  }

  /** @param {Place} run */
  async removeRun(run) {
    for (const key of [...this._memory.keys()]) if (key.startsWith(`${run.run}/`)) this._memory.delete(key);
    try {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER);
      const folder = await root.getDirectoryHandle(run.folder);
      await folder.removeEntry(run.run, { recursive: true });
      // Fails where other runs are left in it.
      await root.removeEntry(run.folder).catch(() => {});
    } catch {
      // It was in memory only.
    }
  }

  /** Every run that a page has left here. @returns {Promise<Place[]>} */
  async runs() {
    /** @type {Place[]} */
    const found = [];
    try {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER);
      for await (const [folder, seat] of entriesOf(root)) {
        if (seat.kind !== "directory") continue;
        for await (const [run, kept] of entriesOf(seat)) {
          if (kept.kind === "directory") found.push({ folder, run });
        }
      }
    } catch {
      // Nothing was ever kept here, or the browser forbids it.
    }
    return found;
  }

  /** The head of a run, "" where it has none; what cannot be read now is thrown: that is no reason to think that there is none. @param {Place} run */
  async headOf({ folder, run }) {
    const kept = await this._folder(folder, run);
    try {
      return await (await (await kept.getFileHandle(HEAD_NAME)).getFile()).text();
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === "NotFoundError") return "";
      throw thrown;
    }
  }

  /** When the newest segment of a run was written, -Infinity where there is none. @param {Place} run */
  async writtenMs({ folder, run }) {
    let writtenMs = -Infinity;
    for await (const [name, file] of entriesOf(await this._folder(folder, run))) {
      if (file.kind === "file" && name !== HEAD_NAME) writtenMs = Math.max(writtenMs, (await file.getFile()).lastModified);
    }
    return writtenMs;
  }

  /** Whether a run is still kept here. @param {Place} run */
  async has({ folder, run }) {
    try {
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER);
      await (await root.getDirectoryHandle(folder)).getDirectoryHandle(run);
      return true;
    } catch {
      return false;
    }
  }

  /** The segments of a run that are whole. @param {Place} run @returns {Promise<Waiting[]>} */
  async segments({ folder, run }) {
    const kept = await this._folder(folder, run);
    /** @type {Waiting[]} */
    const found = [];
    for await (const [name, file] of entriesOf(kept)) {
      if (file.kind !== "file" || name === HEAD_NAME) continue;
      const content = new Uint8Array(await (await file.getFile()).arrayBuffer());
      const segment = content.slice(BEFORE_BYTES);
      const head = readHead(segment);
      if (head === null || nameOf(head.index) !== name) {
        await kept.removeEntry(name);
        continue;
      }
      const end = Number(new DataView(content.buffer).getBigUint64(0));
      found.push({ index: head.index, samples: head.samples, bytes: segment.length, end, chain: hexOf(content.subarray(8, BEFORE_BYTES)), last: head.last });
    }
    return found.sort((one, other) => one.index - other.index);
  }

  /** @param {string} folder @param {string} run @returns {Promise<FileSystemDirectoryHandle>} */
  async _folder(folder, run) {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
    return (await root.getDirectoryHandle(folder, { create: true })).getDirectoryHandle(run, { create: true });
  }

  /** @param {unknown} thrown */
  _noRoom(thrown) {
    if (!this.inMemory) console.warn("own-copy-in-memory", thrown instanceof DOMException ? thrown.name : "");
    this.inMemory = true;
  }
}

/** Whether a page has left something in this browser. */
export async function hasLeftovers() {
  try {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER);
    for await (const _ of entriesOf(root)) return true;
  } catch {
    // Nothing was ever kept here.
  }
  return false;
}

/** @param {number} index */
function nameOf(index) {
  return `${String(index).padStart(8, "0")}.own`;
}

/** @param {FileSystemDirectoryHandle} folder @returns {AsyncIterable<[string, FileSystemDirectoryHandle | FileSystemFileHandle]>} */
function entriesOf(folder) {
  return /** @type {any} */ (folder).entries();
}

/** @param {FileSystemDirectoryHandle} folder @param {string} name @param {Uint8Array} content */
async function writeFile(folder, name, content) {
  const handle = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle();
  try {
    handle.write(content, { at: 0 });
    handle.flush();
  } finally {
    handle.close();
  }
}
