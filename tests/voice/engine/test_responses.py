"""A response, event by event, as the vendors order them."""

from __future__ import annotations

import base64

import pytest

from tests.voice.engine.fakes import MS_PER_LETTER
from tests.voice.engine.stage import TOOL, Stage
from voice.engine.turn_taking import MOST_ASIDE

pytestmark = pytest.mark.engine

SPOKEN = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
    "response.output_audio.delta",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "conversation.item.done",
    "response.done",
]


def once(types: list[str]) -> list[str]:
    """The order, with repeated deltas told once."""
    return list(dict.fromkeys(types))


async def test_a_bare_response_before_anyone_spoke_greets_in_the_vendors_order(stage: Stage) -> None:
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    assert stage.tape.types[0] == "session.created"
    assert once(stage.tape.types[1:]) == SPOKEN
    response = done["response"]
    assert response["status"] == "completed"
    part = response["output"][0]["content"][0]
    assert part == {"type": "output_audio", "transcript": "Welcome to the shop. How can I help you?"}
    said = "".join(event["delta"] for event in stage.tape.of("response.output_audio_transcript.delta"))
    assert said == part["transcript"]
    usage = response["usage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0


async def test_the_sound_is_24_khz_and_as_long_as_the_words(stage: Stage) -> None:
    await stage.say("response.create")
    await stage.tape.until("response.done")
    sound = b"".join(base64.b64decode(e["delta"]) for e in stage.tape.of("response.output_audio.delta"))
    letters = sum(len(sentence) for sentence in stage.tts.said)
    assert len(sound) == letters * MS_PER_LETTER * 48


async def test_a_text_session_writes_and_never_sounds(stage: Stage) -> None:
    await stage.update(output_modalities=["text"])
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["type"] == "output_text"
    text = [kind for kind in stage.tape.types if "text" in kind]
    assert once(text) == ["response.output_text.delta", "response.output_text.done"]
    assert not [kind for kind in stage.tape.types if "audio" in kind]
    assert stage.tts.said == []


async def test_a_call_is_told_after_the_words_before_it_and_answered_with_its_output(stage: Stage) -> None:
    await stage.update(tools=[TOOL])
    await stage.write("book a car")
    stage.tape.forget()
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    call = done["response"]["output"][1]
    assert call["type"] == "function_call"
    assert call["status"] == "completed"
    assert call["arguments"] == '{"place":"東京"}'
    assert stage.tape.types[stage.tape.types.index("response.function_call_arguments.delta") - 2 :] == [
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
    ]
    output = {"type": "function_call_output", "call_id": call["call_id"], "output": "42"}
    await stage.say("conversation.item.create", item=output)
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "The answer is 42."


async def test_several_calls_are_several_items_of_one_response(stage: Stage) -> None:
    await stage.write("twice")
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    assert [item["name"] for item in done["response"]["output"]] == ["first", "second"]
    assert [event["output_index"] for event in stage.tape.of("response.output_item.added")] == [0, 1]


async def test_a_second_response_is_refused_while_one_is_made(stage: Stage) -> None:
    await stage.write("tell me a long story")
    await stage.say("response.create")
    await stage.say("response.create", event_id="mine")
    error = (await stage.tape.until("error"))["error"]
    assert error["code"] == "conversation_already_has_active_response"
    assert error["event_id"] == "mine"
    assert (await stage.tape.until("response.done"))["response"]["status"] == "completed"
    assert len(stage.tape.of("response.created")) == 1


async def test_an_out_of_band_response_may_run_at_once_and_leaves_no_item(stage: Stage) -> None:
    await stage.write("tell me a long story")
    await stage.say("response.create")
    aside = {
        "conversation": "none",
        "output_modalities": ["text"],
        "metadata": {"topic": "mood"},
        "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}],
    }
    await stage.say("response.create", response=aside)
    first = (await stage.tape.until("response.done"))["response"]
    await stage.tape.until("response.done")
    assert first["metadata"] == {"topic": "mood"}
    assert first["conversation_id"] is None
    assert first["output"][0]["content"][0]["text"] == "You said hello."
    assert first["output"][0]["id"] not in [item["id"] for item in stage.session.conversation.take_snapshot()]
    assert stage.tape.of("error") == []


async def test_instructions_of_one_response_are_for_that_one_only(stage: Stage) -> None:
    await stage.say("response.create", response={"instructions": "Say goodbye."})
    said = (await stage.tape.until("response.done"))["response"]["output"][0]["content"][0]
    assert said["transcript"] == "Say goodbye."
    assert stage.session.config["instructions"] == ""


async def test_a_cancelled_response_closes_what_was_open_and_is_done_once(stage: Stage) -> None:
    stage.tts.seconds = 0.02
    await stage.write("tell me a long story")
    await stage.say("response.create")
    await stage.tape.until("response.output_audio.delta")
    await stage.say("response.cancel")
    done = (await stage.tape.until("response.done"))["response"]
    assert done["status"] == "cancelled"
    assert done["status_details"] == {"type": "cancelled", "reason": "client_cancelled"}
    assert done["output"][0]["status"] == "incomplete"
    assert once(stage.tape.types[-6:]) == SPOKEN[-6:]
    count = len(stage.tape.events)
    await stage.say("response.create")
    await stage.tape.until("response.created")
    assert stage.tape.types[count:].count("response.created") == 1


async def test_cancelling_nothing_is_a_harmless_error(stage: Stage) -> None:
    await stage.say("response.cancel", event_id="c1")
    error = (await stage.tape.until("error"))["error"]
    assert (error["code"], error["event_id"]) == ("response_cancel_not_active", "c1")


async def test_a_broken_dialogue_fails_the_response_and_not_the_session(stage: Stage) -> None:
    await stage.write("break")
    await stage.say("response.create")
    done = (await stage.tape.until("response.done"))["response"]
    assert done["status"] == "failed"
    assert done["status_details"]["error"]["code"] == "server_error"
    await stage.write("hello")
    await stage.say("response.create")
    assert (await stage.tape.until("response.done"))["response"]["status"] == "completed"


async def test_a_response_may_sound_in_another_format_than_its_session(stage: Stage) -> None:
    form = {"type": "audio/pcmu"}
    await stage.say("response.create", response={"audio": {"output": {"format": form}}})
    done = await stage.tape.until("response.done")
    assert done["response"]["audio"]["output"]["format"] == form
    sound = b"".join(base64.b64decode(e["delta"]) for e in stage.tape.of("response.output_audio.delta"))
    letters = sum(len(sentence) for sentence in stage.tts.said)
    assert len(sound) == pytest.approx(letters * MS_PER_LETTER * 8, rel=0.01)


async def test_only_so_many_responses_may_run_aside_at_once(stage: Stage) -> None:
    for _ in range(MOST_ASIDE + 1):
        await stage.say("response.create", response={"conversation": "none"})
    assert (await stage.tape.until("error"))["error"]["code"] == "rate_limit_exceeded"
    for _ in range(MOST_ASIDE):
        await stage.tape.until("response.done")
    await stage.say("response.create", response={"conversation": "none"})
    assert (await stage.tape.until("response.done"))["response"]["status"] == "completed"
