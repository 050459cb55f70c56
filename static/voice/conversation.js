/**
 * A conversation over one call or, where it could not be gone on with, two: joins call, line, captions and state.
 * Tells a view what changed; draws nothing.
 */

import { Captions } from "./captions.js";
import { begun, finished } from "./cards.js";
import { Line } from "./line.js";
import { SteadyCall } from "./relay-fallback.js";
import { standingAfter } from "./standing.js";
import { HAPPENINGS, inCall, nameOf, next, START } from "./state.js";
import { runnerFor } from "./toolrunner.js";
import { deaf, dialTrouble, endTrouble, microphoneTrouble, unable } from "./trouble.js";

/**
 * @typedef {object} View
 * @property {(name: import("./state.js").Name) => void} state
 * @property {(caption: import("./captions.js").Caption) => void} caption
 * @property {(card: import("./cards.js").Card) => void} card
 * @property {(result: any, standing: import("./standing.js").Standing) => void} booking
 * @property {(kind: import("./trouble.js").Kind) => void} trouble
 * @property {(words: "reconnecting" | "back" | "reconnected" | "relayed") => void} note
 * @property {(stream: MediaStream) => void} voice
 * @property {(stream: MediaStream) => void} microphone
 */

const ANSWER_MS = 10_000;
const STEADY_MS = 30_000;

export class Conversation {
  /**
   * @param {object} options
   * @param {string} options.language
   * @param {string} options.locationId
   * @param {string | undefined} options.toolMode who is to run the tools, if not as our server likes
   * @param {import("./words.js").Words} options.words
   * @param {() => Promise<MediaStream>} options.openMicrophone
   * @param {View} options.view
   */
  constructor({ language, locationId, toolMode, words, openMicrophone, view }) {
    this.wanted = { language, locationId, ...(toolMode && { toolMode }) };
    this.words = words;
    this.openMicrophone = openMicrophone;
    this.view = view;
    this.state = START;
    this.captions = new Captions();
    /** @type {Map<string, import("./cards.js").Card>} */
    this.cards = new Map();
    /** @type {MediaStream | null} */
    this.microphone = null;
    /** @type {SteadyCall | undefined} */
    this.call = undefined;
    /** @type {Line | undefined} */
    this.line = undefined;
    /** @type {import("./toolrunner.js").ToolRunner | undefined} where the page runs the tools */
    this.tools = undefined;
    /** @type {string[]} typed before there was a line */
    this.unsaid = [];
    this.connectedAt = 0;
    this.redialled = false;
    this.returning = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.answerDue = undefined;
  }

  get talking() {
    return inCall(this.state);
  }

  /** @param {boolean} speaking false: the caller types */
  async start(speaking) {
    if (this.talking) return;
    const cannot = unable(window) ?? (speaking ? deaf(window) : null);
    if (cannot) return this.fail(cannot);
    this.happened({ type: "dialled" });
    if (speaking) {
      try {
        this.microphone = await this.openMicrophone();
      } catch (error) {
        return this.fail(microphoneTrouble(error));
      }
      if (!this.talking) return this.letGo(); // hung up while the browser asked
      this.view.microphone(this.microphone);
    }
    await this.dial();
  }

  async dial() {
    this.captions.newCall();
    const call = new SteadyCall({
      wanted: this.wanted,
      microphone: this.microphone,
      ears: {
        event: (event) => this.hear(event),
        voice: this.view.voice,
        lost: () => this.lost(call),
        relayed: () => this.view.note("relayed"),
        // By way of our server, our server runs them, whatever was granted.
        tools: (grant, send) => call.relaying || (this.tools = runnerFor(grant.sessionToken, send)),
      },
    });
    this.call = call;
    try {
      const { sessionToken } = await call.dial();
      this.openLine(sessionToken);
      this.connectedAt = performance.now();
      this.happened({ type: "connected" });
    } catch (error) {
      call.hangUp();
      if (this.call === call && this.talking) this.fail(dialTrouble(error));
    }
  }

  /** @param {string} token */
  openLine(token) {
    const url = `${location.origin.replace(/^http/, "ws")}/ws/session`;
    const line = new Line({
      url,
      token,
      heard: (message) => this.line === line && this.told(message),
      cut: () => this.call?.doubt(),
    });
    this.line = line;
    line.open();
    this.sayUnsaid();
  }

  sayUnsaid() {
    for (const text of this.unsaid.splice(0)) this.say(text);
  }

