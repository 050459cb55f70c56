/**
 * Hears which bookings were written, as it happens. Where the socket does not open or breaks, the board is read
 * anew every 15 seconds, and the socket is tried again.
 */

const POLL = 15_000; // without a socket
const LOOK = 60_000; // with one: time alone makes a booking late, and another process may have no word with us
const TOGETHER = 40; // milliseconds in which what was written is asked for in one go
const LONGEST_WAIT = 30_000;
const FIRST_LOOK = 500; // for the line to open: what is read then need not be read again

/** @typedef {Pick<WebSocket, "onopen" | "onclose" | "onmessage">} Line */

/** One page's line to the server. */
export class Live {
  /** @type {Line | null} */
  line = null;
  isOpen = false;
  failures = 0;
  /** @type {Set<string>} */
  keys = new Set();

  /**
   * @param {{ dial: () => Line, changed: (keys: string[]) => void, refresh: () => void,
   *   tell: (isOpen: boolean) => void }} given `dial` opens a socket, `refresh` reads the board anew
   */
  constructor({ dial, changed, refresh, tell }) {
    this.dial = dial;
    this.changed = changed;
    this.refresh = refresh;
    this.tell = tell;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.looking = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.first = undefined;
  }

  /** The board is read as soon as the line is open, or has not opened in time. */
  begin() {
    this.first = setTimeout(this.refresh, FIRST_LOOK);
    this.start();
  }

  start() {
    this.look();
    const line = this.dial();
    this.line = line;
    line.onopen = () => {
      this.isOpen = true;
      this.failures = 0;
      this.tell(true);
      clearTimeout(this.first);
      this.refresh(); // what was written before it was open was told to nobody
      this.look();
    };
    line.onmessage = ({ data }) => this.hear(String(JSON.parse(data).key));
    line.onclose = () => {
      if (this.line !== line) return;
      this.isOpen = false;
      this.tell(false);
      this.look();
      const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** this.failures);
      this.failures += 1;
      setTimeout(() => this.line === line && this.start(), wait);
    };
  }

  /** @param {string} key */
  hear(key) {
    if (!this.keys.size) {
      setTimeout(() => {
        const keys = [...this.keys];
        this.keys.clear();
        this.changed(keys);
      }, TOGETHER);
    }
    this.keys.add(key);
  }

  /** Reads the board anew from time to time. */
  look() {
    clearTimeout(this.looking);
    this.looking = setTimeout(
      () => {
        this.refresh();
        this.look();
      },
      this.isOpen ? LOOK : POLL,
    );
  }
}
