import assert from "node:assert/strict";
import test from "node:test";
import { PatientOffer } from "../../web/js/protocol/patient_offer.js";
import { Problem } from "../../web/js/protocol/problem.js";

/** @param {import("node:test").TestContext} context */
function asked(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { offers: /** @type {string[]} */ ([]), putOff: 0, full: true, code: "guest-not-now" };
  const patient = new PatientOffer(async (sdp) => {
    seen.offers.push(sdp);
    if (seen.full) throw new Problem(seen.code);
    return `answer to ${sdp}`;
  }, () => { seen.putOff += 1; });
  return { patient, seen };
}
const soon = () => new Promise(setImmediate);

test("a guest whom the calls leave no room for asks again after ten to fifteen seconds, and comes in", async (context) => {
  const { patient, seen } = asked(context);
  const answer = patient.ask("one");
  await soon();
  assert.equal(seen.putOff, 1);
  context.mock.timers.tick(9_900);
  await soon();
  assert.deepEqual(seen.offers, ["one"]);
  context.mock.timers.tick(5_200);
  await soon();
  assert.deepEqual(seen.offers, ["one", "one"]);
  assert.equal(seen.putOff, 2);
  seen.full = false;
  context.mock.timers.tick(15_100);
  assert.equal(await answer, "answer to one");
});

test("a newer offer, or the end, leaves nobody asking for the older one", async (context) => {
  const { patient, seen } = asked(context);
  const first = assert.rejects(patient.ask("one"), { code: "connection-replaced" });
  await soon();
  const second = assert.rejects(patient.ask("two"), { code: "connection-replaced" });
  await first;
  await soon();
  patient.stop();
  await second;
  context.mock.timers.tick(60_000);
  await soon();
  assert.deepEqual(seen.offers, ["one", "two"]);
});

test("any other refusal is told at once", async (context) => {
  const { patient, seen } = asked(context);
  seen.code = "offer-too-soon";
  await assert.rejects(patient.ask("one"), { code: "offer-too-soon" });
  assert.equal(seen.putOff, 0);
});
