/**
 * Speech from one sample rate to another, piece by piece, and to and from 16-bit samples: pure.
 * A browser's audio runs at its device's rate; the conversation's is 24 kHz.
 */

export const RATE = 24_000;

const ZEROS = 12; // of the sinc, on each side
const STEPS = 256; // of the table, between two samples

/** Changes the rate of a stream of samples; keeps what the next piece needs. */
export class Resampler {
  /** @param {number} from @param {number} to samples a second */
  constructor(from, to) {
    this.step = from / to;
    const cutoff = Math.min(1, to / from);
    this.half = Math.ceil(ZEROS / cutoff);
    this.table = kernel(this.half, cutoff);
    /** Silence before the first sample, so that it too has neighbours. */
    this.kept = new Float32Array(this.half);
    this.at = this.half; // of the next sample to be told, within what is kept
  }

  reset() {
    this.kept = new Float32Array(this.half);
    this.at = this.half;
  }

  /** Nothing more comes: the last few samples have silence for neighbours. What comes later begins anew. */
  flush() {
    const rest = this.process(new Float32Array(this.half));
    this.reset();
    return rest;
  }

  /**
   * @param {Float32Array} samples
   * @returns {Float32Array} all that can be told so far: the last few samples wait for their neighbours
   */
  process(samples) {
    const all = new Float32Array(this.kept.length + samples.length);
    all.set(this.kept);
    all.set(samples, this.kept.length);
    const count = Math.max(0, Math.ceil((all.length - this.half - this.at) / this.step));
    const out = new Float32Array(count);
    for (let index = 0; index < count; index++) out[index] = this.value(all, this.at + index * this.step);
    this.at += count * this.step;
    const done = Math.max(0, Math.floor(this.at) - this.half);
    this.kept = all.slice(done);
    this.at -= done;
    return out;
  }

  /** @param {Float32Array} all @param {number} at */
  value(all, at) {
    const first = Math.max(0, Math.floor(at) - this.half + 1);
    const last = Math.min(all.length - 1, Math.floor(at) + this.half);
    let sum = 0;
    for (let index = first; index <= last; index++) {
      sum += (all[index] ?? 0) * (this.table[Math.round(Math.abs(at - index) * STEPS)] ?? 0);
    }
    return sum;
  }
}

/**
 * A sinc under a Hann window, by the distance from its middle.
 * @param {number} half
 * @param {number} cutoff
 */
function kernel(half, cutoff) {
  const table = new Float32Array(half * STEPS + 1);
  for (let index = 0; index < table.length; index++) {
    const distance = index / STEPS;
    const angle = Math.PI * distance * cutoff;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / half);
    table[index] = cutoff * window * (angle ? Math.sin(angle) / angle : 1);
  }
  return table;
}

/** @param {Float32Array} samples -1 to 1 @returns {Int16Array<ArrayBuffer>} */
export function toPcm(samples) {
  return Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * 32767);
}

/** @param {Int16Array} pcm */
export function fromPcm(pcm) {
  return Float32Array.from(pcm, (sample) => sample / 32768);
}
