/**
 * What a bar says beside its name, for whoever goes over the board by the keyboard: the browser shows the title
 * of what the mouse is on, and of what has the focus nothing.
 */

import { make } from "../../voice/view/element.js";

/** @param {HTMLElement} scroller the grid: a tip stands beside its focused bar, as long as that stays where it is */
export function showTips(scroller) {
  const tip = make("p", "board-tip");
  tip.setAttribute("aria-hidden", "true"); // it is the bar's accessible name
  tip.hidden = true;
  scroller.after(tip);
  const hide = () => (tip.hidden = true);
  scroller.addEventListener("focusin", (event) => {
    const bar = /** @type {HTMLElement} */ (event.target);
    if (!bar.dataset["bar"] || !bar.matches(":focus-visible")) return hide();
    tip.textContent = bar.title;
    tip.hidden = false;
    const [box, view] = [bar.getBoundingClientRect(), scroller.getBoundingClientRect()];
    const below = box.bottom - view.top + 6;
    const fits = below + tip.offsetHeight < scroller.clientHeight;
    tip.style.setProperty("top", `${fits ? below : box.top - view.top - tip.offsetHeight - 6}px`);
    const left = Math.min(box.left - view.left, scroller.clientWidth - tip.offsetWidth - 8);
    tip.style.setProperty("left", `${Math.max(8, left)}px`);
    return undefined;
  });
  for (const name of ["focusout", "scroll", "pointerdown"]) scroller.addEventListener(name, hide);
  scroller.addEventListener("keydown", ({ key }) => (key === "Escape" || key === "m" || key === "M") && hide());
}
