/** One element with its class and text: what every view is built of. */

/**
 * @param {string} name
 * @param {string} className
 * @param {string} [text]
 */
export function make(name, className, text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}
