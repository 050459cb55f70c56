/**
 * One call: a session, a peer connection, the agent's voice and the events beside it.
 * Knows neither the page nor what events mean; tells what it hears and how the connection fares.
 */

import { hangUp, offerCall, startSession } from "./api.js";
import { clientEventToPreview, serverEventToGa } from "../protocol/preview.js";

/** @typedef {import("./api.js").Grant} Grant */
/**
 * @typedef {object} Ears what a call tells
 * @property {(event: import("./captions.js").RealtimeEvent) => void} event
 * @property {(stream: MediaStream, source?: AudioContext) => void} voice `source`: what makes it, if it must run for that
 * @property {() => void} lost
 * @property {() => void} wentOver another connection is the call from now on: what the one before told of has no end
 * @property {(grant: Grant, send: (event: object) => void) => void} tools the page is to run them, over this channel
 */

const GATHER_MS = 1500; // an address that takes longer is seldom the one that is used, and the caller waits
const UNSTEADY_MS = 1000; // the browser says "disconnected" after some seconds without a sign of life
const SIGN_MS = 700; // while a connection lives, something comes more often than this
const LAST_WORDS_MS = 8000; // our server hangs up the connection before when it has heard them
const CONNECT_MS = 6000; // what is not blocked connects within two seconds

/** One WebRTC call, from the session to the hang-up. Used once: who wants another call makes another. */
export class Call {
  /**
   * @param {object} options
   * @param {import("./api.js").Wanted} options.wanted
   * @param {MediaStream | null} options.microphone null: the caller types, and only listens
   * @param {() => number} [options.typed] how many messages wait for the call: the agent does not speak before it has them
   * @param {Ears} options.ears
   */
  constructor({ wanted, microphone, typed = () => 0, ears }) {
    this.wanted = wanted;
    this.microphone = microphone;
    this.typed = typed;
    this.ears = ears;
    this.over = new AbortController();
    /** @type {Grant | undefined} */
    this.grant = undefined;
    /** @type {RTCPeerConnection | undefined} */
    this.peer = undefined;
    /** @type {RTCDataChannel | undefined} */
    this.events = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.unsteady = undefined;
  }

  /** Resolves with the grant when audio can flow and, if the page runs the tools, it can. */
  async dial() {
    const { signal } = this.over;
    this.grant = await startSession(this.wanted, signal);
    const peer = this.prepare(this.grant);
    await peer.setLocalDescription(await peer.createOffer());
    await waitForGathering(peer);
    const answer = await offerCall(this.grant, peer.localDescription?.sdp ?? "", signal, this.typed());
    signal.throwIfAborted();
    await peer.setRemoteDescription({ type: "answer", sdp: answer });
    await waitForConnection(peer, this.grant.toolMode === "browser" ? this.events : undefined, signal);
    peer.addEventListener("connectionstatechange", () => this.watch(peer));
    this.watch(peer);
    return this.grant;
  }

  /** @param {Grant} grant */
  prepare(grant) {
    const peer = new RTCPeerConnection({ iceServers: grant.iceServers ?? [] });
    this.peer = peer;
    const track = this.microphone?.getAudioTracks()[0];
    if (track && this.microphone) peer.addTrack(track, this.microphone);
    else peer.addTransceiver("audio", { direction: "recvonly" });
    peer.addEventListener("track", ({ track: voice }) => this.ears.voice(new MediaStream([voice])));
    // The channel must exist before the offer, or the agent's side will not open it.
    this.events = peer.createDataChannel("oai-events");
    this.listen(this.events, grant);
    return peer;
  }

  /** @param {RTCDataChannel} events @param {Grant} grant */
  listen(events, grant) {
    const translated = grant.dialect === "preview";
    events.addEventListener("message", ({ data }) => {
      if (this.events !== events) return; // another connection is the call by now
      const event = JSON.parse(data);
      this.ears.event(translated ? serverEventToGa(event) : event);
    });
    if (grant.toolMode !== "browser") return;
    const send = (/** @type {object} */ event) => {
      const told = translated ? clientEventToPreview(event) : event;
      if (events.readyState === "open") events.send(JSON.stringify(told));
    };
    const open = () => this.ears.tools(grant, send);
    if (events.readyState === "open") open();
    else events.addEventListener("open", open);
  }

