/** A tool runner over a channel that keeps what is sent, and a server that keeps what is reported. */

import { Record } from "../../static/voice/tools/record.js";
import { ToolExecutor } from "../../static/voice/tools/tool-executor.js";

const call = (/** @type {string} */ call_id) => ({ type: "function_call", status: "completed", call_id, name: "list_locations", arguments: "{}" });
export const CALLED = [
  { type: "response.created", response: { id: "resp_1" } },
  { type: "response.output_item.done", response_id: "resp_1", item: call("call_1") },
  { type: "response.done", response: { id: "resp_1", status: "completed", output: [] } },
];

/** A call whose tools answer as `run` does. @param {(call: any) => Promise<string>} run */
export function talking(run) {
  /** @type {any[]} */
  const sent = [];
  /** @type {{type: string, resolve: (event: any) => void}[]} */
  const awaited = [];
  /** @type {any[]} */
  const reports = [];
  const send = (/** @type {any} */ event) => {
    sent.push(event);
    for (const { type, resolve } of awaited) if (event.type === type) resolve(event);
  };
  const record = new Record(async (report) => void reports.push(report), { waitMs: 1 });
  const runner = new ToolExecutor({ send, run, record, pausesMs: [1, 1] });
  const next = (/** @type {string} */ type) => new Promise((resolve) => awaited.push({ type, resolve }));
  const hear = (/** @type {any[]} */ ...events) => events.forEach((event) => runner.hear(event, null));
  return { runner, sent, reports, next, hear };
}
