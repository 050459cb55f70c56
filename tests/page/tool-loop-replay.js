/**
 * Replays what voice/call/tool_loop.py did, as JSON lines on standard input, and says where the twin would do otherwise.
 * Each line is a drive: steps with an input, the time, and what followed.
 */

import assert from "node:assert/strict";
import { createInterface } from "node:readline";

import { ToolLoop } from "../../static/voice/tools/tool-loop.js";

/** @param {ToolLoop} loop @param {any} step */
function act(loop, { at, event, finish, say, greet, typed, reconnected, going_on: goingOn }) {
  if (event) return loop.receive(event, at);
  if (finish) return loop.finish(finish, "{}", at);
  if (say) return loop.say(say, at);
  if (greet) return loop.greet(at, typed);
  return reconnected ? loop.reconnect(at, goingOn) : loop.tick(at);
}

/** @param {ToolLoop} loop */
function owedBy(loop) {
  const told = [...loop.owed].map(([key, { unseen, carrier, assumed, tries }]) => [key, [[...unseen].sort(), carrier, assumed, tries]]);
  return Object.fromEntries(told);
}

let steps = 0;
for await (const drive of createInterface({ input: process.stdin })) {
  const loop = new ToolLoop();
  for (const step of JSON.parse(drive)) {
    const did = { actions: act(loop, step), wake: loop.wakeAt, owed: owedBy(loop) };
    assert.deepEqual(did, step.did, JSON.stringify(step));
    steps += 1;
  }
}
console.log(steps);
