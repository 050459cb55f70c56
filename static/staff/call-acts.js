/** A clerk's words to a call are sent without leaving its page; the other acts are plain forms. */

import { refresh } from "./polling.js";

/**
 * Sends a form with `data-act`, empties its field where that was taken, and says why where it was not.
 * @param {HTMLFormElement} form
 * @param {typeof fetch} send
 */
export async function sendAct(form, send = fetch) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("text"));
  const problem = /** @type {HTMLElement | null} */ (form.querySelector(".call-problem"));
  const answer = await send(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
  if (answer.ok) field.value = "";
  if (problem) {
    problem.hidden = answer.ok;
    problem.textContent = answer.ok ? "" : answer.status === 409 ? await answer.text() : `${answer.status}`;
  }
  field.focus();
}

globalThis.document?.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-act")) return;
  event.preventDefault();
  try {
    await sendAct(form);
  } catch {
    form.submit(); // the browser says what is wrong with the network
  }
  for (const part of document.querySelectorAll("[data-poll]")) if (part instanceof HTMLElement) void refresh(part);
});
