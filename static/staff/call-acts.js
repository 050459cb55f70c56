/** A clerk's words to a call are sent without leaving its page; the other acts are plain forms. */

import { refresh } from "./polling.js";

/**
 * Sends a form with `data-act` once, and empties its field where that was taken; else says why, and leaves the words.
 * What was typed meanwhile stays. A login page is no answer, though the browser follows to it.
 * @param {HTMLFormElement} form
 * @param {typeof fetch} send
 */
export async function sendAct(form, send = fetch) {
  if (form.dataset["sending"]) return; // its caller would hear the same words twice
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
  const problem = /** @type {HTMLElement} */ (form.querySelector(".call-problem"));
  const unsent = problem.dataset["unsent"] ?? "";
  const words = field.value;
  form.dataset["sending"] = "yes";
  let why = "";
  try {
    const answer = await send(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected) why = unsent;
    else if (!answer.ok) why = answer.status === 409 ? await answer.text() : `${unsent} (${answer.status})`;
  } catch {
    why = unsent;
  } finally {
    delete form.dataset["sending"];
  }
  if (!why && field.value === words) field.value = "";
  problem.hidden = !why;
  problem.textContent = why;
  field.focus();
}

globalThis.document?.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-act")) return;
  event.preventDefault();
  await sendAct(form);
  for (const part of document.querySelectorAll("[data-poll]")) if (part instanceof HTMLElement) void refresh(part);
});