  /**
   * Another connection takes this one's place.
   * @param {{peer: RTCPeerConnection, events: RTCDataChannel, voice: MediaStream | null}} next
   */
  goOver({ peer, events, voice }) {
    const before = this.peer;
    this.peer = peer;
    this.events = events;
    this.ears.wentOver();
    if (this.grant) this.listen(events, this.grant);
    if (voice) this.ears.voice(voice);
    peer.addEventListener("connectionstatechange", () => this.watch(peer));
    this.watch(peer);
    if (before) this.closeLater(before);
  }

  /** What was begun in the connection before is heard to its end there. @param {RTCPeerConnection} peer */
  closeLater(peer) {
    const close = () => (clearTimeout(due), peer.close());
    const due = setTimeout(close, LAST_WORDS_MS);
    this.over.signal.addEventListener("abort", close);
  }

  /** @param {RTCPeerConnection} peer */
  watch(peer) {
    if (peer !== this.peer) return;
    clearTimeout(this.unsteady);
    if (this.over.signal.aborted) return;
    if (this.broken) this.ears.lost();
    if (peer.connectionState === "disconnected") this.unsteady = setTimeout(() => this.ears.lost(), UNSTEADY_MS);
  }

  /** Its connection is gone, and does not come back by itself. */
  get broken() {
    return this.peer?.connectionState === "failed" || this.peer?.connectionState === "closed";
  }

  /** The network may have changed: is anybody still there? */
  async doubt() {
    const { peer } = this;
    // One that is still being made has nothing to lose; of one that fails we are told.
    if (peer?.connectionState !== "connected" || (await livesOn(peer))) return;
    if (peer === this.peer && !this.over.signal.aborted) this.ears.lost();
  }

  /** @param {MediaStream} microphone another one: at once, or with the connection that is still being made */
  async speakInto(microphone) {
    this.microphone = microphone;
    const [track] = microphone.getAudioTracks();
    const sender = this.peer?.getSenders().find((one) => one.track?.kind === "audio");
    await sender?.replaceTrack(track ?? null);
  }

  hangUp() {
    if (this.over.signal.aborted) return;
    this.over.abort();
    clearTimeout(this.unsteady);
    this.peer?.close();
    if (this.grant) hangUp(this.grant);
  }
}

/** @param {RTCPeerConnection} peer @returns {Promise<boolean>} whether anything arrives over it */
async function livesOn(peer) {
  const before = await countReceived(peer);
  await new Promise((resolve) => setTimeout(resolve, SIGN_MS));
  return (await countReceived(peer)) > before;
}

/** @param {RTCPeerConnection} peer */
async function countReceived(peer) {
  let count = 0;
  (await peer.getStats()).forEach((told) => {
    if (told.type === "candidate-pair") count += (told.bytesReceived ?? 0) + (told.responsesReceived ?? 0);
  });
  return count;
}

/**
 * Our offer travels once, whole: it waits for its addresses, but not for a slow one.
 * @param {RTCPeerConnection} peer
 * @returns {Promise<void>}
 */
export function waitForGathering(peer) {
  return new Promise((resolve) => {
    const check = () => peer.iceGatheringState === "complete" && resolve();
    peer.addEventListener("icegatheringstatechange", check);
    setTimeout(resolve, GATHER_MS);
    check();
  });
}

/**
 * @param {RTCPeerConnection} peer
 * @param {RTCDataChannel | undefined} events if the call is nothing without it
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function waitForConnection(peer, events, signal) {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error("the audio connection failed"));
    const look = () => {
      if (peer.connectionState === "connected" && (events?.readyState ?? "open") === "open") resolve();
      if (peer.connectionState === "failed") fail();
    };
    signal.addEventListener("abort", () => reject(signal.reason));
    peer.addEventListener("connectionstatechange", look);
    events?.addEventListener("open", look);
    setTimeout(fail, CONNECT_MS);
    look();
  });
}
