"""The page's line: who may listen, what is told again, and what may be said."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from reservations import clock
from tests.fakes.realtime import FakeRealtime
from tests.voice.calls import Call, Page
from tests.voice.page_lines import a_session, hello, line
from voice import page_socket, sessions
from voice.call import page_messages
from voice.call.call_record import CallRecorder
from voice.call.page_channel import PageChannel
from voice.models import Line, Session, ToolCall
from voice.providers.base import Provider
from voice.routing import websocket_urlpatterns

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
]


async def test_what_happened_is_told_again_in_its_order() -> None:
    session = await a_session(status="ended", end_reason="hung_up")
    at = clock.now()
    await Line.objects.acreate(session=session, item_id="b", role="agent", text="3店舗", at=at, position=2)
    await Line.objects.acreate(session=session, item_id="a", role="caller", text="東京", at=at, position=0)
    await ToolCall.objects.acreate(
        session=session,
        call_id="call_1",
        name="list_locations",
        result={"success": True},
        ok=True,
        milliseconds=12,
        started_at=at,
        position=1,
    )
    async with line() as socket:
        await socket.send_json_to(hello(session))
        told = [await socket.receive_json_from() for _ in range(6)]
    assert [m["type"] for m in told] == [
        "session",
        "caption",
        "tool.started",
        "tool.finished",
        "caption",
        "ended",
    ]
    assert told[0] == {"type": "session", "status": "ended", "language": "ja"}
    assert (told[1]["text"], told[4]["text"]) == ("東京", "3店舗")
    assert (told[3]["callId"], told[3]["ok"], told[3]["ms"]) == ("call_1", True, 12)
    assert told[5]["reason"] == "hung_up"


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Nothing of a call is written before this is set."""
    free, write = asyncio.Event(), CallRecorder.flush

    async def write_when_free(recorder: CallRecorder) -> None:
        await free.wait()
        await write(recorder)

    monkeypatch.setattr(CallRecorder, "flush", write_when_free)
    return free


async def receive_of(socket: WebsocketCommunicator, kind: str) -> dict[str, Any]:
    while (message := await socket.receive_json_from(5))["type"] != kind:
        pass
    told: dict[str, Any] = message
    return told


@pytest.mark.usefixtures("azure")
async def test_page_that_comes_before_the_record_is_written_misses_nothing(
    fake: FakeRealtime, slow_disk: asyncio.Event
) -> None:
    call = Call(fake)
    provider = await call.begin()
    await provider.send("response.output_audio_transcript.done", item_id="item_a", transcript="はい")
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await call.page.until("caption")
    await call.page.until("tool.finished")
    async with line() as socket:
        await socket.send_json_to(hello(call.session))
        assert (await receive_of(socket, "caption"))["text"] == "はい"
        assert (await receive_of(socket, "tool.started"))["callId"] == "call_1"
        assert (await receive_of(socket, "tool.finished"))["ok"] is True
    slow_disk.set()
    await call.end()


async def test_page_that_comes_before_the_holder_listens_misses_nothing() -> None:
    session = await a_session()
    page, early = PageChannel(session.id), Page(session.id)
    await early.listen()
    publishing = asyncio.create_task(page.publish())
    page.tell(page_messages.caption(item_id="i", role="agent", text="はい", final=True))
    await early.until("caption")
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await receive_of(socket, "session")
        listening = asyncio.create_task(listen_to(page))
        assert (await receive_of(socket, "caption"))["text"] == "はい"
    listening.cancel()
    page.close()
    await asyncio.gather(publishing, listening, return_exceptions=True)


async def test_what_cannot_be_carried_costs_itself_alone() -> None:
    session = await a_session()
    page, told = PageChannel(session.id), Page(session.id)
    await told.listen()
    publishing = asyncio.create_task(page.publish())
    uncarried = threading.Lock()  # no channel layer has a way for it
    page.tell(page_messages.caption(item_id="i", role="agent", text=uncarried, final=True))  # type: ignore[arg-type]
    page.tell(page_messages.caption(item_id="i", role="agent", text="はい", final=True))
    assert (await told.until("caption"))["text"] == "はい"
    page.close()
    await publishing


async def listen_to(page: PageChannel) -> None:
    async for _message in page.listen():
        pass


async def test_what_happens_is_told_as_it_happens() -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        message = page_messages.caption(item_id="i", role="agent", text="はい", final=True)
        group = page_messages.page_group(session.id)
        await get_channel_layer().group_send(group, {"type": "page.message", "message": message})
        assert await socket.receive_json_from() == message


async def test_typed_words_go_to_who_holds_the_call() -> None:
    session = await a_session()
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(page_messages.holder_group(session.id), channel)
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        assert await layer.receive(channel) == {"type": "page_came"}
        await socket.send_json_to({"type": "text", "text": " 札幌 ", "id": "a-1"})
        assert await layer.receive(channel) == {"type": "text", "text": "札幌", "id": "a-1"}


