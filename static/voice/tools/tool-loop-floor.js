/**
 * Who has the floor of a conversation, as far as its events tell: a response, the caller, or nobody.
 * A part of the tool loop; pure: the time comes in.
 */

export const UNKNOWN = "?"; // a response is in progress whose id we were not told

export class Floor {
  /** @param {number} settleSeconds how long after the caller's turn the server's own response may take to begin */
  constructor(settleSeconds) {
    this.settle = settleSeconds;
    /** @type {string | null} */
    this.active = null;
    this.speaking = false;
    /** @type {number | null} until then, a response of the server's own is expected */
    this.turnDue = null;
    /** @type {number | null} */
    this.guessExpires = null;
  }

  /** @param {number} now */
  free(now) {
    return this.active === null && !this.speaking && !(this.turnDue !== null && now < this.turnDue);
  }

  callerBegan() {
    this.speaking = true;
    this.turnDue = null;
  }

  /** @param {number} now */
  callerStopped(now) {
    this.speaking = false;
    this.turnDue = now + this.settle;
  }

  /** @param {string} responseId */
  taken(responseId) {
    this.active = responseId;
    this.turnDue = this.guessExpires = null;
  }

  /** @param {string} responseId */
  left(responseId) {
    if (this.active === responseId || this.active === UNKNOWN) this.active = this.guessExpires = null;
  }

  /**
   * A refusal says that a response is in the way, of which we know nothing: until `expires` we believe it.
   * @param {string} message
   * @param {number} expires
   */
  guess(message, expires) {
    if (this.active !== null) return;
    this.active = message.match(/\bresp_\w+/)?.[0] ?? UNKNOWN;
    this.guessExpires = expires;
  }

  /** @param {number} now */
  tick(now) {
    if (this.guessExpires !== null && now >= this.guessExpires) this.active = this.guessExpires = null;
  }

  /** @param {string | null} goingOn the one response of which we know that it is in progress */
  forget(goingOn) {
    this.active = goingOn;
    this.turnDue = this.guessExpires = null;
    this.speaking = false;
  }
}
