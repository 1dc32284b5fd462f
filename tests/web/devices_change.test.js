import assert from "node:assert/strict";
import { test } from "node:test";
import { whenDevicesChange } from "../../web/js/protocol/devices.js";

test("what is told first may be the loss itself: a device is tried for until one was opened", async (context) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const mediaDevices = new EventTarget();
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { mediaDevices } });
  context.after(() => (before === undefined ? delete globalThis.navigator : Object.defineProperty(globalThis, "navigator", before)));
  let tries = 0;
  let isThere = false;
  whenDevicesChange(async () => {
    tries += 1;
    return isThere;
  });
  const change = async () => {
    mediaDevices.dispatchEvent(new Event("devicechange"));
    await new Promise((resolve) => { setImmediate(resolve); });
  };
  await change();
  assert.equal(tries, 1);
  isThere = true;
  await change();
  await change();
  assert.equal(tries, 2);
});
