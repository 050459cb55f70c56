/**
 * One call: a session, a peer connection, the agent's voice and the events beside it.
 * Knows neither the page nor what events mean; tells what it hears and how the connection fares.
 */

import { hangUp, offerCall, startSession } from "./api.js";

/** @typedef {import("./api.js").Grant} Grant */
/**
 * @typedef {object} Ears what a call tells
 * @property {(event: import("./captions.js").RealtimeEvent) => void} event
 * @property {(stream: MediaStream) => void} voice
 * @property {() => void} lost
 */

const GATHER_MS = 1500;
const UNSTEADY_MS = 6000;
const CONNECT_MS = 6000; // what is not blocked connects within two seconds

export class Call {
  /**
   * @param {object} options
   * @param {{language: string, locationId: string}} options.wanted
   * @param {MediaStream | null} options.microphone null: the caller types, and only listens
   * @param {Ears} options.ears
   */
  constructor({ wanted, microphone, ears }) {
    this.wanted = wanted;
    this.microphone = microphone;
    this.ears = ears;
    this.over = new AbortController();
    /** @type {Grant | undefined} */
    this.grant = undefined;
    /** @type {RTCPeerConnection | undefined} */
    this.peer = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.unsteady = undefined;
  }

  /** Resolves with the grant when the agent's side has answered and audio can flow. */
  async dial() {
    const { signal } = this.over;
    this.grant = await startSession(this.wanted, signal);
    const peer = this.prepare(this.grant);
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await offerCall(this.grant, peer.localDescription?.sdp ?? "", signal);
    signal.throwIfAborted();
    await peer.setRemoteDescription({ type: "answer", sdp: answer });
    await connected(peer, signal);
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
    const events = peer.createDataChannel("oai-events");
    events.addEventListener("message", ({ data }) => this.ears.event(JSON.parse(data)));
    return peer;
  }

  /** @param {RTCPeerConnection} peer */
  watch(peer) {
    clearTimeout(this.unsteady);
    if (this.over.signal.aborted) return;
    if (peer.connectionState === "failed" || peer.connectionState === "closed") this.ears.lost();
    // "disconnected" often heals by itself within seconds.
    if (peer.connectionState === "disconnected") this.unsteady = setTimeout(() => this.ears.lost(), UNSTEADY_MS);
  }

  /** @param {MediaStreamTrack} track another microphone, in the middle of the call */
  async speakInto(track) {
    await this.peer?.getSenders().find((sender) => sender.track?.kind === "audio")?.replaceTrack(track);
  }

  hangUp() {
    if (this.over.signal.aborted) return;
    this.over.abort();
    clearTimeout(this.unsteady);
    this.peer?.close();
    if (this.grant) hangUp(this.grant);
  }
}

/**
 * Our offer travels once, whole: it waits for its addresses, but not for a slow one.
 * @param {RTCPeerConnection} peer
 * @returns {Promise<void>}
 */
function gathered(peer) {
  return new Promise((resolve) => {
    const done = () => peer.iceGatheringState === "complete" && resolve();
    peer.addEventListener("icegatheringstatechange", done);
    setTimeout(resolve, GATHER_MS);
    done();
  });
}

/**
 * @param {RTCPeerConnection} peer
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function connected(peer, signal) {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error("the audio connection failed"));
    const look = () => {
      if (peer.connectionState === "connected") resolve();
      if (peer.connectionState === "failed") failed();
    };
    signal.addEventListener("abort", () => reject(signal.reason));
    peer.addEventListener("connectionstatechange", look);
    setTimeout(failed, CONNECT_MS);
    look();
  });
}
