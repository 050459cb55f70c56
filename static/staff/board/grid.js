/** Draws the board: only what is in view, and the row that has the focus. Says what was pointed at or opened. */

import { make } from "../../voice/view/element.js";
import {
  DAY,
  findBox,
  findCarRow,
  findHourStep,
  findRowAt,
  findSpan,
  findStopAt,
  findVisible,
  heightOf,
  listRows,
  listStops,
  makeScale,
  toMinutes,
  toX,
} from "./layout.js";
import { Occupancy } from "./occupancy.js";
import { LABEL_WIDTH, formatMoment, makeBack, makeBar, makeDays, makeFree, makeRow, place } from "./pieces.js";

/**
 * @typedef {import("./layout.js").Bar} Bar
 * @typedef {import("./layout.js").CarRow} CarRow
 * @typedef {import("./layout.js").Row} Row
 * @typedef {import("./layout.js").Stretch} Stretch
 * @typedef {import("../../voice/format/words.js").Words} Words
 * @typedef {{ shop: string, first: number, days: number, now: number, part: number, open: Stretch[],
 *   classes: import("./layout.js").CarClass[] }} Facts
 * @typedef {{ row: number, at: number, bar: string | null }} Focus where the keyboard is; `bar` null: a free time
 * @typedef {{ car: import("./layout.js").Car, at: number }} Spot
 * @typedef {{ element: HTMLElement, lane: HTMLElement | null, shown: Map<string, HTMLElement>, from: number,
 *   to: number, isStale: boolean }} DrawnRow `shown`: its bars by id, those between `from` and `to` pixels
 */

const BUDGET = 8; // milliseconds of drawing in one frame: the rest waits for the next

/** The grid of one page. It knows what it was shown, and asks the server for nothing. */
export class Grid {
  /** @type {Facts | null} */
  facts = null;
  occupancy = new Occupancy();
  /** @type {Row[]} */
  rows = [];
  /** @type {Map<string, number>} by car, the index of its row */
  rowOf = new Map();
  /** @type {Focus} */
  focus = { row: 0, at: 0, bar: null };
  /** @type {((bar: Bar, car: CarRow) => boolean) | null} what a search has found; null: nothing is searched */
  search = null;
  /** @type {Set<string>} what has just come */
  fresh = new Set();
  /** @type {number | null} a row that stays as it is: a finger is on it */
  held = null;
  room = 0; // pixels for the days, as they were drawn last

  /**
   * @param {HTMLElement} scroller the grid itself
   * @param {{ words: Words, language: string, open: (bar: Bar) => void, pick: (spot: Spot) => void,
   *   look: () => void }} given `look`: other cars may have come into view
   */
  constructor(scroller, { words, language, open, pick, look }) {
    this.scroller = scroller;
    this.words = words;
    this.language = language;
    this.open = open;
    this.pick = pick;
    this.look = look;
    this.scale = makeScale(0, 1, 0);
    this.head = make("div", "board-head");
    this.days = make("div", "board-days");
    this.canvas = make("div", "board-canvas");
    this.back = make("div", "board-back");
    this.nowLine = make("div", "board-now");
    this.head.setAttribute("role", "rowgroup");
    this.days.setAttribute("role", "row");
    this.canvas.setAttribute("role", "rowgroup");
    this.back.setAttribute("aria-hidden", "true");
    this.head.append(this.days);
    scroller.replaceChildren(this.head, this.canvas);
    /** @type {Map<number, DrawnRow>} */
    this.drawn = new Map();
    this.isPrinted = false;
    this.waits = false;
    scroller.addEventListener("scroll", () => this.drawSoon());
    scroller.addEventListener("keydown", (event) => this.followKey(event));
    scroller.addEventListener("click", (event) => this.followClick(event));
    scroller.addEventListener("focusin", (event) => this.takeFocus(/** @type {Element} */ (event.target)));
    new ResizeObserver(() => this.fit()).observe(scroller);
  }

  /**
   * Other facts than before: another window, or the same one anew.
   * @param {Facts} facts @param {Iterable<Bar>} bars what keeps its first cars, `facts.part` of them
   * @returns {boolean} are they the same cars in the same window? Then what was read of the others is kept.
   */
  show(facts, bars) {
    const before = this.facts;
    const isSame = before?.first === facts.first && before.days === facts.days && before.shop === facts.shop;
    const isKept = isSame && JSON.stringify(before.classes) === JSON.stringify(facts.classes);
    this.facts = facts;
    if (!isKept) {
      this.occupancy.clear();
      this.rows = listRows(facts.classes);
      this.rowOf = new Map(this.rows.flatMap((row, index) => (row.kind === "car" ? [[row.car.id, index]] : [])));
    }
    const cars = this.cars.slice(0, facts.part);
    this.occupancy.fill(cars, bars);
    if (isKept) {
      this.drawHead();
      this.drawBack();
      this.redraw(cars);
      return true;
    }
    if (!isSame) this.focus = { row: findCarRow(this.rows, 0, 0), at: this.firstLook(), bar: null };
    this.fit();
    if (!isSame) this.scrollTo(this.firstLook());
    return false;
  }

