"""What `benchmarks.replay` puts into a page to see when it can be used, what is heard, and how busy it is."""

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

HEARTBEAT = """() => {
  let last = performance.now();
  let longest = 0;
  let tasks = 0;
  let on = true;
  new PerformanceObserver((list) => { tasks += list.getEntries().length; }).observe({ type: "longtask" });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (on) setTimeout(() => { last = performance.now(); port2.postMessage(0); });
  };
  port2.postMessage(0);
  window.heartbeat = () => { on = false; return { longest, tasks }; };
}"""
"""How long a message to oneself takes at most: as long as the longest task that came between."""
