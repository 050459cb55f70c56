"""A conversation as items that another call can begin with: bounded, the latest first kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from voice.call.call_record import FunctionCall
from voice.call.recovery import output_id
from voice.call.transcript import Caption
from voice.protocol.shapes import Item

CALLER = "caller"

MOST_UTTERANCE = 1_000  # characters of one message: the embedded engine takes no more (docs/engine.md)
MOST_WORDS = 12_000  # characters of what was said, about as many tokens in Japanese
MOST_RESULTS = 16_000  # characters of what tools were asked and answered
FORGOTTEN = "The beginning of this conversation is left out. Go on without greeting, and do not mention it."
GOING_ON = "This is the middle of a conversation. Go on from its last words, without greeting again."


def build_items(captions: Iterable[Caption], calls: Iterable[FunctionCall]) -> list[Item]:
    """In the order of the conversation; under the ids that the items had, so that no line is told twice."""
    heard = [replace(c, text=c.text[-MOST_UTTERANCE:]) for c in captions if c.final and c.text]
    said = [(c.position, len(c.text), [describe_caption(c)]) for c in heard]
    done = [(c.position, len(c.arguments) + len(c.output or ""), describe_call(c)) for c in calls]
    kept = [*keep_latest(said, MOST_WORDS), *keep_latest(done, MOST_RESULTS)]
    told = [item for _position, told in sorted(kept, key=lambda entry: entry[0]) for item in told]
    whole = len(kept) == len(said) + len(done)
    return [build_note(GOING_ON if whole else FORGOTTEN), *told]


def list_unheard(captions: Iterable[Caption], calls: Iterable[FunctionCall]) -> list[Caption]:
    """What the agent said since the caller's last words, or the last result."""
    captions = list(captions)
    turns = [c.position for c in captions if c.role == CALLER] + [c.position for c in calls]
    last = max(turns, default=-1)
    return [caption for caption in captions if caption.role != CALLER and caption.position > last]


def keep_latest(entries: list[tuple[int, int, list[Item]]], most: int) -> list[tuple[int, list[Item]]]:
    kept, size = [], 0
    for position, length, told in sorted(entries, key=lambda entry: entry[0], reverse=True):
        size += length
        if size > most:
            break
        kept.append((position, told))
    return kept


def describe_caption(caption: Caption) -> Item:
    agent = caption.role != CALLER  # a person of the staff speaks in the agent's place
    content = [{"type": "output_text" if agent else "input_text", "text": caption.text}]
    role = "assistant" if agent else "user"
    return {"id": caption.item_id, "type": "message", "role": role, "content": content}


def describe_call(call: FunctionCall) -> list[Item]:
    asked = {"call_id": call.call_id, "name": call.name, "arguments": call.arguments}
    items: list[Item] = [
        {"id": output_id(call.call_id).replace("fo_", "fc_"), "type": "function_call", **asked}
    ]
    if call.output is not None:
        told = {"call_id": call.call_id, "output": call.output}
        items.append({"id": output_id(call.call_id), "type": "function_call_output", **told})
    return items


def build_note(text: str) -> Item:
    content = [{"type": "input_text", "text": text}]
    return {"id": "item_history", "type": "message", "role": "system", "content": content}