  /** The cars from top to bottom. */
  get cars() {
    return [...this.rowOf.keys()];
  }

  /** Those in view. */
  get carsInView() {
    const [from, to] = findVisible(this.rows, this.scroller.scrollTop, this.scroller.clientHeight);
    return this.rows.slice(from, to).flatMap((row) => (row.kind === "car" ? [row.car.id] : []));
  }

  /** What a clerk wants to see first: now, or else the first opening. */
  firstLook() {
    if (!this.facts) return 0;
    const { first, days, now, open } = this.facts;
    if (now >= first && now < first + days * DAY) return now;
    return open[0]?.[0] ?? first;
  }

  /**
   * These cars were read, and `bars` is all that keeps them.
   * @param {string[]} cars @param {Bar[]} bars
   */
  fill(cars, bars) {
    this.occupancy.fill(cars, bars);
    this.redraw(cars);
  }

  /**
   * Some bookings are different, or new, or (by their ids) gone from the board.
   * @param {Bar[]} changed @param {string[]} gone
   */
  update(changed, gone = []) {
    this.redraw(this.occupancy.update(changed, gone));
  }

  /** @param {string[]} ids marks these bars, and no others any more */
  markFresh(ids) {
    this.fresh = new Set(ids);
    for (const element of this.canvas.querySelectorAll("[data-bar]")) {
      element.classList.toggle("is-fresh", this.fresh.has(element.getAttribute("data-bar") ?? ""));
    }
  }

  /**
   * Draws the rows of `cars` anew, as far as they are drawn.
   * @param {Iterable<string>} [cars] all of them, where not given
   */
  redraw(cars = this.rowOf.keys()) {
    if (this.focus.bar && !this.occupancy.bars.has(this.focus.bar)) this.focus.bar = null;
    for (const car of cars) {
      const row = this.drawn.get(this.rowOf.get(car) ?? -1);
      if (row) row.isStale = true;
    }
    this.draw();
  }

  /**
   * Everything is drawn anew, on the scale that the room allows.
   * @param {number} [room] for the days; what the screen has
   */
  fit(room = this.scroller.clientWidth - LABEL_WIDTH) {
    if (!this.facts) return;
    this.focus.row = Math.min(this.focus.row, Math.max(0, this.rows.length - 1));
    const before = this.scale;
    this.scale = makeScale(this.facts.first, this.facts.days, room);
    this.canvas.style.setProperty("width", `${LABEL_WIDTH + this.scale.width}px`);
    this.canvas.style.setProperty("height", `${heightOf(this.rows)}px`);
    this.head.style.setProperty("width", `${LABEL_WIDTH + this.scale.width}px`);
    this.scroller.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.drawHead();
    this.drawBack();
    const had = this.hasFocus();
    this.drawn.clear();
    this.canvas.replaceChildren(this.back);
    const isScrolled = this.scale.width > room && !this.isPrinted;
    if (isScrolled && before.width <= this.room) this.scrollTo(this.firstLook()); // until now all of it was in view
    else this.draw();
    this.room = room;
    if (had) this.giveFocus();
  }

  /** For whoever draws something of their own on the canvas, of which parts were just drawn anew. */
  afterDrawing() {}

  hasFocus() {
    return this.canvas.contains(document.activeElement);
  }

  drawHead() {
    const { now } = /** @type {Facts} */ (this.facts);
    const corner = make("div", "board-corner", this.words("cars"));
    corner.setAttribute("role", "columnheader");
    this.days.replaceChildren(corner, ...makeDays(this.scale, now, this.language));
    this.head.classList.toggle("has-hours", findHourStep(this.scale) > 0);
  }

  drawBack() {
    const { now, open } = /** @type {Facts} */ (this.facts);
    this.back.replaceChildren(...makeBack(this.scale, open), this.nowLine);
    const x = toX(this.scale, now);
    this.nowLine.hidden = x < 0 || x > this.scale.width;
    place(this.nowLine, LABEL_WIDTH + x);
  }

