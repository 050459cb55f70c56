/** What becomes of a conversation whose call is lost: it goes on over another connection; if it cannot, another begins. */

/**
 * @template C
 * @typedef {object} Talk the conversation, as far as this is concerned
 * @property {C | undefined} call
 * @property {boolean} talking
 * @property {number} connectedAt
 * @property {import("./event-socket.js").EventSocket | undefined} socket
 * @property {{rest: () => void} | undefined} tools
 * @property {{note: (words: "reconnecting" | "back" | "reconnected") => void}} view
 * @property {(happening: {type: "dialled"}) => void} dispatch
 * @property {() => void} beginTalking
 * @property {() => void} stopTalking
 * @property {() => void} keepUnsaid
 * @property {() => Promise<void>} dial
 * @property {(kind: "lost") => void} fail
 */

/** @typedef {import("./relay/relay-fallback.js").SteadyCall} SteadyCall */

const STEADY_MS = 30_000; // a conversation that held so long has earned another
const HELD_MS = 5000; // a connection that breaks sooner is no network's doing
const MOST = 4; // such connections in a row

/** Asked by the conversation, with the call that was lost; does nothing for a call that is no longer its own. */
export class DropHandler {
  /** @param {Talk<SteadyCall>} talk */
  constructor(talk) {
    this.talk = talk;
    this.returning = false;
    this.redialled = false;
    this.brief = 0;
  }

  /** @param {SteadyCall} call */
  async handle(call) {
    const { talk } = this;
    if (!this.concerns(call) || this.returning) return;
    this.returning = true;
    let back = false;
    try {
      back = (await call.takeOver()) || (await this.reconnect(call));
    } finally {
      this.returning = false;
    }
    if (!this.concerns(call)) return;
    if (!back) await this.redial(call, talk);
    else if (call.broken) await this.handle(call); // the new one broke while the old one was still seen to
  }

  /** @param {SteadyCall} call */
  concerns(call) {
    return this.talk.call === call && this.talk.talking;
  }

  /** @param {SteadyCall} call @returns {Promise<boolean>} whether the same conversation goes on */
  async reconnect(call) {
    const { talk } = this;
    talk.view.note("reconnecting");
    talk.tools?.rest();
    talk.dispatch({ type: "dialled" });
    this.brief = performance.now() - talk.connectedAt > HELD_MS ? 1 : this.brief + 1;
    if (this.brief > MOST) return false;
    if (!(await call.reconnect()) || !this.concerns(call)) return false;
    talk.socket?.reopen();
    talk.beginTalking();
    talk.view.note("back");
    return true;
  }

  /** @param {SteadyCall} call @param {Talk<SteadyCall>} talk */
  async redial(call, talk) {
    const again = performance.now() - talk.connectedAt > STEADY_MS || !this.redialled;
    talk.keepUnsaid();
    talk.stopTalking();
    call.hangUp();
    if (!again) return talk.fail("lost");
    this.redialled = true;
    await talk.dial();
    if (talk.talking) talk.view.note("reconnected");
  }
}
