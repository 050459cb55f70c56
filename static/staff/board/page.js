/** The board's page: reads the facts, follows the toolbar, opens the panel of a booking. */

import { readWords } from "../../voice/format/words.js";
import { readPart } from "../part.js";
import { Grid } from "./grid.js";
import { DAY, findOpening, findStep, isFound, makeFold, readBar, remember, snap } from "./layout.js";
import { Live } from "./live.js";
import { Mover } from "./mover.js";
import { Parts } from "./parts.js";
import { describeState } from "./pieces.js";
import { showTips } from "./tip.js";
import { formatDay, formatPeriod, formatTime, fromDate, toDate, toLocal } from "./times.js";

const PATIENCE = 200; // milliseconds for which the days before stay in view: what comes sooner does not blink
const FRESH = 8_000; // milliseconds for which a booking that has just come is marked
const page = /** @type {HTMLElement} */ (document.getElementById("board-page"));
const words = readWords(/** @type {HTMLTemplateElement} */ (document.getElementById("board-words")));
const language = document.documentElement.lang.startsWith("en") ? "en" : "ja";
const urls = /** @type {Record<string, string>} */ ({ ...page.dataset });
const state = {
  shop: urls["shop"] ?? "",
  day: urls["day"] ?? "",
  days: Number(urls["days"]),
  /** @type {import("./layout.js").Stretch[]} */
  open: [],
};

/** @param {string} name */
function the(name) {
  return /** @type {HTMLElement} */ (document.getElementById(`board-${name}`));
}

const grid = new Grid(the("grid"), { words, language, open: openPanel, pick: offerNew, look: () => parts.look() });

showTips(the("grid"));

// --- the facts

/** @param {Record<string, string>} [more] */
function address(more = {}) {
  const query = new URLSearchParams({ shop: state.shop, day: state.day, days: String(state.days), ...more });
  return `${urls["facts"]}?${query}`;
}

let asked = 0;
/** @type {Promise<void> | undefined} the reading that was begun last */
let loading;
let isFrame = false; // what is shown is the cars and the days alone, and of no car what keeps it

/**
 * The cars and the days, before it is read what keeps the cars. No car looks free: each says that it is being read.
 * @param {import("./grid.js").Facts} facts
 */
function showFrame(facts) {
  parts.begin([], 1, false); // what is still being read is of another window
  grid.show({ ...facts, part: 0 }, []);
  isFrame = true;
}

