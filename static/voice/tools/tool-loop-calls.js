/**
 * The model's calls by the response that made them: each runs once, and those of one response are answered together.
 * A part of the tool loop; pure, the twin of `Batch` and its uses in voice/call/tool_loop.py.
 */

/** @typedef {{run: {callId: string, name: string, arguments: string}}} RunTool run this call (once), then tell `finish` */
/** @typedef {{pending: Set<string>, outputs: Set<string>, closed: boolean, words: number}} Batch `words` were said while the caller waited for them */

export class Calls {
  constructor() {
    /** @type {Map<string, string>} call id -> the response that made it */
    this.made = new Map();
    /** @type {Map<string, Batch>} by response */
    this.batches = new Map();
  }

  /**
   * @param {any[]} items
   * @param {string} responseId
   * @returns {RunTool[]}
   */
  take(items, responseId) {
    const actions = [];
    for (const item of items) {
      const callId = item.call_id;
      if (item.type !== "function_call" || !callId || this.made.has(callId)) continue;
      this.made.set(callId, responseId);
      this.batchOf(responseId).pending.add(callId);
      actions.push({ run: { callId, name: item.name || "", arguments: item.arguments || "" } });
    }
    return actions;
  }

  /**
   * Its result is there.
   * @param {string} callId
   * @returns {string | null} the response that made the call; null: nobody waits for this result
   */
  finish(callId) {
    const responseId = this.made.get(callId);
    const batch = responseId === undefined ? undefined : this.batches.get(responseId);
    if (responseId === undefined || !batch?.pending.delete(callId)) return null;
    batch.outputs.add(callId);
    return responseId;
  }

  /** The response makes no further calls. @param {string} responseId */
  close(responseId) {
    const batch = this.batches.get(responseId);
    if (batch) batch.closed = true;
  }

  /**
   * @param {string} responseId
   * @returns {Set<string> | null} the results, once they are all there and no further call comes
   */
  settled(responseId) {
    const batch = this.batches.get(responseId);
    if (!batch?.closed || batch.pending.size) return null;
    this.batches.delete(responseId);
    return batch.outputs;
  }

  /** @returns {Batch[]} whose response is over, and whose results are not all there */
  waitedFor() {
    return [...this.batches.values()].filter(({ closed, pending }) => closed && pending.size);
  }

  /** @param {string} responseId */
  batchOf(responseId) {
    const known = this.batches.get(responseId);
    if (known) return known;
    /** @type {Batch} */
    const batch = { pending: new Set(), outputs: new Set(), closed: false, words: 0 };
    this.batches.set(responseId, batch);
    return batch;
  }
}
