import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../web/js/copies/store.js";

const PLACE = { folder: "s.candidate", run: "r" };

/** A folder of the browser's own storage with these files in it. @param {Record<string, { text?: string, writtenMs?: number, thrown?: unknown }>} files */
function folderOf(files) {
  const handleOf = (name) => ({
    kind: "file",
    async getFile() {
      const { text = "", writtenMs = 0, thrown } = files[name];
      if (thrown !== undefined) throw thrown;
      return { lastModified: writtenMs, text: async () => text };
    },
  });
  const folder = {
    getDirectoryHandle: async () => folder,
    async getFileHandle(name) {
      if (!(name in files)) throw new DOMException("", "NotFoundError");
      return handleOf(name);
    },
    async* entries() {
      for (const name of Object.keys(files)) yield [name, handleOf(name)];
    },
  };
  return folder;
}

/** @param {import("node:test").TestContext} context @param {Parameters<typeof folderOf>[0]} files */
function storeOver(context, files) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { storage: { getDirectory: async () => folderOf(files) } } });
  context.after(() => (before === undefined ? delete globalThis.navigator : Object.defineProperty(globalThis, "navigator", before)));
  return new Store();
}

test("a head that is there is told, and one that is not is nothing", async (context) => {
  assert.equal(await storeOver(context, { "head.json": { text: "{}" } }).headOf(PLACE), "{}");
  assert.equal(await storeOver(context, {}).headOf(PLACE), "");
});

test("a head that cannot be read now is not taken for none", async (context) => {
  const thrown = new DOMException("", "NotReadableError");
  await assert.rejects(storeOver(context, { "head.json": { thrown } }).headOf(PLACE), thrown);
});

test("a run without a head is as old as its newest segment, and an empty one older than anything", async (context) => {
  const files = { "head.json": { writtenMs: 9 }, "00000000.own": { writtenMs: 5 }, "00000001.own": { writtenMs: 7 } };
  assert.equal(await storeOver(context, files).writtenMs(PLACE), 7);
  assert.equal(await storeOver(context, { "head.json": { writtenMs: 9 } }).writtenMs(PLACE), -Infinity);
});
