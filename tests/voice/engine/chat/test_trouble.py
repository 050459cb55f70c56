"""A chat endpoint that fails: the rules go on, nothing is spoken twice, and no call is lost or made up."""

from __future__ import annotations

import itertools
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.chat import (
    MODEL,
    ChatEndpoint,
    Cut,
    Gate,
    Pause,
    Reply,
    answer,
    call,
    calling,
    chunk,
    end,
    event,
    say,
)
from tests.voice.engine.chat.conftest import BY_RULE, Open, speak_by_rule
from tests.voice.engine.chat.test_dialogue import ask, calls, respond, words
from tests.voice.engine.stage import TOOL, Stage
from voice.engine.chat.answer import MOST_CALLS, MOST_SPOKEN, Answer, TooMuch
from voice.engine.chat.client import MOST_BYTES
from voice.engine.chat.messages import MOST_CALLS_IN_A_ROW
from voice.engine.settings import ChatSettings

pytestmark = pytest.mark.engine

PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
EXCUSE = "Excuse me, let me take that up again."
MOMENT = "One moment, please."


def refused(status: int, body: str = '{"error": {"message": "no"}}', **headers: str) -> Reply:
    return Reply(
        [body], status, "application/json", {name.replace("_", "-"): value for name, value in headers.items()}
    )


