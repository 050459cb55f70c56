// The caller's microphone: what the browser's device hears, and each line as a test says it.
// Injected before the page's own scripts and before any witness.
(() => {
  // Taken before a witness listens to what the page itself makes: the microphone is not the agent.
  const createDestination = AudioContext.prototype.createMediaStreamDestination;
  const context = new AudioContext({ sampleRate: 48000 });
  const destination = createDestination.call(context);
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);

  navigator.mediaDevices.getUserMedia = async (constraints) => {
    context.createMediaStreamSource(await open(constraints)).connect(destination);
    return new MediaStream(destination.stream.getTracks().map((track) => track.clone()));
  };

  /** Says 16-bit samples (base64, 48 kHz), and returns when the last one has left. */
  window.say = (speech) => {
    const samples = new Int16Array(Uint8Array.from(atob(speech), (letter) => letter.charCodeAt(0)).buffer);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.getChannelData(0).set(Float32Array.from(samples, (sample) => sample / 32768));
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(destination);
    return new Promise((resolve) => {
      source.onended = () => resolve(true);
      source.start();
    });
  };
})();
