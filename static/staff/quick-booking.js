/** The quick booking: the classes follow the times as they are typed, and a form is sent once. */

import { readPart } from "./part.js";

const WAIT_MS = 250;
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
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}

if (typeof document !== "undefined") {
  const form = document.querySelector("#quick-booking");
  if (form instanceof HTMLFormElement) follow(form);
}
