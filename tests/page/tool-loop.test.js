/** The twin of the tool loop plays the same tapes, and the same random drive, as voice/call/tool_loop.py. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { ToolLoop } from "../../static/voice/tools/tool-loop.js";
import { Server } from "./tool-loop-server.js";

const TAPES = new URL("../tapes/", import.meta.url);

class Player {
  constructor() {
    this.loop = new ToolLoop();
    this.now = 0;
    this.lastAsk = "";
    /** @type {object[]} */
    this.done = [];
  }

  /** @param {any} line */
  play(line) {
    this.now = line.at ?? this.now;
    for (const action of this.act(line)) this.note(action);
  }

  /** @param {any} line */
  act(line) {
    if ("event" in line) return this.loop.receive(JSON.parse(JSON.stringify(line.event).replaceAll("$ask", this.lastAsk)), this.now);
    if ("finish" in line) return this.loop.finish(line.finish, line.output, this.now);
    if ("say" in line) return this.loop.say(line.say, this.now);
    if ("greet" in line) return this.loop.greet(this.now);
    if ("reconnected" in line) return this.loop.reconnect(this.now, line.going_on ?? null);
    assert.ok("tick" in line, JSON.stringify(line));
    return this.loop.tick(this.now);
  }

  /** @param {any} action */
  note({ run, send }) {
    if (run) return this.done.push({ run: run.callId });
    if (send.type === "response.create") {
      this.lastAsk = send.event_id;
      return this.done.push(send.response.tool_choice === "none" ? { filler: true } : { ask: true });
    }
    if (send.item.type === "function_call_output") return this.done.push({ output: send.item.call_id });
    return this.done.push({ typed: send.item.content[0].text });
  }
}

const tapes = readdirSync(TAPES).filter((name) => name.endsWith(".jsonl")).sort();

test("there are tapes to play", () => assert.ok(tapes.length > 20));

for (const name of tapes) {
  test(`the tape ${name}`, () => {
    const player = new Player();
    const lines = readFileSync(new URL(name, TAPES), "utf8").trimEnd().split("\n");
    for (const [number, text] of lines.entries()) {
      const line = JSON.parse(text);
      if ("expect" in line) assert.deepEqual(player.done.splice(0), line.expect, `${name}:${number + 1}`);
      else if (!("note" in line)) player.play(line);
    }
  });
}

test("it says when it wants to be woken", () => {
  const loop = new ToolLoop({ watchdogSeconds: 5 });
  assert.equal(loop.wakeAt, null);
  loop.greet(10);
  assert.equal(loop.wakeAt, 15);
});

test("whatever happens, every result is voiced and nothing collides", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const server = new Server(seed);
    server.run();
    const { collisions, answeredEarly, unvoiced, loop } = server;
    assert.deepEqual([collisions, answeredEarly, unvoiced.size, loop.owed.size], [0, 0, 0, 0], `seed ${seed}`);
  }
});
