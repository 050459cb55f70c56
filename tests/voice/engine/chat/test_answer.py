"""What is spoken of an answer does not depend on how it was cut into tokens, nor a request on its items."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.chat import Request, check
from voice.engine.chat.answer import Answer, find_language, make_speakable
from voice.engine.chat.messages import write_messages, write_options
from voice.engine.interfaces import Prompt

pytestmark = pytest.mark.unit

THOUGHT = "the caller is rude"
PIECES = [
    "かしこまりました。",
    "Good morning. ",
    "Is 10.5 right? ",
    "「はい。」と",
    "**コンパクト**です。\n",
    "- a Kei car\n",
    "3 < 5 ",
    f"<think>{THOUGHT}. </think>",
    f"<THINK>{THOUGHT}</THINK>",
    f"<tool_call>{{{THOUGHT}}}</tool_call>",
    "Mr. Smith, ",
    "<b>now</b>",
    "at 10 a.m. sharp! ",
    "お時間は、",
]


def listen(*deltas: str) -> str:
    answer = Answer()
    said = [sentence for text in deltas for sentence in answer.add(as_chunk(text))[1]]
    return "".join(letter for letter in "".join([*said, *answer.end()]) if letter.isalnum())


def as_chunk(text: str) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}}]}


@given(st.data(), st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_the_same_is_spoken_however_it_was_cut_into_tokens(data: st.DataObject, pieces: list[str]) -> None:
    text = "".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    tokens = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert listen(*tokens) == listen(text)
    assert "rude" not in listen(*tokens)


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_nothing_but_the_hidden_is_left_out(pieces: list[str]) -> None:
    visible = [piece for piece in pieces if THOUGHT not in piece]
    assert listen(*pieces) == listen("".join(visible))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Tokyo Station** has _three_ cars.", "Tokyo Station has three cars."),
        ("## 空き状況\n", "空き状況"),
        ("- コンパクト\n- ミニバン\n", "コンパクト ミニバン"),
        ("See [our page](https://example.com/a_b) now.", "See our page now."),
        ("詳しくはhttps://example.com/x?y=1をどうぞ。", "詳しくはをどうぞ。"),
        ("| shop | cars |\n|---|---|\n| Tokyo | 3 |\n", "shop cars Tokyo 3"),
        ("`get_availability`を呼びます。", "get_availabilityを呼びます。"),
        ("かしこまりました😊✨", "かしこまりました"),
        ("<br>OK<|im_end|>", "OK"),
        ("---\n", ""),
        ("**", ""),
        ("R-402-7311, 5 > 3 & 10:00–18:00", "R-402-7311, 5 > 3 & 10:00–18:00"),
        ("8,800円（税込）です。", "8,800円（税込）です。"),
    ],
)
def test_marks_are_not_spoken(written: str, spoken: str) -> None:
    assert make_speakable(written) == spoken


@pytest.mark.parametrize(
    "text", ['{"name": "book", "arguments": {}}', '[{"name": "x"}]', "```json\n{}\n```", "[TOOL_CALLS] []"]
)
def test_a_call_that_was_written_as_text_is_not_read_out(text: str) -> None:
    assert listen(text) == listen(*text) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("東京駅前店です", "ja"),
        ("R-402のご予約", "ja"),
        ("Good morning", "en"),
        ("Our shop 東京駅前店 is open until eight.", "en"),
        ("Toyota Yaris Hybridです", "ja"),
        ("コンパクト、8,800円", "ja"),
        ("R-402-7311", "?"),
        ("Yaris", "?"),
        ("", "?"),
    ],
)
def test_the_language_is_found_by_the_words(text: str, language: str) -> None:
    assert find_language(text, "?") == language


def message(role: str, words: str) -> dict[str, Any]:
    part = {"transcript": words} if words else {"transcript": None}
    return {"type": "message", "role": role, "content": [{"type": "input_audio", **part}]}


CALLS = [
    {"type": "function_call", "name": "look", "call_id": f"c{n}", "arguments": arguments, "status": status}
    for n, (arguments, status) in enumerate(
        [("{}", "completed"), ("{oops", "completed"), ("[1]", "completed"), ("{", "incomplete")]
    )
]
OUTPUTS = [{"type": "function_call_output", "call_id": f"c{n}", "output": "{}"} for n in range(6)]
items = st.builds(
    message, st.sampled_from(["user", "assistant", "system"]), st.sampled_from(["hello", "はい", ""])
)


@given(st.lists(items | st.sampled_from(CALLS) | st.sampled_from(OUTPUTS), max_size=10, unique_by=id))
def test_whatever_the_items_are_the_request_is_as_the_vendor_wants_it(seen: list[dict[str, Any]]) -> None:
    prompt = Prompt(
        "You rent cars.", [{"type": "function", "name": "look"}], seen, extra_instructions="Be brief."
    )
    messages = write_messages(prompt)
    check(
        Request("/v1/chat/completions", {}, {"stream": True, "messages": messages, **write_options(prompt)})
    )
    assert messages[1]["role"] == "user"
    turns = [made["role"] for made in messages]
    assert ("user", "user") not in list(pairwise(turns))
    told = json.dumps(messages, ensure_ascii=False)
    assert all(
        words in told for item in seen for words in [item.get("content", [{}])[0].get("transcript") or ""]
    )
