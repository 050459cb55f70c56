/** What a clerk has typed into a form, to be typed into the same form once it shows what somebody else has saved. */

/** @typedef {Map<string, string[]>} Values what stands in the fields of a form, by their names */

/**
 * @param {FormData} data
 * @returns {Values}
 */
export function readValues(data) {
  return new Map([...data.keys()].map((name) => [name, data.getAll(name).map(String)]));
}

/**
 * What was typed since the form was opened: the fields that hold something else now.
 * @param {Values} opened
 * @param {Values} now
 * @returns {Values}
 */
export function findTyped(opened, now) {
  const names = new Set([...opened.keys(), ...now.keys()]);
  const differs = (/** @type {string} */ name) => String(opened.get(name) ?? []) !== String(now.get(name) ?? []);
  return new Map([...names].filter(differs).map((name) => [name, now.get(name) ?? []]));
}

/**
 * Types the same into a form that shows what is there by now; what a page carries of its own (hidden) stays as it is.
 * @param {Iterable<Element>} fields
 * @param {Values} typed
 */
export function retype(fields, typed) {
  for (const field of /** @type {Iterable<HTMLInputElement>} */ (fields)) {
    const values = typed.get(field.name);
    if (!values || field.type === "hidden") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
}
