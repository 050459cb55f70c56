/** The words for trouble on the page: what happened, the next step, and buttons that take it. */

import { make } from "./element.js";
import { MICROPHONE_KINDS } from "../call/errors.js";

/** @typedef {import("../call/errors.js").ErrorKind} ErrorKind */

/** With these, trying again at once in the same browser cannot help. */
const HOPELESS = new Set(["unsupported", "insecure"]);

/**
 * @param {HTMLElement} place
 * @param {ErrorKind} kind
 * @param {import("../format/words.js").Words} words
 * @param {{retry: () => void, type: () => void}} steps
 * @param {Node} telephone where a person can be called; empty if nowhere
 */
export function showError(place, kind, words, { retry, type }, telephone) {
  const row = make("div", "actions");
  if (!HOPELESS.has(kind)) row.append(button(words("retry"), retry));
  if (MICROPHONE_KINDS.has(kind)) row.append(button(words("typeInstead"), type));
  place.dataset["kind"] = kind;
  place.replaceChildren(make("h2", "", words(`${kind}.what`)), make("p", "", words(`${kind}.next`)), telephone, row);
  place.hidden = false;
}

/** @param {HTMLElement} place */
export function hideError(place) {
  place.hidden = true;
  place.replaceChildren();
}

/** @param {string} text @param {() => void} pressed */
function button(text, pressed) {
  const made = /** @type {HTMLButtonElement} */ (make("button", "button", text));
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}
