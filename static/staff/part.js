/** Parts of the staff's pages, as our own server writes them: it escapes what people wrote. */

/**
 * The HTML of a part; null where there is none to show: a refusal, no network, or the login of a session that is over,
 * to which the server leads.
 * @param {string} address
 * @param {RequestInit} [options]
 * @param {typeof fetch} [ask]
 * @returns {Promise<string | null>}
 */
export async function readPart(address, options = {}, ask = fetch) {
  try {
    const answer = await ask(address, options);
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}
