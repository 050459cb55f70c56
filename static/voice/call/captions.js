/**
 * What was said, by whom, in the conversation's order: a pure model, joined by item id.
 * Words come twice, over the call and over the line to our server, and may come after the answer to them;
 * so an item takes its place when it is first mentioned, and the longer account of it wins until one is final.
 */

import { isInvented } from "./invention.js";
import * as server from "../protocol/server.js";

/** @typedef {"agent" | "caller" | "staff"} Role who speaks; "staff" is a person, in the agent's voice */
/** @typedef {{id: string, role: Role, text: string, final: boolean, interrupted: boolean}} Caption */
/** @typedef {{id: string, role: Role, deltas: string, told: string, final: boolean, interrupted: boolean, here?: boolean}} Account */
/** @typedef {{type?: string, item_id?: string, delta?: string, transcript?: string, text?: string, item?: any}} RealtimeEvent */
/** @typedef {{itemId: string, role: Role, text: string, final: boolean, interrupted?: boolean}} Told */

const TYPED_HERE = "typed-here-";

/** The captions of one conversation; each method returns the caption that it changed. */
export class Captions {
  constructor() {
    /** @type {Map<string, Account>} in the order of the conversation */
    this.accounts = new Map();
    this.typedHere = 0;
    this.call = 0;
  }

  /** Item ids are unique within a call only; what was said in the calls before stays. */
  newCall() {
    this.call += 1;
  }

  /**
   * An event of the call's data channel.
   * @param {RealtimeEvent} event
   * @returns {Caption | null} what it changed, if anything
   */
  hear(event) {
    const id = event.item_id ?? "";
    switch (event.type) {
      case server.SPEECH_STARTED:
        return id ? (this.place(id, "caller"), null) : null;
      case server.ITEM_ADDED:
      case server.ITEM_CREATED:
        return this.placeItem(event.item ?? {});
      case server.TRANSCRIPT_DELTA:
      case server.TEXT_DELTA:
        return this.grow(id, "agent", event.delta ?? "");
      case server.TRANSCRIPT_DONE:
        return this.settle(id, "agent", event.transcript);
      case server.TEXT_DONE:
        return this.settle(id, "agent", event.text);
      case server.TRANSCRIPTION_DELTA:
        return this.grow(id, "caller", event.delta ?? "");
      case server.TRANSCRIPTION_COMPLETED:
        return this.settle(id, "caller", isInvented(event.transcript ?? "") ? "" : event.transcript);
      case server.ITEM_TRUNCATED:
        return this.find(id) ? (this.settle(id, "agent", undefined), this.interrupt(id)) : null;
      default:
        return null;
    }
  }

  /**
   * A caption of the line: it fills what the call did not tell us.
   * @param {Told} told
   * @returns {Caption | null}
   */
  fill(told) {
    // The call itself cannot tell a person's words from the agent's: both are said by its voice.
    const staffed = told.role === "staff" && this.find(told.itemId);
    if (staffed) staffed.role = "staff";
    if (told.final) {
      const caption = this.settle(told.itemId, told.role, told.text);
      return told.interrupted && caption ? this.interrupt(told.itemId) : caption;
    }
    const account = this.place(told.itemId, told.role);
    if (account.final || told.text.length <= textOf(account).length) return null;
    account.told = told.text;
    return captionOf(account);
  }

  /**
   * Words typed on this page, shown before the server knows of them.
   * @param {string} text
   * @returns {Caption}
   */
  addTyped(text) {
    const account = this.place(`${TYPED_HERE}${++this.typedHere}`, "caller");
    account.told = text;
    account.here = true;
    return captionOf(account);
  }

  /**
   * Words typed on this page that nobody has got.
   * @param {string} text
   * @returns {Caption | null} now without words
   */
  removeTyped(text) {
    const own = this.findTyped(text);
    if (!own) return null;
    own.told = "";
    own.final = true;
    return captionOf(own);
  }

  /** @returns {Caption[]} all that has words, in order */
  all() {
    return [...this.accounts.values()].map(captionOf).filter((caption) => caption.text);
  }

  /** @param {any} item */
  placeItem(item) {
    if (item.type !== "message" || !item.id || (item.role !== "user" && item.role !== "assistant")) return null;
    const role = item.role === "user" ? "caller" : "agent";
    /** @type {{type?: string, text?: string}[]} */
    const parts = item.content ?? [];
    const typed = parts.filter((part) => part.type === "input_text").map((part) => part.text ?? "");
    if (role === "caller" && typed.length) return this.settle(item.id, role, typed.join(" "));
    this.place(item.id, role);
    return null;
  }

  /** @param {string} id @param {Role} role @param {string} delta */
  grow(id, role, delta) {
    if (!id) return null;
    const account = this.place(id, role);
    account.deltas += delta;
    return account.final ? null : captionOf(account);
  }

  /** @param {string} id @param {Role} role @param {string | undefined} text */
  settle(id, role, text) {
    if (!id) return null;
    if (role === "caller" && text && !this.find(id)) this.adopt(id, text);
    const account = this.place(id, role);
    const words = (text ?? textOf(account)).trim();
    // The provider forgets what it was cut short in saying; what the caller heard stays on the page.
    if (words || role === "caller") account.told = words;
    else account.told = textOf(account);
    account.final = true;
    return captionOf(account);
  }

  /** @param {string} id */
  interrupt(id) {
    const account = this.find(id);
    if (!account) return null;
    account.interrupted = true;
    return captionOf(account);
  }

  /**
   * The server gave typed words an id of its own: they stay where the caller saw them.
   * @param {string} id
   * @param {string} text
   */
  adopt(id, text) {
    const own = this.findTyped(text);
    if (!own) return;
    const key = this.keyOf(id);
    this.accounts = new Map(
      [...this.accounts].map(([old, account]) => (account === own ? [key, account] : [old, account])),
    );
  }

  /** @param {string} text typed on this page, and not known to the server @returns {Account | undefined} */
  findTyped(text) {
    return [...this.accounts.values()].find(
      (account) => account.here && !account.final && account.told.trim() === text.trim(),
    );
  }

  /** @param {string} id */
  keyOf(id) {
    return `${this.call}/${id}`;
  }

  /** @param {string} id */
  find(id) {
    return this.accounts.get(this.keyOf(id));
  }

  /** @param {string} id @param {Role} role */
  place(id, role) {
    const known = this.find(id);
    if (known) return known;
    const key = this.keyOf(id);
    /** @type {Account} */
    const account = { id: key, role, deltas: "", told: "", final: false, interrupted: false };
    this.accounts.set(key, account);
    return account;
  }
}

/** @param {Account} account */
function textOf({ final, told, deltas }) {
  return final || told.length >= deltas.length ? told : deltas;
}

/**
 * @param {Account} account
 * @returns {Caption}
 */
function captionOf(account) {
  const { id, role, final, interrupted } = account;
  return { id, role, text: textOf(account), final, interrupted };
}