const parts = new Parts({
  read: async (cars) => {
    const query = new URLSearchParams(cars.map((car) => ["car", car]));
    const response = await fetch(`${address()}&${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).bars.map(readBar);
  },
  take: (cars, bars) => {
    grid.fill(cars, bars);
    if (grid.search) countFound();
  },
  inView: () => grid.carsInView,
  fail: () => tell(words("notLoaded")),
});

/** Reads the window anew, its first cars at once. Of two answers the one that was asked for last is shown. */
async function load() {
  const turn = (asked += 1);
  page.setAttribute("aria-busy", "true");
  const waiting = setTimeout(() => turn === asked && showOtherDays(), PATIENCE);
  try {
    const response = await fetch(address(), { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const { bars, ...facts } = await response.json();
    if (turn !== asked || mover?.proposal) return; // what is being moved stays under the hand
    state.open = facts.open;
    const isKept = grid.show(facts, bars.map(readBar)) && !isFrame;
    isFrame = false;
    tell("");
    parts.begin(grid.cars, facts.part, isKept);
    if (grid.search) countFound();
  } catch {
    if (turn === asked) tell(words("notLoaded"));
  } finally {
    clearTimeout(waiting);
    if (turn === asked) page.removeAttribute("aria-busy");
  }
}

/** Other days were chosen, and are not read yet: the same cars in those days, without the hours of the shop. */
function showOtherDays() {
  const { facts } = grid;
  const first = fromDate(state.day);
  if (!facts || mover?.proposal || (facts.first === first && facts.days === state.days)) return;
  showFrame({ ...facts, first, days: state.days, open: [[first, first + state.days * DAY]] });
}

/** @param {string} text what went wrong, to be seen and heard; "" takes it away */
function tell(text) {
  the("trouble").textContent = text;
}

// --- the toolbar

/** Shows other days, and keeps the address of the page so that it can be shared and read again. */
function go() {
  history.replaceState(null, "", `?${new URLSearchParams({ day: state.day, days: String(state.days) })}`);
  /** @type {HTMLInputElement} */ (the("date")).value = state.day;
  for (const link of page.querySelectorAll("[data-span]")) {
    const is = Number(link.getAttribute("data-span")) === state.days;
    if (is) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  closePanel();
  loading = load();
}

/** @param {number} days */
function shift(days) {
  state.day = toDate(fromDate(state.day) + days * DAY);
  go();
}

page.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target).closest("[data-shift], [data-span], [data-today]");
  if (!(target instanceof HTMLElement)) return;
  event.preventDefault();
  if (target.dataset["shift"]) shift(Number(target.dataset["shift"]) * Math.min(state.days, 7));
  else if (target.dataset["span"]) {
    state.days = Number(target.dataset["span"]);
    go();
  } else if (grid.facts) {
    state.day = toDate(grid.facts.now);
    go();
  }
});

the("date").addEventListener("change", (event) => {
  const { value } = /** @type {HTMLInputElement} */ (event.target);
  if (!value) return;
  state.day = value;
  go();
});

const search = /** @type {HTMLInputElement} */ (the("search"));
const fold = remember(makeFold((urls["alike"] ?? "").split(" ")));

function applySearch() {
  const folded = fold(search.value.trim());
  grid.search = folded ? (bar, row) => isFound(bar, row.car.plate, folded, fold) : null;
  grid.redraw();
  countFound();
}

function countFound() {
  the("found").textContent = grid.search ? words("foundCount", { count: listFound().length }) : "";
}

/** What the search has found, from top to bottom and in order of time. */
function listFound() {
  const { search: matches } = grid;
  if (!matches) return [];
  return grid.rows.flatMap((row) =>
    row.kind === "car" ? grid.occupancy.of(row.car.id).filter((bar) => matches(bar, row)) : [],
  );
}

search.addEventListener("input", applySearch);
search.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    search.value = "";
    applySearch();
  }
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  void goToFound();
});

/** Goes to the first booking that is found, among those that are still to be read too. */
async function goToFound() {
  const { value } = search;
  if (!listFound().length) await parts.finish();
  const [first] = listFound();
  if (first && search.value === value) grid.goToBar(first.id);
}

// --- one booking, or a new one

const panel = the("panel");

/** @param {import("./layout.js").Bar} bar */
async function openPanel(bar) {
  const html = await readPart(String(urls["panel"]).replace("KEY", bar.id));
  if (html === null) {
    tell(words("notLoaded"));
    return;
  }
  the("panel-body").innerHTML = html;
  panel.hidden = false;
  panel.querySelector("h2")?.focus();
}

function closePanel({ back = false } = {}) {
  if (panel.hidden) return;
  panel.hidden = true;
  if (back) grid.giveFocus();
}

the("panel-close").addEventListener("click", () => closePanel({ back: true }));
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePanel({ back: true });
});

const menu = /** @type {HTMLDialogElement} */ (the("new"));

/**
 * A free time was pointed at: a booking, or time out of service, begins there.
 * @param {import("./grid.js").Spot} spot
 */
function offerNew({ car, at }) {
  if (!menu.querySelector("a")) return;
  const start = findOpening(state.open, snap(at, findStep(grid.scale)));
  const closes = state.open.find(([from, to]) => from <= start && to > start + 60)?.[1];
  const end = closes && closes - start < DAY ? closes : start + DAY;
  the("new-title").textContent = `${car.plate} ${formatDay(start, language)} ${formatTime(start)}`;
  for (const link of menu.querySelectorAll("a")) {
    const { address: form = "", car: carField = "", start: startField = "", end: endField = "" } = link.dataset;
    const filled = { location: state.shop, [carField]: car.id, [startField]: toLocal(start), [endField]: toLocal(end) };
    link.href = `${form}?${new URLSearchParams(filled)}`;
  }
  const block = menu.querySelector("form");
  if (block) {
    const [from, until] = [toLocal(start), toLocal(end)].map((at) => at.split("T"));
    const filled = { vehicle: car.id, starts_0: from?.[0], starts_1: from?.[1], ends_0: until?.[0], ends_1: until?.[1] };
    for (const [name, value] of Object.entries({ ...filled, next: location.pathname + location.search })) {
      const field = block.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value ?? "";
    }
    /** @type {HTMLOutputElement} */ (block.querySelector("output")).value = formatPeriod(start, end, language);
  }
  menu.showModal();
}

the("new-close").addEventListener("click", () => menu.close());
menu.addEventListener("close", () => grid.giveFocus());

// --- moving one

/**
 * @param {import("./mover.js").Proposal} proposal @param {string} agreed
 * @returns {Promise<import("./mover.js").Answer>}
 */
async function sendMove({ bar, row, start, end }, agreed) {
  const there = /** @type {import("./layout.js").CarRow} */ (grid.rows[row]);
  const { value: token } = /** @type {HTMLInputElement} */ (page.querySelector("[name=csrfmiddlewaretoken]"));
  const body = {
    key: bar.id,
    seen: bar.seen,
    car: there.car.id,
    start: start === bar.start ? null : start,
    end: end === bar.end ? null : end,
    agreed,
  };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const response = await fetch(String(urls["move"]), { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

const mover = urls["move"]
  ? new Mover(grid, {
      words,
      language,
      send: sendMove,
      say: (text) => (the("news").textContent = text),
      done: (key) => void loadChanged([key]).catch(() => void load()),
      dialog: /** @type {HTMLDialogElement} */ (the("move")),
      refusal: the("refusal"),
      blocks: urls["blocks"] === "yes",
    })
  : null;

// --- printing, and what time does

addEventListener("beforeprint", () => grid.print(true));
addEventListener("afterprint", () => grid.print(false));
the("print").addEventListener("click", async () => {
  await loading;
  await parts.finish(); // a sheet with cars of which nothing is known would mislead
  print();
});

// --- what others do meanwhile

/**
 * Some bookings were written, by whomever: only they are read.
 * @param {string[]} keys
 */
async function loadChanged(keys) {
  const turn = asked;
  parts.disturb();
  const response = await fetch(address({ only: keys.join() }));
  if (turn !== asked) return; // all of it has been asked for since
  if (!response.ok) {
    void load();
    return;
  }
  /** @type {{ bars: any[][] }} */
  const { bars } = await response.json();
  const changed = bars.map(readBar);
  const here = changed.filter((bar) => grid.rowOf.has(bar.car));
  grid.update(here, keys.filter((key) => !here.some((bar) => bar.id === key)));
  grid.markFresh(here.map((bar) => bar.id));
  setTimeout(() => grid.markFresh([]), FRESH);
  the("news").textContent = here
    .filter((bar) => !bar.foreign)
    .map((bar) => {
      const [name, state] = [bar.state === "blocked" ? bar.name : words("customer", { name: bar.name }), describeState(bar, words)];
      return words("news", { name, state, period: formatPeriod(bar.start, bar.end, language) });
    })
    .join(" ");
}

const live = new Live({
  dial: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}${urls["line"]}?${new URLSearchParams({ shop: state.shop })}`),
  changed: (keys) => void loadChanged(keys).catch(() => void load()),
  refresh: () => {
    if (!document.hidden) loading = load();
  },
  tell: (isOpen) => {
    the("live").textContent = words(isOpen ? "live" : "polls");
    the("live").classList.toggle("is-live", isOpen);
  },
});
document.addEventListener("visibilitychange", () => document.hidden || void load());

showFrame(JSON.parse(/** @type {HTMLElement} */ (the("frame")).textContent));
live.begin();
