/**
 * Times, periods, numbers and names as one reads them at a counter. Pure.
 * Tools speak in the shop's wall time without an offset; it is shown as it stands, wherever the caller sits.
 */

const WALL = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/;

/**
 * A wall time as a Date whose UTC fields are the wall's: for showing, not for reckoning.
 * @param {string} wall e.g. 2026-12-05T10:00:00
 */
function asUtc(wall) {
  const match = WALL.exec(wall);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
}

/**
 * @param {string} wall
 * @param {string} language
 * @returns {string} 12月5日(土) 10:00, Sat, Dec 5, 10:00
 */
export function moment(wall, language) {
  return `${day(wall, language)} ${clock(wall)}`.trim();
}

/** @param {string} wall @param {string} language @param {boolean} [withYear] */
export function day(wall, language, withYear = false) {
  const date = asUtc(wall);
  if (!date) return wall;
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { month: language === "ja" ? "long" : "short", day: "numeric", weekday: "short", timeZone: "UTC" };
  if (withYear) options.year = "numeric";
  return new Intl.DateTimeFormat(language === "ja" ? "ja-JP" : "en-GB", options).format(date);
}

/** @param {string} wall */
export function clock(wall) {
  const match = WALL.exec(wall);
  return match?.[4] ? `${match[4]}:${match[5]}` : "";
}

/** @param {string} told an instant, or a wall time @param {string} zone @returns {string} the shop's clock then; "" if unclear */
export function clockAt(told, zone) {
  const time = instant(told, zone);
  if (!time) return "";
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(time);
}

/**
 * The period as short as it can be said: the day once when it is one day.
 * @param {string} start
 * @param {string} end
 * @param {string} language
 */
export function period(start, end, language) {
  const until = start.slice(0, 10) === end.slice(0, 10) ? clock(end) : moment(end, language);
  return `${moment(start, language)}–${until}`;
}

/**
 * The instant of a wall time in a zone, DST included: guessed as UTC, corrected by what the zone shows, twice.
 * @param {string} wall
 * @param {string} zone
 * @returns {Date | null}
 */
export function instant(wall, zone) {
  if (/(?:Z|[+-]\d{2}:?\d{2})$/.test(wall)) {
    const exact = new Date(wall);
    return Number.isNaN(exact.getTime()) ? null : exact;
  }
  const wanted = asUtc(wall)?.getTime();
  if (wanted === undefined) return null;
  let guess = wanted;
  for (let turn = 0; turn < 2; turn++) guess += wanted - shownIn(zone, guess);
  return new Date(guess);
}

/** @param {string} zone @param {number} time @returns {number} the wall time of the zone, as if it were UTC */
function shownIn(zone, time) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part["year"] ?? 0, (part["month"] ?? 1) - 1, part["day"], part["hour"], part["minute"], part["second"]);
}

/** @param {number} seconds @returns {string} 0:42, 1:02:03 */
export function formatElapsed(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** @param {string} number +81-3-1234-0001 @returns {string} as one dials it here: 03-1234-0001 */
export function phone(number) {
  return number.replace(/^\+81[- ]?/, "0");
}

/** @param {string} address */
export function mapLink(address) {
  return `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(address)}`;
}
