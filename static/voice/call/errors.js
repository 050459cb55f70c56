/** What went wrong, as one of a few kinds that the page has words and a next step for. Pure but for `browserError`. */

import { Refused } from "./api.js";

/**
 * @typedef {"refused" | "missing" | "occupied" | "insecure" | "unsupported" | "busy" | "spent" | "limit" | "lost" | "offline" | "failed"
 * } ErrorKind
 */

/** With these the caller can still type. */
export const MICROPHONE_KINDS = new Set(["refused", "missing", "occupied", "insecure"]);

const MICROPHONE_ERRORS = /** @type {Record<string, ErrorKind>} */ ({
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "occupied",
  AbortError: "occupied",
});

/** @param {unknown} error what opening the microphone threw @returns {ErrorKind} */
export function microphoneError(error) {
  return (error instanceof Error && MICROPHONE_ERRORS[error.name]) || "occupied";
}

/** @param {unknown} error what dialling threw @returns {ErrorKind} */
export function dialError(error) {
  if (error instanceof Refused) {
    if (error.code === "budget_spent" || error.code === "too_many_minutes") return "spent";
    if (error.status === 429 || error.code === "too_many_sessions") return "limit";
    return error.status === 503 || error.status === 502 ? "busy" : "failed";
  }
  // fetch says TypeError when the server cannot be reached at all; api.js TimeoutError when it does not answer
  const unreached = error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError");
  return unreached ? "offline" : "lost";
}

/** @param {string} reason why the server says that the call ended @returns {ErrorKind | null} null: it was meant to */
export function endError(reason) {
  if (/limit|expired|too_long|timeout|max/.test(reason)) return "limit";
  return /lost|failed|error/.test(reason) ? "lost" : null;
}

/** @param {Window} window @returns {ErrorKind | null} what this browser cannot do */
export function browserError(window) {
  return "RTCPeerConnection" in window && "WebSocket" in window ? null : "unsupported";
}

/** @param {Window} window @returns {ErrorKind | null} why no microphone can be asked for here */
export function microphoneUnavailable(window) {
  if (window.navigator.mediaDevices) return null;
  return window.isSecureContext ? "missing" : "insecure";
}
