/** How loud each side is, drawn on the ring; and whether the caller has not been heard for long. */

const QUIET = 0.008; // root mean square below which no voice is
const SILENCE_MS = 12_000; // whoever looks for a number says nothing for as long as this, and has no broken microphone

/** Measures streams; one audio context for the page, opened at the caller's press of a button. */
export class AudioLevels {
  /** @param {(context: AudioContext) => void} run has it run as soon as the browser lets it */
  constructor(run) {
    this.run = run;
    /** @type {AudioContext | undefined} */
    this.context = undefined;
    /** @type {Map<string, {source: MediaStreamAudioSourceNode, read: () => number}>} */
    this.meters = new Map();
  }

  /** @param {"caller" | "agent"} who @param {MediaStream} stream */
  listen(who, stream) {
    this.context ??= new AudioContext();
    this.run(this.context);
    this.meters.get(who)?.source.disconnect();
    const analyser = this.context.createAnalyser();
    analyser.fftSize = 1024;
    const source = this.context.createMediaStreamSource(stream);
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const read = () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    };
    this.meters.set(who, { source, read });
  }

  /** @param {"caller" | "agent"} who @returns {number} root mean square, 0 to 1 */
  of(who) {
    return this.meters.get(who)?.read() ?? 0;
  }

  stop() {
    for (const { source } of this.meters.values()) source.disconnect();
    this.meters.clear();
  }
}

/** @param {number} level @returns {number} 0 to 1 as an ear would judge it: speech fills the upper half */
export function loudness(level) {
  if (level <= 0) return 0;
  return Math.min(1, Math.max(0, (20 * Math.log10(level) + 55) / 45));
}

/** Notices that the caller should be speaking, but no voice arrives. */
export class Silence {
  constructor() {
    this.since = 0;
  }

  /**
   * @param {number} level of the caller's microphone
   * @param {boolean} expected it is the caller's turn
   * @param {number} now milliseconds
   * @returns {boolean} true while nothing has been heard for long
   */
  heed(level, expected, now) {
    if (!expected || level > QUIET || !this.since) this.since = now;
    return now - this.since >= SILENCE_MS;
  }
}
