/** A tool's activity in one line of plain words: the verb, what it was about, what came of it. Pure; no ids, no JSON. */

import { period } from "../format/format.js";
import { feeOf, yen } from "./price.js";

/** @typedef {import("../format/words.js").Words} Words */
/** @typedef {{type: "tool.started", callId: string, name: string, label: string, arguments?: any}} Started */
/** @typedef {{type: "tool.finished", callId: string, name: string, label: string, ok: boolean, result?: any, ms?: number}} Finished */
/** @typedef {{callId: string, state: "running" | "done" | "failed", verb: string, what: string, outcome: string}} Card */

/** @param {Started} told @param {string} language @param {Words} words @returns {Card} */
export function beginCard({ callId, label, arguments: given }, language, words) {
  return { callId, state: "running", verb: label, what: about(given ?? {}, language, words), outcome: "" };
}

/**
 * @param {Finished} told
 * @param {Card | undefined} before the same activity while it ran
 * @param {string} language
 * @param {Words} words
 * @returns {Card}
 */
export function finishCard({ callId, name, label, ok, result }, before, language, words) {
  const given = result ?? {};
  const what = about({ ...given, ...given.period }, language, words) || before?.what || "";
  const verb = (ok && given.needsConfirmation && QUOTED[name]?.(words)) || label;
  const outcome = ok ? came(name, given, language, words) : String(given.spoken ?? given.detail ?? "");
  return { callId, state: ok ? "done" : "failed", verb, what, outcome };
}

/** @param {any} given @param {string} language @param {Words} words */
function about(given, language, words) {
  const shop = (language === "en" && (given.locationNameEn || given.nameEn)) || given.locationName || given.name || given.region || "";
  const when = given.startDate && given.endDate ? period(String(given.startDate), String(given.endDate), language) : "";
  return [shop, when].filter(Boolean).join(words("between"));
}

/** @param {string} name @param {any} result @param {string} language @param {Words} words */
function came(name, result, language, words) {
  switch (name) {
    case "list_locations":
      return words("shopsFound", { count: result.locations?.length ?? 0 });
    case "get_availability": {
      /** @type {any[]} */
      const classes = result.classes ?? [];
      if (!classes.length) return words("nothingFree");
      return classes
        .map((each) => words("classFree", { name: className(each, language), count: each.count }))
        .join(words("between"));
    }
    case "quote_price":
      return pricesOf(result.quotes ?? [], language, words);
    case "create_reservation":
      if (result.needsConfirmation) return totalOf(result, words);
      return result.number ? words("numberIs", { number: result.number }) : "";
    case "find_reservation":
    case "find_reservation_by_customer":
      return result.number ? words("numberIs", { number: result.number }) : "";
    case "change_reservation":
      return totalOf(result, words);
    case "cancel_reservation":
      return Number.isInteger(result.fee) ? feeOf(result.fee, words) : "";
    case "location_details":
      return hoursOf(result.today, words);
    case "answer_question":
      return titlesOf(result.answers ?? [], language, words);
    default:
      return "";
  }
}

/** What was only quoted is not yet done: the card says so, whatever the tool's own label. @type {Record<string, (words: Words) => string>} */
const QUOTED = {
  create_reservation: (words) => words("carHeld"),
  change_reservation: (words) => words("changeQuoted"),
  cancel_reservation: (words) => words("cancelQuoted"),
};

/** @param {any[]} quotes @param {string} language @param {Words} words */
function pricesOf(quotes, language, words) {
  return quotes
    .filter((each) => Number.isInteger(each?.price?.total))
    .map((each) => words("classPrice", { name: className(each, language), price: yen(each.price.total, words) }))
    .join(words("between"));
}

/** @param {any} result @param {Words} words */
function totalOf({ price }, words) {
  return Number.isInteger(price?.total) ? yen(price.total, words) : "";
}

/** @param {any} today @param {Words} words */
function hoursOf(today, words) {
  if (today?.closed) return words("closedToday");
  return today?.opens && today?.closes ? words("openToday", { opens: today.opens, closes: today.closes }) : "";
}

/** What the answers are about. @param {any[]} answers @param {string} language @param {Words} words */
function titlesOf(answers, language, words) {
  return answers
    .map((each) => String((language === "en" && each.titleEn) || each.title || ""))
    .filter(Boolean)
    .join(words("between"));
}

/** @param {any} each @param {string} language @returns {string} */
export function className(each, language) {
  return (language === "en" && each.vehicleTypeEn) || each.vehicleType || "";
}
