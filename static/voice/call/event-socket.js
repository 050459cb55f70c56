/**
 * The page's socket to our server: hears tools and captions, carries typed words.
 * After a drop it dials again and is told everything from the start; who listens must bear repetition.
 * A socket may be dead without knowing: words are sent again, under the same id, until who holds the call has them.
 */

/** @typedef {{type: string, [field: string]: any}} Message */

const WAITS_MS = [300, 1000, 2000, 4000];
const TOKEN_REFUSED = 4401;

/** Opened once; dials again by itself until `close`, or until our server refuses the token. */
export class EventSocket {
  /**
   * @param {object} options
   * @param {string} options.url
   * @param {string} options.token
   * @param {(message: Message) => void} options.heard
   * @param {(text: string) => void} [options.refused] our server does not take these words
   * @param {() => void} [options.cut] it was dropped, and not by us
   * @param {(url: string) => WebSocket} [options.dial]
   */
  constructor({ url, token, heard, refused = () => {}, cut = () => {}, dial = (address) => new WebSocket(address) }) {
    this.url = url;
    this.token = token;
    this.heard = heard;
    this.refused = refused;
    this.cut = cut;
    this.dial = dial;
    /** @type {Map<string, string>} typed words, by their ids, of which nobody has told that they arrived */
    this.unheard = new Map();
    this.name = Math.random().toString(36).slice(2); // of this page among those of one session
    this.said = 0;
    this.active = false;
    this.closed = false;
    this.drops = 0;
    /** @type {WebSocket | undefined} */
    this.socket = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.redial = undefined;
  }

  open() {
    const socket = this.dial(this.url);
    this.socket = socket;
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", token: this.token })));
    socket.addEventListener("message", ({ data }) => this.socket === socket && this.receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.socket === socket && this.handleDrop(code));
  }

  /** Dial again at once: a socket of the network before this one may be dead without knowing. */
  reopen() {
    if (this.closed) return;
    clearTimeout(this.redial);
    this.active = false;
    const before = this.socket;
    this.open();
    before?.close();
  }

  /** @param {string} text */
  say(text) {
    const id = `${this.name}-${++this.said}`;
    this.unheard.set(id, text);
    if (this.active) this.send(id, text);
  }

  /** @returns {string[]} typed words of which nobody has told that they arrived */
  get waiting() {
    return [...this.unheard.values()];
  }

  close() {
    this.closed = true;
    clearTimeout(this.redial);
    this.socket?.close();
  }

  /** @param {Message} message */
  receive(message) {
    if (this.closed) return;
    if (message.type === "session") {
      this.drops = 0;
      this.active = message["status"] === "active";
      if (this.active) for (const [id, text] of this.unheard) this.send(id, text);
    }
    if (message.type === "text.heard") this.unheard.delete(message["id"]);
    if (message.type === "problem" && message["id"]) this.refuse(message["id"]);
    this.heard(message);
  }

  /** @param {string} id @param {string} text */
  send(id, text) {
    this.socket?.send(JSON.stringify({ type: "text", id, text }));
  }

  /** @param {string} id */
  refuse(id) {
    const text = this.unheard.get(id);
    if (!this.unheard.delete(id) || text === undefined) return; // told twice
    this.refused(text);
  }

  /** @param {number} code */
  handleDrop(code) {
    this.active = false;
    if (this.closed || code === TOKEN_REFUSED) return;
    this.cut();
    const wait = WAITS_MS[Math.min(this.drops++, WAITS_MS.length - 1)];
    this.redial = setTimeout(() => this.open(), wait);
  }
}
