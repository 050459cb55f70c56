/** The telephone that a clerk asks the caller to call: it stays on the page after the call. */

import { make } from "./element.js";

/**
 * Shows the number as a link that dials it.
 * @param {HTMLElement} place
 * @param {{name: string, phone: string, tel: string}} shop
 */
export function showTelephone(place, { name, phone, tel }) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", phone));
  link.href = `tel:${tel}`;
  place.replaceChildren(make("span", "", name), " ", link);
  place.hidden = false;
}
