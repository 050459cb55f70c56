/** What moves with time while a call goes on: the ring's levels, the minutes, the hint that nothing is heard. */

import { formatElapsed } from "../format/format.js";
import { loudness, Silence } from "../call/audio-level.js";

const SMOOTH = 0.25;

/** Drawn from `start` to `stop`, once a frame. */
export class CallMeter {
  /**
   * @param {object} parts
   * @param {HTMLElement} parts.ring
   * @param {HTMLElement} parts.clock
   * @param {HTMLElement} parts.hint
   * @param {import("../call/audio-level.js").AudioLevels} parts.levels
   * @param {() => boolean} parts.callersTurn it is, and the microphone is open
   */
  constructor({ ring, clock, hint, levels, callersTurn }) {
    this.ring = ring;
    this.clock = clock;
    this.hint = hint;
    this.levels = levels;
    this.callersTurn = callersTurn;
    this.silence = new Silence();
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.shown = { caller: 0, agent: 0 };
    this.startedAt = 0;
    this.frame = 0;
  }

  start() {
    if (this.frame) return;
    this.startedAt = performance.now();
    this.silence = new Silence();
    const beat = (/** @type {number} */ now) => {
      this.beat(now);
      this.frame = requestAnimationFrame(beat);
    };
    this.frame = requestAnimationFrame(beat);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.hint.hidden = true;
    this.draw("caller", 0);
    this.draw("agent", 0);
  }

  /** @param {number} now */
  beat(now) {
    const caller = this.levels.of("caller");
    this.draw("caller", loudness(caller));
    this.draw("agent", loudness(this.levels.of("agent")));
    const minutes = formatElapsed((now - this.startedAt) / 1000);
    if (this.clock.textContent !== minutes) this.clock.textContent = minutes;
    const unheard = this.silence.heed(caller, this.callersTurn(), now);
    if (this.hint.hidden === unheard) this.hint.hidden = !unheard;
  }

  /** @param {"caller" | "agent"} who @param {number} level */
  draw(who, level) {
    this.shown[who] = level ? this.shown[who] + (level - this.shown[who]) * SMOOTH : 0;
    if (!this.still.matches) this.ring.style.setProperty(`--${who}`, this.shown[who].toFixed(3));
  }
}
