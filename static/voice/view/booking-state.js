/**
 * How the booking on the page stands after a tool has answered: what it says then, and which of its facts stay.
 * Pure. A quote for a change or a cancellation changes nothing yet, so the card goes on showing what stands.
 */

import { className } from "./cards.js";
import { priceFrom } from "./price.js";

/** @typedef {import("../format/words.js").Words} Words */
/** @typedef {"booked" | "held" | "found" | "changed" | "cancelled"} BookingState */
/**
 * @typedef {object} Booking
 * @property {BookingState} state
 * @property {string} number
 * @property {string} uid
 * @property {string} shop
 * @property {string} address
 * @property {string} phone
 * @property {string} zone
 * @property {string} start wall time of the shop
 * @property {string} end
 * @property {string} vehicle
 * @property {string} name
 * @property {number | null} total
 * @property {import("./price.js").Line[]} lines
 * @property {number | null} fee of a cancellation
 * @property {string} until the hold's end, while it is held
 * @property {string} link the path of its own page, "" where it is not known
 */

/** @type {Record<string, BookingState>} */
const AFTER = {
  create_reservation: "booked",
  find_reservation: "found",
  find_reservation_by_customer: "found",
  change_reservation: "changed",
  cancel_reservation: "cancelled",
};

/** @param {string} tool @param {any} result @returns {BookingState | null} null: the card stays as it is */
export function bookingStateAfter(tool, result) {
  const after = AFTER[tool];
  if (!after || !result?.number) return null;
  if (result.needsConfirmation) return after === "booked" ? "held" : null;
  return after === "found" && result.status === "cancelled" ? "cancelled" : after;
}

/** What of a tool's result the card is written from: no more is kept of it. */
const FACTS = [
  "number", "reservationId", "locationName", "locationNameEn", "address", "addressEn", "phone", "timezone", "period",
  "vehicleType", "vehicleTypeEn", "vehicle", "customerName", "price", "fee", "expiresAt", "link",
];

/** @param {any} result @returns {any} */
export function factsOf(result) {
  return Object.fromEntries(FACTS.filter((key) => key in result).map((key) => [key, result[key]]));
}

/**
 * @param {any} result of a tool that tells of a reservation
 * @param {string} language
 * @param {Words} words
 * @param {BookingState} [state]
 * @param {Booking | null} [before] the card until now: a cancellation tells no more than number and fee
 * @returns {Booking}
 */
export function bookingFrom(result, language, words, state = "booked", before = null) {
  const fee = Number.isInteger(result.fee) ? result.fee : null;
  if (state === "cancelled" && before && before.number === result.number && !result.period) {
    return { ...before, state, fee, until: "" };
  }
  const kind = className(result, language);
  const model = [result.vehicle?.manufacturer, result.vehicle?.vehicleModel].filter(Boolean).join(" ");
  return {
    state,
    number: String(result.number ?? ""),
    uid: String(result.reservationId ?? result.number ?? ""),
    shop: String((language === "en" && result.locationNameEn) || result.locationName || ""),
    address: String((language === "en" && result.addressEn) || result.address || ""),
    phone: String(result.phone ?? ""),
    zone: String(result.timezone || "Asia/Tokyo"),
    start: String(result.period?.startDate ?? ""),
    end: String(result.period?.endDate ?? ""),
    vehicle: kind && model ? words("vehicle", { kind, model }) : kind || model,
    name: String(result.customerName ?? ""),
    ...priceFrom(result.price, language),
    fee,
    until: state === "held" ? String(result.expiresAt ?? "") : "",
    link: /^\/r\/[\w-]+\/$/.test(result.link) ? result.link : "",
  };
}
