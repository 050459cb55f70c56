/** A call by the way that works: WebRTC, and where that is blocked, in the same session by way of our server. */

import { Refused } from "../api.js";
import { Call } from "../call.js";
import { Reconnect } from "../reconnect.js";
import { watchNetwork } from "../network.js";
import { RelayCall } from "./relay.js";
import { Renewal } from "../renewal.js";

/**
 * @typedef {import("../call.js").Ears & {relayed: () => void, pause: () => Promise<void>}} Ears
 * `pause` resolves when the caller is not speaking, or soon
 */
/** @typedef {{wanted: {language: string, locationId: string}, microphone: MediaStream | null, typed?: () => number, ears: Ears}} Options */

/** One call, whichever way it takes; with the methods of `Call` that a conversation needs. Used once. */
export class SteadyCall {
  /**
   * @param {Options} options
   * @param {object} ways
   * @param {string} [ways.search] the page's own query: `?transport=relay` does not try WebRTC
   * @param {(options: Options) => Call} [ways.direct]
   * @param {(options: Options & {grant?: import("../api.js").Grant}) => RelayCall} [ways.relayed]
   */
  constructor(
    options,
    {
      search = location.search,
      direct = (given) => new Call(given),
      relayed = (given) => new RelayCall(given),
    } = {},
  ) {
    this.options = options;
    this.newRelay = relayed;
    this.relaying = new URLSearchParams(search).get("transport") === "relay";
    /** @type {Call | RelayCall} */
    this.call = this.relaying ? relayed(options) : direct(options);
    this.over = false;
    /** @type {Renewal | undefined} */
    this.renewal = undefined;
    this.unwatch = () => {};
  }

  /** Resolves with the grant when audio can flow, one way or the other. */
  async dial() {
    const first = this.call;
    if (this.relaying) this.options.ears.relayed();
    this.unwatch = watchNetwork(() => this.doubt());
    try {
      return await first.dial();
    } catch (error) {
      if (this.over || this.relaying || !first.grant || !mayBeBlocked(error)) throw error;
      return this.goOn(/** @type {Call} */ (first), first.grant);
    }
  }

  /** @param {Call} first @param {import("../api.js").Grant} grant */
  async goOn(first, grant) {
    this.relaying = true;
    this.options.ears.relayed();
    const call = this.newRelay({ ...this.options, grant });
    this.call = call;
    try {
      return await call.dial();
    } finally {
      // Not before: the server would take its end for the end of the conversation.
      first.over.abort();
      first.peer?.close();
    }
  }

  /** Our server asks for a second connection in good time, and says when it is to be the call. @param {boolean} now */
  renew(now) {
    if (!(this.call instanceof Call)) return; // by way of our server, it is our server's affair
    this.renewal ??= new Renewal(this.call);
    const { renewal } = this;
    if (now) void this.options.ears.pause().then(() => renewal.finish());
    else void renewal.begin();
  }

  /** When the first connection is gone, a second one that is ready, or is just taking its place, will do. */
  async takeOver() {
    const { renewal } = this;
    return renewal?.ready || renewal?.finishing ? renewal.finish() : false;
  }

  /** Its connection is gone, whether or not anybody was told. By way of our server, it tells itself. */
  get broken() {
    return this.call instanceof Call && this.call.broken;
  }

  /** Something suggests that the network has changed. */
  doubt() {
    if (this.call instanceof Call) void this.call.doubt();
  }

  /** When the connection is gone: resolves with whether another one goes on with the conversation. */
  async reconnect() {
    if (!(this.call instanceof Call) || !this.call.grant) return false;
    this.renewal?.drop();
    return new Reconnect(this.call).run();
  }

  /** @param {MediaStream} microphone */
  speakInto(microphone) {
    this.options = { ...this.options, microphone }; // for the other way, if this one is blocked
    return this.call.speakInto(microphone);
  }

  hangUp() {
    this.over = true;
    this.unwatch();
    this.renewal?.drop();
    this.call.hangUp();
  }
}

/** @param {unknown} error what dialling threw: a refusal, or no server at all, is no better by another way */
function mayBeBlocked(error) {
  return !(error instanceof Refused) && !(error instanceof TypeError);
}
