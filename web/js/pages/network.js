import "../elements/network.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { probeNetwork } from "../protocol/network_probe.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

const PLACE = "oralexam-network-place";

await openPage();
const element = /** @type {import("../elements/network.js").ExamNetwork} */ (document.createElement("exam-network"));
element.className = "screen";
const name = () => { document.title = `${t("network.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

element.addEventListener("exam-try", async (event) => {
  const { room, station } = /** @type {CustomEvent} */ (event).detail;
  localStorage.setItem(PLACE, JSON.stringify({ room, station }));
  element.begin();
  try {
    // The credentials of relays end: each run asks for its own.
    const page = await request("/api/check/network");
    element.page = page;
    const found = await probeNetwork({
      iceServers: page.ice_servers,
      offer: async (sdp) => (await request("/api/check/network/echo", { method: "POST", body: { sdp } })).sdp,
      onStep: (step) => element.step(step),
    });
    element.end(found);
    const { last } = await request("/api/check/network/reports", { method: "POST", body: { room, station, ...found } });
    element.page = { ...page, last };
  } catch (thrown) {
    element.fail(codeOf(thrown));
  }
});

try {
  element.manager = (await request("/api/me")).manager;
  element.page = await request("/api/check/network");
  element.place = { room: "", station: "", ...JSON.parse(localStorage.getItem(PLACE) ?? "{}") };
  name();
  document.body.replaceChildren(element);
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
