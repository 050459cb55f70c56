/** The top bar of the staff's pages: "/" goes to its search, and a menu closes when one is done with it. */

const EDITABLE = "input, textarea, select, [contenteditable]";

/**
 * Whether a key is meant for the page itself: not for a field, nor for the browser.
 * @param {KeyboardEvent} event
 */
export function isForThePage(event) {
  const typing = event.target instanceof Element && event.target.closest(EDITABLE);
  return !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
}

/** @param {KeyboardEvent} event */
function goToSearch(event) {
  /** @type {HTMLInputElement | null} */
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search && isForThePage(event)) {
    event.preventDefault();
    search.focus();
    search.select();
  }
}

/**
 * Closes the open menus but for the one that `kept` is in.
 * @param {Element | null} kept
 */
function closeMenus(kept) {
  for (const menu of document.querySelectorAll(".bar-menu[open]")) {
    if (!kept || !menu.contains(kept)) menu.removeAttribute("open");
  }
}

/** @param {KeyboardEvent} event */
function closeByKey(event) {
  const menu = document.querySelector(".bar-menu[open]");
  if (event.key !== "Escape" || !menu) return;
  closeMenus(null);
  menu.querySelector("summary")?.focus();
}

document.addEventListener("keydown", goToSearch);
document.addEventListener("keydown", closeByKey);
document.addEventListener("click", ({ target }) => closeMenus(target instanceof Element ? target : null));
