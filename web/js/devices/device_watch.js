/** Tells when the devices that were checked are not those that are there any more. */

import { digest } from "./chosen.js";
import { kept } from "./known_station.js";

export class DeviceWatch {
  /** @param {() => void} changed */
  constructor(changed) {
    this._changed = changed;
    this._baseline = "";
    this._watching = false;
    this._settled = false;
    this._look = () => void this._compare();
  }

  /** Watch from now on; what is there now is what counts, unless this tab knows what was checked. */
  start() {
    if (this._watching) return;
    this._watching = true;
    this._baseline = this._settled ? "" : kept()?.digest ?? "";
    if (this._baseline === "") void digest().then((found) => { this._baseline ||= found; });
    navigator.mediaDevices?.addEventListener("devicechange", this._look);
  }

  /** Somebody has chosen what is used now: that is no change to tell. */
  async settle() {
    this._settled = true;
    this._baseline = await digest();
  }

  stop() {
    this._watching = false;
    navigator.mediaDevices?.removeEventListener("devicechange", this._look);
  }

  async _compare() {
    const now = await digest();
    if (!this._watching || now === "" || this._baseline === "" || now === this._baseline) return;
    this._baseline = now;
    this._changed();
  }
}
