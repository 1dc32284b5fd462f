import { html, nothing } from "../../vendor/lit.js";
import { language, t } from "../i18n.js";
import { request } from "../protocol/api.js";
import { LightElement } from "./base.js";

/** @typedef {import("../protocol/messages.d.ts").BoardSitting} BoardSitting */
/** What a machine heard of a sentence otherwise. @typedef {{ seat: string, words: number, wrong: number }} Compared */

/** What was measured of the stations of a sitting, for whoever sets them up; the machine's comparison stands here and nowhere else. */
export class ExamStationLines extends LightElement {
  static properties = { sitting: { attribute: false }, compared: { state: true } };

  constructor() {
    super();
    /** @type {BoardSitting | null} */
    this.sitting = null;
    /** @type {readonly Compared[]} */
    this.compared = [];
    this._asked = "";
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    const { sitting } = this;
    if (!changed.has("sitting") || sitting === null || sitting.devices_of.length === 0) return;
    // A comparison takes the worker some seconds: asked again whenever a check was made since.
    const asking = `${sitting.sitting_id} ${sitting.formalities?.devices.reports}`;
    if (this._asked === asking) return;
    this._asked = asking;
    void request(`/api/manager/sittings/${sitting.sitting_id}/read-sentences`).then(({ compared }) => { this.compared = compared; }, () => {});
  }

  render() {
    const { sitting } = this;
    if (sitting === null || sitting.formalities === null || sitting.devices_of.length === 0) return nothing;
    const { stations } = sitting.formalities.devices;
    const number = new Intl.NumberFormat(language(), { maximumFractionDigits: 1 });
    return html`<ul class="plain-list station-lines">${sitting.devices_of.map((seat) => {
      const known = stations.find((each) => each.seat === seat);
      const heard = this.compared.find((each) => each.seat === seat);
      const figures = known?.figures ?? null;
      return html`<li><b>${t("board.station.of", { seat: t(`seat.${seat}`) })}</b> ${t(`board.station.${known?.standing ?? "missing"}`)}${known?.fault ? html` (${t(`devices.fault.${known.fault}.short`)})` : nothing}
        ${figures === null ? nothing : html`<br><span class="note">${t("board.station.figures", {
          level: number.format(figures.level_db), noise: number.format(figures.noise_db), snr: number.format(figures.snr_db), clipped: number.format(100 * figures.clipped),
          echo: figures.echo_db === null ? t("board.station.echo.none") : t("board.station.echo", { echo: number.format(figures.echo_db) }),
        })}</span>`}
        ${heard === undefined ? nothing : html`<br><span class="note">${t("board.station.sentence", { right: heard.words - heard.wrong, words: heard.words })}</span>`}</li>`;
    })}</ul>`;
  }
}
customElements.define("exam-station-lines", ExamStationLines);
