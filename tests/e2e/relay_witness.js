// After witness.js: hears the agent where its voice is made in the page itself, not received on a track.
(() => {
  const { witness } = window;
  const create = AudioContext.prototype.createMediaStreamDestination;
  let loudness = () => 0;

  AudioContext.prototype.createMediaStreamDestination = function (...rest) {
    const destination = create.apply(this, rest);
    const analyser = this.createAnalyser();
    analyser.fftSize = 512;
    this.createMediaStreamSource(destination.stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    loudness = () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    };
    witness.recorder = new MediaRecorder(destination.stream, { mimeType: "audio/webm;codecs=opus" });
    witness.recorder.ondataavailable = ({ data }) => witness.chunks.push(data);
    witness.recorder.start(500);
    return destination;
  };
  setInterval(() => {
    const last = witness.levels.at(-1);
    if (last) last[2] = Math.max(last[2], loudness());
  }, 10);
})();
