"""A session with tools that are not ours, held truthfully: no model here could follow its instructions.

What the session forces is done: the tool is called with arguments that fit its schema, and its result is
spoken. Anything else the agent says it cannot do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from voice.engine.dialogue import facts
from voice.engine.dialogue.nlu.language import choose_language, is_japanese
from voice.engine.dialogue.other_tools import arguments, schemas
from voice.engine.dialogue.replay import read_words
from voice.engine.dialogue.state import reservation_results, session_facts
from voice.engine.interfaces import Call, Prompt, Say

OUR_READS = frozenset({"list_locations", "get_availability", *facts.LOOKUPS})
OURS = frozenset({*OUR_READS, "create_reservation", *reservation_results.RESERVATION_TOOLS})
_MOST_SPOKEN = 400  # letters of one tool's result: about half a minute
_MOST_HEARD = 120  # letters of what the caller said, repeated: enough to show that it was heard

_TEXTS = {
    "en": {
        "hello": "Hello. I am the built-in voice engine.",
        "heard": "I heard: {words}",
        "unheard": "I did not hear any words.",
        "limits": "I cannot follow this session's instructions. I can only call the tools that it forces.",
        "empty": "The tool gave no text.",
    },
    "ja": {
        "hello": "こんにちは。内蔵の音声エンジンです。",
        "heard": "「{words}」と聞こえました。",
        "unheard": "言葉を聞き取れませんでした。",
        "limits": "このセッションの指示に従うことはできません。指定されたツールの呼び出しだけができます。",
        "empty": "ツールから文章は返ってきませんでした。",
    },
}


@dataclass
class Exchange:
    """What has happened since the caller's last words, as far as other tools are concerned."""

    words: str = ""
    spoken_to: bool = False
    called: set[str] = field(default_factory=set)  # tools
    unsaid: list[str] = field(default_factory=list)  # results that were not said yet


def has_only_other_tools(prompt: Prompt) -> bool:
    """Whether every tool of the session is somebody else's."""
    names = {*_index_tools(prompt), *_names_of_calls(prompt.items).values()}
    return bool(names) and not names & OURS


def leave_out_other_tools(prompt: Prompt) -> Prompt:
    """The same as our own dialogue understands it: calls of other tools, and their results, left out."""
    called = _names_of_calls(prompt.items)
    others = {call_id for call_id, name in called.items() if name not in OURS}
    return replace(prompt, items=[item for item in prompt.items if item.get("call_id") not in others])


def respond(prompt: Prompt) -> list[Say | Call]:
    """What is said and done in a session that has none of our tools."""
    exchange = read_exchange(prompt.items)
    if call := find_forced_call(prompt, exchange):
        return [call]
    if exchange.unsaid:
        return speak_results(exchange, prompt.language)
    language = choose_language(_language(prompt), exchange.words, naming=False)
    texts = _TEXTS[language]
    if not exchange.spoken_to:
        said = texts["hello"]
    elif exchange.words:
        said = texts["heard"].format(words=_shorten(exchange.words, _MOST_HEARD))
        said += "" if language == "ja" or said.endswith((".", "!", "?")) else "."
    else:
        said = texts["unheard"]
    return [Say(said + ("" if language == "ja" else " ") + texts["limits"], language)]


def find_forced_call(prompt: Prompt, exchange: Exchange, decided: Sequence[Say | Call] = ()) -> Call | None:
    """The call that `tool_choice` forces, unless it was made since the caller's last words: that would loop.

    A call that the dialogue has decided on is preferred to one made up for the schema.
    """
    tools = _index_tools(prompt)
    choice = prompt.tool_choice
    calls = [part for part in decided if isinstance(part, Call)]
    if choice == "required":
        if exchange.called or not tools:
            return None
        name = _choose_tool(tools, exchange.words)
    elif isinstance(choice, Mapping) and choice.get("name") in tools:
        name = str(choice["name"])
        if name in exchange.called:
            return None
        calls = [call for call in calls if call.name == name]
    else:
        return None
    if calls:
        return calls[0]
    try:
        today = session_facts.read_today(prompt.instructions).isoformat()
        given = arguments.make_arguments(tools[name].get("parameters"), exchange.words, today=today)
    except schemas.Unfit:
        given = {}
    return Call(name, given)


def read_exchange(items: Sequence[Mapping[str, Any]]) -> Exchange:
    """What happened since the caller's last words, from all items of the conversation."""
    called = _names_of_calls(items)
    now = Exchange()
    for item in items:
        kind, role = item.get("type"), item.get("role")
        if kind == "message" and role == "user":
            now = Exchange(words=read_words(item), spoken_to=True, unsaid=now.unsaid)
        elif kind == "message" and role == "assistant":
            now.unsaid = []
        elif kind == "function_call" and item.get("status") != "incomplete":
            now.called.add(str(item.get("name", "")))
        elif kind == "function_call_output":
            name = called.get(str(item.get("call_id", "")))
            if name is not None and name not in OURS:
                now.unsaid.append(str(item.get("output", "")))
    return now


def speak_results(exchange: Exchange, language: str) -> list[Say | Call]:
    """Each result as it is, in the language it is written in."""
    said: list[Say | Call] = []
    for output in exchange.unsaid:
        text = _shorten(speak_result(output), _MOST_SPOKEN)
        is_english = not is_japanese(text) and any(letter.isalpha() for letter in text)
        told = "ja" if is_japanese(text) else "en" if is_english or language == "en" else "ja"
        said.append(Say(text or _TEXTS[told]["empty"], told))
    return said


def speak_result(output: str) -> str:
    """A tool's result for the ear: text as it is, of JSON what it says."""
    text = output.strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(value, str):
        return value.strip()
    return _read_out(value) if isinstance(value, dict | list) else text


def _read_out(value: Any) -> str:
    """`{"sky": "clear", "wind": "south"}` as "sky: clear, wind: south"; one lonely value without its name."""
    if isinstance(value, dict):
        while isinstance(value, dict) and len(value) == 1:
            value = next(iter(value.values()))
        if isinstance(value, dict):
            return ", ".join(f"{name}: {_read_out(entry)}" for name, entry in value.items())
    if isinstance(value, list):
        return ", ".join(map(_read_out, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shorten(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    cut = text[:most]
    end = max(cut.rfind(mark) for mark in " 。、.,\n")
    return (cut[:end] if end > most // 2 else cut) + "…"


def _index_tools(prompt: Prompt) -> dict[str, Mapping[str, Any]]:
    return {str(tool.get("name", "")): tool for tool in prompt.tools}


def _names_of_calls(items: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the tools that were called, by the ids of the calls."""
    calls = [item for item in items if item.get("type") == "function_call"]
    return {str(item.get("call_id", "")): str(item.get("name", "")) for item in calls}


def _choose_tool(tools: Mapping[str, Mapping[str, Any]], words: str) -> str:
    """The tool that the words speak of; of ours, none that writes, as nobody has agreed to anything."""
    heard = set(arguments.simplify(words).split())

    def score(name: str) -> tuple[bool, int]:
        about = arguments.simplify(f"{name} {tools[name].get('description') or ''}")
        return (name not in OURS - OUR_READS, len(heard & set(about.split())))

    return max(tools, key=score)


def _language(prompt: Prompt) -> str:
    return "en" if prompt.language == "en" else "ja"
