/**
 * Keeps the booking's card in this tab, so that a reload or the other language shows it again. The browser drops it with
 * the tab; another booking takes its place, and the caller can remove it. Tool results are kept, not sentences: the
 * card is written anew in the page's language.
 */

import { bookingFrom, factsOf } from "./booking-state.js";

/** @typedef {import("./booking-state.js").Booking} Booking */
/** @typedef {{result: any, standing: import("./booking-state.js").BookingState}} Told kept in the tab: renaming a key loses the cards of open tabs */

const KEY = "booking";

/** The booking's card over a reload of the tab; storage that is refused is as if there were none. */
export class SavedBooking {
  /** @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem">} storage throws where the browser forbids it */
  constructor(storage) {
    this.storage = storage;
  }

  /**
   * A car that is only held is not kept: the call that could book it ends with the page.
   * @param {any} result @param {import("./booking-state.js").BookingState} state
   */
  keep(result, state) {
    if (state === "held") return;
    const whole = Boolean(result.period); // else it adds to what was told before, as a cancellation does
    this.write([...(whole ? [] : this.read()), { result: factsOf(result), standing: state }]);
  }

  /** @param {string} language @param {import("../format/words.js").Words} words @returns {Booking | null} */
  load(language, words) {
    try {
      return this.read().reduce(
        (/** @type {Booking | null} */ before, { result, standing: state }) => bookingFrom(result, language, words, state, before),
        null,
      );
    } catch {
      this.remove(); // not of our making, or of another version's
      return null;
    }
  }

  remove() {
    try {
      this.storage().removeItem(KEY);
    } catch {
      // nothing is kept where nothing may be
    }
  }

  /** @returns {Told[]} */
  read() {
    try {
      const told = JSON.parse(this.storage().getItem(KEY) ?? "[]");
      return Array.isArray(told) ? told : [];
    } catch {
      return [];
    }
  }

  /** @param {Told[]} told */
  write(told) {
    try {
      this.storage().setItem(KEY, JSON.stringify(told));
    } catch {
      // private mode or a full store: the card stands on the page, but not after a reload
    }
  }
}
