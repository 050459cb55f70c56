"""The record of a call: whatever is said in it, one bad value costs only its own row."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reservations import clock
from voice.call.call_record import CallRecorder, ToolCallRecord, add_usage, write_calls, write_lines
from voice.call.transcript import Caption
from voice.models import Line, Session, ToolCall

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

LONGEST_ID = Line._meta.get_field("item_id").max_length or 0


async def a_session() -> Session:
    session: Session = await Session.objects.acreate(
        created_at=clock.now(), provider="azure", model="m", status="active"
    )
    return session


def caption(item_id: str, text: str, position: int = 0) -> Caption:
    return Caption(item_id, "caller", text, position, final=True)


def record(call_id: str, result: Any) -> ToolCallRecord:
    return ToolCallRecord(
        call_id, "list_locations", {"said": result}, clock.now(), 0, result={"heard": result}, ok=True
    )


async def written(recorder: CallRecorder) -> None:
    """The recorder's own task, from its beginning to its end."""
    recorder.close()
    async with asyncio.timeout(10):
        await recorder.run()


async def lines(session: Session) -> dict[str, str]:
    return {line.item_id: line.text async for line in session.lines.all()}


HOSTILE = {
    "half an emoji": ("\ud83d car", "\ufffd car"),
    "NUL": ("a\x00b", "ab"),
    "escape": ("\x1b[2J", "[2J"),
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_text_is_cleaned_and_kept(kind: str) -> None:
    said, kept = HOSTILE[kind]
    session = await a_session()
    recorder = CallRecorder(session.id)
    recorder.add_line(caption("a", said))
    recorder.add_line(caption("b", "東京"))
    recorder.add_tool_call(record("call_1", said))
    recorder.set_usage({said: said})
    await written(recorder)
    assert await lines(session) == {"a": kept, "b": "東京"}
    call = await session.tool_calls.aget()
    assert (call.arguments, call.result) == ({"said": kept}, {"heard": kept})
    await session.arefresh_from_db()
    assert session.usage == {kept: kept}


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
async def test_a_number_that_is_none_becomes_null(number: float) -> None:
    session = await a_session()
    recorder = CallRecorder(session.id)
    recorder.add_tool_call(record("call_1", number))
    await written(recorder)
    assert (await session.tool_calls.aget()).result == {"heard": None}


async def test_a_value_that_no_database_takes_costs_only_its_row(caplog: pytest.LogCaptureFixture) -> None:
    session = await a_session()
    recorder = CallRecorder(session.id)
    recorder.add_line(caption("a", "one"))
    recorder.lines["x" * 9] = (Caption("x" * 9, "caller", "山田 is secret", 2**80, final=True), clock.now())
    recorder.add_line(caption("b", "three"))
    deep: Any = []
    for _ in range(500):
        deep = [deep]
    recorder.add_tool_call(record("call_1", deep))
    recorder.add_tool_call(record("call_2", "fine"))
    await written(recorder)
    assert await lines(session) == {"a": "one", "b": "three"}
    assert [call.call_id async for call in session.tool_calls.all()] == ["call_2"]
    assert "write_lines lost one row" in caplog.text
    assert "write_calls lost one row" in caplog.text
    assert "山田" not in caplog.text


texts = st.text(st.one_of(st.characters(), st.sampled_from("\x00\ud83d\ude97\x1f")))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.text(st.one_of(st.characters(), st.sampled_from("\x00\ud83d\ude97\x1f"))), max_size=4)
)
def test_any_text_leaves_the_others_on_record(said: list[str], transactional_db: None) -> None:
    session = Session.objects.create(created_at=clock.now(), provider="azure", model="m")
    texts = [*said, "東京駅前店"]
    rows = [(caption(f"i{place}", text, place), clock.now()) for place, text in enumerate(texts)]
    write_lines(session.id, rows)
    write_calls(session.id, [record(f"c{place}", text) for place, text in enumerate(texts)])
    assert session.lines.count() == session.tool_calls.count() == len(texts)
    assert session.lines.get(position=len(said)).text == "東京駅前店"
    assert ToolCall.objects.filter(session=session, result__heard="東京駅前店").count() == 1


def test_usage_adds_up_at_every_depth() -> None:
    one = {"total_tokens": 3, "input_token_details": {"audio_tokens": 2}}
    two = {"total_tokens": 4, "input_token_details": {"audio_tokens": 1, "text_tokens": 5}, "note": "x"}
    assert add_usage(add_usage({}, one), two) == {
        "total_tokens": 7,
        "input_token_details": {"audio_tokens": 3, "text_tokens": 5},
    }
