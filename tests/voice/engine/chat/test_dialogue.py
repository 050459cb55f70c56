"""A chat endpoint decides: a sentence is spoken when it is whole, calls are made when the answer is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes.chat import ChatEndpoint, Gate, Reply, answer, call, calling, chunk, end, event, say
from tests.voice.engine.chat.conftest import BY_RULE, Open
from tests.voice.engine.stage import TOOL, Stage
from voice.engine.chat.client import ChatClient
from voice.engine.settings import ChatSettings

pytestmark = pytest.mark.engine


async def ask(stage: Stage, text: str = "hello", **response: Any) -> dict[str, Any]:
    await stage.write(text)
    return await respond(stage, **response)


async def respond(stage: Stage, **response: Any) -> dict[str, Any]:
    await stage.say("response.create", **({"response": response} if response else {}))
    done: dict[str, Any] = (await stage.tape.until("response.done"))["response"]
    return done


def words(response: dict[str, Any]) -> str:
    parts = [part for item in response["output"] for part in item.get("content", ())]
    return " ".join(part.get("transcript") or part.get("text") or "" for part in parts)


def calls(response: dict[str, Any]) -> list[tuple[str, Any]]:
    found = [item for item in response["output"] if item["type"] == "function_call"]
    return [(item["name"], json.loads(item["arguments"])) for item in found]


async def test_what_the_endpoint_writes_is_spoken(talk: Open, endpoint: ChatEndpoint) -> None:
    endpoint.script(answer("Good ", "morning. ", "Where do you ", "need a car?"))
    async with talk(instructions="You rent cars.") as stage:
        response = await ask(stage)
        assert response["status"] == "completed"
        assert words(response) == "Good morning. Where do you need a car?"
        assert stage.tts.said == ["Good morning.", "Where do you need a car?"]
    (request,) = endpoint.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-1"
    assert request.messages[0]["content"].startswith("You rent cars.")
    assert request.messages[1:] == [{"role": "user", "content": "hello"}]
    assert "tools" not in request.body


async def test_a_sentence_is_spoken_before_the_next_is_written(talk: Open, endpoint: ChatEndpoint) -> None:
    gate = Gate()
    endpoint.script(Reply([*say("かしこまりました。"), gate, *say("お店はどちらですか。"), *end()]))
    async with talk() as stage:
        await stage.write("車を借りたい")
        await stage.say("response.create")
        delta = await stage.tape.until("response.output_audio_transcript.delta")
        assert delta["delta"] == "かしこまりました。"
        await stage.tape.until("response.output_audio.delta")
        assert not gate.opened.is_set()
        gate.opened.set()
        response = (await stage.tape.until("response.done"))["response"]
        assert words(response) == "かしこまりました。お店はどちらですか。"


async def test_calls_are_put_together_from_their_pieces(talk: Open, endpoint: ChatEndpoint) -> None:
    endpoint.script(
        calling(
            ("get_availability", {"place": "東京"}),
            ("get_availability", {"place": "大阪"}),
            words="お待ちを。",
        ),
        answer("Tokyo has cars."),
    )
    async with talk(tools=[TOOL]) as stage:
        response = await ask(stage, "東京か大阪で")
        assert words(response) == "お待ちを。"
        assert calls(response) == [
            ("get_availability", {"place": "東京"}),
            ("get_availability", {"place": "大阪"}),
        ]
        for place, item in enumerate(response["output"][1:]):
            output = {
                "type": "function_call_output",
                "call_id": item["call_id"],
                "output": f'{{"n":{place}}}',
            }
            await stage.say("conversation.item.create", item=output)
        assert words(await respond(stage)) == "Tokyo has cars."
    made, first, second = endpoint.requests[1].messages[2:]
    assert made["content"] == "お待ちを。"
    assert [part["function"]["arguments"] for part in made["tool_calls"]] == [
        '{"place":"東京"}',
        '{"place":"大阪"}',
    ]
    assert (first["content"], second["content"]) == ('{"n":0}', '{"n":1}')
    assert endpoint.requests[0].body["tools"] == [
        {"type": "function", "function": {name: TOOL[name] for name in ("name", "description", "parameters")}}
    ]
    assert endpoint.connections == 1


async def test_calls_that_all_have_the_index_0_are_told_apart_by_their_ids(
    talk: Open, endpoint: ChatEndpoint
) -> None:
    parts = [
        *call("get_availability", '{"place": "a"}', call_id="one"),
        *call("get_availability", '{"place": "b"}', call_id="two"),
    ]
    endpoint.script(Reply([*parts, *end("tool_calls")]))
    async with talk(tools=[TOOL]) as stage:
        assert [made["place"] for _, made in calls(await ask(stage))] == ["a", "b"]


async def test_the_session_says_which_tool_must_be_called(talk: Open, endpoint: ChatEndpoint) -> None:
    endpoint.script(calling(("get_availability", {})), answer("No call."))
    async with talk(tools=[TOOL]) as stage:
        forced = {"type": "function", "name": "get_availability"}
        assert calls(await ask(stage, tool_choice=forced)) == [("get_availability", {})]
        response = await respond(stage, tool_choice="none", instructions="Say that it takes a moment.")
        assert calls(response) == []
    first, second = endpoint.requests
    assert first.body["tool_choice"] == {"type": "function", "function": {"name": "get_availability"}}
    assert second.body["tool_choice"] == "none"
    assert second.messages[0]["content"].endswith("Say that it takes a moment.")
    # The call's result is not there yet, and an endpoint wants one.
    assert second.messages[-1]["content"] == '{"status":"still running"}'


async def test_an_answer_that_was_interrupted_is_shown_as_it_was_heard(
    talk: Open, endpoint: ChatEndpoint
) -> None:
    endpoint.script(answer("One two three. Four five six."), answer("Yes?"))
    async with talk() as stage:
        response = await ask(stage)
        item_id = response["output"][0]["id"]
        await stage.say("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=560)
        await ask(stage, "stop")
    assert endpoint.requests[1].messages[2:] == [
        {"role": "assistant", "content": "One two three."},
        {"role": "user", "content": "stop"},
    ]


async def test_the_caller_who_cuts_in_ends_the_request(talk: Open, endpoint: ChatEndpoint) -> None:
    gate = Gate()
    endpoint.script(Reply([*say("First. ", "Second "), gate, *say("is never said."), *end()]), answer("Yes?"))
    async with talk() as stage:
        await stage.write("tell me")
        await stage.say("response.create")
        await gate.wait_until_reached()
        await stage.tape.until("response.output_audio_transcript.delta")
        await stage.speak(440)
        await endpoint.wait_for_hang_up()
        cancelled = (await stage.tape.until("response.done"))["response"]
        assert (cancelled["status"], words(cancelled)) == ("cancelled", "First.")
        assert words((await stage.tape.until("response.done"))["response"]) == "Yes?"
    assert BY_RULE not in " ".join(stage.tts.said)


@pytest.mark.parametrize(
    "deltas",
    [
        [{"reasoning_content": "The caller is rude."}, {"content": "Good day."}],
        [{"reasoning": "The caller is rude."}, {"content": "Good day."}],
        [{"content": "<think>The caller "}, {"content": "is rude.</think>\n\nGood day."}],
        [{"content": "<th"}, {"content": "ink>The caller is rude.</th"}, {"content": "ink>Good day."}],
        [{"content": "<THINK>The caller is rude.</THINK>Good day."}],
        [{"content": "The caller is rude</think>Good day."}],
        [{"content": "Good day.<tool_call>{}</tool_call>"}],
        [{"content": [{"type": "text", "text": "Good day."}]}],
        [{"content": "", "refusal": "Good day."}],
    ],
    ids=str,
)
async def test_thoughts_are_never_spoken(
    talk: Open, endpoint: ChatEndpoint, deltas: list[dict[str, Any]]
) -> None:
    parts = [event({"choices": [{"index": 0, "delta": delta}]}) for delta in deltas]
    endpoint.script(Reply([*parts, *end()]))
    async with talk() as stage:
        assert words(await ask(stage)) == "Good day."


async def test_each_sentence_is_spoken_in_its_own_language(talk: Open, endpoint: ChatEndpoint) -> None:
    endpoint.script(answer("Of course, one moment. ", "東京駅前店です。", "R-402."))
    async with talk() as stage:
        await ask(stage)
        assert stage.tts.languages == ["en", "ja", "ja"]


async def test_an_answer_that_is_not_streamed_is_spoken_too(talk: Open, endpoint: ChatEndpoint) -> None:
    whole = {
        "choices": [{"message": {"role": "assistant", "content": "All at once."}, "finish_reason": "stop"}]
    }
    endpoint.script(Reply([json.dumps(whole)], kind="application/json"))
    async with talk() as stage:
        assert words(await ask(stage)) == "All at once."


@pytest.mark.parametrize("end_of_url", ["", "/", "/chat/completions"])
def test_azure_is_shown_the_key_by_its_own_header(end_of_url: str) -> None:
    url = "https://ours.openai.azure.com/openai/v1"
    client = ChatClient(ChatSettings(url=url + end_of_url, model="gpt", api_key="k"))
    assert client.authorize() == {"api-key": "k"}
    assert str(client.find_address("/chat/completions")) == f"{url}/chat/completions"
    assert str(client.find_address("/models")) == f"{url}/models"


def test_who_has_no_key_shows_none() -> None:
    assert ChatClient(ChatSettings(url="http://localhost:11434/v1", model="m")).authorize() == {}


async def test_chunk_without_anything_in_it_is_passed_over(talk: Open, endpoint: ChatEndpoint) -> None:
    odd = [
        ": keep-alive\n\n",
        event({"choices": []}),
        event({"choices": None}),
        event({"usage": {}}),
        chunk({}),
    ]
    odd += [event({"choices": [{"delta": {"content": None, "tool_calls": "none", "role": 3}}]})]
    odd += ["event: ping\r\nid: 7\r\n\r\n", "data:" + chunk({"content": "Hello."})[6:]]
    endpoint.script(Reply([*odd, *end()]))
    async with talk() as stage:
        assert words(await ask(stage)) == "Hello."
