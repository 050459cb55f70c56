/**
 * The parts of a booking's page as tabs: each part names its tab by a class `tab-…`, and the address names the
 * one that is shown. Without a script all of them stand one below the other.
 */

const PREFIX = "tab-";

/**
 * The parts of each tab, in the order of the page.
 * @param {Iterable<Element>} parts
 * @returns {Map<string, Element[]>}
 */
export function groupParts(parts) {
  /** @type {Map<string, Element[]>} */
  const groups = new Map();
  for (const part of parts) {
    const name = [...part.classList].find((each) => each.startsWith(PREFIX))?.slice(PREFIX.length);
    if (name) groups.set(name, [...(groups.get(name) ?? []), part]);
  }
  return groups;
}

/**
 * @param {HTMLElement} list the empty list of the tabs: its `data-…` attributes have their labels
 * @param {ParentNode} root what holds the parts
 */
export function makeTabs(list, root = document) {
  const groups = groupParts(root.querySelectorAll(`fieldset[class*="${PREFIX}"]`));
  /** @type {Map<string, HTMLButtonElement>} */
  const tabs = new Map();
  const faulty = [...groups].find(([, parts]) => parts.some((part) => part.querySelector(".errorlist")))?.[0];

  /** @param {string} name */
  function show(name) {
    for (const [other, parts] of groups) {
      const isShown = other === name;
      for (const part of parts) part.toggleAttribute("hidden", !isShown);
      const tab = tabs.get(other);
      tab?.setAttribute("aria-selected", String(isShown));
      if (tab) tab.tabIndex = isShown ? 0 : -1;
    }
  }

  /** @param {string} name */
  function choose(name) {
    show(name);
    history.replaceState(history.state, "", `#${name}`);
  }

  for (const [name, parts] of groups) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.role = "tab";
    tab.textContent = list.dataset[name] ?? name;
    for (const [index, part] of parts.entries()) part.id ||= `${PREFIX}${name}-${index}`;
    tab.setAttribute("aria-controls", parts.map((part) => part.id).join(" "));
    tab.addEventListener("click", () => choose(name));
    tabs.set(name, tab);
    list.append(tab);
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = [...tabs.keys()];
    const at = [...tabs.values()].indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = names[(at + step + names.length) % names.length] ?? "";
    choose(next);
    tabs.get(next)?.focus();
  });
  const wanted = location.hash.slice(1);
  show(faulty ?? (groups.has(wanted) ? wanted : [...groups.keys()][0] ?? ""));
  list.hidden = false;
}

if (typeof document !== "undefined") {
  const list = document.querySelector("[role=tablist]");
  if (list instanceof HTMLElement) makeTabs(list);
}
