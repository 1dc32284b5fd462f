/** What a seat's page does about its station once it is checked: it watches the devices, and hands on what was read. */

import { request } from "../protocol/api.js";
import { DeviceWatch } from "./device_watch.js";
import { takePart } from "./leak.js";

/** @typedef {import("../protocol/messages.d.ts").CandidateView | import("../protocol/messages.d.ts").JuryView} View */

export class StationKeeper {
  /** @param {string} sittingId @param {string} seat @param {() => void} changed Told when the devices are not those that were checked. */
  constructor(sittingId, seat, changed) {
    this._path = `/api/seats/${sittingId}/${seat}`;
    this._watch = new DeviceWatch(changed);
  }

  /** What was read goes to the technician's comparison; nobody waits for an answer. @param {{ sentence: string, sound: Blob }} read */
  async sentenceRead({ sentence, sound }) {
    try {
      await fetch(`${this._path}/read-sentence?sentence=${sentence}`, { method: "PUT", credentials: "same-origin", headers: { "content-type": "audio/wav" }, body: sound });
    } catch {
      console.warn("sentence-not-sent");
    }
  }

  /** The manager tries how well two rooms are kept from each other. @param {string} test_id @param {boolean} plays */
  async soundTest(test_id, plays) {
    const heard = await takePart(plays);
    await request(`${this._path}/sound-test`, { method: "POST", body: { test_id, ...heard } }).catch(() => console.warn("sound-test-not-told"));
  }

  /** What is chosen now is what is watched. */
  settled() {
    return this._watch.settle();
  }

  /** @param {View} view */
  viewed({ formalities, phase }) {
    const standing = formalities?.station?.standing;
    const over = phase === "handed-in" || phase === "aborted";
    if ((standing === "good" || standing === "overridden" || standing === "swapped") && !over) this._watch.start();
    else this._watch.stop();
  }
}