  drawSoon() {
    if (this.waits) return;
    this.waits = true;
    requestAnimationFrame(() => {
      this.waits = false;
      this.draw();
    });
  }

  /** Draws what is in view and not drawn, as far as one frame allows; the rest in the next ones. */
  draw() {
    if (!this.rows.length) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.scroller;
    const wanted = this.isPrinted ? [0, this.rows.length] : findVisible(this.rows, scrollTop, clientHeight);
    const [from, to] = /** @type {[number, number]} */ (wanted);
    const span = this.isPrinted ? [0, this.scale.width] : findSpan(scrollLeft, clientWidth - LABEL_WIDTH);
    const [left, right] = /** @type {[number, number]} */ (span);
    for (const [index, row] of this.drawn) {
      if ((index < from || index >= to) && index !== this.focus.row && index !== this.held) {
        row.element.remove();
        this.drawn.delete(index);
      }
    }
    const had = this.hasFocus();
    const until = performance.now() + (this.isPrinted ? Infinity : BUDGET);
    if (!this.isPrinted) this.drawRow(this.focus.row, left, right);
    for (let index = from; index < to; index += 1) {
      if (performance.now() > until) {
        this.drawSoon();
        break;
      }
      this.drawRow(index, left, right);
    }
    if (had && !this.hasFocus()) this.giveFocus();
    this.afterDrawing();
    this.look();
  }

  /** @param {number} index @param {number} left @param {number} right pixels: the bars between them are drawn */
  drawRow(index, left, right) {
    const row = this.rows[index];
    const before = this.drawn.get(index);
    if (!row || (before && index === this.held)) return;
    if (before && !before.isStale) {
      if (row.kind === "car" && (before.from !== left || before.to !== right)) this.drawLane(before, row, index, left, right);
      return;
    }
    const drawn = { ...makeRow(row, index, this.words), shown: new Map(), from: 0, to: 0, isStale: false };
    if (row.kind === "car") this.drawLane(drawn, row, index, left, right);
    this.drawn.set(index, drawn);
    if (before) before.element.replaceWith(drawn.element);
    else this.canvas.append(drawn.element);
  }

  /**
   * Draws the bars that have come between `left` and `right`, and takes away those that have left.
   * @param {DrawnRow} drawn @param {CarRow} row @param {number} index @param {number} left @param {number} right
   */
  drawLane(drawn, row, index, left, right) {
    const lane = /** @type {HTMLElement} */ (drawn.lane);
    const bars = this.occupancy.of(row.car.id);
    const stops = index === this.focus.row ? listStops(this.scale, bars) : [];
    const stop = stops[findStopAt(stops, this.focus.at)];
    if (stop?.bar) this.focus.bar ??= stop.bar.id;
    bars.forEach((bar, number) => {
      const box = findBox(this.scale, bar, bars[number + 1]);
      const isFocused = stops.length > 0 && bar.id === this.focus.bar;
      const isWanted = box && (isFocused || (box.left < right && box.left + box.width + box.tail > left));
      const element = drawn.shown.get(bar.id);
      if (isWanted && !element) {
        const isFound = this.search && this.search(bar, row);
        const given = { words: this.words, language: this.language, isFound, isFresh: this.fresh.has(bar.id) };
        const made = makeBar(bar, box, given);
        if (isFocused) made.tabIndex = 0;
        drawn.shown.set(bar.id, made);
        lane.append(made);
      } else if (element && !isWanted) {
        element.remove();
        drawn.shown.delete(bar.id);
      }
    });
    const isRead = this.occupancy.isRead(row.car.id);
    if (stop && !this.focus.bar && !lane.querySelector(".board-free")) {
      const label = isRead ? this.words("freeFrom", { plate: row.car.plate, from: formatMoment(stop.start, this.language) }) : this.words("unread");
      lane.append(makeFree(this.scale, stop.start, stop.end, label));
    }
    lane.classList.toggle("is-unread", !isRead); // nothing is known of it yet: it must not look like a free car
    if (!isRead) lane.dataset["unread"] = this.words("unread");
    drawn.from = left;
    drawn.to = right;
  }

  // --- where one is

  /** @param {number} at minutes: brought to the left third of the view */
  scrollTo(at) {
    this.scroller.scrollLeft = Math.max(0, toX(this.scale, at) - (this.scroller.clientWidth - LABEL_WIDTH) / 3);
    this.draw();
  }

  /** @param {string} id brings a bar into view, with the focus on it */
  goToBar(id) {
    const bar = this.occupancy.bars.get(id);
    const row = this.rowOf.get(bar?.car ?? "");
    if (!bar || row === undefined) return false;
    this.moveFocus({ row, at: Math.max(bar.start, this.scale.first), bar: id });
    return true;
  }

