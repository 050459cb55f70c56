"""Recomputes the dialogue from the conversation's items. Agent items are replayed through the policy, so what
was asked is known even where the words were cut off."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from hashlib import blake2b
from typing import Any

from voice.engine.dialogue import facts
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.policy import found_reservation, two_step
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.policy.side_questions import ABOUT_SHOPS
from voice.engine.dialogue.state import quotes, reservation_steps, tool_results
from voice.engine.dialogue.state.dialogue import Dialogue, Turn
from voice.engine.dialogue.state.update import update_from_words
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import read_json

Decide = Callable[[Dialogue], Reply]
Key = tuple[Decide, bytes]

# So many states of the calls that are going on are remembered, of some 3 KB each; a turn makes two or three.
_KEPT = 512


def replay(dialogue: Dialogue, items: Sequence[Mapping[str, Any]], decide: Decide) -> Dialogue:
    """The dialogue after all `items` of the conversation, oldest first.

    `dialogue` must be as `open_dialogue` made it, and may be changed. `decide` is asked once for each of the
    agent's messages: what it was to say is compared with what was heard. It must only read.

    What the items before the newest came to is remembered, so that a turn of a long call costs no more than
    one of a short call.
    """
    keys = _make_keys(dialogue, items, decide)
    known, remembered = _cache.recall(keys)
    dialogue = remembered or dialogue
    for item in items[known:]:
        kind, role = item.get("type"), item.get("role")
        if kind == "message" and role == "user":
            update_from_words(dialogue, read_words(item), typed=_is_typed(item))
        elif kind == "message" and role == "assistant":
            _note_speech(dialogue, read_words(item), decide(dialogue))
        elif kind == "function_call" and item.get("status") != "incomplete":
            _note_call(dialogue, item)
        elif kind == "function_call_output":
            _note_result(dialogue, item)
    if known < len(items):
        _cache.keep(keys[-1], dialogue)
    return dialogue


class _StateCache:
    """Dialogues by what they came from. Several threads may ask; what they get is their own."""

    def __init__(self) -> None:
        self._states: OrderedDict[Key, Dialogue] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, keys: Sequence[Key]) -> tuple[int, Dialogue | None]:
        """Of keys for ever more items the last that is known: how many items it stands for, and a copy."""
        with self._lock:
            for count in range(len(keys) - 1, 0, -1):
                if state := self._states.get(keys[count]):
                    self._states.move_to_end(keys[count])
                    return count, deepcopy(state)
        return 0, None

    def keep(self, key: Key, dialogue: Dialogue) -> None:
        state = deepcopy(dialogue)
        with self._lock:
            self._states[key] = state
            if len(self._states) > _KEPT:
                self._states.popitem(last=False)


_cache = _StateCache()


def _make_keys(dialogue: Dialogue, items: Sequence[Mapping[str, Any]], decide: Decide) -> list[Key]:
    """For the dialogue as it was opened, and after each of the items."""
    digest = blake2b(repr(dialogue).encode(), digest_size=16)
    keys = [(decide, digest.digest())]
    for item in items:
        digest.update(json.dumps(item, sort_keys=True, default=repr).encode())
        keys.append((decide, digest.digest()))
    return keys


def read_words(item: Mapping[str, Any]) -> str:
    """The words of a message: what was typed, or the transcript of what was said; "" where there are none."""
    content = item.get("content")
    parts = [part for part in content if isinstance(part, Mapping)] if isinstance(content, list) else []
    words = [part.get("transcript") or part.get("text") or "" for part in parts]
    return " ".join(word for word in words if isinstance(word, str)).strip()


def _is_typed(item: Mapping[str, Any]) -> bool:
    """Whether nothing of it was heard: what was typed has not been misheard."""
    content = item.get("content")
    kinds = (
        {part.get("type") for part in content if isinstance(part, Mapping)}
        if isinstance(content, list)
        else set()
    )
    return kinds == {"input_text"}


def _note_speech(d: Dialogue, text: str, reply: Reply) -> None:
    """The agent spoke. What it told is done with; whether a read-back was heard is judged by the words."""
    if text and not _is_own(d, text, reply):
        # Somebody else spoke (a language model that has failed since). What stood is answered, but nothing
        # of ours was asked or read back.
        reply, d.asked = Reply([text]), ""
    d.unsaid = reply.sentences if d.spoken_to and _was_stopped(d, text, reply) else []
    if not text and not reply.calls:  # not a word of it was heard: it has answered nothing
        d.half_asked = reply.asked
        return
    d.half_asked, d.undone = None, bool(reply.calls)
    if reply.asked is not None:
        d.asked = reply.asked
    d.matter_known = d.matter_known or d.asked == "matter"
    d.over = reply.over
    if d.case:
        d.case.told = d.case.told or found_reservation.describe_reservation(d, d.case) in reply.sentences
        d.case.note_speech(text, reply.words, reply.quote)
        if reply.closes or (d.case.done and d.case.over):
            reservation_steps.close(d)
    if reply.details:  # those of the booking that waited until then
        _read_back(d, text, reply.details)
    if reply.contact:
        d.asked_contact |= {reply.contact}
    d.odd_phone = "told" if d.odd_phone else ""
    d.greeted, d.news, d.refused_model, d.model_out = True, (), "", ("", "")
    d.new_words = d.settled = False
    if reply.calls and reply.concern:
        d.turn = Turn(concerns=frozenset({reply.concern}), about=d.turn.text)
    elif facts.ANSWER not in {
        call.name for call in reply.calls
    }:  # else the words still wait for their answer
        # What only the shops' data can answer is answered after they were looked up.
        lasting = ABOUT_SHOPS | ({"price"} if d.wants_price or d.case else set())
        kept = Turn(
            topics=d.turn.topics & lasting, day=d.turn.day, last_day=d.turn.last_day, shop=d.turn.shop
        )
        d.turn = kept if reply.calls else Turn()
    if reply.concern:
        d.helped = (*d.helped, reply.concern)
    d.price = d.answer = None
    d.told = True
    if d.booking and not d.announced:
        d.cut_announcements += 1
        heard = squeeze(d.booking.number) in squeeze(text)
        d.announced = heard or d.cut_announcements > 1
    d.problem = None
    if not reply.calls:
        d.retrying = d.car_is_news = d.car_is_doubtful = False


def _is_own(d: Dialogue, text: str, reply: Reply) -> bool:
    """Whether the words are what the policy was to say here, as far as they were heard, whatever was said
    before it in the same breath."""
    heard, own = squeeze(text), squeeze(wording.join_sentences(d.language, reply.sentences))
    return bool(own) and (own.startswith(heard) or heard.endswith(own))


def _was_stopped(d: Dialogue, text: str, reply: Reply) -> bool:
    """Whether the caller missed more than the question at the end, which is asked again anyway."""
    if reply.calls or reply.over or reply.details:
        return False
    heard, told = squeeze(text), squeeze(wording.join_sentences(d.language, reply.sentences[:-1]))
    return len(heard) < len(told) and told.startswith(heard)


def _read_back(d: Dialogue, text: str, details: tuple[str, ...]) -> None:
    """Twice begun counts as heard: a caller who cuts in twice with a yes knows what it is about."""
    if d.read_back == details:
        return
    if quotes.was_heard(_describe_details(d), text) or d.cut_read_backs:
        d.read_back, d.cut_read_backs = details, 0
    elif text:
        d.cut_read_backs += 1


def _describe_details(d: Dialogue) -> str:
    quote = two_step.find_hold(d) if d.two_steps else None
    return (two_step.choose_summary(d, quote) if quote else two_step.describe_details(d)) or "\0"


def _note_call(d: Dialogue, item: Mapping[str, Any]) -> None:
    name, call_id = str(item.get("name", "")), str(item.get("call_id", ""))
    arguments = item.get("arguments")
    d.pending[call_id] = (name, arguments if isinstance(arguments, str) else "{}")
    d.waited = 0
    d.new_words = d.undone = False


def _note_result(d: Dialogue, item: Mapping[str, Any]) -> None:
    name, arguments = d.pending.pop(str(item.get("call_id", "")), ("", "{}"))
    if name:
        d.unsaid = []
        d.told = d.retrying = False
        d.latest = name
        tool_results.learn_result(d, name, _parse(arguments), _parse(item.get("output")))


def _parse(text: object) -> JsonObject:
    try:
        found = read_json(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
