import { request } from "../protocol/api.js";

/**
 * Send what a manager has decided; `scope` is where deletions are asked for.
 * @param {import("../state/retention.d.ts").KeptAct & { reason: string, appealed_on: string | null }} act
 * @param {string} scope
 */
export async function keptAct({ act, id, kinds, ground, reason, appealed_on, alone }, scope) {
  /** @param {string} path @param {unknown} body */
  const post = (path, body) => request(path, { method: "POST", body });
  if (alone && act === "hold") return post(`/api/manager/sittings/${id}/holds`, { reason, appealed_on });
  if (alone && act === "delete") return post(`/api/manager/sittings/${id}/deletions`, { kinds, ground, reason });
  switch (act) {
    case "hold": return post(`${scope}/holds`, { candidacy_id: id, reason, appealed_on });
    case "ask-release": return post(`/api/holds/${id}/ask-release`, { reason });
    case "release": return post(`/api/holds/${id}/release`, {});
    case "keep": return post(`/api/holds/${id}/keep`, {});
    case "delete": return post(`${scope}/deletions`, { candidacy_id: id === "" ? null : id, kinds, ground, reason });
    case "confirm": return post(`/api/deletions/${id}/confirm`, {});
    case "refuse": return post(`/api/deletions/${id}/refuse`, { reason });
  }
}
