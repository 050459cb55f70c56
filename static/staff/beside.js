/**
 * A booking beside the page that one is on: a link to its page opens that page's own content at the right, and the
 * address names it (`?booking=…`), so that it can be shared. Without a script the link opens the page.
 */

import { readPart } from "./part.js";
import { makeTabs } from "./tabs.js";
import { findTyped, readValues, retype } from "./typed.js";

const KEY = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const NAME = "booking";

/**
 * The key of the booking whose page an address is; "" for any other.
 * @param {string} path
 * @param {string} pattern the path of a booking's page, with KEY in the place of the key
 */
export function findKey(path, pattern) {
  const key = path.match(KEY)?.[0] ?? "";
  return key && path === pattern.replace("KEY", key) ? key : "";
}

/**
 * The address of the page with the booking beside it; with none where `key` is "".
 * @param {string} href
 * @param {string} key
 */
export function withBooking(href, key) {
  const url = new URL(href);
  if (key) url.searchParams.set(NAME, key);
  else {
    url.searchParams.delete(NAME);
    url.hash = ""; // it named a tab
  }
  return url.href;
}

/**
 * The token against forged forms that the server expects now: another than the page's after a new login.
 * @param {string} cookies
 */
export function readToken(cookies) {
  return cookies.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** @param {HTMLElement} panel */
function beside(panel) {
  const body = /** @type {HTMLElement} */ (panel.querySelector("[data-body]"));
  const pattern = panel.dataset["address"] ?? "";
  /** @type {HTMLElement | null} */
  let opener = null;
  let typed = false; // and not saved: a form that came back refused, or with a question, is not either
  let opened = /** @type {import("./typed.js").Values} */ (new Map()); // what the form showed before anything was typed
  let shown = ""; // the key of the booking whose form is there, which may be another than the one asked for just now
  let asked = 0; // how many bookings were asked for: only the last one's answer is shown

  /** Whether what was typed, if anything was, may be given up. */
  const mayLeave = () => !typed || confirm(panel.dataset["discard"]);

  /**
   * Shows the content of a booking's page; false where the answer is something else, such as a login.
   * @param {string} html
   */
  function fill(html) {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("#booking");
    if (!found) return false;
    found.querySelector("#content-main")?.removeAttribute("id");
    for (const field of found.querySelectorAll("input.vDateField, input.vTimeField")) {
      field.setAttribute("type", field.matches(".vDateField") ? "date" : "time");
    }
    // A step leads back to this page, with the booking still beside it.
    const here = location.pathname + location.search;
    for (const form of found.querySelectorAll(".steps form")) {
      const next = document.createElement("input");
      Object.assign(next, { type: "hidden", name: "next", value: here });
      form.append(next);
    }
    for (const link of found.querySelectorAll(".steps a[href]")) {
      const href = link.getAttribute("href") ?? "";
      if (href) link.setAttribute("href", `${href}${href.includes("?") ? "&" : "?"}next=${encodeURIComponent(here)}`);
    }
    body.replaceChildren(document.adoptNode(found));
    const tabs = body.querySelector("[role=tablist]");
    if (tabs instanceof HTMLElement) makeTabs(tabs, body);
    typed = false;
    panel.hidden = false;
    const place = body.querySelector(".errornote, .new-price h2") ?? body.querySelector("h1");
    place?.setAttribute("tabindex", "-1");
    if (place instanceof HTMLElement) place.focus();
    return true;
  }

  const findForm = () => /** @type {HTMLFormElement | null} */ (body.querySelector("#reservation_form"));

  function noteOpened() {
    const form = findForm();
    opened = form ? readValues(new FormData(form)) : new Map();
  }

  /** @param {string} key */
  async function open(key) {
    const address = pattern.replace("KEY", key);
    const mine = ++asked;
    try {
      history.replaceState(history.state, "", withBooking(location.href, key));
      const answer = await fetch(address);
      const html = answer.ok ? await answer.text() : "";
      if (mine !== asked) return;
      shown = key;
      if (fill(html)) {
        noteOpened();
        return;
      }
    } catch {
      // The network is away: the page itself says so, or is there after all.
    }
    if (mine === asked) leaveFor(address);
  }

  /**
   * Goes to another page, without the browser's question whether to: it was asked, or there is nothing to lose.
   * @param {string} address
   */
  function leaveFor(address) {
    typed = false;
    location.assign(address);
  }

  function close() {
    if (!mayLeave()) return;
    asked += 1;
    const key = new URL(location.href).searchParams.get(NAME) ?? "";
    panel.hidden = true;
    body.replaceChildren();
    typed = false;
    history.replaceState(history.state, "", withBooking(location.href, ""));
    const link = opener?.isConnected ? opener : document.querySelector(`a[href*="${CSS.escape(key)}"]`);
    if (link instanceof HTMLElement) link.focus();
  }

  /**
   * Sends the form of the booking. What was saved is told by the page, which is read anew with its rows; what asks
   * or is refused is shown here. What could not be sent stays as it was typed.
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} button
   */
  async function send(form, button) {
    const address = pattern.replace("KEY", shown);
    panel.setAttribute("aria-busy", "true");
    try {
      const data = new FormData(form, button);
      const token = readToken(document.cookie);
      if (token) data.set("csrfmiddlewaretoken", token);
      const headers = { "X-Requested-With": "fetch" };
      const answer = await fetch(address, { method: "POST", body: data, redirect: "manual", headers });
      if (answer.type === "opaqueredirect") {
        typed = false;
        location.reload();
      } else if (answer.status === 409) await renew(await answer.text(), readValues(data));
      else if (!answer.ok) alert(panel.dataset[answer.status === 401 ? "loggedOut" : "unsent"]);
      else if (fill(await answer.text())) typed = true;
      else leaveFor(address);
    } catch {
      alert(panel.dataset["unsent"]);
    } finally {
      panel.removeAttribute("aria-busy");
    }
  }

  /**
   * Shows the booking as somebody else has left it, with what was typed here.
   * @param {string} why
   * @param {import("./typed.js").Values} sent
   */
  async function renew(why, sent) {
    const html = await readPart(pattern.replace("KEY", shown));
    if (html === null || !fill(html)) {
      alert(panel.dataset["unsent"]);
      return;
    }
    const kept = findTyped(opened, sent);
    noteOpened();
    const form = findForm();
    const note = document.createElement("p");
    Object.assign(note, { className: "errornote", tabIndex: -1 });
    note.append(why, document.createElement("br"), panel.dataset["kept"] ?? "");
    note.setAttribute("role", "alert");
    form?.prepend(note);
    note.focus();
    retype(form?.elements ?? [], kept);
    typed = true;
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!(link instanceof HTMLAnchorElement) || !plain || event.defaultPrevented) return;
    const key = findKey(new URL(link.href).pathname, pattern);
    if (!key || link.closest(".messagelist")) return;
    event.preventDefault();
    const isBack = panel.contains(link); // "go back without changing"
    if (!isBack && !mayLeave()) return;
    if (!isBack) opener = link;
    void open(key);
  });
  body.addEventListener("input", () => (typed = true));
  body.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || event.target.id !== "reservation_form") return;
    event.preventDefault();
    void send(event.target, event.submitter);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    close();
  });
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
  panel.querySelector("[data-close]")?.addEventListener("click", close);

  const wanted = findKey(pattern.replace("KEY", new URL(location.href).searchParams.get(NAME) ?? ""), pattern);
  if (wanted) void open(wanted);
}

if (typeof document !== "undefined") {
  const panel = document.getElementById("booking-panel");
  if (panel) beside(panel);
}
