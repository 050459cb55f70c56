"""Items: put in, found, cut and taken out, with errors that name what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.fakes import MS_PER_LETTER
from tests.voice.engine.stage import Stage
from voice.engine import conversation
from voice.engine.audio_output import Cleared, Cut
from voice.engine.conversation import Utterance
from voice.engine.response import shown_pieces

pytestmark = pytest.mark.engine


def words(text: str, item_id: str = "") -> dict[str, Any]:
    item: dict[str, Any] = {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_text", "text": text}],
    }
    return {**item, "id": item_id} if item_id else item


async def create(stage: Stage, item: Any, **place: str) -> None:
    await stage.say("conversation.item.create", item=item, **place)


def order(stage: Stage) -> list[str]:
    return [item["id"] for item in stage.session.conversation.take_snapshot()]


async def test_items_are_put_last_first_or_after_another(stage: Stage) -> None:
    await create(stage, words("b", "b"))
    await create(stage, words("d", "d"))
    await create(stage, words("a", "a"), previous_item_id="root")
    await create(stage, words("c", "c"), previous_item_id="b")
    assert order(stage) == ["a", "b", "c", "d"]
    assert [event["previous_item_id"] for event in stage.tape.of("conversation.item.added")] == [
        None,
        "b",
        None,
        "b",
    ]
    assert len(stage.tape.of("conversation.item.done")) == 4


async def test_history_is_restored_by_its_words(stage: Stage) -> None:
    said = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": "Welcome back."}],
    }
    heard = {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_audio", "transcript": "hello"}],
    }
    call = {"type": "function_call", "name": "f", "arguments": "{}", "call_id": "call_1"}
    output = {"type": "function_call_output", "call_id": "call_1", "output": "{}"}
    for item in (said, heard, call, output):
        await create(stage, item)
    assert stage.tape.of("error") == []
    assert len(order(stage)) == 4


@pytest.mark.parametrize(
    ("item", "code", "param"),
    [
        ({}, "missing_required_parameter", "item.type"),
        ({"type": "dream"}, "invalid_value", "item.type"),
        ({"type": "message"}, "missing_required_parameter", "item.role"),
        ({"type": "message", "role": "ghost"}, "invalid_value", "item.role"),
        ({"type": "message", "role": "user"}, "missing_required_parameter", "item.content"),
        (
            {"type": "message", "role": "user", "content": [{"type": "output_text"}]},
            "invalid_value",
            "item.content[0].type",
        ),
        (
            {"type": "message", "role": "user", "content": [{"type": "input_text"}]},
            "missing_required_parameter",
            "item.content[0].text",
        ),
        ({"type": "function_call_output", "output": "x"}, "missing_required_parameter", "item.call_id"),
        (
            {"type": "function_call_output", "call_id": "c", "output": {}},
            "invalid_type",
            "item.output",
        ),
        (
            {"type": "function_call_output", "call_id": "never", "output": "x"},
            "invalid_tool_call_id",
            "item.call_id",
        ),
    ],
)
async def test_a_wrong_item_is_refused_and_nothing_is_added(
    stage: Stage, item: dict[str, Any], code: str, param: str
) -> None:
    await create(stage, item)
    error = stage.tape.of("error")[0]["error"]
    assert (error["code"], error["param"]) == (code, param)
    assert order(stage) == []


async def test_an_item_is_found_and_deleted_once(stage: Stage) -> None:
    await create(stage, words("hello", "a"))
    await stage.say("conversation.item.retrieve", item_id="a")
    assert stage.tape.of("conversation.item.retrieved")[0]["item"]["content"][0]["text"] == "hello"
    await stage.say("conversation.item.delete", item_id="a")
    assert stage.tape.of("conversation.item.deleted")[0]["item_id"] == "a"
    await stage.say("conversation.item.delete", item_id="a")
    assert stage.tape.of("error")[0]["error"]["code"] == "item_delete_invalid_item_id"


@pytest.mark.parametrize(
    ("event", "code", "message"),
    [
        (
            {"type": "conversation.item.retrieve", "item_id": "gone"},
            "item_retrieve_invalid_item_id",
            "Error retrieving item: the item with id 'gone' does not exist.",
        ),
        (
            {"type": "conversation.item.delete", "item_id": "gone"},
            "item_delete_invalid_item_id",
            "Error deleting item: the item with id 'gone' does not exist.",
        ),
        (
            {"type": "conversation.item.truncate", "item_id": "gone", "content_index": 0, "audio_end_ms": 0},
            "item_truncate_invalid_item_id",
            "Error truncating item: the item with id 'gone' does not exist.",
        ),
        (
            {"type": "conversation.item.create", "item": words("again", "a")},
            "item_create_duplicate_item_id",
            "Error adding item: an item with id 'a' already exists.",
        ),
        (
            {"type": "conversation.item.create", "item": words("b"), "previous_item_id": "gone"},
            "item_create_invalid_previous_item_id",
            "Error adding item: the previous item with id 'gone' does not exist.",
        ),
        (
            {"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "gone"}]}},
            "item_retrieve_invalid_item_id",
            "Error retrieving item: the item with id 'gone' does not exist.",
        ),
    ],
)
async def test_a_wrong_item_id_is_told_as_vendors_do(
    stage: Stage, event: dict[str, Any], code: str, message: str
) -> None:
    await create(stage, words("hello", "a"))
    await stage.say(**event, event_id="mine")
    told = stage.tape.of("error")[0]["error"]
    assert told == {
        "type": "invalid_request_error",
        "code": code,
        "message": message,
        "param": None,
        "event_id": "mine",
    }
    assert order(stage) == ["a"]


async def test_a_client_that_played_the_sound_tells_how_much_was_heard(stage: Stage) -> None:
    await stage.say("response.create")
    item = (await stage.tape.until("response.done"))["response"]["output"][0]
    heard_ms = len("Welcome to the shop.") * MS_PER_LETTER
    await stage.say("conversation.item.truncate", item_id=item["id"], content_index=0, audio_end_ms=heard_ms)
    assert stage.tape.of("conversation.item.truncated")[0]["audio_end_ms"] == heard_ms
    kept = stage.session.conversation.find(item["id"])["content"][0]["transcript"]
    assert kept == "Welcome to the shop."
    await stage.say("conversation.item.truncate", item_id=item["id"], content_index=0, audio_end_ms=60_000)
    assert "already shorter" in stage.tape.of("error")[0]["error"]["message"]


async def test_only_what_the_agent_said_can_be_truncated(stage: Stage) -> None:
    await create(stage, words("hello", "a"))
    await stage.say("conversation.item.truncate", item_id="a", content_index=0, audio_end_ms=0)
    assert stage.tape.of("error")[0]["error"]["code"] == "invalid_value"


def test_a_cut_keeps_whole_sentences_and_part_of_the_one_that_was_cut() -> None:
    utterance = Utterance()
    utterance.add("いらっしゃいませ。", 1000)
    utterance.add("ご用件をどうぞ。", 800)
    utterance.cut(1400)
    assert utterance.text == "いらっしゃいませ。ご用件を"
    assert utterance.ms == 1400
    utterance.cut(0)
    assert utterance.text == ""


@pytest.mark.parametrize(
    ("text", "said", "shown"),
    [
        ("A b. C d.", ["A b.", "C d."], ["A b.", " C d."]),
        ("はい。どうぞ。", ["はい。", "どうぞ。"], ["はい。", "どうぞ。"]),
        (" A. ", ["A."], [" A. "]),
        ("24時", ["二十四時"], ["二十四時"]),
        ("", [], []),
    ],
)
def test_the_pieces_shown_are_the_whole_text(text: str, said: list[str], shown: list[str]) -> None:
    assert shown_pieces(text, said) == shown


async def test_a_sound_that_was_heard_a_little_longer_than_it_was_made_is_cut_at_its_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.say("response.create")
    item = (await stage.tape.until("response.done"))["response"]["output"][0]
    said_ms = stage.session.conversation.utterance_of(item["id"]).ms
    monkeypatch.setattr(
        stage.session.audio_output, "clear", lambda: Cleared(cuts=[Cut(item["id"], said_ms + 3)])
    )
    stage.session.interrupt()
    assert (await stage.tape.until("conversation.item.truncated"))["audio_end_ms"] == said_ms


async def test_a_voice_may_be_chosen_until_it_is_heard(stage: Stage) -> None:
    part = {"type": "output_text", "text": "We spoke yesterday."}
    await stage.say(
        "conversation.item.create", item={"type": "message", "role": "assistant", "content": [part]}
    )
    await stage.update(audio={"output": {"voice": "cedar"}})
    assert stage.session.config["audio"]["output"]["voice"] == "cedar"
    await stage.write("hello")
    await stage.say("response.create")
    await stage.tape.until("response.done")
    await stage.update(audio={"output": {"voice": "marin"}})
    assert stage.tape.of("error")[-1]["error"]["code"] == "cannot_update_voice"
    assert stage.session.config["audio"]["output"]["voice"] == "cedar"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("[" * 100_000, "invalid_json"),
        (b"\xff", "invalid_json"),
        ('{"type":"conversation.item.create","item":{"type":["message"]}}', "invalid_value"),
    ],
)
async def test_a_malformed_message_is_refused_and_the_session_goes_on(
    stage: Stage, message: str | bytes, code: str
) -> None:
    await stage.read(message)
    assert (await stage.tape.until("error"))["error"]["code"] == code


async def test_more_audio_than_the_wire_allows_at_a_time_is_refused(stage: Stage) -> None:
    await stage.say("input_audio_buffer.append", audio="A" * (15 * 1024 * 1024 + 4))
    assert (await stage.tape.until("error"))["error"]["param"] == "audio"


async def test_a_conversation_does_not_grow_without_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "MOST_ITEMS", 3)
    for _ in range(4):
        await stage.write("hello")
    assert (await stage.tape.until("error"))["error"]["code"] == "conversation_full"
    assert len(stage.session.conversation.take_snapshot()) == 3
