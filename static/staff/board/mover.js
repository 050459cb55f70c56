/**
 * Moves a booking with the pointer or the keyboard: what is proposed is drawn, asked of the server, shown old
 * beside new, and done when the clerk says yes. A refusal is said where the booking was dropped.
 */

import { make } from "../../voice/view/element.js";
import { findCarRow, findFreedom, findStep, propose, toX } from "./layout.js";
import { LABEL_WIDTH } from "./pieces.js";
import { formatPeriod } from "./times.js";

const FAR_ENOUGH = 6; // pixels: less is a click
const LONG_PRESS = 450; // milliseconds: before, a finger scrolls
const EDGE = 48; // pixels from the edge at which the board scrolls along
const HANDLE = 16; // pixels at a bar's end that make it longer

/**
 * @typedef {import("./layout.js").Bar} Bar
 * @typedef {import("./layout.js").CarRow} CarRow
 * @typedef {import("../../voice/format/words.js").Words} Words
 * @typedef {{ bar: Bar, row: number, start: number, end: number }} Proposal
 * @typedef {{ name: string, before: string, after: string, changes: boolean }} Line
 * @typedef {{ token: string, name: string, lines: Line[], prices: Line[], difference: string, again: boolean }} Question
 * @typedef {{ done?: boolean, question?: Question, refused?: string }} Answer
 */