UNUSABLE: dict[str, Reply] = {
    "401": refused(401),
    "403": refused(403),
    "404": refused(404),
    "429": refused(429, Retry_After="7"),
    "429 with a date": refused(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
    "429 with nonsense": refused(429, Retry_After="soon"),
    "500": refused(500),
    "a redirect": refused(307, location="http://127.0.0.1:9/"),
    "a page with an error": Reply([PAGE], 502, "text/html"),
    "a page without": Reply([PAGE], 200, "text/html"),
    "no events": Reply([PAGE]),
    "nothing": Reply([]),
    "an empty answer": Reply(end()),
    "only a thought": Reply([*say("<think>Hm.</think>"), *end()]),
    "a thought without end": Reply([*say("<think>Hm. "), *end()]),
    "only marks": answer("** — **\n"),
    "no JSON": Reply(["data: {oops\n\n"]),
    "no object": Reply([event([1]), *end()]),
    "no UTF-8": Reply([b"data: \xff\xfe\n\n", *end()]),
    "an error in the stream": Reply([event({"error": {"message": "out of memory"}}), *end()]),
    "whole JSON that is an error": Reply(['{"error": "overloaded"}'], kind="application/json"),
    "whole JSON that is none": Reply(["oops"], kind="application/json"),
    "a call as text": answer('{"name": "get_availability", "arguments": {"place": "x"}}'),
    "half a sentence, then a cut": Reply([*say("Half a sent"), Cut()]),
    "half a sentence, then the end": Reply(say("Half a sent")),
    "half a sentence of too few tokens": Reply([*say("Half a sent"), *end("length")]),
    "half a call, then a cut": Reply([*call("get_availability", '{"place": "x"}')[:2], Cut()]),
    "a whole call, then a cut": Reply([*call("get_availability", '{"place": "x"}'), Cut()]),
    "too many calls": Reply(
        [*itertools.chain(*(call("get_availability", "{}", index=n) for n in range(MOST_CALLS + 1))), *end()]
    ),
    "arguments without end": Reply(call("get_availability", "x" * 80_000, step=40_000)),
    "a thought without end or bound": Reply(itertools.repeat(chunk({"content": "<think>" + "x" * 60_000}))),
    "a line without end": Reply(itertools.repeat("data: " + "x" * 60_000)),
    "a sentence without end": Reply(itertools.repeat(chunk({"content": "and so on "}))),
}


@pytest.mark.parametrize("reply", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_an_answer_that_cannot_be_used_is_the_rules_to_give(
    talk: Open, endpoint: ChatEndpoint, reply: Reply
) -> None:
    endpoint.script(reply)
    async with talk(tools=[TOOL]) as stage:
        response = await ask(stage)
        assert response["status"] == "completed"
        assert words(response) == BY_RULE
        assert calls(response) == []


@pytest.mark.parametrize(
    "tail", [[Cut()], [], end("length"), [event({"error": "gone"})], ["data: {oops\n\n"]], ids=str
)
async def test_what_was_spoken_before_the_break_is_not_spoken_again(
    talk: Open, endpoint: ChatEndpoint, tail: list[Any]
) -> None:
    is_whole = tail == end("length")
    endpoint.script(Reply([*say("We have three cars. ", "The first is a comp"), *tail]))
    async with talk() as stage:
        response = await ask(stage)
        assert words(response) == "We have three cars." + ("" if is_whole else f" {EXCUSE} {BY_RULE}")
        assert stage.tts.said.count("We have three cars.") == 1


@pytest.mark.parametrize("bad", ["{", "[1]", '"text"', "null", "{'place': 1}", '{"a": ' * 200])
async def test_arguments_that_are_no_object_are_told_to_the_model_and_mended(
    talk: Open, endpoint: ChatEndpoint, bad: str
) -> None:
    endpoint.script(
        calling(("get_availability", bad), words="Let me look."),
        calling(("get_availability", {"place": "x"})),
    )
    async with talk(tools=[TOOL]) as stage:
        response = await ask(stage)
        assert calls(response) == [("get_availability", {"place": "x"})]
        assert words(response) == "Let me look."
    made, told = endpoint.requests[1].messages[-2:]
    assert made["content"] == "Let me look."
    assert "not one JSON object" in told["content"]


async def test_a_tool_that_is_not_there_is_told_to_the_model(talk: Open, endpoint: ChatEndpoint) -> None:
    both = calling(("get_availability", {"place": "x"}), ("drop_tables", {}))
    endpoint.script(both, answer("I can only look for cars."))
    async with talk(tools=[TOOL]) as stage:
        response = await ask(stage)
        assert (calls(response), words(response)) == ([], "I can only look for cars.")
    first, second = endpoint.requests[1].messages[-2:]
    assert "Not carried out" in first["content"]
    assert second["content"] == "There is no tool 'drop_tables'. There are: get_availability."


async def test_a_model_that_insists_on_a_wrong_call_is_left_to_the_rules(
    talk: Open, endpoint: ChatEndpoint
) -> None:
    endpoint.script(calling(("drop_tables", {})))
    async with talk(tools=[TOOL]) as stage:
        assert words(await ask(stage)) == BY_RULE
    assert len(endpoint.requests) == 2


async def test_a_model_that_calls_and_calls_is_made_to_speak(talk: Open, endpoint: ChatEndpoint) -> None:
    endpoint.script(calling(("get_availability", {"place": "x"})))
    async with talk(tools=[TOOL]) as stage:
        response = await ask(stage)
        for _ in range(MOST_CALLS_IN_A_ROW):
            if not (made := [item for item in response["output"] if item["type"] == "function_call"]):
                break
            for item in made:
                output = {"type": "function_call_output", "call_id": item["call_id"], "output": "{}"}
                await stage.say("conversation.item.create", item=output)
            response = await respond(stage)
        # It called even so: the rules speak.
        assert (calls(response), words(response)) == ([], BY_RULE)
    assert [request.body["tool_choice"] for request in endpoint.requests] == [
        "auto"
    ] * MOST_CALLS_IN_A_ROW + ["none"]


async def test_a_huge_answer_is_cut_after_a_sentence(talk: Open, endpoint: ChatEndpoint) -> None:
    sentence = "And there is one more car that I must tell you about. "
    endpoint.script(Reply(itertools.repeat(chunk({"content": sentence}))))
    async with talk() as stage:
        response = await ask(stage)
        assert response["status"] == "completed"
        assert MOST_SPOKEN - 2 * len(sentence) < len(words(response)) <= MOST_SPOKEN + MOST_SPOKEN // 10
        assert BY_RULE not in words(response)
    await endpoint.wait_for_hang_up()


class TestLateBegin:
    @pytest.fixture
    def limits(self) -> dict[str, Any]:
        return {"first_token_seconds": 0.6, "filler_seconds": 0.2}

    @pytest.mark.parametrize(
        "before",
        [
            [],
            [chunk({"role": "assistant", "content": ""})],
            [chunk({"content": "<think>Hm"})],
            [": keep-alive\n\n"],
        ],
        ids=["nothing", "a role", "a thought", "a comment"],
    )
    async def test_a_first_token_that_does_not_come_is_bridged_and_then_given_up(
        self, talk: Open, endpoint: ChatEndpoint, before: list[str]
    ) -> None:
        endpoint.script(Reply([*before, Gate(), *say("Too late."), *end()]))
        async with talk() as stage:
            assert words(await ask(stage)) == f"{MOMENT} {BY_RULE}"
        await endpoint.wait_for_hang_up()

    async def test_nobody_is_asked_to_wait_for_a_greeting(self, talk: Open, endpoint: ChatEndpoint) -> None:
        endpoint.script(Reply([Gate()]))
        async with talk() as stage:
            assert words(await respond(stage)) == BY_RULE


class TestPatience:
    @pytest.fixture
    def limits(self) -> dict[str, Any]:
        return {"filler_seconds": 0.2}

    async def test_a_first_token_that_comes_late_is_only_bridged(
        self, talk: Open, endpoint: ChatEndpoint
    ) -> None:
        gate = Gate()
        endpoint.script(Reply([gate, *say("Here I am."), *end()]))
        async with talk() as stage:
            await stage.write("hello")
            await stage.say("response.create")
            await stage.tape.until("response.output_audio_transcript.delta")
            gate.opened.set()
            response = (await stage.tape.until("response.done"))["response"]
            assert words(response) == f"{MOMENT} Here I am."


class TestStall:
    @pytest.fixture
    def limits(self) -> dict[str, Any]:
        return {"token_seconds": 0.5, "answer_seconds": 1.5}

    async def test_a_stream_that_stalls_is_given_up(self, talk: Open, endpoint: ChatEndpoint) -> None:
        endpoint.script(Reply([*say("We have three cars. ", "The "), Gate()]))
        async with talk() as stage:
            assert words(await ask(stage)) == f"We have three cars. {EXCUSE} {BY_RULE}"

    async def test_a_stream_that_trickles_without_end_is_given_up(
        self, talk: Open, endpoint: ChatEndpoint
    ) -> None:
        endpoint.script(Reply(itertools.cycle([chunk({"content": "a"}), Pause(0.1)])))
        async with talk() as stage:
            assert words(await ask(stage)) == BY_RULE
        await endpoint.wait_for_hang_up()

    async def test_the_end_of_the_stream_is_not_awaited_once_the_answer_is_whole(
        self, talk: Open, endpoint: ChatEndpoint
    ) -> None:
        endpoint.script(Reply([*say("Whole."), chunk({}, "stop"), Gate()]))
        async with talk() as stage:
            assert words(await ask(stage)) == "Whole."


async def test_an_endpoint_that_is_down_is_left_alone_for_a_while(
    endpoint: ChatEndpoint, talk: Open, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint.script(refused(401, '{"error": {"message": "wrong key"}}'))
    with caplog.at_level(logging.WARNING):
        async with talk() as stage:
            assert words(await ask(stage)) == BY_RULE
            assert words(await ask(stage)) == BY_RULE
    assert len(endpoint.requests) == 1
    assert "wrong key" in caplog.text
    assert "Check DIALOGUE_API_KEY." in caplog.text
    assert "sk-1" not in caplog.text


async def test_a_refusal_that_repeats_the_key_is_logged_without_it(
    endpoint: ChatEndpoint, talk: Open, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint.script(Reply(["headers: Authorization: Bearer sk-1"], 400, "text/plain"))
    async with talk() as stage:
        assert words(await ask(stage)) == BY_RULE
    assert "headers: Authorization: Bearer …" in caplog.text
    assert "sk-1" not in caplog.text


async def test_a_connection_that_was_closed_meanwhile_is_no_failure(
    talk: Open, endpoint: ChatEndpoint
) -> None:
    endpoint.script(Reply([*say("Good day."), *end()], closes=True), answer("Here I am."))
    async with talk() as stage:
        assert words(await ask(stage)) == "Good day."
        assert words(await ask(stage)) == "Here I am."
    assert endpoint.connections == 2


async def test_an_endpoint_that_asks_for_no_pause_is_asked_at_the_next_turn(
    endpoint: ChatEndpoint, talk: Open
) -> None:
    endpoint.script(refused(429, Retry_After="0"), refused(400), answer("I am back."))
    async with talk() as stage:
        assert words(await ask(stage)) == BY_RULE
        assert words(await ask(stage)) == BY_RULE
        assert words(await ask(stage)) == "I am back."


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://nowhere.invalid/v1", "http://[bad/v1"])
async def test_an_endpoint_that_cannot_be_reached_is_the_rules_to_replace(url: str) -> None:
    chat = ChatSettings(url=url, model=MODEL, api_key="鍵")
    async with Stage(chat=chat, dialogue=speak_by_rule) as stage:
        assert words(await ask(stage)) == BY_RULE


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "content",
                    "tool_calls",
                    "function",
                    "name",
                    "arguments",
                    "index",
                    "id",
                    "finish_reason",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.lists(json_values | json_values.map(lambda delta: {"choices": [{"delta": delta}]}), max_size=5))
def test_no_chunk_breaks_an_answer(chunks: list[Any]) -> None:
    answer = Answer()
    try:
        for made in chunks:
            if isinstance(made, dict):
                answer.add(made)
    except TooMuch:
        return
    answer.end()
    found, faults = answer.read_calls([TOOL])
    assert all(isinstance(made.arguments, dict) and made.name == TOOL["name"] for made in found)
    json.dumps(list(answer.as_messages(faults)))


def test_no_more_is_read_than_a_bound() -> None:
    assert MOST_BYTES > 100 * MOST_SPOKEN
