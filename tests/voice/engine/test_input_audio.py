"""The caller's turns: heard, told in order, answered once, and never talked over."""

from __future__ import annotations

import asyncio
import base64
import threading
from typing import Any

import numpy as np
import pytest

from tests.voice.engine.fakes import tone
from tests.voice.engine.stage import Stage
from voice.engine.audio import make_silence
from voice.engine.faults import Fault
from voice.engine.input_audio import InputBuffer
from voice.engine.interfaces import STT_RATE, Expectation, Pcm, Prompt

pytestmark = pytest.mark.engine

HELLO, STORY, MUMBLE, UNFINISHED, ECHO = 440, 660, 1320, 1760, 2200


async def test_a_turn_is_told_in_order_and_then_answered(stage: Stage) -> None:
    stage.tape.forget()
    await stage.speak(HELLO)
    done = await stage.tape.until("response.done")
    assert stage.tape.types[:7] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
    ]
    assert len({event["item_id"] for event in stage.tape.events[:3]}) == 1
    assert stage.tape.events[5]["transcript"] == "hello"
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."


async def test_times_count_from_the_first_sample_of_the_session(stage: Stage) -> None:
    await stage.hear(make_silence(STT_RATE), tone(HELLO, 0.6), make_silence(STT_RATE))
    started = await stage.tape.until("input_audio_buffer.speech_started")
    stopped = await stage.tape.until("input_audio_buffer.speech_stopped")
    assert started["audio_start_ms"] == 1000
    assert stopped["audio_end_ms"] == 2100


async def test_recognition_is_begun_at_the_pause_and_used_when_the_turn_is_over(stage: Stage) -> None:
    await stage.speak(HELLO)
    await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert stage.stt.asked == 1


