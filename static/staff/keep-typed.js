/**
 * Of two clerks with the same form open, the second to save gets it as the first has left it, with what the second has
 * typed put into it. Between the two pages it is kept in the tab, and only so long. The panel beside a page sends its
 * form by itself (beside.js).
 */

import { findTyped, readValues, retype } from "./typed.js";

/** @typedef {import("./typed.js").Values} Values */

const KEY = "typed";
const COUNT = "-INITIAL_FORMS"; // the end of the name under which Django counts the rows below a form
const GUARDS = ["version", "shown"];
const SECRET = new Set(["hidden", "password", "file"]); // never kept

/**
 * How many rows a form has below it, by their kind: where they are counted anew, another row has the name.
 * @param {Values} values
 * @returns {Values}
 */
export function countRows(values) {
  return new Map([...values].filter(([name]) => name.endsWith(COUNT)));
}

/**
 * What can be typed into a form as it is now, and what cannot: of a field that is gone, or of rows that are others now.
 * @param {Values} typed
 * @param {Values} before the rows of the form that it was typed into
 * @param {Values} rows of the form as it is now, and the names of its fields
 * @param {Set<string>} names
 * @returns {{fitting: Values, left: string[]}}
 */
export function sortTyped(typed, before, rows, names) {
  /** @type {Values} */
  const fitting = new Map();
  /** @type {string[]} */
  const left = [];
  for (const [name, values] of typed) {
    const count = `${name.match(/^(.+)-\d+-/)?.[1]}${COUNT}`;
    const isSameRow = String(before.get(count)) === String(rows.get(count));
    if (isSameRow && names.has(name)) fitting.set(name, values);
    else left.push(...values.filter((value) => value.trim() !== ""));
  }
  return { fitting, left };
}

/** @param {HTMLFormElement} form @param {DOMStringMap} words of the page's header */
function keep(form, words) {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  const before = kept?.path === location.pathname ? kept : null;
  const opened = readValues(new FormData(form));
  /** @type {Values} */
  let typed = new Map();
  if (before && document.querySelector(".messagelist .sooner")) {
    const names = new Set([...form.elements].map((each) => each.getAttribute("name") ?? ""));
    const { fitting, left } = sortTyped(new Map(before.typed), new Map(before.rows), countRows(opened), names);
    retype(form.elements, fitting);
    tell(form, words, left);
  } else if (before && document.querySelector(".errornote")) {
    typed = new Map(before.typed); // it was refused, and still stands there
  }
  form.addEventListener("submit", () => {
    const sent = readValues(new FormData(form));
    const now = [...typed, ...findTyped(opened, sent)].filter(([name]) => !isSecret(form, name));
    sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, typed: now, rows: [...countRows(sent)] }));
  });
}

/** @param {HTMLFormElement} form @param {string} name */
function isSecret(form, name) {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement && SECRET.has(field.type);
}

/** @param {HTMLFormElement} form @param {DOMStringMap} words @param {string[]} left what could not be put in */
function tell(form, words, left) {
  const note = document.createElement("p");
  note.className = "errornote";
  note.tabIndex = -1;
  note.textContent = `${words["kept"]}${left.length ? ` ${words["left"]} ${left.join(" / ")}` : ""}`;
  form.prepend(note);
  note.focus();
}

if (typeof document !== "undefined") {
  // Of the forms of a page (its steps have some, too) the one that is saved, and says what it was opened with.
  const isGuarded = (/** @type {HTMLFormElement} */ form) =>
    form.elements.namedItem("_save") && GUARDS.some((name) => form.elements.namedItem(name));
  const form = [...document.forms].find(isGuarded);
  const words = /** @type {HTMLElement | null} */ (document.querySelector("[data-left]"))?.dataset;
  if (form && words) keep(form, words);
}
