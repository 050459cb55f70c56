/**
 * One call whose audio goes through our server, where WebRTC is blocked: to the page the same as call.js's.
 * A dropped socket is dialled again; the server keeps the conversation for a while, and the rest of its sentence.
 */

import { hangUp, startSession } from "../api.js";
import * as server from "../../protocol/server.js";
import { openSound } from "./relay-sound.js";

/** @typedef {import("../api.js").Grant} Grant */
/** @typedef {import("../call.js").Ears} Ears */
/** @typedef {import("./relay-sound.js").Sound} Sound */

const WAITS_MS = [0, 250, 500, 1000]; // the last one again and again
const AWAY_MS = 18_000; // a little less than the server waits
const READY_MS = 15_000; // our server tries the provider twice, with its own time to connect
const REDIAL_MS = 4000; // a socket that was dialled while the network left may open, or fail, only after minutes
const MOST_UNSENT = 25; // frames of 40 ms: as much as our server keeps
const STUCK_BYTES = 96_000; // two seconds of speech that the network does not take: it has gone
const TOO_OLD = 4410; // `OVER` of voice/call/relay/page.py: the conversation has ended, another try changes nothing
const FINAL_CODES = new Set([1000, 4401, TOO_OLD]);

/** One call over our WebSocket, with the methods of `Call`. Used once. */
export class RelayCall {
  /**
   * @param {object} options
   * @param {{language: string, locationId: string}} options.wanted
   * @param {MediaStream | null} options.microphone null: the caller types, and only listens
   * @param {() => number} [options.typed] how many messages wait for the call: the agent does not speak before it has them
   * @param {Ears} options.ears
   * @param {Grant} [options.grant] of the session to go on in
   * @param {typeof openSound} [options.open]
   * @param {() => WebSocket} [options.socket]
   */
  constructor({ wanted, microphone, typed = () => 0, ears, grant, open = openSound, socket = ourSocket }) {
    this.wanted = wanted;
    this.microphone = microphone;
    this.typed = typed;
    this.ears = ears;
    this.grant = grant;
    this.open = open;
    this.newSocket = socket;
    this.over = new AbortController();
    /** @type {Sound | undefined} */
    this.sound = undefined;
    /** @type {WebSocket | undefined} */
    this.socket = undefined;
    this.droppedAt = 0; // 0: the line is up
    /** @type {ArrayBuffer[]} what the caller says while it is down */
    this.unsent = [];
    this.tries = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.redial = undefined;
    /** @type {{resolve: () => void, reject: (reason: Error) => void} | undefined} */
    this.dialling = undefined;
    this.reconnect = () => this.droppedAt && this.connect();
  }

  /** Resolves with the grant when the agent's side is ready. */
  async dial() {
    const { signal } = this.over;
    this.grant ??= await startSession(this.wanted, signal);
    const report = (/** @type {import("./relay-sound.js").Report} */ told) => this.report(told);
    const { microphone } = this;
    this.sound = await this.open({ microphone, frame: (frame) => this.speak(frame), report });
    if (signal.aborted) this.sound.close();
    signal.throwIfAborted();
    if (this.microphone && this.microphone !== microphone) await this.speakInto(this.microphone); // chosen meanwhile
    await this.ready();
    this.ears.voice(this.sound.voice, this.sound.source);
    globalThis.addEventListener?.("online", this.reconnect);
    return this.grant;
  }

  /** @returns {Promise<void>} */
  ready() {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("the relay did not answer")), READY_MS);
      const settle = () => (clearTimeout(late), (this.dialling = undefined));
      this.dialling = {
        resolve: () => (settle(), resolve()),
        reject: (reason) => (settle(), reject(reason)),
      };
      this.over.signal.addEventListener("abort", () => this.dialling?.reject(this.over.signal.reason));
      this.connect();
    });
  }

  connect() {
    clearTimeout(this.redial);
    const socket = this.newSocket();
    const before = this.socket;
    this.socket = socket;
    before?.close();
    socket.binaryType = "arraybuffer";
    const mine = () => this.socket === socket && !this.over.signal.aborted;
    if (this.droppedAt) this.redial = setTimeout(() => mine() && this.handleDrop(0), REDIAL_MS);
    socket.addEventListener("open", () => {
      const typed = this.typed();
      this.tell({ type: "hello", token: this.grant?.sessionToken, ...(typed && { typed }) });
    });
    socket.addEventListener("message", ({ data }) => mine() && this.hear(data));
    socket.addEventListener("close", ({ code }) => mine() && this.handleDrop(code));
  }

  /** @param {ArrayBuffer | string} data */
  hear(data) {
    if (typeof data !== "string") return this.sound?.play(data);
    const message = JSON.parse(data);
    switch (message.type) {
      case "ready":
        this.droppedAt = this.tries = 0;
        clearTimeout(this.redial);
        for (const frame of this.unsent.splice(0)) this.speak(frame);
        return this.dialling?.resolve();
      case "clear":
        return this.sound?.clear(message.cut);
      case "problem":
        return this.dialling?.reject(new Error(message.code));
      default:
        return this.ears.event(message);
    }
  }

  /** @param {import("./relay-sound.js").Report} report */
  report(report) {
    if (report.type !== "sounding") this.tell(report);
    else this.ears.event({ type: report.on ? server.PLAYING_STARTED : server.PLAYING_STOPPED });
  }

  /** @param {ArrayBuffer} frame */
  speak(frame) {
    const { socket } = this;
    if (!socket || socket.readyState !== WebSocket.OPEN || this.droppedAt) return this.keep(frame);
    if (socket.bufferedAmount <= STUCK_BYTES) return socket.send(frame);
    this.handleDrop(0);
    this.keep(frame);
  }

  /** A line that is dialled again is back within a second, and so nothing of the sentence is missing. @param {ArrayBuffer} frame */
  keep(frame) {
    if (!this.droppedAt) return; // it was never up: nobody listens yet
    this.unsent.push(frame);
    if (this.unsent.length > MOST_UNSENT) this.unsent.shift();
  }

  /** @param {object} message */
  tell(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** @param {number} code */
  handleDrop(code) {
    if (this.dialling) return this.dialling.reject(new Error(`the relay closed: ${code}`));
    const now = performance.now();
    this.droppedAt ||= now;
    if (FINAL_CODES.has(code) || now - this.droppedAt > AWAY_MS) return this.ears.lost();
    const wait = WAITS_MS[Math.min(this.tries++, WAITS_MS.length - 1)];
    clearTimeout(this.redial);
    this.redial = setTimeout(() => this.connect(), wait);
  }

  /** @param {MediaStream} microphone another one: at once, or with the sound that is still being opened */
  async speakInto(microphone) {
    this.microphone = microphone;
    const [track] = microphone.getAudioTracks();
    if (track) this.sound?.listenTo(track);
  }

  hangUp() {
    if (this.over.signal.aborted) return;
    this.tell({ type: "hangup" });
    this.over.abort();
    clearTimeout(this.redial);
    globalThis.removeEventListener?.("online", this.reconnect);
    this.socket?.close(1000);
    this.sound?.close();
    if (this.grant) hangUp(this.grant);
  }
}

function ourSocket() {
  return new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/realtime`);
}