/** One board's moves: at most one at a time. */
export class Mover {
  /** @type {Proposal | null} */
  proposal = null;
  /** @type {(() => void) | null} ends the drag that is going on */
  letGo = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} a finger rests, and takes a booking up when this is over */
  press = undefined;

  /**
   * @param {import("./grid.js").Grid} grid
   * @param {{ words: Words, language: string, send: (proposal: Proposal, agreed: string) => Promise<Answer>,
   *   say: (text: string) => void, done: (key: string) => void, dialog: HTMLDialogElement, refusal: HTMLElement,
   *   blocks: boolean }} given `blocks`: may this clerk change cars out of service?
   */
  constructor(grid, { words, language, send, say, done, dialog, refusal, blocks }) {
    this.grid = grid;
    this.words = words;
    this.language = language;
    this.send = send;
    this.say = say;
    this.done = done;
    this.dialog = dialog;
    this.refusal = refusal;
    this.blocks = blocks;
    this.ghost = make("div", "board-ghost");
    this.ghost.setAttribute("aria-hidden", "true");
    grid.afterDrawing = () => this.proposal && this.show(this.proposal);
    grid.scroller.addEventListener("pointerdown", (event) => this.begin(event));
    // A finger that stops a board which still glides only stops it: the browser scrolls on with it, whatever we say.
    grid.scroller.addEventListener("touchstart", (event) => event.cancelable || clearTimeout(this.press), { passive: false });
    grid.scroller.addEventListener("touchmove", (event) => this.letGo && event.preventDefault(), { passive: false });
    // Where a finger rests, browsers would open their own menu, and take the finger from us.
    grid.scroller.addEventListener("contextmenu", (event) => grid.held !== null && event.preventDefault());
    grid.scroller.addEventListener("keydown", (event) => this.followKey(event), { capture: true });
    dialog.querySelector("[data-leave]")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.drop());
    refusal.querySelector("button")?.addEventListener("click", () => this.forgive());
    refusal.addEventListener("keydown", ({ key }) => key === "Escape" && this.forgive());
  }

  /** No finger is on a row any more: it may be drawn anew. */
  release() {
    this.grid.held = null;
    this.grid.drawSoon();
  }

  /** Nothing is proposed any more; the booking is seen where it is. */
  drop() {
    this.proposal = null;
    this.ghost.remove();
    this.grid.canvas.querySelector(".is-moving")?.classList.remove("is-moving");
  }

  forgive() {
    if (this.refusal.hidden) return;
    this.refusal.hidden = true;
    this.grid.giveFocus();
  }

  /** @param {Proposal} proposal draws it */
  show(proposal) {
    this.proposal = proposal;
    const { grid, ghost } = this;
    const row = /** @type {CarRow} */ (grid.rows[proposal.row]);
    const period = formatPeriod(proposal.start, proposal.end, this.language);
    ghost.textContent = `${row.car.plate} ${period}`;
    ghost.style.setProperty("top", `${row.top}px`);
    ghost.style.setProperty("left", `${LABEL_WIDTH + toX(grid.scale, proposal.start)}px`);
    ghost.style.setProperty("width", `${Math.max(8, toX(grid.scale, proposal.end) - toX(grid.scale, proposal.start))}px`);
    if (ghost.parentNode !== grid.canvas) grid.canvas.append(ghost);
    for (const each of grid.canvas.querySelectorAll(`[data-bar="${proposal.bar.id}"]`)) each.classList.add("is-moving");
  }

  // --- the pointer

  /** @param {PointerEvent} event */
  begin(event) {
    this.forgive();
    const bar = this.grid.barOf(/** @type {Element} */ (event.target));
    if (event.button || !bar || this.letGo || this.proposal) return;
    const freedom = findFreedom(bar, this.blocks);
    if (!freedom) return;
    const box = /** @type {Element} */ (event.target).closest("[data-bar]")?.getBoundingClientRect();
    const atEnd = box !== undefined && box.width > 2 * HANDLE && event.clientX > box.right - HANDLE;
    const kind = freedom === "extend" || atEnd ? "extend" : "move";
    const from = { x: event.clientX, y: event.clientY, at: this.grid.timeAt(event.clientX), row: this.grid.rowAt(event.clientY) };
    if (event.pointerType !== "touch") {
      this.follow(event, bar, kind, from, false);
      return;
    }
    // The browser tells of a finger only as long as the element is there on which it was put.
    this.grid.held = from.row;
    clearTimeout(this.press);
    this.press = setTimeout(() => this.follow(event, bar, kind, from, true), LONG_PRESS);
    const scrolls = () => {
      clearTimeout(this.press);
      this.release();
      for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, scrolls);
    };
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, scrolls);
  }

  /**
   * @param {PointerEvent} pressed @param {Bar} bar @param {"move" | "extend"} kind
   * @param {{ x: number, y: number, at: number, row: number }} from @param {boolean} begun
   */
  follow(pressed, bar, kind, from, begun) {
    const { grid } = this;
    const step = findStep(grid.scale);
    let last = pressed;
    let isDragging = begun;
    const update = () => {
      const by = grid.timeAt(last.clientX) - from.at;
      const times = propose(bar, kind, by, step);
      const under = kind === "move" ? grid.rowAt(last.clientY) : from.row;
      const row = grid.rows[under]?.kind === "car" ? under : (this.proposal?.row ?? from.row);
      this.show({ bar, row, ...times });
    };
    const scrollAlong = () => {
      if (!this.letGo) return;
      if (isDragging) {
        const view = grid.scroller.getBoundingClientRect();
        const down = last.clientY < view.top + EDGE + 34 ? -12 : last.clientY > view.bottom - EDGE ? 12 : 0;
        const aside = last.clientX < view.left + LABEL_WIDTH ? -12 : last.clientX > view.right - EDGE ? 12 : 0;
        if (down || aside) {
          grid.scroller.scrollBy(aside, down);
          update();
        }
      }
      requestAnimationFrame(scrollAlong);
    };
    /** @param {PointerEvent} event */
    const move = (event) => {
      if (event.pointerId !== pressed.pointerId) return;
      last = event;
      isDragging ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > FAR_ENOUGH;
      if (isDragging) update();
    };
    /** @param {PointerEvent} event */
    const up = (event) => {
      if (event.pointerId !== pressed.pointerId) return;
      this.letGo?.();
      if (!isDragging) return;
      // The click that follows is the end of the drag, and opens nothing.
      const swallow = (/** @type {Event} */ click) => click.stopPropagation();
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }));
      void this.ask();
    };
    const leave = (/** @type {KeyboardEvent | PointerEvent} */ event) => {
      if (event instanceof KeyboardEvent && event.key !== "Escape") return;
      this.letGo?.();
      this.drop();
    };
    this.letGo = () => {
      this.letGo = null;
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", leave);
      removeEventListener("keydown", leave, { capture: true });
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", leave);
    addEventListener("keydown", leave, { capture: true });
    requestAnimationFrame(scrollAlong);
    if (begun) update();
  }

  // --- the keyboard

  /** @param {KeyboardEvent} event */
  followKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.proposal && !this.letGo) this.moveByKey(event, this.proposal);
    else if (event.key === "m" || event.key === "M") this.beginByKey(event);
  }

  /** @param {KeyboardEvent} event */
  beginByKey(event) {
    const bar = this.grid.occupancy.bars.get(this.grid.focus.bar ?? "");
    if (!bar || !this.grid.hasFocus()) return;
    event.preventDefault();
    if (!findFreedom(bar, this.blocks)) {
      this.refuse(this.words("cannotMove"), this.grid.focus.row, bar.start);
      return;
    }
    this.show({ bar, row: this.grid.focus.row, start: bar.start, end: bar.end });
    this.say(this.words("moving"));
  }

  /** @param {KeyboardEvent} event @param {Proposal} proposal */
  moveByKey(event, proposal) {
    const { grid } = this;
    const step = findStep(grid.scale);
    const aside = { ArrowLeft: -step, ArrowRight: step }[event.key];
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const isExtended = event.shiftKey || findFreedom(proposal.bar, this.blocks) === "extend";
    event.stopPropagation();
    event.preventDefault();
    if (event.key === "Escape") {
      this.drop();
      this.say(this.words("notMoved"));
    } else if (event.key === "Enter") {
      void this.ask();
    } else if (aside !== undefined) {
      const there = { ...proposal.bar, start: proposal.start, end: proposal.end };
      this.show({ ...proposal, ...propose(there, isExtended ? "extend" : "move", aside, step) });
    } else if (down !== undefined && !isExtended) {
      this.show({ ...proposal, row: findCarRow(grid.rows, proposal.row, down) });
    } else {
      return;
    }
    if (this.proposal && event.key !== "Enter") {
      this.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
      this.say(String(this.ghost.textContent));
    }
  }

  // --- asking, and doing

  async ask(agreed = "") {
    const { proposal } = this;
    if (!proposal) return;
    const row = /** @type {CarRow} */ (this.grid.rows[proposal.row]);
    const { bar } = proposal;
    if (row.car.id === bar.car && proposal.start === bar.start && proposal.end === bar.end) {
      this.drop();
      return;
    }
    /** @type {Answer} */
    let answer;
    try {
      answer = await this.send(proposal, agreed);
    } catch {
      answer = { refused: this.words("notSent") };
    }
    if (this.proposal !== proposal) return;
    if (answer.question) {
      this.question(answer.question);
      return;
    }
    if (this.dialog.open) this.dialog.close();
    this.drop();
    if (answer.refused) this.refuse(answer.refused, proposal.row, proposal.start);
    else this.say(this.words("moved"));
    this.done(bar.id); // done, or refused because somebody else was sooner: either way it is read anew
  }

  /** @param {Question} question */
  question(question) {
    const { dialog } = this;
    const body = /** @type {HTMLElement} */ (dialog.querySelector("tbody"));
    const lines = question.difference
      ? [...question.lines, ...question.prices, { name: this.words("difference"), before: "", after: question.difference, changes: true }]
      : question.lines;
    body.replaceChildren(
      ...lines.map((line) => {
        const row = make("tr", line.changes ? "changes" : "");
        const head = make("th", "", line.name);
        head.setAttribute("scope", "row");
        row.append(head, make("td", "", line.before), make("td", "", line.after));
        return row;
      }),
    );
    const title = /** @type {HTMLElement} */ (dialog.querySelector("h2"));
    title.textContent = this.words(question.again ? "askAgain" : "ask", { name: question.name });
    const yes = /** @type {HTMLButtonElement} */ (dialog.querySelector("[data-agree]"));
    yes.onclick = () => void this.ask(question.token);
    if (!dialog.open) dialog.showModal();
    yes.focus();
  }

  /**
   * Says why not, where it was dropped.
   * @param {string} why @param {number} row @param {number} at
   */
  refuse(why, row, at) {
    const { grid, refusal } = this;
    const { top = 0 } = grid.rows[row] ?? {};
    const y = top + grid.head.offsetHeight + 48 - grid.scroller.scrollTop;
    const x = LABEL_WIDTH + toX(grid.scale, at) - grid.scroller.scrollLeft;
    /** @type {HTMLElement} */ (refusal.querySelector("p")).textContent = why;
    refusal.hidden = false;
    const { clientWidth, clientHeight } = grid.scroller;
    refusal.style.setProperty("left", `${Math.max(8, Math.min(x, clientWidth - refusal.offsetWidth - 8))}px`);
    refusal.style.setProperty("top", `${Math.max(8, Math.min(y, clientHeight - refusal.offsetHeight - 8))}px`);
    refusal.querySelector("button")?.focus();
  }
}
