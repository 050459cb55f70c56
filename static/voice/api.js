/** What the page asks of our server over HTTP. Refusals are thrown as `Refused`, with the problem's code. */

/**
 * @typedef {object} Grant
 * @property {string} client_secret
 * @property {string} realtimeUrl
 * @property {string} sessionId
 * @property {string} sessionToken
 * @property {"server" | "browser"} toolMode
 * @property {RTCIceServer[]} iceServers
 */

export class Refused extends Error {
  /** @param {number} status @param {string} code */
  constructor(status, code) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {{language: string, locationId: string}} wanted
 * @param {AbortSignal} signal
 * @returns {Promise<Grant>}
 */
export async function startSession({ language, locationId }, signal) {
  const response = await fetch("/api/realtime/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language, ...(locationId ? { locationId } : {}) }),
    signal,
  });
  return (await accepted(response)).json();
}

/**
 * @param {Grant} grant
 * @param {string} offer
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the answer's SDP
 */
export async function offerCall(grant, offer, signal) {
  const ours = grant.toolMode === "server";
  const response = await fetch(ours ? "/api/realtime/calls" : grant.realtimeUrl, {
    method: "POST",
    headers: {
      "Content-Type": "application/sdp",
      ...(ours ? { "X-Session-Token": grant.sessionToken } : { Authorization: `Bearer ${grant.client_secret}` }),
    },
    body: offer,
    signal,
  });
  return (await accepted(response)).text();
}

/**
 * Also sent while the page is being left, so nobody waits for the answer.
 * @param {Grant} grant
 */
export function hangUp(grant) {
  const headers = { "X-Session-Token": grant.sessionToken };
  fetch("/api/realtime/hangup", { method: "POST", headers, keepalive: true }).catch(() => {});
}

/** @param {Response} response */
async function accepted(response) {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, String(problem.code ?? ""));
}
