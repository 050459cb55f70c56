/**
 * What the call is doing, as one word: a pure reducer over what happened.
 * Several things can be true at once (a tool runs while the agent speaks); `nameOf` decides which is told.
 */

import * as server from "../protocol/server.js";

/** @typedef {"idle" | "connecting" | "listening" | "thinking" | "speaking" | "checking" | "ended" | "trouble"} Name */
/**
 * @typedef {object} State
 * @property {"idle" | "connecting" | "talking" | "ended" | "trouble"} phase
 * @property {boolean} callerSpeaks
 * @property {boolean} agentSpeaks
 * @property {boolean} awaiting an answer is due: the caller's turn is over, or a tool has finished
 * @property {readonly string[]} checks the tools in progress, by call id
 */
/**
 * @typedef {{type: "dialled"} | {type: "connected"} | {type: "callerBegan"} | {type: "callerStopped"} | {type: "typed"}
 *   | {type: "agentBegan"} | {type: "agentStopped"} | {type: "checkBegan", callId: string}
 *   | {type: "checkEnded", callId: string} | {type: "waitedLong"} | {type: "wentOver"} | {type: "ended"}
 *   | {type: "failed"}
 *   | {type: "dismissed"}} Happening
 */

/** @type {State} */
export const START = { phase: "idle", callerSpeaks: false, agentSpeaks: false, awaiting: false, checks: [] };

/**
 * @param {State} state
 * @param {Happening} happening
 * @returns {State}
 */
export function next(state, happening) {
  switch (happening.type) {
    case "dialled":
      return { ...START, phase: "connecting" };
    case "connected":
      // The agent speaks first: until it does, an answer is due.
      return state.phase === "connecting" ? { ...state, phase: "talking", awaiting: true } : state;
    case "failed":
      return { ...START, phase: "trouble" };
    case "ended":
      return state.phase === "trouble" ? state : { ...START, phase: "ended" };
    case "dismissed":
      return state.phase === "trouble" ? START : state;
    default:
      // What is told late, after the call, changes nothing any more.
      return state.phase === "talking" ? { ...state, ...during(state, happening) } : state;
  }
}

/**
 * @param {State} state
 * @param {Happening} happening
 * @returns {Partial<State>}
 */
function during(state, happening) {
  switch (happening.type) {
    case "callerBegan":
      return { callerSpeaks: true, awaiting: false };
    case "callerStopped":
      return { callerSpeaks: false, awaiting: true };
    case "typed":
      return { awaiting: true };
    case "agentBegan":
      return { agentSpeaks: true, awaiting: false };
    case "agentStopped":
      return { agentSpeaks: false };
    case "checkBegan":
      return state.checks.includes(happening.callId) ? {} : { checks: [...state.checks, happening.callId] };
    case "checkEnded":
      return {
        checks: state.checks.filter((callId) => callId !== happening.callId),
        awaiting: state.checks.includes(happening.callId) || state.awaiting,
      };
    case "waitedLong":
      return { awaiting: false };
    case "wentOver":
      // What the connection before has begun, it cannot end any more; who speaks is told anew by the next one.
      return { callerSpeaks: false, agentSpeaks: false };
    default:
      return {};
  }
}

/**
 * @param {State} state
 * @returns {Name}
 */
export function nameOf(state) {
  if (state.phase !== "talking") return state.phase;
  if (state.callerSpeaks) return "listening";
  if (state.agentSpeaks) return "speaking";
  if (state.checks.length) return "checking";
  return state.awaiting ? "thinking" : "listening";
}

/** @param {State} state */
export const inCall = (state) => state.phase === "connecting" || state.phase === "talking";

/** What an event of the call's data channel means here. @type {Record<string, "callerBegan" | "callerStopped" | "agentBegan" | "agentStopped">} */
export const HAPPENINGS = {
  [server.SPEECH_STARTED]: "callerBegan",
  [server.SPEECH_STOPPED]: "callerStopped",
  [server.PLAYING_STARTED]: "agentBegan",
  [server.PLAYING_STOPPED]: "agentStopped",
  [server.PLAYING_CLEARED]: "agentStopped",
};
