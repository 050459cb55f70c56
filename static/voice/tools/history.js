/**
 * A conversation that this page holds, as items that another call can begin with: bounded, the latest first kept.
 * The twin of voice/call/history.py; both play tests/tapes/history/told.jsonl. Knows no call, and no channel.
 */

/** @typedef {{id: string, role: string, text: string, final: boolean, position: number}} Words */
/** @typedef {{callId: string, name: string, arguments: string, output: string | null, position: number}} Called */
/** @typedef {{type: string, id?: string, [field: string]: any}} Item */
/** @typedef {{position: number, length: number, items: Item[]}} Entry */

export const CALLER = "caller";

export const MOST_UTTERANCE = 1_000; // characters of one message: the embedded engine takes no more
export const MOST_WORDS = 12_000; // characters of what was said, about as many tokens in Japanese
export const MOST_RESULTS = 16_000; // characters of what tools were asked and answered
export const FORGOTTEN = "The beginning of this conversation is left out. Go on without greeting, and do not mention it.";
export const GOING_ON = "This is the middle of a conversation. Go on from its last words, without greeting again.";

/** What was said and done in one conversation, by the ids of its items and calls. */
export class History {
  constructor() {
    /** @type {Map<string, Words>} by item */
    this.words = new Map();
    /** @type {Map<string, Called>} by call */
    this.calls = new Map();
  }

  /** @param {Words} words as far as they are known; told again, they are corrected */
  addWords(words) {
    this.words.set(words.id, words);
  }

  /** @param {Omit<Called, "output">} call it runs */
  addCall(call) {
    this.calls.set(call.callId, { ...call, output: null });
  }

  /** @param {string} callId @param {string} output */
  addOutput(callId, output) {
    const call = this.calls.get(callId);
    if (call) call.output = output;
  }

  /** @returns {Words[]} what the agent said since the caller's last words, or the last result */
  get unheard() {
    return listUnheard([...this.words.values()], [...this.calls.values()]);
  }

  /** @returns {Item[]} all but what was unheard; none, if there is nothing to go on from */
  get heard() {
    const cut = new Set(this.unheard);
    const found = buildItems([...this.words.values()].filter((words) => !cut.has(words)), [...this.calls.values()]);
    return found.length > 1 ? found : [];
  }
}

/**
 * In the order of the conversation; words under the ids that they had, so that no line is told twice.
 * @param {Words[]} words
 * @param {Called[]} calls
 * @returns {Item[]}
 */
export function buildItems(words, calls) {
  const said = words
    .filter(({ final, text }) => final && text)
    .map((entry) => ({ ...entry, text: end(entry.text) }))
    .map((entry) => ({ position: entry.position, length: entry.text.length, items: [describeCaption(entry)] }));
  const done = calls.map((call) => ({
    position: call.position,
    length: call.arguments.length + (call.output ?? "").length,
    items: describeCall(call),
  }));
  const kept = [...keepLatest(said, MOST_WORDS), ...keepLatest(done, MOST_RESULTS)];
  const whole = kept.length === said.length + done.length;
  kept.sort((one, other) => one.position - other.position);
  return [buildNote(whole ? GOING_ON : FORGOTTEN), ...kept.flatMap(({ items }) => items)];
}

/**
 * What the agent said since the caller's last words, or the last result.
 * @param {Words[]} words
 * @param {Called[]} calls
 * @returns {Words[]}
 */
export function listUnheard(words, calls) {
  const turns = words.filter(({ role }) => role === CALLER);
  const last = Math.max(-1, ...[...turns, ...calls].map(({ position }) => position));
  return words.filter(({ role, position }) => role !== CALLER && position > last);
}

/** @param {Entry[]} entries @param {number} most @returns {Entry[]} */
export function keepLatest(entries, most) {
  let size = 0;
  const back = [...entries].sort((one, other) => other.position - one.position);
  const over = back.findIndex(({ length }) => (size += length) > most);
  return over < 0 ? back : back.slice(0, over);
}

/** @param {string} text @returns {string} its last words, without half a character at the cut */
function end(text) {
  return text.length > MOST_UTTERANCE ? [...text].slice(-MOST_UTTERANCE).join("") : text;
}

/** @param {Words} words @returns {Item} */
export function describeCaption({ id, role, text }) {
  const agent = role === "agent";
  const content = [{ type: agent ? "output_text" : "input_text", text }];
  return { id, type: "message", role: agent ? "assistant" : "user", content };
}

/** Without ids of ours: nobody asks for them by their ids here. @param {Called} call @returns {Item[]} */
export function describeCall({ callId, name, arguments: made, output }) {
  const told = [{ type: "function_call", call_id: callId, name, arguments: made }];
  return output === null ? told : [...told, { type: "function_call_output", call_id: callId, output }];
}

/** @param {string} text @returns {Item} */
export function buildNote(text) {
  return { id: "item_history", type: "message", role: "system", content: [{ type: "input_text", text }] };
}
