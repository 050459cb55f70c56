/**
 * The agent's audio as it is played: what waits, what has been heard since the last cut. Pure; it is driven
 * by the audio thread, a few milliseconds at a time, and that is its clock.
 */

import { fromPcm, RATE, Resampler } from "./relay-resample.js";

const LEAD_S = 0.06; // gathered before it begins, so that a little jitter is not heard
const SILENT_S = 0.3; // a shorter gap is a pause for breath, not the end

/** The agent's voice that waits to be played, and how much of it was. Lengths are in milliseconds. */
export class Playback {
  /** @param {number} rate of the audio thread */
  constructor(rate) {
    this.rate = rate;
    this.resampler = new Resampler(RATE, rate);
    /** @type {Float32Array[]} */
    this.waiting = [];
    this.waitingSamples = 0;
    this.offset = 0; // into the first that waits
    this.played = 0;
    this.gathered = 0; // samples of time since the first arrived
    this.running = false;
    this.silent = Infinity;
    this.last = 0;
    this.fading = false;
  }

  /** @param {Int16Array} pcm */
  push(pcm) {
    this.wait(this.resampler.process(fromPcm(pcm)));
  }

  /** @param {Float32Array} samples */
  wait(samples) {
    this.waiting.push(samples);
    this.waitingSamples += samples.length;
  }

  /** The end of what came, which the resampler keeps back: unplayed it would count as unheard. */
  drain() {
    const rest = this.resampler.flush();
    if (rest.length) this.wait(rest);
    return rest.length > 0;
  }

  /** Milliseconds since the last cut. */
  get playedMs() {
    return (this.played / this.rate) * 1000;
  }

  /** The agent is heard, or pauses for breath. */
  get sounding() {
    return this.running || this.silent < SILENT_S * this.rate;
  }

  /** @param {Float32Array} out the next moment of sound, filled */
  render(out) {
    out.fill(0);
    if (this.fading) this.fade(out);
    if (!this.running) this.gather(out.length);
    const written = this.running ? this.write(out) : 0;
    this.silent = written ? 0 : this.silent + out.length;
    if (written) this.last = out[written - 1] ?? 0;
    if (this.running && !this.waitingSamples && !this.drain()) this.running = false;
  }

  /** @param {number} passed samples */
  gather(passed) {
    if (!this.waitingSamples) return;
    this.gathered += passed;
    const lead = LEAD_S * this.rate;
    if (this.waitingSamples < lead && this.gathered < lead) return;
    this.running = true;
    this.gathered = 0;
  }

  /** @param {Float32Array} out */
  write(out) {
    let written = 0;
    while (written < out.length && (this.waitingSamples - written > 0 || this.drain())) {
      const [first] = this.waiting;
      if (!first) break;
      const piece = first.subarray(this.offset, this.offset + out.length - written);
      out.set(piece, written);
      written += piece.length;
      this.offset += piece.length;
      if (this.offset < first.length) break;
      this.waiting.shift();
      this.offset = 0;
    }
    this.waitingSamples -= written;
    this.played += written;
    return written;
  }

  /** Silence, at once. @returns {number} the milliseconds that were played since the cut before */
  clear() {
    const heard = this.playedMs;
    this.fading = this.running;
    this.waiting = [];
    this.waitingSamples = this.offset = this.played = this.gathered = 0;
    this.running = false;
    this.silent = Infinity;
    this.resampler.reset();
    return heard;
  }

  /** A cut in the middle of a wave would click. @param {Float32Array} out */
  fade(out) {
    for (let index = 0; index < out.length; index++) out[index] = this.last * (1 - (index + 1) / out.length);
    this.fading = false;
  }
}
