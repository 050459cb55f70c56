/** Money as the caller reads it: tax-included yen, the total first, what it is made of after it. */

import { make } from "./element.js";

/** @typedef {import("../format/words.js").Words} Words */
/** @typedef {{name: string, amount: number}} Line */

/** @param {number} amount @param {Words} words @returns {string} 8,800円, ¥8,800 */
export function yen(amount, words) {
  return words("yen", { amount: new Intl.NumberFormat("en-US").format(amount) });
}

/** @param {any} price as a tool gives it @param {string} language @returns {{total: number | null, lines: Line[]}} */
export function priceFrom(price, language) {
  /** @type {any[]} */
  const lines = Array.isArray(price?.lines) ? price.lines : [];
  return {
    total: Number.isInteger(price?.total) ? price.total : null,
    lines: lines
      .filter((line) => Number.isInteger(line?.amount))
      .map((line) => ({ name: String((language === "en" && line.nameEn) || line.name || ""), amount: line.amount })),
  };
}

/** @param {number} fee @param {Words} words @returns {string} */
export function feeOf(fee, words) {
  return fee ? words("feeIs", { amount: yen(fee, words) }) : words("noFee");
}

/**
 * The total, and its lines where there is more than one.
 * @param {number} total
 * @param {Line[]} lines
 * @param {Words} words
 */
export function priceList(total, lines, words) {
  const shown = make("div", "price");
  shown.dataset["testid"] = "booking-price";
  shown.append(make("span", "strong", yen(total, words)), make("span", "tax", words("taxIncluded")));
  if (lines.length > 1) {
    const list = make("ul", "lines");
    for (const { name, amount } of lines) {
      const line = make("li", "", name);
      line.append(make("span", "amount", yen(amount, words)));
      list.append(line);
    }
    shown.append(list);
  }
  return shown;
}
