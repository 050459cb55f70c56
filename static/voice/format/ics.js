/** A booking as an RFC 5545 calendar file. Pure: the caller gives the instants and the moment of writing. */

/**
 * @typedef {object} Appointment
 * @property {string} uid
 * @property {Date} start
 * @property {Date} end
 * @property {Date} writtenAt
 * @property {string} title
 * @property {string} [place]
 * @property {string} [notes]
 */

/**
 * @param {Appointment} appointment
 * @returns {string}
 */
export function calendar({ uid, start, end, writtenAt, title, place, notes }) {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Uketsuke//Booking//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${escapeText(uid)}`,
    `DTSTAMP:${stamp(writtenAt)}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(end)}`,
    `SUMMARY:${escapeText(title)}`,
    ...(place ? [`LOCATION:${escapeText(place)}`] : []),
    ...(notes ? [`DESCRIPTION:${escapeText(notes)}`] : []),
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join("");
}

/** @param {Date} instant @returns {string} 20261205T010000Z */
export function stamp(instant) {
  return `${instant.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** @param {string} text */
export function escapeText(text) {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");
}

/**
 * At most 75 octets a line, never inside a character: Japanese takes three octets each.
 * @param {string} line
 */
export function foldLine(line) {
  const encoder = new TextEncoder();
  let out = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      out += "\r\n ";
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}
