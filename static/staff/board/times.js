/** Times of the shop's clock as people read them. They come as minutes since 1970, without a zone. */

const MINUTE = 60_000;

/** @type {Map<string, string[]>} */
const weekdays = new Map();

/**
 * The short name of a day of the week. Asked of the browser once: thousands of bars are labelled with it.
 * @param {Date} at @param {string} language
 */
function nameWeekday(at, language) {
  let names = weekdays.get(language);
  if (!names) {
    const format = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
    names = Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2023, 0, 1 + day)))); // a Sunday
    weekdays.set(language, names);
  }
  return /** @type {string} */ (names[at.getUTCDay()]);
}

/**
 * "12/5(土)", "Sat 12/5".
 * @param {number} minutes @param {string} language
 */
export function formatDay(minutes, language) {
  const at = new Date(minutes * MINUTE);
  const weekday = nameWeekday(at, language);
  const day = `${at.getUTCMonth() + 1}/${at.getUTCDate()}`;
  return language === "ja" ? `${day}(${weekday})` : `${weekday} ${day}`;
}

/**
 * The same where there is no room: "5(土)", "Sa 5"; with the month on its first day.
 * @param {number} minutes @param {string} language
 */
export function formatNarrowDay(minutes, language) {
  const at = new Date(minutes * MINUTE);
  if (at.getUTCDate() === 1) return `${at.getUTCMonth() + 1}/1`;
  const weekday = nameWeekday(at, language);
  return language === "ja" ? `${at.getUTCDate()}(${weekday})` : `${weekday.slice(0, 2)} ${at.getUTCDate()}`;
}

/** @param {number} minutes */
export function formatTime(minutes) {
  const at = new Date(minutes * MINUTE);
  return `${at.getUTCHours()}:${String(at.getUTCMinutes()).padStart(2, "0")}`;
}

/**
 * "12/5(土) 10:00–18:00"; with the second day, where it is another.
 * @param {number} start @param {number} end @param {string} language
 */
export function formatPeriod(start, end, language) {
  const same = Math.floor(start / 1440) === Math.floor(end / 1440);
  const last = same ? formatTime(end) : `${formatDay(end, language)} ${formatTime(end)}`;
  return `${formatDay(start, language)} ${formatTime(start)}–${last}`;
}

/**
 * The day in the form of addresses and date fields: "2026-12-05".
 * @param {number} minutes
 */
export function toDate(minutes) {
  return new Date(minutes * MINUTE).toISOString().slice(0, 10);
}

/**
 * "2026-12-05T10:00", as a form of ours reads it.
 * @param {number} minutes
 */
export function toLocal(minutes) {
  return new Date(minutes * MINUTE).toISOString().slice(0, 16);
}

/**
 * Midnight of a date "2026-12-05".
 * @param {string} date
 */
export function fromDate(date) {
  return Date.parse(`${date}T00:00:00Z`) / MINUTE;
}

/** @param {number} minutes 0 is Sunday */
export function weekdayOf(minutes) {
  return new Date(minutes * MINUTE).getUTCDay();
}
