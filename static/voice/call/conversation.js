/**
 * A conversation over one call or, where it could not be gone on with, two: joins call, event socket, captions and state.
 * Tells a view what changed; draws nothing.
 */

import { Captions } from "./captions.js";
import { Checks } from "../tools/checks.js";
import { DropHandler } from "./drop-handler.js";
import { EventSocket } from "./event-socket.js";
import { SteadyCall } from "./relay/relay-fallback.js";
import { HAPPENINGS, inCall, nameOf, next, START } from "./state.js";
import { executorFor } from "../tools/tool-executor.js";
import { dialError, endError, microphoneError, microphoneUnavailable, browserError } from "./errors.js";
import * as server from "../protocol/server.js";

/**
 * @typedef {object} View
 * @property {(name: import("./state.js").Name) => void} state
 * @property {(caption: import("./captions.js").Caption) => void} caption
 * @property {(card: import("../view/cards.js").Card) => void} card
 * @property {(result: any, state: import("../view/booking-state.js").BookingState) => void} booking
 * @property {(present: boolean) => void} staff whether a person speaks in the agent's place
 * @property {(shop: {name: string, phone: string, tel: string}) => void} telephone where the caller is asked to call
 * @property {(kind: import("./errors.js").ErrorKind) => void} error
 * @property {(words: "reconnecting" | "back" | "reconnected" | "relayed") => void} note
 * @property {(text: string) => void} unsent typed, but told to nobody: the caller's again
 * @property {(stream: MediaStream, source?: AudioContext) => void} voice
 * @property {(stream: MediaStream) => void} microphone
 */

const ANSWER_MS = 10_000;
const PAUSE_MS = 3000; // a longer turn is cut in two: the first connection's time is over

/** One conversation of the page. `start`, `type`, `say` and `hangUp` are the caller's; the rest is told by the call. */
export class Conversation {
  /**
   * @param {object} options
   * @param {string} options.language
   * @param {string} options.locationId
   * @param {string | undefined} options.toolMode who is to run the tools, if not as our server likes
   * @param {import("../format/words.js").Words} options.words
   * @param {() => Promise<MediaStream>} options.openMicrophone
   * @param {View} options.view
   */
  constructor({ language, locationId, toolMode, words, openMicrophone, view }) {
    this.wanted = { language, locationId, ...(toolMode && { toolMode }) };
    this.openMicrophone = openMicrophone;
    this.view = view;
    this.state = START;
    this.captions = new Captions();
    this.checks = new Checks({ language, words, view, dispatch: (happening) => this.dispatch(happening) });
    /** @type {MediaStream | null} */
    this.microphone = null;
    /** @type {SteadyCall | undefined} */
    this.call = undefined;
    /** @type {EventSocket | undefined} */
    this.socket = undefined;
    /** @type {import("../tools/tool-executor.js").ToolExecutor | undefined} where the page runs the tools */
    this.tools = undefined;
    /** @type {string[]} typed before there was a socket */
    this.unsaid = [];
    this.microphoneChoice = 0; // counts: the last one is the caller's
    this.starts = 0; // counts: who hung up and began again has no use for the first
    this.connectedAt = 0;
    this.paused = () => {}; // whoever waits for it is told that the caller pauses
    this.dropHandler = new DropHandler(this);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.answerDue = undefined;
  }

  get talking() {
    return inCall(this.state);
  }

  /** @param {boolean} speaking false: the caller types */
  async start(speaking) {
    if (this.talking) return;
    const cannot = browserError(window) ?? (speaking ? microphoneUnavailable(window) : null);
    if (cannot) return this.fail(cannot);
    this.dispatch({ type: "dialled" });
    const start = ++this.starts;
    if (speaking && !(await this.takeMicrophone(() => this.talking && start === this.starts))) return;
    await this.dial();
  }

  /** @param {() => boolean} wanted still: the browser may ask for long @returns {Promise<boolean>} whether to go on */
  async takeMicrophone(wanted) {
    /** @type {MediaStream} */
    let stream;
    try {
      stream = await this.openMicrophone();
    } catch (error) {
      if (wanted()) this.fail(microphoneError(error));
      return false;
    }
    if (!wanted()) {
      stop(stream); // nobody else would: it would go on listening
      return false;
    }
    this.microphone = stream;
    this.view.microphone(stream);
    return true;
  }

  async dial() {
    this.captions.newCall();
    const call = new SteadyCall({
      wanted: this.wanted,
      microphone: this.microphone,
      typed: () => this.unsaid.length,
      ears: {
        event: (event) => this.hear(event),
        voice: this.view.voice,
        lost: () => this.dropHandler.handle(call),
        wentOver: () => this.dispatch({ type: "wentOver" }),
        relayed: () => this.view.note("relayed"),
        pause: () => this.waitForPause(),
        // By way of our server, our server runs them, whatever was granted.
        tools: (grant, send) => call.relaying || this.runTools(grant.sessionToken, send),
      },
    });
    this.call = call;
    try {
      const { sessionToken } = await call.dial();
      this.openSocket(sessionToken);
      this.beginTalking();
    } catch (error) {
      call.hangUp();
      if (this.call === call && this.talking) this.fail(dialError(error));
    }
  }

