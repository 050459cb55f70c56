/**
 * Sound that the browser does not let begin, or has stopped: it is begun again at each gesture of the visitor until it
 * plays; meanwhile the page says so. For the agent's <audio> and for audio contexts.
 */

/** Which of them gives leave to play differs by browser; a try that is refused costs nothing. */
const GESTURES = ["pointerdown", "mousedown", "pointerup", "touchend", "click", "keydown"];
const GRACE_MS = 500; // an audio context that may run does so sooner

/** @typedef {Pick<HTMLMediaElement, "play" | "addEventListener" | "srcObject">} Player */
/** @typedef {Pick<AudioContext, "resume" | "state" | "addEventListener">} Context */

/** What is to sound; started again, as soon as the browser lets it, at the caller's next press or key. */
export class Autoplay {
  /**
   * @param {object} options
   * @param {EventTarget} options.gestures where they arrive
   * @param {(on: boolean) => void} options.blocked whether a voice waits for a gesture
   * @param {number} [options.graceMs]
   */
  constructor({ gestures, blocked, graceMs = GRACE_MS }) {
    this.gestures = gestures;
    this.blocked = blocked;
    this.graceMs = graceMs;
    /** @type {Map<Player | Context, () => void>} what is to sound in this call, and how it is begun */
    this.wanted = new Map();
    /** @type {Set<Player | Context>} of these, what the browser keeps silent */
    this.silent = new Set();
    /** @type {WeakSet<Player | Context>} contexts that only measure: nobody misses their sound */
    this.mute = new WeakSet();
    /** @type {WeakSet<Player | Context>} */
    this.watched = new WeakSet();
    // All of them: what is not known to be silent yet may be, and to begin what plays already costs nothing.
    this.again = () => {
      for (const begin of this.wanted.values()) begin();
    };
  }

  /** Have it play, now or when the browser lets it. @param {Player} player */
  play(player) {
    const begin = () =>
      void player.play().then(
        () => this.set(player, false),
        (/** @type {Error} */ error) => error.name === "NotAllowedError" && this.set(player, true),
      );
    this.want(player, begin);
    if (!this.watched.has(player)) {
      player.addEventListener("playing", () => this.set(player, false));
      // By a headset's button or a telephone call. What has ended pauses too, and is missed by nobody.
      player.addEventListener("pause", () => this.set(player, Boolean(/** @type {MediaStream | null} */ (player.srcObject)?.active)));
      this.watched.add(player);
    }
    begin();
  }

  /** Have it run, now or when the browser lets it. @param {Context} context @param {{audible?: boolean}} [how] */
  run(context, { audible = true } = {}) {
    const begin = () => void context.resume().catch(() => {}); // where it is refused, some browsers never settle it
    const look = () => this.set(context, context.state !== "running" && context.state !== "closed");
    if (!audible) this.mute.add(context);
    this.want(context, begin);
    if (!this.watched.has(context)) {
      context.addEventListener("statechange", look);
      this.watched.add(context);
    }
    begin();
    setTimeout(look, this.graceMs);
  }

  /** The call is over: nothing is to be heard any more. */
  stop() {
    for (const source of this.wanted.keys()) this.set(source, false);
    this.wanted.clear();
    for (const gesture of GESTURES) this.gestures.removeEventListener(gesture, this.again, { capture: true });
  }

  /** @param {Player | Context} source @param {() => void} begin */
  want(source, begin) {
    this.wanted.set(source, begin);
    for (const gesture of GESTURES) this.gestures.addEventListener(gesture, this.again, { capture: true, passive: true });
  }

  /** @param {Player | Context} source @param {boolean} silent */
  set(source, silent) {
    if (!this.wanted.has(source)) return;
    if (silent) this.silent.add(source);
    else this.silent.delete(source);
    this.blocked([...this.silent].some((each) => !this.mute.has(each)));
  }
}
