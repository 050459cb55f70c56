/** The booking as the caller keeps it: a card that stays after the call, prints, and goes into a calendar. */

import { clock, clockAt, day, instant, mapLink, phone } from "../format/format.js";
import { calendar } from "../format/ics.js";
import { feeOf, priceList } from "./price.js";
import { make } from "./element.js";

/** @typedef {import("../format/words.js").Words} Words */
/** @typedef {import("./booking-state.js").Booking} Booking */

/** @param {string} number R-402-7315 @returns {string[]} its groups, to be set apart */
export function groups(number) {
  return number.split("-").filter(Boolean);
}

/**
 * The same entry as the mails' and the booking's own page's, by its UID: in one calendar they are one.
 * @param {Booking} booking
 * @param {Date} writtenAt
 * @param {Words} words
 * @returns {string}
 */
export function calendarOf(booking, writtenAt, words) {
  const start = instant(booking.start, booking.zone);
  const end = instant(booking.end, booking.zone);
  if (!start || !end) return "";
  return calendar({
    uid: booking.uid,
    start,
    end,
    writtenAt,
    title: words("calendarTitle", { shop: booking.shop }),
    place: booking.address,
    notes: [`${words("number")} ${booking.number}`, booking.vehicle, booking.name, booking.phone].filter(Boolean).join("\n"),
  });
}

/**
 * @param {HTMLElement} place
 * @param {Booking} booking
 * @param {string} language
 * @param {Words} words
 * @param {() => void} remove
 */
export function showBooking(place, booking, language, words, remove) {
  const card = make("article", "booking");
  card.dataset["testid"] = "booking-card";
  card.dataset["standing"] = booking.state;
  card.append(make("h2", "booked", words(`bookingState.${booking.state}`)), ...underTitle(booking, words), facts(booking, language, words));
  if (booking.state !== "held") card.append(actions(booking, language, words, remove));
  place.replaceChildren(card);
  place.hidden = false;
}

/** Whether it can be kept: a held car is not booked yet, a cancelled one no longer. @param {Booking} booking */
const stands = ({ state }) => state !== "held" && state !== "cancelled";

/**
 * A held car has no number to note down yet: what is to be done comes instead.
 * @param {Booking} booking
 * @param {Words} words
 */
function underTitle({ state, number, until, zone, fee }, words) {
  if (state === "held") {
    const time = clockAt(until, zone);
    return [make("p", "next", time ? words("heldUntil", { time }) : words("answerToBook"))];
  }
  const shown = [make("p", "number-label", words("number")), numberOf(number)];
  return fee === null ? shown : [make("p", "next", feeOf(fee, words)), ...shown];
}

/** @param {string} number */
function numberOf(number) {
  const shown = make("p", "number");
  shown.dataset["testid"] = "booking-number";
  groups(number).forEach((group, index) => {
    if (index) shown.append(make("span", "dash", "-"));
    shown.append(make("span", "group", group));
  });
  return shown;
}

/** @param {Booking} booking @param {string} language @param {Words} words */
function facts(booking, language, words) {
  const list = make("dl", "facts");
  /** @param {string} term @param {(Node | string)[]} values */
  const fact = (term, ...values) => {
    const given = make("dd", "");
    given.append(...values.filter(Boolean));
    if (given.textContent) list.append(make("dt", "", words(term)), given);
  };
  fact("shop", make("span", "strong", booking.shop), addressOf(booking, words));
  if (booking.start) fact("pickup", timeOf(booking.start, language));
  if (booking.end) fact("return", timeOf(booking.end, language));
  fact("car", booking.vehicle);
  if (booking.total !== null && booking.state !== "cancelled") fact("price", priceList(booking.total, booking.lines, words));
  fact("name", booking.name && words("honorific", { name: booking.name }), stands(booking) ? correction(booking, words) : "");
  return list;
}

/** @param {string} wall @param {string} language */
function timeOf(wall, language) {
  const time = /** @type {HTMLTimeElement} */ (make("time", "when"));
  time.dateTime = wall.slice(0, 16);
  time.append(make("span", "day", day(wall, language, true)), " ", make("span", "hour", clock(wall)));
  return time;
}

/** @param {Booking} booking @param {Words} words */
function addressOf({ address }, words) {
  if (!address) return "";
  const link = linkTo(mapLink(address), address);
  link.className = "address";
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.append(make("span", "aside", words("opensMap")));
  return link;
}

/**
 * A name that was heard may be misspelled; a person at the shop can mend it.
 * @param {Booking} booking
 * @param {Words} words
 */
function correction({ phone: number }, words) {
  if (!number) return "";
  const hint = make("span", "hint", `${words("nameWrong")} `);
  hint.append(linkTo(`tel:${number.replace(/[^+\d]/g, "")}`, phone(number)));
  return hint;
}

/** @param {Booking} booking @param {string} language @param {Words} words @param {() => void} remove */
function actions(booking, language, words, remove) {
  const row = make("div", "actions");
  if (stands(booking)) row.append(...keeping(booking, words));
  if (booking.link) row.append(ownPage(booking, language, words));
  const away = make("button", "button quiet", words("removeCard"));
  away.dataset["testid"] = "remove-booking";
  away.addEventListener("click", remove);
  row.append(away);
  return row;
}

/** Where it can be seen, changed and cancelled later. A tab of its own: a call may go on in this one.
 * @param {Booking} booking @param {string} language @param {Words} words */
function ownPage({ link }, language, words) {
  const opened = linkTo(`${link}?lang=${language}`, words("ownPage"));
  opened.className = "button";
  opened.target = "_blank";
  opened.rel = "noopener noreferrer";
  opened.dataset["testid"] = "own-page";
  return opened;
}

/** Into the calendar, and on paper. @param {Booking} booking @param {Words} words */
function keeping(booking, words) {
  const ways = [];
  const file = calendarOf(booking, new Date(), words);
  if (file) {
    const save = linkTo(URL.createObjectURL(new Blob([file], { type: "text/calendar;charset=utf-8" })), words("addToCalendar"));
    save.className = "button";
    save.download = `${booking.number}.ics`;
    ways.push(save);
  }
  const print = make("button", "button", words("print"));
  print.addEventListener("click", () => window.print());
  return [...ways, print];
}

/** @param {string} href @param {string} text */
function linkTo(href, text) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", text));
  link.href = href;
  return link;
}