  /** Over the first channel of a call, or over one that takes its place. @param {string} token @param {(event: object) => void} send */
  runTools(token, send) {
    if (!this.tools) return void (this.tools = executorFor(token, send, this.unsaid.splice(0)));
    for (const item_id of this.tools.cutShort) this.hear({ type: server.ITEM_TRUNCATED, item_id });
    this.tools.goOn(send);
  }

  /** @param {string} token */
  openSocket(token) {
    const url = `${location.origin.replace(/^http/, "ws")}/ws/session`;
    const socket = new EventSocket({
      url,
      token,
      heard: (message) => this.socket === socket && this.receive(message),
      refused: (text) => this.giveBack(text),
      cut: () => this.call?.doubt(),
    });
    this.socket = socket;
    socket.open();
  }

  /** @param {string} text */
  say(text) {
    (this.tools ?? this.socket)?.say(text);
  }

  /** @param {string} text */
  type(text) {
    this.view.caption(this.captions.addTyped(text));
    if (this.socket && this.state.phase === "talking") this.say(text);
    else this.unsaid.push(text);
    this.dispatch({ type: "typed" });
    if (!this.talking) void this.start(false);
  }

  hangUp() {
    this.letGo();
    this.unsaid = [];
    this.dispatch({ type: "ended" });
  }

  dismiss() {
    this.dispatch({ type: "dismissed" });
  }

  beginTalking() {
    this.connectedAt = performance.now();
    this.dispatch({ type: "connected" });
    for (const text of this.unsaid.splice(0)) this.say(text);
  }

  /** @param {string} text typed here, and shown, but nobody will answer it */
  giveBack(text) {
    const caption = this.captions.removeTyped(text);
    if (caption) this.view.caption(caption);
    this.view.unsent(text);
  }

  /** Of what was typed nobody has told that it arrived. */
  keepUnsaid() {
    this.unsaid.unshift(...((this.tools ?? this.socket)?.waiting ?? []));
  }

  /** @param {import("./errors.js").ErrorKind} kind */
  fail(kind) {
    this.keepUnsaid(); // for the next call, if there is one
    this.letGo();
    this.dispatch({ type: "failed" });
    this.view.error(kind);
  }

  /**
   * Another microphone was chosen.
   * @returns {Promise<MediaStream | null>} null: while the browser asked, the call ended, or yet another one was chosen
   */
  async changeMicrophone() {
    if (!this.microphone) return null;
    const choice = ++this.microphoneChoice;
    const stream = await this.openMicrophone();
    const [track] = stream.getAudioTracks();
    const before = this.microphone;
    if (!track || !before || choice !== this.microphoneChoice) {
      stop(stream); // nobody else would: it would go on listening
      return null;
    }
    track.enabled = before.getAudioTracks()[0]?.enabled ?? true; // muted stays muted
    this.microphone = stream;
    try {
      await this.call?.speakInto(stream);
    } finally {
      stop(before);
    }
    return stream;
  }

  letGo() {
    this.stopTalking();
    this.call?.hangUp();
    this.call = undefined; // what it still tells is no news of the next one
    if (this.microphone) stop(this.microphone);
    this.microphone = null;
    this.microphoneChoice += 1;
  }

  /** What was said until now is recorded before the call ends. */
  stopTalking() {
    this.tools?.close();
    this.socket?.close();
    this.checks.abandon();
    this.tools = this.socket = undefined;
  }

  /** @param {import("./captions.js").RealtimeEvent} event */
  hear(event) {
    const caption = this.captions.hear(event);
    if (caption) this.view.caption(caption);
    this.tools?.hear(event, caption);
    const happening = HAPPENINGS[event.type ?? ""];
    if (happening) this.dispatch({ type: happening });
  }

  /** @param {import("./event-socket.js").Message} message */
  receive(message) {
    switch (message.type) {
      case "caption": {
        const caption = this.captions.fill(/** @type {any} */ (message));
        return caption && this.view.caption(caption);
      }
      case "tool.started":
        return this.checks.begin(message);
      case "tool.finished":
        return this.checks.end(message);
      case "staff":
        return this.view.staff(Boolean(message["present"]));
      case "telephone":
        return this.view.telephone(/** @type {any} */ (message));
      case "renew":
      case "renewed":
        return this.call?.renew(message.type === "renewed");
      case "ended":
        return this.endedBy(message["reason"] ?? "");
    }
  }

  /** @param {string} reason */
  endedBy(reason) {
    if (!this.talking) return;
    const kind = endError(reason);
    if (kind) return this.fail(kind);
    const { waiting = [] } = this.tools ?? this.socket ?? {};
    this.hangUp();
    for (const text of waiting) this.giveBack(text);
  }

  /** A turn is understood whole only by the connection that hears it whole. @returns {Promise<void>} */
  waitForPause() {
    return new Promise((resolve) => {
      const due = setTimeout(resolve, PAUSE_MS);
      this.paused = () => (clearTimeout(due), resolve());
      if (!this.state.callerSpeaks) this.paused();
    });
  }

  /** @param {import("./state.js").Happening} happening */
  dispatch(happening) {
    this.state = next(this.state, happening);
    if (!this.state.callerSpeaks) this.paused();
    clearTimeout(this.answerDue);
    if (this.state.awaiting) this.answerDue = setTimeout(() => this.dispatch({ type: "waitedLong" }), ANSWER_MS);
    this.view.state(nameOf(this.state));
  }
}

/** @param {MediaStream} stream */
function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}
