import assert from "node:assert/strict";
import { test } from "node:test";

import { CALLED, talking } from "./tool-executor-call.js";

test("the agent speaks first, and the server knows that the call has begun", () => {
  const { runner, sent, reports } = talking(async () => "{}");
  runner.begin();
  assert.deepEqual(sent.map(({ type }) => type), ["response.create"]);
  assert.deepEqual(reports, [{ lines: [], calls: [] }]);
  runner.close();
});

test("a call is run, its result sent, and an answer asked for", async () => {
  /** @type {any[]} */
  const ran = [];
  const { runner, sent, next, hear } = talking(async (made) => (ran.push(made), '{"success": true}'));
  const asked = next("response.create");
  hear(...CALLED);
  await asked;
  assert.deepEqual(ran, [{ callId: "call_1", name: "list_locations", arguments: "{}" }]);
  assert.deepEqual(sent[0].item, { type: "function_call_output", call_id: "call_1", output: '{"success": true}' });
  runner.close();
});

test("a server that cannot be reached is tried again with the same call", async () => {
  let tries = 0;
  const run = async () => {
    tries += 1;
    if (tries < 3) throw new TypeError("no network");
    return '{"success": true}';
  };
  const { runner, sent, next, hear } = talking(run);
  const asked = next("response.create");
  hear(...CALLED);
  await asked;
  assert.equal(JSON.parse(sent[0].item.output).success, true);
  assert.equal(tries, 3);
  runner.close();
});

test("when it stays away, that is the result, and it is voiced", async () => {
  const { runner, sent, next, hear } = talking(() => Promise.reject(new TypeError("no network")));
  const asked = next("response.create");
  hear(...CALLED);
  await asked;
  assert.equal(JSON.parse(sent[0].item.output).code, "unreachable");
  runner.close();
});

test("the loop is woken when it wants to be", async () => {
  const { runner, next, hear } = talking(async () => "{}");
  hear({ type: "response.created", response: { id: "resp_1" } });
  hear({ type: "response.done", response: { id: "resp_1", status: "failed" } });
  await next("response.create"); // after the pause that the loop asks for
  runner.close();
});

test("typed words that nobody confirmed are known", () => {
  const { runner, sent, hear } = talking(async () => "{}");
  runner.say("はい");
  runner.say("お願いします");
  hear({ type: "conversation.item.added", item: sent[0].item });
  assert.deepEqual(runner.waiting, ["お願いします"]);
  runner.close();
});

test("words typed while the greeting has no place yet come after it", () => {
  const { runner, sent, hear } = talking(async () => "{}");
  runner.begin();
  runner.say("予約したい");
  hear({ type: "response.created", response: { id: "resp_1" } });
  assert.equal(sent.length, 1);
  assert.deepEqual(runner.waiting, ["予約したい"]);
  hear({ type: "conversation.item.added", item: { id: "item_1", type: "message", role: "assistant" } });
  assert.equal(sent[1].item.content[0].text, "予約したい");
  runner.close();
});

test("what was typed before the call is greeted and answered by one response, which sees all of it", () => {
  const { runner, sent, hear } = talking(async () => "{}");
  runner.begin(["東京で借りたい", "土曜日の10時から"]);
  assert.deepEqual(sent.map(({ type, item }) => item?.content[0].text ?? type), ["東京で借りたい", "土曜日の10時から", "response.create"]);
  hear(...sent.slice(0, 2).map(({ item }) => ({ type: "conversation.item.added", item })));
  hear({ type: "response.created", response: { id: "resp_1", metadata: sent[2].response.metadata } });
  hear({ type: "response.done", response: { id: "resp_1", status: "completed", output: [] } });
  assert.equal(sent.length, 3); // nothing else is owed
  assert.deepEqual(runner.waiting, []);
  runner.close();
});

test("a greeting that never comes holds nobody's words back", () => {
  const { runner, sent, hear } = talking(async () => "{}");
  runner.begin();
  runner.say("予約したい");
  hear({ type: "response.created", response: { id: "resp_1" } });
  const error = { code: "insufficient_quota" };
  hear({ type: "response.done", response: { id: "resp_1", status: "failed", status_details: { error } } });
  assert.equal(sent[1].item.content[0].text, "予約したい");
  runner.close();
});

test("after the end nothing is sent any more", async () => {
  /** @type {(output: string) => void} */
  let answer = () => {};
  const { runner, sent, hear } = talking(() => new Promise((resolve) => (answer = resolve)));
  hear(...CALLED);
  runner.close();
  answer("{}");
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(sent, []);
});
