/**
 * Keeps parts of the staff's pages fresh: an element with `data-poll` is filled again from that address every
 * so many seconds (`data-poll-seconds`), while somebody looks at the page. What is typed beside it stays.
 */

const SECONDS = 2;
/** @type {WeakMap<HTMLElement, string>} what each part was filled with last */
const filled = new WeakMap();

/**
 * Fills `part` with `html`, unless it holds just that; what was unfolded in it stays so.
 * @param {HTMLElement} part
 * @param {string} html
 */
export function fill(part, html) {
  if (filled.get(part) === html) return;
  const unfolded = [...part.querySelectorAll("details[open][id]")].map(({ id }) => id);
  const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
  part.innerHTML = html;
  filled.set(part, html);
  for (const details of part.querySelectorAll("details")) {
    if (unfolded.includes(details.id)) details.open = true;
  }
  if (atEnd) part.scrollTop = part.scrollHeight;
}

/** @typedef {"fresh" | "over" | "refused"} State what a part says of what it shows: nothing more comes after "fresh" */

/**
 * Asks once; a server that is away is asked again, one that refuses, or says that this was the last, is not.
 * @param {HTMLElement} part
 * @param {typeof fetch} ask
 * @returns {Promise<State>}
 */
export async function refresh(part, ask = fetch) {
  try {
    const answer = await ask(part.dataset["poll"] ?? "", { headers: { "X-Requested-With": "fetch" } });
    // A login page in the place of the part: the session is over.
    const refused = answer.redirected || (answer.status >= 400 && answer.status < 500);
    part.toggleAttribute("data-stale", !answer.ok || refused);
    if (answer.ok && !refused) fill(part, await answer.text());
    if (refused) return "refused";
    return answer.headers.get("X-Poll") === "last" ? "over" : "fresh";
  } catch {
    part.toggleAttribute("data-stale", true);
    return "fresh";
  }
}

/**
 * Shows of the elements with `data-while` those that are for this state: what can be done while a call goes on is
 * not offered when it is over.
 * @param {State} state @param {Iterable<Element>} elements
 */
export function showState(state, elements) {
  for (const each of elements) each.toggleAttribute("hidden", each.getAttribute("data-while") !== state);
}

/** @param {HTMLElement} part */
async function keepFresh(part) {
  const seconds = Number(part.dataset["pollSeconds"]) || SECONDS;
  /** @type {State} */
  let state = "fresh";
  while (part.isConnected && state === "fresh") {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    if (!document.hidden) state = await refresh(part);
  }
  if (part.isConnected) showState(state, document.querySelectorAll("[data-while]"));
}

for (const part of globalThis.document?.querySelectorAll("[data-poll]") ?? []) {
  if (!(part instanceof HTMLElement)) continue;
  part.scrollTop = part.scrollHeight; // the newest is what one comes for
  void keepFresh(part);
}