  /** @param {string} text */
  say(text) {
    (this.tools ?? this.line)?.say(text);
  }

  /** @param {string} text */
  type(text) {
    this.view.caption(this.captions.typed(text));
    if (this.line && this.state.phase === "talking") this.say(text);
    else this.unsaid.push(text);
    this.happened({ type: "typed" });
    if (!this.talking) void this.start(false);
  }

  hangUp() {
    this.letGo();
    this.unsaid = [];
    this.happened({ type: "ended" });
  }

  dismiss() {
    this.happened({ type: "dismissed" });
  }

  /** @param {SteadyCall} call */
  async lost(call) {
    if (this.call !== call || !this.talking || this.returning) return;
    this.returning = true;
    try {
      if ((await call.takeOver()) || (await this.comeBack(call))) return;
    } finally {
      this.returning = false;
    }
    if (this.call === call && this.talking) await this.redial(call);
  }

  /** @param {SteadyCall} call @returns {Promise<boolean>} whether the same conversation goes on */
  async comeBack(call) {
    this.view.note("reconnecting");
    this.happened({ type: "dialled" });
    if (!(await call.comeBack()) || this.call !== call || !this.talking) return false;
    this.line?.again();
    this.connectedAt = performance.now();
    this.happened({ type: "connected" });
    this.view.note("back");
    this.sayUnsaid();
    return true;
  }

  /** @param {SteadyCall} call whose conversation cannot go on: another one begins */
  async redial(call) {
    const again = performance.now() - this.connectedAt > STEADY_MS || !this.redialled;
    this.unsaid.unshift(...((this.tools ?? this.line)?.waiting ?? []));
    this.stopTalking();
    call.hangUp();
    if (!again) return this.fail("lost");
    this.redialled = true;
    await this.dial();
    if (this.talking) this.view.note("reconnected");
  }

  /** @param {import("./trouble.js").Kind} kind */
  fail(kind) {
    this.letGo();
    this.happened({ type: "failed" });
    this.view.trouble(kind);
  }

  letGo() {
    this.stopTalking();
    this.call?.hangUp();
    for (const track of this.microphone?.getTracks() ?? []) track.stop();
    this.microphone = null;
  }

  /** What was said until now is recorded before the call ends. */
  stopTalking() {
    this.tools?.close();
    this.line?.close();
    this.tools = this.line = undefined;
  }

  /** @param {import("./captions.js").RealtimeEvent} event */
  hear(event) {
    const caption = this.captions.hear(event);
    if (caption) this.view.caption(caption);
    this.tools?.hear(event, caption);
    const happening = HAPPENINGS[event.type ?? ""];
    if (happening) this.happened({ type: happening });
  }

  /** @param {import("./line.js").Message} message */
  told(message) {
    switch (message.type) {
      case "caption": {
        const caption = this.captions.fill(/** @type {any} */ (message));
        return caption && this.view.caption(caption);
      }
      case "tool.started":
        if (!this.cards.has(message["callId"])) {
          this.showCard(begun(/** @type {any} */ (message), this.wanted.language, this.words));
          this.happened({ type: "checkBegan", callId: message["callId"] });
        }
        return;
      case "tool.finished":
        return this.checked(/** @type {any} */ (message));
      case "renew":
      case "renewed":
        return this.call?.renew(message.type === "renewed");
      case "ended":
        return this.endedBy(message["reason"] ?? "");
    }
  }

  /** @param {import("./cards.js").Finished} message */
  checked(message) {
    const before = this.cards.get(message.callId);
    if (before && before.state !== "running") return;
    this.showCard(finished(message, before, this.wanted.language, this.words));
    this.happened({ type: "checkEnded", callId: message.callId });
    const standing = message.ok ? standingAfter(message.name, message.result) : null;
    if (standing) this.view.booking(message.result, standing);
  }

  /** @param {import("./cards.js").Card} card */
  showCard(card) {
    this.cards.set(card.callId, card);
    this.view.card(card);
  }

  /** @param {string} reason */
  endedBy(reason) {
    if (!this.talking) return;
    const kind = endTrouble(reason);
    if (kind) this.fail(kind);
    else this.hangUp();
  }

  /** @param {import("./state.js").Happening} happening */
  happened(happening) {
    this.state = next(this.state, happening);
    clearTimeout(this.answerDue);
    if (this.state.awaiting) this.answerDue = setTimeout(() => this.happened({ type: "waitedLong" }), ANSWER_MS);
    this.view.state(nameOf(this.state));
  }
}
