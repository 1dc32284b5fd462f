"""What `benchmarks.replay` puts into a page to see when it can be used, what is heard, and how busy it is."""

import json

USABLE = """
window.untilUsable = (pictured) => new Promise((resolve) => {
  const look = () => {
    const ready = document.querySelector(".transport .button-primary:not(:disabled)")
      && document.querySelector("[data-word]")
      && document.querySelectorAll("exam-voice .wave > div").length === 2;
    if (pictured ? ready : document.querySelector("[data-word]")) {
      // What stands in the document is seen with the next frame.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    } else requestAnimationFrame(look);
  };
  look();
});
"""
"""Play can be pressed, the words stand there, both waveforms are drawn: ms since the navigation began."""

SOUND = """
window.players = new Set();
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (!this.muted && window.tap) window.tap(this);
  return play.call(this);
};
"""

LISTENING = """async () => {
  const code = `registerProcessor("ear", class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.armed = false;
      this.port.onmessage = () => { this.armed = true; this.first = -1; };
    }
    process([input]) {
      const samples = input[0];
      if (!this.armed || !samples) return true;
      for (let at = 0; at < samples.length; at += 1) {
        const size = Math.abs(samples[at]);
        if (this.first < 0 && size > 1e-5) this.first = currentFrame + at;
        if (this.first >= 0 && size > 0.05) {
          this.armed = false;
          this.port.postMessage({ first: this.first / sampleRate, beep: (currentFrame + at) / sampleRate });
          return true;
        }
      }
      return true;
    }
  });`;
  const context = new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const ear = new AudioWorkletNode(context, "ear");
  ear.connect(context.destination);
  await context.resume();
  window.tap = (element) => {
    if (window.players.has(element)) return;
    window.players.add(element);
    context.createMediaElementSource(element).connect(ear);
  };
  for (const element of document.querySelectorAll("audio, video")) if (!element.muted) window.tap(element);
  const listen = (act) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("nothing was heard")), 8000);
    ear.port.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve({ latency_ms: 1000 * (data.first - began), beep_after_ms: 1000 * (data.beep - data.first) });
    };
    ear.port.postMessage("listen");
    const began = context.currentTime;
    act();
  });
  window.press = (selector) => listen(() => document.querySelector(selector).click());
  window.seekAndPlay = (at) => listen(() => {
    const element = document.querySelector("video");
    element.currentTime = at;
    void element.play();
  });
}"""
"""An ear behind every element that sounds: when its first sample came, and when it became loud."""

RIVAL = """() => new Promise((resolve) => {
  const element = document.querySelector("video");
  const look = () => (element.readyState >= 3 ? resolve(performance.now()) : setTimeout(look, 1));
  look();
})"""


def main_tasks(trace: bytes) -> list[tuple[float, float]]:
    """Every task of the page's main thread: ms from its beginning to its end, and ms of CPU.

    The second is what the page is to blame for: on a machine that does other work a task waits in between.
    """
    events = json.loads(trace)["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [
        (event["dur"] / 1000, event.get("tdur", event["dur"]) / 1000)
        for event in events
        if event.get("ph") == "X"
        and event["name"].endswith("RunTask")
        and (event["pid"], event["tid"]) in mains
    ]
