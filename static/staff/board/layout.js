/**
 * Where everything stands on the board: pure, so that a test needs no browser.
 *
 * Times are minutes on the shop's clock since 1970; a day always has 1,440 of them. The server converts.
 *
 * @typedef {{ id: string, car: string, start: number, end: number, until: number, state: string,
 *   late: boolean, risk: boolean, agent: boolean, foreign: boolean, name: string, number: string, seen: number }} Bar
 * @typedef {{ id: string, plate: string, model: string, away: boolean }} Car
 * @typedef {{ name: string, cars: Car[] }} CarClass
 * @typedef {{ kind: "class", name: string, count: number, top: number, height: number }} ClassRow
 * @typedef {{ kind: "car", car: Car, top: number, height: number }} CarRow
 * @typedef {ClassRow | CarRow} Row
 * @typedef {{ first: number, days: number, perMinute: number, width: number }} Scale
 * @typedef {[number, number]} Stretch
 * @typedef {{ left: number, width: number, tail: number, before: boolean, after: boolean }} Box
 */

export const DAY = 1440;
export const ROW_HEIGHT = 48;
export const CLASS_HEIGHT = 32;
// Pixels of a day, at least: below, hours cannot be told apart, or a day is no target for a finger.
const LEAST_OF_A_DAY = new Map([
  [1, 960],
  [3, 288],
  [7, 112],
  [14, 60],
]);
const LEAST_OF_MANY = 44;
const NARROWEST_BAR = 22;
const TILE = 256;

/**
 * One booking as the server sends it (facts.COLUMNS).
 * @param {any[]} row
 * @returns {Bar}
 */
export function readBar([id, car, start, end, until, state, marks, name, number, seen]) {
  return {
    id,
    car,
    start,
    end,
    until,
    state,
    late: marks.includes("l"),
    risk: marks.includes("r"),
    agent: marks.includes("a"),
    foreign: marks.includes("o"),
    name,
    number,
    seen,
  };
}

/**
 * The days fill the room that there is, unless they would become too narrow: then the board is scrolled.
 * @param {number} first @param {number} days @param {number} room
 * @returns {Scale}
 */
export function makeScale(first, days, room) {
  const least = (LEAST_OF_A_DAY.get(days) ?? LEAST_OF_MANY) * days;
  const width = Math.max(Math.floor(room), least);
  return { first, days, width, perMinute: width / (days * DAY) };
}

/** @param {Scale} scale @param {number} minutes */
export function toX(scale, minutes) {
  return (minutes - scale.first) * scale.perMinute;
}

/** @param {Scale} scale @param {number} x */
export function toMinutes(scale, x) {
  return scale.first + x / scale.perMinute;
}

/**
 * How finely times are chosen with the pointer or the arrows: a step is at least four pixels wide.
 * @param {Scale} scale
 */
export function findStep(scale) {
  return [15, 30, 60, 120, 180].find((step) => step * scale.perMinute >= 4) ?? 360;
}

/** @param {number} minutes @param {number} step */
export function snap(minutes, step) {
  return Math.round(minutes / step) * step;
}

/**
 * Hours between two lines of the head and between two of its labels; 0 where a day is too narrow for any.
 * @param {Scale} scale
 */
export function findHourStep(scale) {
  return [1, 2, 3, 6, 12].find((hours) => hours * 60 * scale.perMinute >= 34) ?? 0;
}

/**
 * The classes and cars from top to bottom.
 * @param {CarClass[]} classes
 * @returns {Row[]}
 */
export function listRows(classes) {
  /** @type {Row[]} */
  const rows = [];
  let top = 0;
  for (const { name, cars } of classes) {
    rows.push({ kind: "class", name, count: cars.filter((car) => !car.away).length, top, height: CLASS_HEIGHT });
    top += CLASS_HEIGHT;
    for (const car of cars) {
      rows.push({ kind: "car", car, top, height: ROW_HEIGHT });
      top += ROW_HEIGHT;
    }
  }
  return rows;
}

/** @param {Row[]} rows */
export function heightOf(rows) {
  const last = rows.at(-1);
  return last ? last.top + last.height : 0;
}

/**
 * The row at a height, by halving; the nearest one beyond the ends; -1 where there are no rows.
 * @param {Row[]} rows @param {number} y
 */
export function findRowAt(rows, y) {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (/** @type {Row} */ (rows[middle]).top <= y) low = middle;
    else high = middle - 1;
  }
  return rows.length ? low : -1;
}

/**
 * The rows that have to be drawn: those in view, and some around them, so that scrolling shows no gap.
 * @param {Row[]} rows @param {number} scrolled @param {number} height
 * @returns {[number, number]} from, and to exclusively
 */
export function findVisible(rows, scrolled, height, around = 3) {
  if (!rows.length) return [0, 0];
  const from = Math.max(0, findRowAt(rows, scrolled) - around);
  return [from, Math.min(rows.length, findRowAt(rows, scrolled + height) + 1 + around)];
}

/**
 * Between which places the bars have to be drawn: those in view and some beside them, in steps of a tile, so that
 * not every pixel of scrolling draws something.
 * @param {number} scrolled @param {number} width
 * @returns {[number, number]}
 */
export function findSpan(scrolled, width) {
  const from = Math.floor((scrolled - TILE / 2) / TILE) * TILE;
  return [from, Math.ceil((scrolled + width + TILE / 2) / TILE) * TILE];
}

/**
 * Where a bar is drawn; null outside the window. A short one is widened, but never into the next.
 * @param {Scale} scale @param {Bar} bar @param {Bar} [next]
 * @returns {Box | null}
 */
