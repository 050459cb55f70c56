/** The quick booking: the classes follow the times as they are typed, and a double click sends once. */

import { readPart } from "./part.js";

const WAIT_MS = 250;
const DOUBLE_CLICK_MS = 1000;
const TERMS = ["shop", "pickup", "back", "extras", "car", "vehicle_class"];

/**
 * The address of the offers for what the form says now.
 * @param {string} path
 * @param {FormData} data
 */
export function addressOf(path, data) {
  const query = new URLSearchParams();
  for (const name of TERMS) for (const value of data.getAll(name)) query.append(name, String(value));
  return `${path}?${query}`;
}

/**
 * Sends the form once where its button is pressed twice at once: the browser would drop the first answer, and with it
 * the way to the sheet. Later it may be sent again, as the load may have been stopped (Esc) or have come to nothing;
 * the server books a form once, however often it comes.
 * @param {EventTarget} form
 * @param {() => number} now in milliseconds
 */
export function ignoreDoubleClicks(form, now = () => performance.now()) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (now() - sentAt < DOUBLE_CLICK_MS) event.preventDefault();
    else sentAt = now();
  });
}

/** @param {HTMLFormElement} form */
function follow(form) {
  const offers = /** @type {HTMLElement} */ (form.querySelector("#offers"));
  /** @type {AbortController | undefined} */
  let asking;
  /** @type {number | undefined} */
  let waiting;

  async function refresh() {
    asking?.abort();
    asking = new AbortController();
    // None: a newer question took its place, or the network is away, and the button asks for the whole page.
    const html = await readPart(addressOf(form.dataset.offers ?? "", new FormData(form)), { signal: asking.signal });
    if (html !== null) offers.innerHTML = html;
  }

  form.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !["pickup", "back", "extras"].includes(target.name)) return;
    clearTimeout(waiting);
    waiting = window.setTimeout(refresh, WAIT_MS);
  });
  ignoreDoubleClicks(form);
}

if (typeof document !== "undefined") {
  const form = document.querySelector("#quick-booking");
  if (form instanceof HTMLFormElement) follow(form);
}
