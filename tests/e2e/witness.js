// Hears what the caller hears: records the agent's audio, and both sides' loudness every 10 ms.
// Injected before the page's own scripts; it changes nothing that they see.
(() => {
  const witness = { levels: [], chunks: [], errors: [] };
  window.witness = witness;
  const context = new AudioContext();

  function meter(stream) {
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    return () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    };
  }

  let caller = () => 0;
  let agent = () => 0;

  if (navigator.mediaDevices) {
    const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      witness.microphoneOpenedAt = performance.now();
      caller = meter(stream);
      return stream;
    };
  }

  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...rest) {
      super(...rest);
      this.addEventListener("track", ({ track }) => {
        const stream = new MediaStream([track]);
        agent = meter(stream);
        const recorder = new MediaRecorder(stream, { mimeType: "audio/webm;codecs=opus" });
        recorder.ondataavailable = ({ data }) => witness.chunks.push(data);
        recorder.start(500);
        witness.recorder = recorder;
      });
    }
  };

  setInterval(() => witness.levels.push([performance.now(), caller(), agent()]), 10);
  addEventListener("securitypolicyviolation", (event) => witness.errors.push(`CSP: ${event.blockedURI} ${event.violatedDirective}`));
  addEventListener("error", (event) => witness.errors.push(`error: ${event.message}`));
  addEventListener("unhandledrejection", (event) => witness.errors.push(`rejection: ${event.reason}`));

  const silentFor = (milliseconds) => {
    const since = performance.now() - milliseconds;
    const recent = witness.levels.filter(([at]) => at >= since);
    return recent.length > 0 && recent.every(([, , agent]) => agent <= 0.003);
  };

  // As a person waits: longer than the 800 ms by which listening.py tells one utterance from the next. Without it
  // a whole conversation is one stretch, and is cut where the recogniser's window ends, in the number too.
  const PAUSE = 1_200; // ms

  // The agent has said something new, awaits nothing more, and its voice has ended: it is the caller's turn.
  // Polled here, because the page's policy forbids evaluating code from strings.
  witness.turnIsOver = (captionsBefore, seconds) =>
    new Promise((resolve, reject) => {
      const asked = performance.now();
      const watch = setInterval(() => {
        const captions = [...document.querySelectorAll("[data-testid=caption]")];
        const answers = captions.filter((caption) => caption.dataset.role === "agent");
        const { state } = document.body.dataset;
        const late = performance.now() - asked > 1000 * seconds;
        // On a busy machine the next sentence of an answer may take longer than a person's pause.
        const unfinished = answers.length <= captionsBefore || answers.at(-1)?.dataset.final !== "true";
        if (!late && (unfinished || state !== "listening" || !silentFor(PAUSE))) return;
        clearInterval(watch);
        if (!late) resolve(true);
        const said = captions.map((caption) => caption.textContent).join(" / ");
        reject(new Error(`no answer after ${seconds} s: ${state}, silent: ${silentFor(PAUSE)}, ${said}`));
      }, 50);
    });

  witness.recording = async () => {
    if (witness.recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => (witness.recorder.onstop = resolve));
      witness.recorder.stop();
      await stopped;
    }
    const bytes = new Uint8Array(await new Blob(witness.chunks).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  };
})();