  /** @param {Focus} focus */
  moveFocus(focus) {
    const before = this.focus.row;
    this.focus = focus;
    for (const index of new Set([before, focus.row])) {
      const drawn = this.drawn.get(index);
      if (drawn) drawn.isStale = true;
    }
    const row = /** @type {Row} */ (this.rows[focus.row]);
    const { scroller } = this;
    const head = this.head.offsetHeight;
    if (row.top < scroller.scrollTop) scroller.scrollTop = Math.max(0, row.top - row.height);
    const bottom = row.top + row.height + head - scroller.clientHeight;
    if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
    const x = toX(this.scale, focus.at);
    const room = scroller.clientWidth - LABEL_WIDTH;
    if (x < scroller.scrollLeft || x > scroller.scrollLeft + room - 60) scroller.scrollLeft = Math.max(0, x - room / 3);
    this.draw();
    this.giveFocus();
  }

  /** @param {Element} target a bar that got the focus otherwise than by the arrows */
  takeFocus(target) {
    const bar = this.barOf(target);
    const lane = target.closest(".board-lane");
    if (!bar || bar.id === this.focus.bar || !(lane instanceof HTMLElement)) return;
    for (const each of this.canvas.querySelectorAll('[tabindex="0"]')) each.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
    this.focus = { row: Number(lane.dataset["row"]), at: Math.max(bar.start, this.scale.first), bar: bar.id };
  }

  giveFocus() {
    const focused = this.drawn.get(this.focus.row)?.element.querySelector('[tabindex="0"]');
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }

  /** The row, the stops in it, and which of them has the focus. */
  standing() {
    const row = this.rows[this.focus.row];
    const bars = row?.kind === "car" ? this.occupancy.of(row.car.id) : [];
    const stops = listStops(this.scale, bars);
    const own = stops.findIndex((stop) => stop.bar && stop.bar.id === this.focus.bar);
    return { row, stops, index: own < 0 ? findStopAt(stops, this.focus.at) : own };
  }

  /** @param {KeyboardEvent} event */
  followKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !this.hasFocus()) return;
    const { row, stops, index } = this.standing();
    if (!row || row.kind !== "car") return;
    const aside = { ArrowLeft: -1, ArrowRight: 1, Home: -stops.length, End: stops.length }[event.key];
    const down = { ArrowUp: -1, ArrowDown: 1, PageUp: -8, PageDown: 8 }[event.key];
    if (aside !== undefined) {
      const stop = stops[Math.min(stops.length - 1, Math.max(0, index + aside))];
      if (stop) this.moveFocus({ row: this.focus.row, at: stop.start, bar: stop.bar?.id ?? null });
    } else if (down !== undefined) {
      this.moveFocus({ row: findCarRow(this.rows, this.focus.row, down), at: this.focus.at, bar: null });
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  followClick(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const lane = target.closest(".board-lane");
    if (!(lane instanceof HTMLElement)) return;
    const index = Number(lane.dataset["row"]);
    const row = /** @type {CarRow} */ (this.rows[index]);
    const bar = this.barOf(target);
    if (bar) {
      this.moveFocus({ row: index, at: Math.max(bar.start, this.scale.first), bar: bar.id });
      if (!bar.foreign) this.open(bar);
      return;
    }
    const byKey = event.detail === 0; // Enter on a free time, which has no place of its own
    const { stops, index: stop } = this.standing();
    const at = byKey ? (stops[stop]?.start ?? this.focus.at) : this.timeAt(event.clientX);
    if (!row.car.away && this.occupancy.isRead(row.car.id)) this.pick({ car: row.car, at });
  }

  /** @param {Element} target the bar that it is, or is in */
  barOf(target) {
    const element = target.closest("[data-bar]");
    return element instanceof HTMLElement ? this.occupancy.bars.get(element.dataset["bar"] ?? "") : undefined;
  }

  /** @param {number} clientX */
  timeAt(clientX) {
    return toMinutes(this.scale, clientX - this.canvas.getBoundingClientRect().left - LABEL_WIDTH);
  }

  /** @param {number} clientY @returns {number} the index of the row */
  rowAt(clientY) {
    return findRowAt(this.rows, clientY - this.canvas.getBoundingClientRect().top);
  }

  /** @param {boolean} on every row, as wide as a sheet of A4 that lies on its side */
  print(on) {
    this.isPrinted = on;
    this.fit(on ? 1040 - LABEL_WIDTH : undefined);
  }
}
