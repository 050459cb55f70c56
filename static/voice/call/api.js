/** What the page asks of our server over HTTP. Refusals are thrown as `Refused`, with the problem's code. */

/** @typedef {{language: string, locationId: string, toolMode?: string}} Wanted */

/**
 * @typedef {object} Grant
 * @property {string} client_secret
 * @property {string} realtimeUrl
 * @property {string} sessionId
 * @property {string} sessionToken
 * @property {"server" | "browser"} toolMode who runs the tools
 * @property {"ga" | "preview"} dialect whose event names the data channel speaks
 * @property {RTCIceServer[]} iceServers
 */

/** Our server (or the provider) answered, and refused. `status` is HTTP's, `code` the problem's; empty where there is none. */
export class Refused extends Error {
  /** @param {number} status @param {string} code */
  constructor(status, code) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

// Our server asks a provider three times, ten seconds each: who is silent for longer will not answer.
const ANSWER_MS = 35_000;

let latestToken = ""; // who shows it is counted by it, not with all the others of an office's address

/**
 * Throws a TimeoutError where nobody answers.
 * @param {Wanted} wanted
 * @param {AbortSignal} hungUp
 * @returns {Promise<Grant>}
 */
export function startSession({ language, locationId, toolMode }, hungUp) {
  return waitForAnswer(hungUp, async (signal) => {
    const response = await fetch("/api/realtime/session", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(latestToken && { "X-Session-Token": latestToken }) },
      body: JSON.stringify({ language, ...(locationId && { locationId }), ...(toolMode && { toolMode }) }),
      signal,
    });
    const grant = await (await requireOk(response)).json();
    latestToken = grant.sessionToken;
    return grant;
  });
}

/**
 * Throws a TimeoutError where nobody answers.
 * @param {Grant} grant
 * @param {string} offer
 * @param {AbortSignal} hungUp
 * @param {number} typed messages that the page will send as soon as there is a call
 * @returns {Promise<string>} the answer's SDP
 */
export function offerCall(grant, offer, hungUp, typed = 0) {
  const ours = grant.toolMode === "server";
  return waitForAnswer(hungUp, async (signal) => {
    const response = await fetch(ours ? `/api/realtime/calls${typed ? `?typed=${typed}` : ""}` : grant.realtimeUrl, {
      method: "POST",
      headers: {
        "Content-Type": "application/sdp",
        ...(ours ? { "X-Session-Token": grant.sessionToken } : { Authorization: `Bearer ${grant.client_secret}` }),
      },
      body: offer,
      signal,
    });
    return (await requireOk(response)).text();
  });
}

/**
 * A second connection for the conversation that goes on. Throws a TimeoutError where nobody answers: it may be asked
 * for again.
 * @param {Grant} grant
 * @param {string} offer
 * @param {AbortSignal} hungUp
 * @param {boolean} lost the first one is
 * @returns {Promise<string>} the answer's SDP
 */
export function offerRenewal(grant, offer, hungUp, lost = false) {
  return waitForAnswer(hungUp, async (signal) => {
    const headers = { "Content-Type": "application/sdp", "X-Session-Token": grant.sessionToken };
    const path = `/api/realtime/renewal${lost ? "?lost=true" : ""}`;
    const response = await fetch(path, { method: "POST", headers, body: offer, signal });
    return (await requireOk(response)).text();
  });
}

/**
 * Also sent while the page is being left, so nobody waits for the answer.
 * @param {Grant} grant
 */
export function hangUp(grant) {
  const headers = { "X-Session-Token": grant.sessionToken };
  fetch("/api/realtime/hangup", { method: "POST", headers, keepalive: true }).catch(() => {});
}

/**
 * A tool's answer as JSON text: a problem is an answer too. The call's id makes another try harmless.
 * @param {{callId: string, name: string, arguments: string}} call
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
export async function runTool(call, token, signal) {
  const response = await fetch(`/api/functions/${encodeURIComponent(call.name)}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Session-Token": token, "Idempotency-Key": call.callId },
    body: call.arguments || "{}",
    signal,
  });
  const answer = await response.text();
  JSON.parse(answer); // what is not ours (a proxy's page) is no answer
  return answer;
}

/**
 * Also sent while the page is being left.
 * @param {import("../tools/record.js").Report} report
 * @param {string} token
 */
export async function tellRecord(report, token) {
  const headers = { "Content-Type": "application/json", "X-Session-Token": token };
  const body = JSON.stringify(report);
  await requireOk(await fetch("/api/realtime/transcript", { method: "POST", headers, body, keepalive: true }));
}

/** @param {Response} response */
async function requireOk(response) {
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, String(problem.code ?? ""));
}

/**
 * The caller hears nothing meanwhile: what is asked ends when they hang up, or after ANSWER_MS.
 * @template T
 * @param {AbortSignal} hungUp
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @returns {Promise<T>}
 */
async function waitForAnswer(hungUp, ask) {
  const over = new AbortController();
  const late = setTimeout(() => over.abort(new DOMException("nobody answered", "TimeoutError")), ANSWER_MS);
  const end = () => over.abort(hungUp.reason);
  hungUp.addEventListener("abort", end);
  if (hungUp.aborted) end();
  try {
    return await ask(over.signal);
  } finally {
    clearTimeout(late);
    hungUp.removeEventListener("abort", end);
  }
}
