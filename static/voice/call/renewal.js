/**
 * A second connection of the same conversation, before the provider's time limit ends the first: made ready
 * while the first still speaks, silent, and in its place when our server says so, between two turns.
 */

import { offerRenewal } from "./api.js";
import { waitForConnection, waitForGathering } from "./call.js";

/** @typedef {{peer: RTCPeerConnection, events: RTCDataChannel, sender: RTCRtpSender, voice: MediaStream | null}} Next */

/** Made for one call. `begin` makes the second connection ready, `finish` puts it in the first one's place, `drop` gives it up. */
export class Renewal {
  /**
   * @param {import("./call.js").Call} call whose connection it renews
   * @param {object} ways
   * @param {typeof offerRenewal} [ways.offer]
   * @param {(grant: import("./api.js").Grant) => RTCPeerConnection} [ways.open]
   */
  constructor(
    call,
    { offer = offerRenewal, open = (grant) => new RTCPeerConnection({ iceServers: grant.iceServers ?? [] }) } = {},
  ) {
    this.call = call;
    this.offer = offer;
    this.open = open;
    /** @type {Next | undefined} */
    this.next = undefined;
    this.ready = false;
    /** @type {unknown} what the last try threw */
    this.error = undefined;
    /** @type {Promise<void>} */
    this.beginning = Promise.resolve();
    /** @type {Promise<boolean> | undefined} */
    this.finishing = undefined;
  }

  /** Asked for again and again until the server knows of it; one connection at a time is made. */
  begin() {
    const { grant } = this.call;
    if (!grant || this.next || this.call.over.signal.aborted) return this.beginning;
    const next = this.prepare(grant);
    this.next = next;
    this.beginning = this.connect(next, grant).then(
      () => void (this.ready = this.next === next),
      (error) => {
        this.error = error;
        this.drop(next);
      },
    );
    return this.beginning;
  }

  /** @param {import("./api.js").Grant} grant @returns {Next} */
  prepare(grant) {
    const peer = this.open(grant);
    const { sender } = peer.addTransceiver("audio", { direction: this.call.microphone ? "sendrecv" : "recvonly" });
    const events = peer.createDataChannel("oai-events");
    /** @type {Next} */
    const next = { peer, events, sender, voice: null };
    peer.addEventListener("track", ({ track }) => void (next.voice = new MediaStream([track])));
    return next;
  }

  /** @param {Next} next @param {import("./api.js").Grant} grant */
  async connect({ peer, events }, grant) {
    const { signal } = this.call.over;
    await peer.setLocalDescription(await peer.createOffer());
    await waitForGathering(peer);
    const answer = await this.offer(grant, peer.localDescription?.sdp ?? "", signal);
    await peer.setRemoteDescription({ type: "answer", sdp: answer });
    await waitForConnection(peer, grant.toolMode === "browser" ? events : undefined, signal);
  }

  /** The new connection is the call from now on. Resolves with whether there was one; asked for twice, it is done once. */
  finish() {
    this.finishing ??= this.move().finally(() => (this.finishing = undefined));
    return this.finishing;
  }

  async move() {
    await this.beginning;
    const { next } = this;
    if (!next || !this.ready || this.call.over.signal.aborted) return false;
    this.ready = false;
    // The caller is heard by one of them at a time: by both, two agents would answer.
    const before = this.call.peer?.getSenders().find((sender) => sender.track?.kind === "audio");
    await before?.replaceTrack(null).catch(() => {}); // one that is closed already hears nobody
    await this.speak(next);
    if (this.next !== next || this.call.over.signal.aborted) return false; // hung up meanwhile: it was dropped
    this.next = undefined;
    this.call.goOver(next);
    return true;
  }

  /** @param {Next} next the caller's microphone, also if another one is chosen just now, speaks into it */
  async speak(next) {
    /** @type {MediaStreamTrack | undefined} */
    let track;
    while (track !== this.microphone) {
      track = this.microphone;
      await next.sender.replaceTrack(track ?? null);
    }
  }

  get microphone() {
    return this.call.microphone?.getAudioTracks()[0];
  }

  /** @param {Next | undefined} next */
  drop(next = this.next) {
    next?.peer.close();
    if (this.next === next) this.next = undefined;
    this.ready = false;
  }
}
