import assert from "node:assert/strict";
import test from "node:test";
import { FRENCH, timeZones } from "../../web/js/state/time_zones.js";

test("a centre overseas finds its zone, once, and what stands there is offered", () => {
  const offered = timeZones("Etc/GMT+3");
  assert.deepEqual(offered.slice(0, FRENCH.length), [...FRENCH]);
  assert.equal(offered.length, new Set(offered).size);
  assert.ok(offered.includes("Etc/GMT+3"));
  for (const zone of FRENCH) assert.doesNotThrow(() => new Intl.DateTimeFormat("fr", { timeZone: zone }), zone);
});