export function findBox(scale, bar, next) {
  const end = scale.first + scale.days * DAY;
  if (bar.until <= scale.first || bar.end <= scale.first || bar.start >= end) return null;
  const left = toX(scale, Math.max(bar.start, scale.first));
  const right = toX(scale, Math.min(bar.end, end));
  const room = (next ? toX(scale, Math.min(next.start, end)) : scale.width) - left;
  const width = Math.max(right - left, Math.min(NARROWEST_BAR, room), 3);
  const tail = Math.max(0, toX(scale, Math.min(bar.until, end)) - left - width);
  return { left, width, tail, before: bar.start < scale.first, after: bar.end > end };
}

/**
 * When the shop is closed in the window: what `open` leaves.
 * @param {Scale} scale @param {Stretch[]} open
 * @returns {Stretch[]}
 */
export function listClosed(scale, open) {
  /** @type {Stretch[]} */
  const closed = [];
  let from = scale.first;
  for (const [start, end] of open) {
    if (start > from) closed.push([from, start]);
    from = Math.max(from, end);
  }
  const until = scale.first + scale.days * DAY;
  if (from < until) closed.push([from, until]);
  return closed;
}

/**
 * When the door is open next, at or after `minutes`; `minutes` itself where that is not known.
 * @param {Stretch[]} open @param {number} minutes
 */
export function findOpening(open, minutes) {
  for (const [start, end] of open) if (end > minutes) return Math.max(start, minutes);
  return minutes;
}

/**
 * Does a bar answer to what was typed: its number, its name, or the plate of its car?
 * @param {Bar} bar @param {string} plate @param {string} folded what was typed, as `fold` makes it
 * @param {(text: string) => string} fold
 */
export function isFound(bar, plate, folded, fold) {
  return [bar.number, bar.name, plate].some((text) => fold(text).includes(folded));
}

/**
 * A function to one spelling: of full and half width, of small and capital letters, of characters that are one
 * to the ear; without what people leave out.
 * @param {string[]} alike such characters: "高髙" is written 高
 * @returns {(text: string) => string}
 */
export function makeFold(alike) {
  const usual = new Map(alike.flatMap((group) => [...group].map((letter) => [letter, [...group][0] ?? letter])));
  const rare = new RegExp(`[${[...usual.keys()].join("")}]`, "gu");
  return (text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll(rare, (letter) => usual.get(letter) ?? letter)
      .replaceAll(/[\s\-‐－・]/g, "");
}

/**
 * The same function, which works each text out once: a search asks for every name at each key.
 * @param {(text: string) => string} fold
 * @returns {(text: string) => string}
 */
export function remember(fold) {
  /** @type {Map<string, string>} */
  const known = new Map();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) known.set(text, (found = fold(text)));
    return found;
  };
}

/**
 * What the arrow keys stop at in the row of a car: its bars, and the free time between them.
 * @param {Scale} scale @param {Bar[]} bars in order of time
 * @returns {{ bar: Bar | null, start: number, end: number }[]}
 */
export function listStops(scale, bars) {
  const until = scale.first + scale.days * DAY;
  const stops = [];
  let from = scale.first;
  bars.forEach((bar, index) => {
    if (!findBox(scale, bar, bars[index + 1])) return;
    if (bar.start > from) stops.push({ bar: null, start: from, end: bar.start });
    stops.push({ bar, start: Math.max(bar.start, scale.first), end: Math.min(bar.until, until) });
    from = Math.max(from, bar.until);
  });
  if (from < until) stops.push({ bar: null, start: from, end: until });
  return stops;
}

/**
 * The stop at a time: the last that begins by then.
 * @param {{ start: number }[]} stops @param {number} at
 */
export function findStopAt(stops, at) {
  let found = 0;
  stops.forEach((stop, index) => {
    if (stop.start <= at) found = index;
  });
  return found;
}

/**
 * The row of a car that lies `by` cars further down (up, where negative); the last one before the end.
 * @param {Row[]} rows @param {number} index @param {number} by
 */
export function findCarRow(rows, index, by) {
  const way = Math.sign(by) || 1;
  let found = index;
  let left = Math.max(Math.abs(by), 1);
  for (let next = by ? index + way : index; left && rows[next]; next += way) {
    if (/** @type {Row} */ (rows[next]).kind !== "car") continue;
    found = next;
    left -= 1;
  }
  return found;
}

/**
 * What may be done to a booking here: moved and made longer, only made longer, or nothing. The server decides;
 * this only keeps the pointer from offering what never can be.
 * @param {Bar} bar @param {boolean} [blocks] may this clerk change cars out of service?
 * @returns {"move" | "extend" | ""}
 */
export function findFreedom(bar, blocks = false) {
  if (bar.foreign) return "";
  if (bar.state === "out") return "extend";
  if (bar.state === "blocked") return blocks ? "move" : "";
  return bar.state === "held" || bar.state === "confirmed" ? "move" : "";
}

/**
 * A booking at another time: moved as it is, or with another end. Times are those that a clerk would say.
 * @param {Bar} bar @param {"move" | "extend"} kind @param {number} by minutes @param {number} step
 * @returns {{ start: number, end: number }}
 */
export function propose(bar, kind, by, step) {
  if (kind === "extend") return { start: bar.start, end: Math.max(bar.start + step, snap(bar.end + by, step)) };
  const start = by ? snap(bar.start + by, step) : bar.start;
  return { start, end: bar.end + start - bar.start };
}
