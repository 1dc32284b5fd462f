import assert from "node:assert/strict";
import test from "node:test";

import { EXTRA_CHOICES, extraTime } from "../../web/js/state/extra_time.js";

test("extra time is sent as a fraction or as minutes, and not at all where there is none", () => {
  assert.equal(extraTime({ preparation: "", exchange: "", writing: "" }), null);
  assert.deepEqual(extraTime({ preparation: "1/3", exchange: "", writing: "15" }), { preparation: { fraction: "1/3" }, writing: { minutes: 15 } });
});

test("every choice of the form is one that the server takes", () => {
  for (const choice of EXTRA_CHOICES.filter((each) => each !== "")) {
    const { preparation } = extraTime({ preparation: choice, exchange: "", writing: "" });
    if ("fraction" in preparation) assert.match(preparation.fraction, /^[1-9]\d?\/[1-9]\d?$/);
    else assert.ok(Number.isInteger(preparation.minutes) && preparation.minutes >= 1 && preparation.minutes <= 60);
  }
});
