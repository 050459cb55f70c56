"""One answer of a chat endpoint as it grows: what can be spoken by now, and the calls in the end. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voice.engine.chat.messages import read_arguments, write_call
from voice.engine.interfaces import Call
from voice.engine.tts.sentences import take_whole
from voice.protocol.shapes import JsonObject, ToolDefinition

MOST_SPOKEN = 1_000  # letters of one answer: two minutes and more; whoever talks on has lost the thread
MOST_CALLS = 8  # of one answer
MOST_ARGUMENTS = 65_536  # characters of one call's

# What a model writes for itself, where its endpoint does not take it out: thoughts, and calls as text.
_HIDDEN = re.compile(r"<(think|thinking|reasoning|tool_call)>", re.IGNORECASE)
_THOUGHT_ENDS = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
_LONGEST_TAG = len("</reasoning>")

_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\n]{0,500}\)")
_ADDRESS = re.compile(r"https?://[!-~]{1,500}")
# HTML's, and the marks by which a template parts turns, which an endpoint should have taken out.
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,100}>|<\|[^<>|]{0,40}\|>")
# A call or its data, written as text by a model whose endpoint does not know its way of calling.
_CODE = ("{", "[{", "[TOOL_CALLS]", "```json")
_LINE_MARK = re.compile(r"^[ \t]{0,8}(?:#{1,6}[ \t]|[-*+•・▪●][ \t]?|>[ \t]?|[-=*_]{3,}$|\|)", re.MULTILINE)
_RULED_LINE = re.compile(r"^[ \t|:-]{3,}$", re.MULTILINE)
_EMPHASIS = re.compile(r"[*`~]|_{2,}|(?<!\w)_|_(?!\w)")
_PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]")
_SPACE = re.compile(r"\s+")

_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_KATAKANA_OR_KANJI = re.compile(r"[\u30a0-\u30ff\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_SENTENCE_WORDS = 3  # so many around a name in Japanese writing are an English sentence


class Visible:
    """Takes out of a growing text what is not for the caller; `text` is what is left and not taken yet."""

    def __init__(self) -> None:
        self.text = ""
        self._pending = ""
        self._closing = ""

    def add(self, text: str) -> None:
        self._pending += text
        while self._read_piece():
            pass

    def end(self) -> None:
        """Nothing more comes: what only could have become a tag is text."""
        if not self._closing:
            self.text += self._pending
        self._pending = ""

    def _read_piece(self) -> bool:
        """Whether there may be more to read."""
        if self._closing:
            end = self._pending.lower().find(self._closing)
            if end < 0:
                self._pending = self._pending[-_LONGEST_TAG:]
                return False
            self._pending, self._closing = self._pending[end + len(self._closing) :], ""
            return True
        stray, opening = _THOUGHT_ENDS.search(self._pending), _HIDDEN.search(self._pending)
        if stray and (not opening or stray.start() < opening.start()):
            # The template opened the thought itself, so that all before its end was one.
            self.text, self._pending = "", self._pending[stray.end() :]
            return True
        if opening:
            self.text += self._pending[: opening.start()]
            self._pending, self._closing = self._pending[opening.end() :], f"</{opening[1].lower()}>"
            return True
        start = self._pending.rfind("<")
        held = start if start >= 0 and len(self._pending) - start < _LONGEST_TAG else len(self._pending)
        self.text += self._pending[:held]
        self._pending = self._pending[held:]
        return False


@dataclass
class DraftCall:
    """A call whose arguments still come."""

    call_id: str = ""
    name: str = ""
    arguments: str = ""
    parsed: JsonObject | None = None  # some endpoints send an object instead of its text


class TooMuch(Exception):
    """The model does not stop calling."""


@dataclass
class Answer:
    """`add` each chunk as it comes, and say what it returns; `end` when it is whole."""

    finished: str = ""  # why it ended, in the endpoint's word; "" while it goes on
    spoken: list[str] = field(default_factory=list)
    is_cut: bool = False  # it talked on after MOST_SPOKEN
    _visible: Visible = field(default_factory=Visible)
    _calls: list[DraftCall] = field(default_factory=list)
    _places: dict[Any, DraftCall] = field(default_factory=dict)

    def add(self, chunk: Mapping[str, Any]) -> tuple[bool, list[str]]:
        """Whether it brought anything for the caller, and the sentences that are whole now.

        Raises TooMuch.
        """
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return False, []
        if isinstance(reason := choice.get("finish_reason"), str):
            self.finished = self.finished or reason
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            return False, []
        words = _read_content(delta)
        self._visible.add(words)
        called = delta.get("tool_calls")
        for place, part in enumerate(called if isinstance(called, list) else ()):
            if isinstance(part, dict):
                self._add_call(place, part)
        sentences: list[str] = []
        if not self._is_code():
            sentences, self._visible.text = take_whole(self._visible.text)
        brought = bool(self._calls or sentences or self._visible.text.strip())
        return brought and bool(words or called), self._speak(sentences)

    def end(self) -> list[str]:
        """What is left to say. Half a sentence is left unsaid where the model was stopped in it."""
        self._visible.end()
        is_unfit = self.finished in {"length", "content_filter"} or self._is_code()
        rest, self._visible.text = self._visible.text, ""
        return [] if is_unfit else self._speak([rest])

    def read_calls(self, tools: Sequence[ToolDefinition]) -> tuple[list[Call], dict[str, str]]:
        """Its calls, and what is wrong with each that cannot be made, by its id."""
        known = [str(tool.get("name", "")) for tool in tools]
        calls: list[Call] = []
        faults: dict[str, str] = {}
        for call_id, draft in self._number_calls():
            arguments = draft.parsed if draft.parsed is not None else read_arguments(draft.arguments)
            if draft.name not in known:
                faults[call_id] = f"There is no tool {draft.name[:80]!r}. There are: {', '.join(known)}."
            elif arguments is None:
                faults[call_id] = "The arguments are not one JSON object. Call again with valid arguments."
            else:
                calls.append(Call(draft.name, arguments))
        return calls, faults

    def as_messages(self, faults: Mapping[str, str]) -> Iterator[JsonObject]:
        """The answer as the model is shown it again, with what was wrong with its calls."""
        numbered = self._number_calls()
        calls = [
            # Not as it was written: an endpoint that reads them would fail on them once more.
            write_call(call_id, draft.name or "unknown", draft.arguments if call_id not in faults else "{}")
            for call_id, draft in numbered
        ]
        yield {"role": "assistant", "content": "\n".join(self.spoken) or None, "tool_calls": calls}
        for call_id, _ in numbered:
            told = faults.get(call_id, "Not carried out, because another call of the same answer was wrong.")
            yield {"role": "tool", "tool_call_id": call_id, "content": told}

    def _is_code(self) -> bool:
        return not self.spoken and self._visible.text.lstrip().startswith(_CODE)

    def _speak(self, sentences: Sequence[str]) -> list[str]:
        said: list[str] = []
        for sentence in sentences:
            if words := make_speakable(sentence):
                if sum(map(len, self.spoken)) + len(words) > MOST_SPOKEN:
                    self.is_cut = True
                    break
                self.spoken.append(words)
                said.append(words)
        self.is_cut = self.is_cut or len(self._visible.text) > MOST_SPOKEN
        return said

    def _add_call(self, place: int, part: Mapping[str, Any]) -> None:
        index = part.get("index")
        key = index if isinstance(index, int) else place
        function = part.get("function")
        function = function if isinstance(function, dict) else {}
        call_id = part.get("id") if isinstance(part.get("id"), str) else ""
        draft = self._places.get(key)
        # Some endpoints give every call the index 0, and only another id tells that a new one begins.
        if draft is None or (call_id and draft.call_id and call_id != draft.call_id):
            draft = self._places[key] = DraftCall()
            self._calls.append(draft)
            if len(self._calls) > MOST_CALLS:
                raise TooMuch(f"more than {MOST_CALLS} calls in one answer")
        draft.call_id = draft.call_id or str(call_id)
        if isinstance(name := function.get("name"), str):
            draft.name = draft.name or name
        if isinstance(arguments := function.get("arguments"), str):
            draft.arguments += arguments
        elif isinstance(arguments, dict):
            draft.parsed = arguments
        if len(draft.arguments) > MOST_ARGUMENTS:
            raise TooMuch(f"more than {MOST_ARGUMENTS} characters of arguments")

    def _number_calls(self) -> list[tuple[str, DraftCall]]:
        """Each with an id of its own, whatever the endpoint gave them."""
        return [(f"call_{place}", draft) for place, draft in enumerate(self._calls)]


def make_speakable(text: str) -> str:
    """What a voice can say of it: without the marks of markdown and HTML, addresses and pictures."""
    text = _LINK.sub(r"\1", text)
    text = _ADDRESS.sub("", text)
    text = _TAG.sub(" ", text)
    text = _LINE_MARK.sub("", _RULED_LINE.sub("", text))
    text = _PICTURE.sub("", _EMPHASIS.sub("", text))
    text = _SPACE.sub(" ", text.replace("|", " ")).strip()
    return text if any(letter.isalnum() for letter in text) else ""


def find_language(text: str, otherwise: str) -> str:
    """In which language it is to be spoken; a number or a single name says nothing of it."""
    words = len(_WORD.findall(text))
    # No Japanese sentence is without hiragana; a shop's name in an English one is.
    if _HIRAGANA.search(text) or (_KATAKANA_OR_KANJI.search(text) and words < _SENTENCE_WORDS):
        return "ja"
    return "en" if words > 1 else otherwise


def _read_content(delta: Mapping[str, Any]) -> str:
    """The words that are meant for the caller: never `reasoning_content` or `reasoning`."""
    content = delta.get("content")
    if isinstance(content, list):  # parts, as some endpoints send them
        parts = (part for part in content if isinstance(part, dict) and part.get("type") == "text")
        return "".join(text for part in parts if isinstance(text := part.get("text"), str))
    if isinstance(content, str) and content:
        return content
    refusal = delta.get("refusal")
    return refusal if isinstance(refusal, str) else ""
