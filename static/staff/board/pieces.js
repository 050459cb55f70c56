/** The elements of which the board is drawn. They are few, and hear nothing: the grid listens for all of them. */

import { make } from "../../voice/view/element.js";
import { DAY, findHourStep, listClosed, toX } from "./layout.js";
import { formatDay, formatNarrowDay, formatPeriod, formatTime, weekdayOf } from "./times.js";

/**
 * @typedef {import("./layout.js").Bar} Bar
 * @typedef {import("./layout.js").Row} Row
 * @typedef {import("./layout.js").Scale} Scale
 * @typedef {import("../../voice/format/words.js").Words} Words
 */

export const LABEL_WIDTH = 168;
const NARROW_DAY = 84;
const LONG_BAR = 240; // pixels: its name stays in view while it is scrolled
const NARROW_BAR = 48; // pixels: no name fits into a line of it

/**
 * The heads of the days, with their hours where there is room.
 * @param {Scale} scale @param {number} now @param {string} language
 */
export function makeDays(scale, now, language) {
  const hours = findHourStep(scale);
  const width = DAY * scale.perMinute;
  return Array.from({ length: scale.days }, (_, number) => {
    const day = scale.first + number * DAY;
    const cell = make("div", "board-day");
    cell.setAttribute("role", "columnheader");
    const weekday = weekdayOf(day);
    cell.classList.toggle("is-today", now >= day && now < day + DAY);
    cell.classList.toggle("is-sunday", weekday === 0);
    cell.classList.toggle("is-saturday", weekday === 6);
    place(cell, LABEL_WIDTH + toX(scale, day), width);
    cell.append(make("span", "board-date", (width >= NARROW_DAY ? formatDay : formatNarrowDay)(day, language)));
    cell.title = formatDay(day, language);
    for (let hour = hours; hours && hour < 24; hour += hours) {
      const label = make("span", "board-hour", String(hour));
      label.style.setProperty("left", `${hour * 60 * scale.perMinute}px`);
      label.setAttribute("aria-hidden", "true");
      cell.append(label);
    }
    return cell;
  });
}

/**
 * What lies behind the rows: when the shop is closed, and the lines of days and hours.
 * @param {Scale} scale @param {import("./layout.js").Stretch[]} open
 */
export function makeBack(scale, open) {
  const closed = listClosed(scale, open).map(([from, to]) => {
    const shade = make("div", "board-closed");
    place(shade, LABEL_WIDTH + toX(scale, from), toX(scale, to) - toX(scale, from));
    return shade;
  });
  const lines = [];
  const hours = findHourStep(scale) || 24;
  for (let at = scale.first; at < scale.first + scale.days * DAY; at += hours * 60) {
    const line = make("div", (at - scale.first) % DAY ? "board-line" : "board-line is-midnight");
    place(line, LABEL_WIDTH + toX(scale, at));
    lines.push(line);
  }
  return [...closed, ...lines];
}

/** @param {Row} row @param {number} index @param {Words} words */
export function makeRow(row, index, words) {
  const element = make("div", row.kind === "class" ? "board-class" : "board-row");
  element.setAttribute("role", "row");
  element.setAttribute("aria-rowindex", String(index + 2));
  element.style.setProperty("top", `${row.top}px`);
  const label = make("div", "board-label");
  label.setAttribute("role", "rowheader");
  if (row.kind === "class") {
    label.append(make("span", "board-class-name", row.name), make("span", "", row.count === 1 ? words("oneCar") : words("carCount", { count: row.count })));
    element.append(label);
    return { element, lane: null };
  }
  label.append(make("span", "plate", row.car.plate), make("span", "board-model", row.car.model));
  label.title = [row.car.plate, row.car.model].filter(Boolean).join(" ");
  if (row.car.away) label.append(make("span", "board-away", words("away")));
  const lane = make("div", "board-lane");
  lane.setAttribute("role", "gridcell");
  lane.dataset["row"] = String(index);
  element.append(label, lane);
  return { element, lane };
}

/** @param {Bar} bar @param {Words} words */
export function describeState(bar, words) {
  if (bar.late) return words("state.late");
  if (bar.risk) return words("state.risk");
  return words(`state.${bar.state}`);
}

/**
 * As few elements as can be: two months of 500 cars are drawn of them while they are scrolled.
 * @param {Bar} bar @param {import("./layout.js").Box} box
 * @param {{ words: Words, language: string, isFound: boolean | null, isFresh: boolean }} given `isFound`: by the
 *   search; null where nothing is searched
 */
export function makeBar(bar, box, { words, language, isFound, isFresh }) {
  const kind = describeState(bar, words);
  const element = /** @type {HTMLButtonElement} */ (make("button", `board-bar is-${bar.state}`));
  element.type = "button";
  element.tabIndex = -1;
  element.dataset["bar"] = bar.id;
  place(element, box.left, box.width);
  const classes = /** @type {[string, boolean][]} */ ([
    ["is-late", bar.late],
    ["is-risk", bar.risk],
    ["is-foreign", bar.foreign],
    ["is-agent", bar.agent],
    ["is-long", box.width > LONG_BAR],
    ["is-narrow", box.width < NARROW_BAR],
    ["is-before", box.before],
    ["is-after", box.after],
    ["is-other", isFound === false],
    ["is-found", isFound === true],
    ["is-fresh", isFresh],
  ]);
  element.className += classes.map(([name, holds]) => (holds ? ` ${name}` : "")).join("");
  if (box.tail > 1) element.style.setProperty("--tail", `${box.tail}px`);
  const name = bar.foreign ? words("otherShop") : bar.name;
  const text = make("span", "board-text");
  text.append(make("span", "board-name", name), " ", make("span", "board-state", kind));
  element.append(text);
  const period = formatPeriod(bar.start, bar.end, language);
  const said = [name, kind, period, bar.number, bar.agent ? words("byAgent") : ""].filter(Boolean);
  element.setAttribute("aria-label", said.join(" "));
  element.title = said.join("\n");
  return element;
}

/**
 * A free time that has the focus of the keyboard.
 * @param {Scale} scale @param {number} from @param {number} to @param {string} label
 */
export function makeFree(scale, from, to, label) {
  const element = /** @type {HTMLButtonElement} */ (make("button", "board-free"));
  element.type = "button";
  place(element, toX(scale, from), Math.max(6, toX(scale, to) - toX(scale, from)));
  element.setAttribute("aria-label", label);
  return element;
}

/** @param {number} at @param {string} language */
export function formatMoment(at, language) {
  return `${formatDay(at, language)} ${formatTime(at)}`;
}

/** @param {HTMLElement} element @param {number} left @param {number} [width] pixels */
export function place(element, left, width) {
  element.style.setProperty("left", `${left}px`);
  if (width !== undefined) element.style.setProperty("width", `${width}px`);
}
