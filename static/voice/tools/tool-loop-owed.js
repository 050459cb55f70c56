/**
 * The answers that the agent owes: each stays until a response that could see it is completed.
 * A part of the tool loop; pure, the twin of `Owed` and its uses in voice/call/tool_loop.py.
 */

export const TRIES = 3;

/**
 * @typedef {object} Owed the results of a response's calls, typed words, a greeting
 * @property {Set<string>} unseen what the server has not confirmed to be in the conversation
 * @property {string | null} carrier the response that is answering it
 * @property {boolean} assumed we take the carrier for ours, but it may be the server's own
 * @property {number} tries
 */

export class OwedAnswers {
  constructor() {
    /** @type {Map<string, Owed>} */
    this.all = new Map();
  }

  /** @param {string} key @param {Iterable<string>} [unseen] */
  add(key, unseen = []) {
    this.all.set(key, { unseen: new Set(unseen), carrier: null, assumed: false, tries: 0 });
  }

  /** @returns {string[]} what no response is answering yet */
  due() {
    return [...this.all].filter(([, owed]) => owed.carrier === null).map(([key]) => key);
  }

  /** The server has confirmed an item. @param {string} item */
  seen(item) {
    for (const owed of this.all.values()) owed.unseen.delete(item);
  }

  /** A response has begun: it answers what it can see, and what it was asked for. @param {string} responseId @param {string[]} mine */
  carry(responseId, mine) {
    for (const [key, owed] of this.all) {
      const seen = !owed.unseen.size;
      if (seen || mine.includes(key)) Object.assign(owed, { carrier: responseId, assumed: !seen });
    }
  }

  /** @param {string} responseId */
  carriedBy(responseId) {
    return [...this.all].filter(([, owed]) => owed.carrier === responseId).map(([key]) => key);
  }

  /** @param {string[]} keys */
  settle(keys) {
    for (const key of keys) this.all.delete(key);
  }

  /** The caller has not heard it. @param {Iterable<string>} keys */
  release(keys) {
    for (const key of keys) {
      const owed = this.all.get(key);
      if (owed) owed.carrier = null;
    }
  }

  /** Which responses are in progress is unknown, but for one. @param {string | null} goingOn */
  forget(goingOn) {
    this.release([...this.all].filter(([, owed]) => owed.carrier !== goingOn).map(([key]) => key));
  }

  /** What we took for its answer was not. @param {string[]} keys */
  doubt(keys) {
    this.release(keys.filter((key) => this.all.get(key)?.assumed));
  }

  /** Owed again, but not for ever. @param {string[]} keys */
  tried(keys) {
    this.release(keys);
    for (const key of keys) {
      const owed = this.all.get(key);
      if (owed && ++owed.tries >= TRIES) this.all.delete(key);
    }
  }
}