async def test_the_first_words_of_the_answer_are_made_while_the_silence_lasts(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, loop, speak = asyncio.Event(), asyncio.get_running_loop(), stage.tts.speak

    def tell(sentence: str, *, language: str, speed: float = 1.0) -> Pcm:
        loop.call_soon_threadsafe(made.set)
        return speak(sentence, language=language, speed=speed)

    monkeypatch.setattr(stage.tts, "speak", tell)
    await stage.hear(tone(HELLO, 0.6), make_silence(STT_RATE * 3 // 10))
    await asyncio.wait_for(made.wait(), 5)
    assert "input_audio_buffer.speech_stopped" not in stage.tape.types
    await stage.hear(make_silence(STT_RATE))
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."
    assert set(stage.tts.said) == {"You said hello."}


async def test_an_unfinished_sentence_outlasts_a_long_pause(stage: Stage) -> None:
    await stage.hear(tone(UNFINISHED, 0.3), make_silence(STT_RATE * 6 // 10))
    await stage.hear_in_real_time(make_silence(STT_RATE * 6 // 10))
    assert "input_audio_buffer.speech_stopped" not in stage.tape.types
    await stage.hear(tone(HELLO, 1.2), make_silence(STT_RATE))
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "hello"
    assert len(stage.tape.of("input_audio_buffer.speech_started")) == 1


async def test_an_unfinished_sentence_is_answered_although_no_more_audio_comes(stage: Stage) -> None:
    await stage.speak(UNFINISHED)
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said I would like to go from."


async def test_what_a_client_asks_for_while_a_turn_is_held_answers_it(stage: Stage) -> None:
    await stage.speak(UNFINISHED)
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said I would like to go from."
    assert len(stage.tape.of("response.created")) == 1


async def test_a_guess_is_dropped_when_the_caller_goes_on(stage: Stage) -> None:
    await stage.hear(tone(HELLO, 0.3), make_silence(STT_RATE // 5), tone(HELLO, 0.3), make_silence(STT_RATE))
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "hello"
    assert len(stage.tape.of("input_audio_buffer.speech_stopped")) == 1


async def test_a_short_noise_without_words_is_not_answered(stage: Stage) -> None:
    await stage.speak(MUMBLE, 0.2)
    await stage.tape.until("conversation.item.input_audio_transcription.failed")
    await stage.speak(HELLO)
    await stage.tape.until("response.done")
    assert len(stage.tape.of("response.created")) == 1


async def test_long_speech_that_was_not_understood_is_answered_with_a_question(stage: Stage) -> None:
    await stage.speak(MUMBLE, 0.8)
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == ""
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "Sorry, once more?"


async def test_speaking_stops_the_answer_that_is_being_made(stage: Stage) -> None:
    stage.tts.seconds = 0.05
    await stage.speak(STORY)
    await stage.tape.until("response.output_audio.delta")
    await stage.hear(tone(HELLO, 0.1))
    done = (await stage.tape.until("response.done"))["response"]
    assert done["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    order = stage.tape.types
    assert order.index("response.done") > order.index("input_audio_buffer.speech_started")


async def test_what_the_agent_was_just_saying_is_nobodys_words(stage: Stage) -> None:
    """An echo that was not known by its sound, misheard a little."""
    stage.tts.seconds = 0.05
    await stage.speak(STORY)
    await stage.tape.until("response.output_audio.delta")
    stage.tape.forget()
    await stage.speak(ECHO)
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == ""
    done = await stage.tape.until("response.done")
    while done["response"]["status"] == "cancelled":
        done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "Sorry, once more?"


async def test_the_agents_words_may_be_said_once_it_is_silent(stage: Stage) -> None:
    await stage.write("tell me a long story")
    await stage.say("response.create")
    await stage.tape.until("response.done")
    stage.session.silence()
    stage.tape.forget()
    await stage.speak(ECHO)
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "This is the sentence number one of the story."


async def test_without_interrupt_response_the_answer_goes_on(stage: Stage) -> None:
    await stage.update(
        audio={"input": {"turn_detection": {"type": "server_vad", "interrupt_response": False}}}
    )
    stage.tts.seconds = 0.01
    await stage.speak(STORY)
    await stage.tape.until("response.output_audio.delta")
    await stage.speak(HELLO)
    first = (await stage.tape.until("response.done"))["response"]
    second = (await stage.tape.until("response.done"))["response"]
    assert first["status"] == second["status"] == "completed"
    assert second["output"][0]["content"][0]["transcript"] == "You said hello."


async def test_without_create_response_nobody_answers_until_asked(stage: Stage) -> None:
    await stage.update(audio={"input": {"turn_detection": {"type": "server_vad", "create_response": False}}})
    await stage.speak(HELLO)
    await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert stage.tape.of("response.created") == []
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."


async def test_a_turn_goes_on_while_it_is_settled_who_answers_it(stage: Stage) -> None:
    """As staff take a call over: the sentence that the caller was saying was forgotten."""
    await stage.hear(tone(HELLO, 0.3))
    await stage.update(audio={"input": {"turn_detection": {"type": "server_vad", "create_response": False}}})
    await stage.hear(tone(HELLO, 0.3), make_silence(STT_RATE))
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "hello"
    assert len(stage.tape.of("input_audio_buffer.speech_started")) == 1
    assert stage.tape.of("response.created") == []


@pytest.mark.parametrize("how", ["update", "commit", "clear"])
async def test_the_end_of_a_turn_is_told_also_where_a_client_ends_it(stage: Stage, how: str) -> None:
    """Who waits for it before they speak would wait for ever."""
    await stage.hear(tone(HELLO, 0.6))
    started = await stage.tape.until("input_audio_buffer.speech_started")
    if how == "update":
        detection = {"type": "server_vad", "silence_duration_ms": 900}
        await stage.update(audio={"input": {"turn_detection": detection}})
    else:
        await stage.say(f"input_audio_buffer.{how}")
    stopped = await stage.tape.until("input_audio_buffer.speech_stopped")
    assert stopped["item_id"] == started["item_id"]
    assert len(stage.tape.of("input_audio_buffer.speech_stopped")) == 1


async def test_an_answer_asked_for_while_words_are_found_out_answers_them_too(stage: Stage) -> None:
    stage.stt.seconds = 0.2
    await stage.speak(HELLO)
    await stage.say("response.create")
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."
    await asyncio.sleep(0)
    assert len(stage.tape.of("response.created")) == 1
    assert stage.tape.of("error") == []


async def test_two_turns_in_a_row_are_answered_together(stage: Stage) -> None:
    stage.stt.seconds = 0.2
    await stage.hear(tone(STORY, 0.6), make_silence(2 * STT_RATE))
    await stage.hear(tone(HELLO, 0.3))
    await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert stage.tape.of("response.created") == []
    await stage.hear(tone(HELLO, 0.3), make_silence(STT_RATE))
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."
    assert len(stage.tape.of("response.created")) == 1


async def test_a_client_may_say_itself_where_turns_end(stage: Stage) -> None:
    await stage.update(audio={"input": {"turn_detection": None}})
    spoken = np.repeat(tone(HELLO, 0.6), 3)[::2]  # 24 kHz, roughly
    await stage.say("input_audio_buffer.append", audio=base64.b64encode(spoken.tobytes()).decode())
    await stage.say("input_audio_buffer.commit")
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "hello"
    assert stage.tape.of("response.created") == []


async def test_an_empty_buffer_cannot_be_committed(stage: Stage) -> None:
    await stage.update(audio={"input": {"turn_detection": None}})
    await stage.say("input_audio_buffer.commit")
    assert (await stage.tape.until("error"))["error"]["code"] == "input_audio_buffer_commit_empty"


async def test_a_cleared_buffer_is_forgotten(stage: Stage) -> None:
    await stage.update(audio={"input": {"turn_detection": None}})
    await stage.hear(tone(HELLO, 0.6))
    await stage.say("input_audio_buffer.clear")
    await stage.tape.until("input_audio_buffer.cleared")
    await stage.say("input_audio_buffer.commit")
    assert (await stage.tape.until("error"))["error"]["code"] == "input_audio_buffer_commit_empty"


async def test_a_silent_caller_is_asked_after_the_idle_timeout(stage: Stage) -> None:
    await stage.update(
        audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 1000}}},
        output_modalities=["text"],
    )
    await stage.say("response.create")
    await stage.tape.until("response.done")
    await stage.tape.until("input_audio_buffer.timeout_triggered")
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["text"] == "Sorry, once more?"


async def test_a_noise_does_not_end_the_wait_for_a_silent_caller(stage: Stage) -> None:
    await stage.update(
        audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 1000}}},
        output_modalities=["text"],
    )
    await stage.say("response.create")
    await stage.tape.until("response.done")
    await stage.speak(MUMBLE, 0.2)
    await stage.tape.until("conversation.item.input_audio_transcription.failed")
    await stage.tape.until("input_audio_buffer.timeout_triggered")


async def test_transcription_can_be_turned_off_and_the_words_are_still_understood(stage: Stage) -> None:
    await stage.update(audio={"input": {"transcription": None}})
    await stage.speak(HELLO)
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."
    assert not [kind for kind in stage.tape.types if "transcription" in kind]


async def test_a_model_that_cannot_load_is_told_of_instead_of_a_silent_call(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_weights(**options: object) -> None:
        raise OSError("no weights: install them")

    monkeypatch.setattr(stage.stt, "turn_detector", without_weights)
    stage.session.spawn(stage.session.input_audio.hear(tone(HELLO, 0.1)))
    error = (await stage.tape.until("error"))["error"]
    assert (error["type"], error["code"]) == ("server_error", "server_error")
    assert "install them" in error["message"]


async def test_recognition_that_fails_is_answered_as_speech_that_was_not_understood(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*heard: object, **options: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(stage.stt, "transcribe", broken)
    await stage.speak(HELLO)
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == ""
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "Sorry, once more?"


async def test_a_guess_that_has_not_begun_when_the_caller_goes_on_is_never_made(stage: Stage) -> None:
    stage.stt.seconds = 0.1
    pause = make_silence(STT_RATE // 5)
    await stage.hear(*[tone(HELLO, 0.3), pause] * 5, make_silence(STT_RATE))
    heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "hello"
    # The first guess had begun; of the others only the last was of use.
    assert stage.stt.asked == 2


async def test_a_session_that_ends_leaves_no_guess_behind(stage: Stage) -> None:
    stage.stt.seconds = 0.1
    pause = make_silence(STT_RATE // 5)
    await stage.hear(tone(HELLO, 0.3), pause, tone(HELLO, 0.3), pause)
    stage.session.close()
    last = stage.session.models.transcribe(
        tone(HELLO, 0.3), language="en", vocabulary="", prompt=Prompt(""), guess=True
    )
    assert (await asyncio.wait_for(last, 5)).text == "hello"
    assert stage.stt.asked == 2


async def test_a_caller_whose_words_are_being_found_out_is_not_taken_for_silent(stage: Stage) -> None:
    await stage.update(
        audio={"input": {"turn_detection": {"type": "server_vad", "idle_timeout_ms": 1000}}},
    )
    stage.stt.seconds = 1.3
    await stage.speak(HELLO)
    stage.session.turn_taking.wait_for_caller()  # as an answer does that ends just now
    await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert stage.tape.of("input_audio_buffer.timeout_triggered") == []


async def test_an_answer_that_waits_for_an_open_turn_is_given_when_turns_are_no_longer_found(
    stage: Stage,
) -> None:
    stage.stt.seconds = 0.2
    await stage.hear(tone(HELLO, 0.6), make_silence(2 * STT_RATE))
    await stage.hear(tone(STORY, 0.3))
    await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert stage.tape.of("response.created") == []
    await stage.update(audio={"input": {"turn_detection": None}})
    done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said hello."


async def test_turns_are_found_as_was_last_said_even_if_that_was_while_the_model_loaded(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, loaded, make = [], threading.Event(), stage.stt.turn_detector

    def slowly(**options: Any) -> object:
        asked.append(options["silence_duration_ms"])
        assert loaded.wait(5)
        return make(**options)

    monkeypatch.setattr(stage.stt, "turn_detector", slowly)
    hearing = asyncio.ensure_future(stage.hear(tone(HELLO, 0.05)))
    await asyncio.sleep(0)
    await stage.update(
        audio={"input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 900}}}
    )
    loaded.set()
    await hearing
    assert asked == [500, 900]


async def test_a_live_microphone_whose_turns_nobody_ends_is_never_refused() -> None:
    buffer = InputBuffer()
    minute = make_silence(60 * STT_RATE)
    for _ in range(16):
        buffer.add(minute, turns_are_found=False, is_live=True)
    assert len(buffer.read()) == 15 * len(minute)
    with pytest.raises(Fault, match="full"):
        buffer.add(minute, turns_are_found=False, is_live=False)


async def test_only_the_latest_is_kept_of_what_turns_are_found_in() -> None:
    buffer = InputBuffer()
    for _ in range(3):
        buffer.add(make_silence(30 * STT_RATE), turns_are_found=True, is_live=False)
    assert len(buffer.read()) == 60 * STT_RATE
    assert buffer.now_ms == 90_000


async def test_recognition_is_told_what_the_caller_was_asked() -> None:
    seen: list[Prompt] = []

    def expect(prompt: Prompt) -> Expectation:
        seen.append(prompt)
        return Expectation(context={"en": "What time?"})

    async with Stage(expect=expect) as stage:
        await stage.speak(HELLO)
        await stage.tape.until("response.done")
        await stage.speak(HELLO)
        await stage.tape.until("response.done")
    assert [expected.context for expected in stage.stt.expected] == [{"en": "What time?"}] * len(seen)
    # The second time it knows what the agent has said, and what was said to it.
    assert [item["role"] for item in seen[-1].items] == ["user", "assistant"]


async def test_who_cannot_tell_what_was_asked_is_heard_all_the_same() -> None:
    def expect(_prompt: Prompt) -> Expectation:
        raise ValueError("nothing is known of this conversation")

    async with Stage(expect=expect) as stage:
        await stage.speak(HELLO)
        heard = await stage.tape.until("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "hello"
    assert stage.stt.expected == [Expectation()]


async def test_a_short_voice_without_words_is_asked_about_where_an_answer_is_awaited() -> None:
    async with Stage(expect=lambda _prompt: Expectation(context={"en": "Shall I book it?"})) as stage:
        await stage.speak(MUMBLE, 0.2)
        done = await stage.tape.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "Sorry, once more?"
