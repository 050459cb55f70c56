/** What the agent looks up and does, as cards: each is told twice, or in another order, and stands once. */

import { beginCard, finishCard } from "../view/cards.js";
import { bookingStateAfter } from "../view/booking-state.js";

/** The cards of one conversation, by call id. Repetition changes nothing. */
export class Checks {
  /**
   * @param {object} options
   * @param {string} options.language
   * @param {import("../format/words.js").Words} options.words
   * @param {{
   *   card: (card: import("../view/cards.js").Card) => void,
   *   booking: (result: any, state: import("../view/booking-state.js").BookingState) => void,
   * }} options.view
   * @param {(happening: {type: "checkBegan" | "checkEnded", callId: string}) => void} options.dispatch
   */
  constructor({ language, words, view, dispatch }) {
    this.language = language;
    this.words = words;
    this.view = view;
    this.dispatch = dispatch;
    /** @type {Map<string, import("../view/cards.js").Card>} */
    this.cards = new Map();
  }

  /** @param {any} message `tool.started` */
  begin(message) {
    const { callId } = message;
    if (this.cards.has(callId)) return;
    this.show(beginCard(message, this.language, this.words));
    this.dispatch({ type: "checkBegan", callId });
  }

  /** @param {any} message `tool.finished` */
  end(message) {
    const { callId, ok, name, result, link } = message;
    const before = this.cards.get(callId);
    if (before && before.state !== "running") return;
    this.show(finishCard(message, before, this.language, this.words));
    this.dispatch({ type: "checkEnded", callId });
    const state = ok ? bookingStateAfter(name, result) : null;
    if (state) this.view.booking(link ? { ...result, link } : result, state);
  }

  /** The call is over, or another one begins: what still ran may be done, but nobody will tell of it here. */
  abandon() {
    for (const card of this.cards.values()) {
      if (card.state === "running") this.show({ ...card, state: "failed", outcome: this.words("unfinished") });
    }
  }

  /** @param {import("../view/cards.js").Card} card */
  show(card) {
    this.cards.set(card.callId, card);
    this.view.card(card);
  }
}
