import assert from "node:assert/strict";
import { test } from "node:test";
import { digest } from "../../web/js/devices/chosen.js";

/** A browser with these inputs, in this order. @param {{ deviceId: string, groupId: string }[]} inputs */
function browserWith(inputs) {
  const all = inputs.map((each) => ({ ...each, kind: "audioinput" }));
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { mediaDevices: { enumerateDevices: async () => all } } });
}

const headset = { deviceId: "a", groupId: "1" };
const webcam = { deviceId: "b", groupId: "2" };

test("where no device is called « default » the first input is what is used, and another first one is another station (Firefox)", async () => {
  browserWith([headset, webcam]);
  const before = await digest();
  browserWith([headset, { deviceId: "c", groupId: "3" }]);
  assert.equal(await digest(), before);
  browserWith([webcam, headset]);
  assert.notEqual(await digest(), before);
});

test("« default » is followed to the device behind it (Chromium)", async () => {
  browserWith([{ deviceId: "default", groupId: "1" }, headset, webcam]);
  const before = await digest();
  browserWith([{ deviceId: "default", groupId: "2" }, headset, webcam]);
  assert.notEqual(await digest(), before);
});
