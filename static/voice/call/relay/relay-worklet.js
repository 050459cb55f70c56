/** The audio thread's half of a relayed call: cuts the microphone into frames, plays the agent's voice. */

import { Playback } from "./relay-playback.js";
import { RATE, Resampler, toPcm } from "./relay-resample.js";

// What only an audio thread has.
const { AudioWorkletProcessor, registerProcessor, sampleRate } = /** @type {any} */ (globalThis);

const FRAME = RATE / 25; // 40 ms
const REPORT_S = 0.1;

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE);
    this.frame = new Float32Array(FRAME);
    this.filled = 0;
  }

  /** @param {Float32Array[][]} inputs */
  process([input]) {
    const heard = input?.[0];
    if (heard) this.hear(this.resampler.process(heard));
    return true;
  }

  /** @param {Float32Array} samples */
  hear(samples) {
    for (const sample of samples) {
      this.frame[this.filled++] = sample;
      if (this.filled < FRAME) continue;
      const { buffer } = toPcm(this.frame);
      this.port.postMessage(buffer, [buffer]);
      this.filled = 0;
    }
  }
}

class Speaker extends AudioWorkletProcessor {
  constructor() {
    super();
    this.playback = new Playback(sampleRate);
    this.sounding = false;
    this.unreported = 0;
    this.cut = 0; // since which all that is reported was played
    this.port.onmessage = (/** @type {MessageEvent} */ { data }) => this.receive(data);
  }

  /** @param {ArrayBuffer | {cut: number}} message audio, or the order to be silent */
  receive(message) {
    if (message instanceof ArrayBuffer) return this.playback.push(new Int16Array(message));
    this.cut = message.cut;
    this.unreported = 0;
    this.port.postMessage({ type: "cleared", cut: this.cut, ms: this.playback.clear() });
  }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs */
  process(_inputs, [output]) {
    const out = output?.[0];
    if (out) this.play(out);
    return true;
  }

  /** @param {Float32Array} out */
  play(out) {
    const before = this.playback.played;
    this.playback.render(out);
    this.unreported += this.playback.played - before;
    const { sounding } = this.playback;
    const ended = this.unreported && !this.playback.running;
    if (ended || this.unreported > REPORT_S * sampleRate) {
      // Only here it is known of which stretch: the order to be silent may be on its way.
      this.port.postMessage({ type: "played", cut: this.cut, ms: this.playback.playedMs });
      this.unreported = 0;
    }
    if (sounding !== this.sounding) this.port.postMessage({ type: "sounding", on: sounding });
    this.sounding = sounding;
  }
}

registerProcessor("microphone", Microphone);
registerProcessor("speaker", Speaker);
