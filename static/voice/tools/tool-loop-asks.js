/**
 * The one request for a response that may be under way, and how long to wait before another.
 * A part of the tool loop; pure, the twin of `Ask` and its uses in voice/call/tool_loop.py.
 */

/** @typedef {{eventId: string, at: number, keys: string[]}} Ask */

export class Asks {
  /** @param {number} watchdogSeconds @param {number} backoffSeconds */
  constructor(watchdogSeconds, backoffSeconds) {
    this.watchdog = watchdogSeconds;
    this.backoff = backoffSeconds;
    /** @type {Ask | null} */
    this.pending = null;
    /** @type {Ask | null} */
    this.last = null;
    this.notBefore = 0;
    this.failures = 0;
  }

  /** @param {number} now */
  allowed(now) {
    return !this.pending && now >= this.notBefore;
  }

  /** @param {string} eventId @param {string[]} keys @param {number} now */
  begin(eventId, keys, now) {
    this.pending = this.last = { eventId, at: now, keys };
  }

  /** @returns {string[]} what was asked for */
  over() {
    const keys = this.pending?.keys ?? [];
    this.pending = null;
    return keys;
  }

  /** Nobody answered for too long. @param {number} now */
  forgotten(now) {
    return this.pending !== null && now >= this.pending.at + this.watchdog;
  }

  /**
   * By the metadata that we sent; a server that does not echo it gets the benefit of the doubt.
   * @param {any} response
   */
  made(response) {
    return this.pending !== null && (response.metadata?.asked ?? this.pending.eventId) === this.pending.eventId;
  }

  /** @param {number} now */
  failed(now) {
    this.failures += 1;
    this.notBefore = now + this.backoff * 2 ** (this.failures - 1);
  }
}