async def test_words_that_are_refused_are_named_so_that_the_page_gives_them_back() -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await socket.send_json_to({"type": "text", "text": "あ" * 1001, "id": "a-1"})
        problem = await socket.receive_json_from()
        assert (problem["code"], problem["id"]) == ("invalid_arguments", "a-1")


async def test_a_line_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    session = await a_session()
    layer, left = get_channel_layer(), asyncio.Event()
    discard = layer.group_discard

    async def tell(group: str, channel: str) -> None:
        await discard(group, channel)
        left.set()

    monkeypatch.setattr(layer, "group_discard", tell)

    async def fail() -> None:
        async with line() as socket, asyncio.timeout(10):
            await socket.send_json_to(hello(session))
            await socket.receive_json_from()
            assert list(page_socket._lines) == [session.id]
            await Session.objects.filter(pk=session.id).adelete()
            await socket.send_json_to({"type": "hangup"})
            await left.wait()

    with pytest.raises(Session.DoesNotExist):
        await fail()
    assert not page_socket._lines
    assert page_messages.page_group(session.id) not in layer.groups


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "text", "text": "  "}, "invalid_arguments"),
        ({"type": "text", "text": "あ" * 1001}, "invalid_arguments"),
        ({"type": "sing"}, "invalid_arguments"),
        (["text"], "invalid_arguments"),
    ],
)
async def test_what_makes_no_sense_is_a_problem_and_the_line_stays_open(message: Any, code: str) -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await socket.send_json_to(message)
        assert (await socket.receive_json_from())["code"] == code
        await socket.send_to(text_data="{")
        assert (await socket.receive_json_from())["code"] == "malformed_json"


async def test_words_typed_before_a_call_are_a_problem() -> None:
    session = await a_session(status="created")
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await socket.send_json_to({"type": "text", "text": "x"})
        assert (await socket.receive_json_from())["code"] == "not_in_call"


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"type": "hello", "token": "forged"}, "invalid_token"),
        ({"type": "hello"}, "invalid_token"),
        ({"type": "text", "text": "x"}, "missing_token"),
    ],
)
async def test_who_shows_no_token_is_sent_away(first: dict[str, str], code: str) -> None:
    async with line() as socket:
        await socket.send_json_to(first)
        assert (await socket.receive_json_from())["code"] == code
        assert (await socket.receive_output())["code"] == 4401


async def test_another_sites_page_is_not_let_in() -> None:
    headers = [(b"origin", b"https://elsewhere.example")]
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), "/ws/session", headers=headers)
    accepted, _ = await socket.connect()
    assert not accepted


async def test_a_client_without_a_browser_brings_no_origin() -> None:
    session = await a_session()
    async with line(origin=None) as socket:
        await socket.send_json_to(hello(session))
        assert (await socket.receive_json_from())["type"] == "session"


async def test_hanging_up_on_the_line_ends_the_conversation() -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await socket.send_json_to({"type": "hangup"})
        assert (await socket.receive_json_from())["reason"] == "hung_up"
    assert (await Session.objects.aget(pk=session.id)).status == "ended"


async def test_a_call_that_began_after_hello_is_hung_up_at_the_provider(
    azure: Provider, fake: FakeRealtime
) -> None:
    session = await a_session(status="created")
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await sessions.answer(session, "v=0\r\n")
        await socket.send_json_to({"type": "hangup"})
        assert (await socket.receive_json_from())["reason"] == "hung_up"
    assert fake.posted_to("/rtc_1/hangup")


@pytest.mark.parametrize(
    ("raw", "passed_on"),
    [
        ('{"type":"text","text":"half \\ud83d of it"}', "half \ufffd of it"),
        ('{"type":"text","text":"a\\u0000b\\u001b"}', "ab"),
        ('{"type":"text","text":"\\ud83d\\ude97","more":[NaN,1e999]}', "🚗"),
    ],
)
async def test_typed_words_are_cleaned_before_they_are_passed_on(raw: str, passed_on: str) -> None:
    session = await a_session()
    group, channel = page_messages.holder_group(session.id), await get_channel_layer().new_channel()
    await get_channel_layer().group_add(group, channel)
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await get_channel_layer().receive(channel)  # that the page came
        await socket.send_to(text_data=raw)
        assert (await get_channel_layer().receive(channel))["text"] == passed_on


@pytest.mark.parametrize("raw", ["[" * 10_000, '{"a":' * 1_500 + "1" + "}" * 1_500, "\ud83d", "{"])
async def test_what_cannot_be_read_is_complained_of_and_the_line_stays(raw: str) -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await socket.send_to(text_data=raw)
        assert (await socket.receive_json_from())["code"] == "malformed_json"
        await socket.send_json_to({"type": "?"})
        assert (await socket.receive_json_from())["code"] == "invalid_arguments"


async def test_the_page_can_be_told_whatever_is_in_a_message() -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        told = page_messages.caption(item_id="a", role="caller", text="\ud83d", final=True)
        group = page_messages.page_group(session.id)
        await get_channel_layer().group_send(group, {"type": "page.message", "message": told})
        assert (await socket.receive_json_from())["text"] == "\ufffd"
