/** Draws the conversation: what was said left and right, what was done between. Each element is drawn once, then kept. */

import { make } from "./element.js";

/** @typedef {import("../format/words.js").Words} Words */

const NEAR_PX = 120;

/** The lines of one conversation on the page: captions, cards and notes, in its order. */
export class TranscriptView {
  /** @param {HTMLElement} list @param {HTMLElement} announcer read aloud by screen readers @param {Words} words */
  constructor(list, announcer, words) {
    this.list = list;
    this.announcer = announcer;
    this.words = words;
    /** @type {Map<string, HTMLElement>} */
    this.drawn = new Map();
    /** With a booking below, the newest words stand at the head of the view and the booking under them. */
    this.pinned = false;
  }

  /** @param {import("../call/captions.js").Caption} caption */
  caption({ id, role, text, final, interrupted }) {
    if (!text) return this.remove(id);
    const item = this.item(id, "caption", "caption");
    item.dataset["role"] = role;
    item.dataset["final"] = String(final);
    if (!item.firstElementChild) {
      item.append(make("span", "who", this.words(role)), make("p", "text"));
    }
    /** @type {HTMLElement} */ (item.firstElementChild).textContent = this.words(role); // known late, of staff
    const line = /** @type {HTMLElement} */ (item.lastElementChild);
    line.textContent = interrupted ? `${text} …` : text;
    // Only whole sentences of the reception are announced: the caller knows what the caller said.
    if (final && role !== "caller") this.announce(text);
    this.follow();
  }

  /** @param {import("./cards.js").Card} card */
  card({ callId, state, verb, what, outcome }) {
    const item = this.item(callId, "tool-card", "card");
    item.dataset["state"] = state;
    item.replaceChildren(make("span", "verb", verb));
    if (what) item.append(" ", make("span", "what", what));
    if (outcome) item.append(" ", make("span", "outcome", outcome));
    this.follow();
  }

  /**
   * @param {string} text
   * @param {HTMLElement} [instead] a note whose news this is
   * @returns {HTMLElement}
   */
  note(text, instead) {
    const item = instead ?? make("li", "note");
    item.textContent = text;
    if (!instead) this.list.append(item);
    this.announce(text);
    this.follow();
    return item;
  }

  /** @param {string} text */
  announce(text) {
    this.announcer.textContent = text;
  }

  /** @param {string} id @param {string} testid @param {string} className */
  item(id, testid, className) {
    const known = this.drawn.get(id);
    if (known) return known;
    const item = make("li", className);
    item.dataset["testid"] = testid;
    this.drawn.set(id, item);
    this.list.append(item);
    return item;
  }

  /** @param {string} id */
  remove(id) {
    this.drawn.get(id)?.remove();
    this.drawn.delete(id);
  }

  /** The newest stays in view, unless the reader has scrolled back to read. */
  follow() {
    const newest = this.list.lastElementChild;
    if (!newest) return;
    const room = document.documentElement;
    const below = room.scrollHeight - room.scrollTop - room.clientHeight;
    if (below < NEAR_PX + newest.clientHeight || this.pinned) newest.scrollIntoView({ block: this.pinned ? "start" : "end" });
  }
}
