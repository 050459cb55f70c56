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

  // Two seconds without a sound: polled here, because the page's policy forbids evaluating code from strings.
  witness.agentIsQuiet = () =>
    new Promise((resolve) => {
      const watch = setInterval(() => {
        const recent = witness.levels.slice(-200);
        if (recent.length < 200 || recent.some(([, , agent]) => agent > 0.003)) return;
        clearInterval(watch);
        resolve(true);
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
