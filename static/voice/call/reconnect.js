/**
 * Back into the same conversation after the network broke off: another connection takes the place of the one that is
 * lost, and who runs the tools tells it what was said. Tried until it works, at once when the network changes.
 */

import { offerRenewal, Refused } from "./api.js";
import { watchNetwork } from "./network.js";
import { Renewal } from "./renewal.js";

const WAITS_MS = [0, 250, 500, 1000]; // the last one again and again
const TRY_MS = 5000; // a connection over a network that is there is made in less
const AWAY_MS = 58_000; // a little less than the server waits
const AGAIN = new Set([429, 502, 503, 504]); // other refusals stay

/** Made for one loss of one call, and run once. */
export class Reconnect {
  /**
   * @param {import("./call.js").Call} call
   * @param {object} ways
   * @param {() => Renewal} [ways.attempt]
   * @param {(changed: () => void) => () => void} [ways.watch]
   */
  constructor(
    call,
    {
      attempt = () => new Renewal(call, { offer: (grant, offer, signal) => offerRenewal(grant, offer, signal, true) }),
      watch = watchNetwork,
    } = {},
  ) {
    this.call = call;
    this.attempt = attempt;
    this.watch = watch;
    this.kick = () => {};
  }

  /** Resolves with whether the call goes on. */
  async run() {
    const until = performance.now() + AWAY_MS;
    const unwatch = this.watch(() => this.kick());
    const hungUp = () => this.kick();
    this.call.over.signal.addEventListener("abort", hungUp);
    try {
      for (let tries = 0; performance.now() < until; tries += 1) {
        await this.pause(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 0);
        if (this.call.over.signal.aborted) return false;
        const attempt = this.attempt();
        await Promise.race([attempt.begin(), this.pause(TRY_MS)]);
        if (attempt.ready && (await attempt.finish())) return true;
        attempt.drop(); // a request that left by a network that is gone may never be answered
        if (attempt.error instanceof Refused && !AGAIN.has(attempt.error.status)) return false;
      }
      return false;
    } finally {
      unwatch();
      this.call.over.signal.removeEventListener("abort", hungUp);
    }
  }

  /** @param {number} ms at most: a change of the network ends it @returns {Promise<void>} */
  pause(ms) {
    return new Promise((resolve) => {
      const due = setTimeout(resolve, ms);
      this.kick = () => (clearTimeout(due), resolve());
    });
  }
}
