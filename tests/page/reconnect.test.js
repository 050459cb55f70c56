import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused } from "../../static/voice/call/api.js";
import { Call } from "../../static/voice/call/call.js";
import { Reconnect } from "../../static/voice/call/reconnect.js";
import { EventSocket } from "../../static/voice/call/event-socket.js";

/**
 * @typedef {object} Try
 * @property {boolean} [connects]
 * @property {unknown} [error]
 * @property {boolean} [hangs]
 */

/** @param {Try[]} tries one after another; the last one again and again */
function away(...tries) {
  const over = new AbortController();
  const call = /** @type {any} */ ({ over });
  /** @type {string[]} */
  const told = [];
  let made = 0;
  let changed = () => {};
  const attempt = () => {
    const { connects = false, error, hangs = false } = tries[Math.min(made++, tries.length - 1)] ?? {};
    return /** @type {any} */ ({
      ready: connects,
      error,
      begin: () => (told.push("begin"), hangs ? new Promise(() => {}) : Promise.resolve()),
      finish: async () => (told.push("finish"), true),
      drop: () => told.push("drop"),
    });
  };
  const watch = (/** @type {() => void} */ heard) => {
    changed = heard;
    return () => told.push("unwatched");
  };
  return { over, told, reconnect: new Reconnect(call, { attempt, watch }), change: () => changed() };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

test("the new connection is the call as soon as it stands", async () => {
  const { reconnect, told } = away({ connects: true });
  assert.equal(await reconnect.run(), true);
  assert.deepEqual(told, ["begin", "finish", "unwatched"]);
});

test("what does not connect is tried again", async () => {
  const { reconnect, told } = away({ error: new TypeError("offline") }, { connects: true });
  assert.equal(await reconnect.run(), true);
  assert.deepEqual(told, ["begin", "drop", "begin", "finish", "unwatched"]);
});

test("a request that left by the former network is not waited for when there is another one", async () => {
  const { reconnect, told, change } = away({ hangs: true }, { connects: true });
  const back = reconnect.run();
  await soon();
  assert.deepEqual(told, ["begin"]);
  change();
  await soon();
  change(); // nor is the pause before the next try
  assert.equal(await back, true);
  assert.deepEqual(told, ["begin", "drop", "begin", "finish", "unwatched"]);
});

test("a conversation that is over is not gone on with", async () => {
  const { reconnect, told } = away({ error: new Refused(409, "session_ended") });
  assert.equal(await reconnect.run(), false);
  assert.deepEqual(told, ["begin", "drop", "unwatched"]);
});

test("a server that is busy is asked again", async () => {
  const { reconnect } = away({ error: new Refused(503, "provider_unavailable") }, { connects: true });
  assert.equal(await reconnect.run(), true);
});

test("who hangs up is not connected any more", async () => {
  const { reconnect, told, over } = away({ hangs: true });
  const back = reconnect.run();
  await soon();
  over.abort();
  assert.equal(await back, false);
  assert.deepEqual(told, ["begin", "drop", "unwatched"]);
});

/** @param {string} connectionState @param {number[]} arrived bytes, each time that they are asked for */
function doubted(connectionState, ...arrived) {
  /** @type {string[]} */
  const told = [];
  const ears = /** @type {any} */ ({ lost: () => told.push("lost"), wentOver: () => told.push("went over") });
  const call = new Call({ wanted: { language: "ja", locationId: "" }, microphone: null, ears });
  const stats = async () => [{ type: "candidate-pair", bytesReceived: arrived.shift() }, { type: "codec" }];
  call.peer = /** @type {any} */ ({ connectionState, getStats: stats });
  return { call, told };
}

test("a connection over which something arrives is not given up, whatever became of the network", async () => {
  const { call, told } = doubted("connected", 100, 160);
  await call.doubt();
  assert.deepEqual(told, []);
});

test("one over which nothing arrives any more is lost", async () => {
  const { call, told } = doubted("connected", 100, 100);
  await call.doubt();
  assert.deepEqual(told, ["lost"]);
});

test("one that is still being made is not lost", async () => {
  const { call, told } = doubted("connecting", 0, 0);
  await call.doubt();
  assert.deepEqual(told, []);
});

test("one that was hung up, or replaced, meanwhile is nobody's loss", async () => {
  const { call, told } = doubted("connected", 100, 100);
  const doubt = call.doubt();
  call.over.abort();
  await doubt;
  assert.deepEqual(told, []);
});

class FakeSocket extends EventTarget {
  closed = false;
  /** @type {any[]} */
  sent = [];
  /** @param {string} data */
  send(data) {
    this.sent.push(JSON.parse(data));
  }
  close() {
    this.closed = true;
    this.dispatchEvent(Object.assign(new Event("close"), { code: 1005 }));
  }
  /** @param {any} message */
  say(message) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) }));
  }
}

function lined() {
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {string[]} */
  const told = [];
  const line = new EventSocket({
    url: "ws://here",
    token: "t",
    heard: ({ type }) => told.push(type),
    cut: () => told.push("cut"),
    dial: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return /** @type {any} */ (socket);
    },
  });
  line.open();
  return { line, sockets, told };
}

test("the line is dialled anew over another network, and what was typed meanwhile waits for it", () => {
  const { line, sockets, told } = lined();
  line.reopen();
  assert.equal(sockets.length, 2);
  assert.equal(sockets[0]?.closed, true);
  line.say("札幌");
  sockets[0]?.say({ type: "session", status: "active" }); // it is not our line any more
  assert.deepEqual([told, sockets[1]?.sent], [[], []]);
  sockets[1]?.dispatchEvent(new Event("open"));
  sockets[1]?.say({ type: "session", status: "active" });
  const id = sockets[1]?.sent[1]?.id;
  assert.deepEqual(sockets[1]?.sent, [{ type: "hello", token: "t" }, { type: "text", id, text: "札幌" }]);
  line.close();
});

test("a line that is cut says so, and dials again by itself; one that we close does not", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { line, sockets, told } = lined();
  sockets[0]?.dispatchEvent(Object.assign(new Event("close"), { code: 1006 }));
  assert.deepEqual(told, ["cut"]);
  context.mock.timers.tick(300);
  assert.equal(sockets.length, 2);
  line.close();
  assert.deepEqual(told, ["cut"]);
});
