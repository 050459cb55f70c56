import assert from "node:assert/strict";
import { test } from "node:test";

import { EventSocket } from "../../static/voice/call/event-socket.js";

class FakeSocket extends EventTarget {
  /** @type {any[]} */
  sent = [];
  /** Dead without knowing: what it takes reaches nobody. @param {string} data */
  send(data) {
    this.sent.push(JSON.parse(data));
  }
  close() {}
  /** @param {object} message */
  say(message) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) }));
  }
  get texts() {
    return this.sent.filter(({ type }) => type === "text");
  }
}

const ACTIVE = { type: "session", status: "active" };

function opened() {
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {string[]} */
  const refused = [];
  const socket = new EventSocket({
    url: "ws://here/ws/session",
    token: "t",
    heard: () => {},
    refused: (text) => refused.push(text),
    dial: () => /** @type {any} */ (sockets[sockets.push(new FakeSocket()) - 1]),
  });
  socket.open();
  return { socket, sockets, refused };
}

test("words that reached nobody are sent again over the next socket, under the same id", () => {
  const { socket, sockets } = opened();
  sockets[0]?.say(ACTIVE);
  socket.say("明日の10時です");
  socket.reopen();
  sockets[1]?.say(ACTIVE);
  assert.equal(sockets[0]?.texts.length, 1);
  assert.deepEqual(sockets[1]?.texts, sockets[0]?.texts);
  assert.deepEqual(socket.waiting, ["明日の10時です"]);
});

test("words that were heard are not sent again", () => {
  const { socket, sockets } = opened();
  sockets[0]?.say(ACTIVE);
  socket.say("one");
  socket.say("two");
  const [one, two] = sockets[0]?.texts ?? [];
  assert.notEqual(one.id, two.id);
  sockets[0]?.say({ type: "text.heard", id: one.id });
  socket.reopen();
  sockets[1]?.say(ACTIVE);
  assert.deepEqual(sockets[1]?.texts, [two]);
});

test("words typed before the call wait for it", () => {
  const { socket, sockets } = opened();
  sockets[0]?.say({ type: "session", status: "created" });
  socket.say("early");
  assert.deepEqual(sockets[0]?.texts, []);
  sockets[0]?.say(ACTIVE);
  assert.deepEqual(sockets[0]?.texts.map(({ text }) => text), ["early"]);
});

test("words that are refused are the caller's again, once", () => {
  const { socket, sockets, refused } = opened();
  sockets[0]?.say(ACTIVE);
  socket.say("too many");
  const [{ id }] = sockets[0]?.texts ?? [];
  sockets[0]?.say({ type: "problem", code: "too_many_messages", id });
  sockets[0]?.say({ type: "problem", code: "too_many_messages", id });
  assert.deepEqual(refused, ["too many"]);
  assert.deepEqual(socket.waiting, []);
});
