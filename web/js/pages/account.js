import "../elements/account.js";
import { t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { codeOf } from "../protocol/problem.js";
import { openPage } from "./page.js";
import { sayNoEntry } from "./staff.js";

await openPage();
const element = /** @type {import("../elements/account.js").ExamAccount} */ (document.createElement("exam-account"));
element.className = "screen";
const name = () => { document.title = `${t("account.heading")} – ${t("product")}`; };
document.addEventListener("exam-language", name);

async function look() {
  const me = await request("/api/me");
  element.account = me.account;
  element.manager = me.manager;
  if (me.manager) element.accounts = (await request("/api/accounts")).accounts;
  return me.account !== null || me.manager;
}

/** @param {string} what @param {"problem" | "peopleProblem"} where @param {(detail: any) => Promise<void>} act */
const on = (what, where, act) => element.addEventListener(`exam-${what}`, async (event) => {
  element[where] = "";
  element.done = "";
  try {
    await act(/** @type {CustomEvent} */ (event).detail);
  } catch (thrown) {
    element[where] = codeOf(thrown);
  }
});
on("password", "problem", async (body) => {
  await request("/api/me/password", { method: "POST", body });
  element.form.value?.reset();
  element.done = "account.changed";
});
on("sign-out", "problem", async () => {
  await request("/api/sign-out", { method: "POST", body: {} });
  location.assign("/sign-in");
});
on("invite", "peopleProblem", async (role) => {
  element.link = (await request("/api/accounts/invitations", { method: "POST", body: { role } })).link;
});
on("active", "peopleProblem", async ({ account_id, active }) => {
  await request(`/api/accounts/${account_id}/active`, { method: "POST", body: { active: !active } });
  await look();
});

try {
  if (await look()) {
    name();
    document.body.replaceChildren(element);
  } else {
    sayNoEntry("not-signed-in");
  }
} catch (thrown) {
  sayNoEntry(codeOf(thrown));
}
