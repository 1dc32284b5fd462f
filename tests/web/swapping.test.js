import assert from "node:assert/strict";
import test from "node:test";
import { DeviceSwap } from "../../web/js/devices/swapping.js";

test("a device that cannot be taken, or looked at, keeps nobody from taking the next", async (context) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: {} });
  context.after(() => (before === undefined ? delete globalThis.navigator : Object.defineProperty(globalThis, "navigator", before)));
  const told = [];
  const ordered = [];
  const looks = [async () => { throw new DOMException("", "InvalidStateError"); }, async () => {}];
  const swaps = new DeviceSwap({
    media: () => /** @type {any} */ ({ swap: async () => null }),
    order: async (asked) => { ordered.push(asked.device); },
    tell: ({ is }) => told.push(is),
    settled: () => /** @type {() => Promise<void>} */ (looks.shift())(),
  });
  await swaps.swap({ kind: "camera", id: "one" });
  assert.deepEqual([told, ordered], [["asking", "failed"], []]);
  await swaps.swap({ kind: "camera", id: "two" });
  assert.deepEqual([told.slice(2), ordered], [["asking", "done"], ["camera"]]);
});
