"""Sockets that a stranger, or the holder of one token, may have, and what one may be sent."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from pytest_django import Settings

from tests.voice.page_lines import a_session, hello, line
from voice import socket_door
from voice.socket_door import LONGEST_MESSAGE, MOST_OF_ONE_TOKEN, TEXTS_PER_MINUTE

pytestmark = [pytest.mark.db, pytest.mark.call, pytest.mark.django_db(transaction=True)]
PATHS = ["/ws/session", "/ws/realtime"]


@pytest.mark.parametrize("path", PATHS)
async def test_who_says_nothing_is_sent_away(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert socket_door.HELLO_SECONDS == 10
    monkeypatch.setattr(socket_door, "HELLO_SECONDS", 0.05)
    async with line(path) as socket:
        assert (await socket.receive_json_from(5))["type"] == "problem"
        assert await socket.receive_output(5) == {"type": "websocket.close", "code": 4401}


async def test_what_is_said_after_it_is_over_is_not_answered() -> None:
    async with line() as socket:
        for _ in range(3):
            await socket.send_json_to({"type": "text", "text": "はい"})
        assert (await socket.receive_json_from(5))["code"] == "missing_token"
        assert (await socket.receive_output(5))["type"] == "websocket.close"
        assert await socket.receive_nothing(0.05)


@pytest.mark.parametrize("path", PATHS)
async def test_one_address_has_so_many_sockets_and_another_its_own(path: str, settings: Settings) -> None:
    settings.SOCKETS_PER_ADDRESS = 3
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(line(path))
        with pytest.raises(ConnectionRefusedError):
            await stack.enter_async_context(line(path))
        await stack.enter_async_context(line(path, peer="192.0.2.2"))
    async with line(path):  # those that are closed count no more
        pass


async def test_the_oldest_of_one_token_gives_way() -> None:
    """A caller whose network broke off is let in; a hundred sockets are not kept for one token."""
    session = await a_session()
    async with AsyncExitStack() as stack:
        sockets = []
        for _ in range(MOST_OF_ONE_TOKEN + 1):
            sockets.append(await stack.enter_async_context(line()))
            await sockets[-1].send_json_to(hello(session))
            assert (await sockets[-1].receive_json_from())["type"] == "session"
        assert (await sockets[0].receive_json_from())["code"] == "too_many_sockets"
        assert (await sockets[0].receive_output())["code"] == 4401
        for kept in sockets[1:]:
            assert await kept.receive_nothing(0.01)


@pytest.mark.parametrize("path", PATHS)
async def test_a_long_first_message_is_not_read(path: str) -> None:
    async with line(path) as socket:
        await socket.send_to(text_data="[" + "[]," * LONGEST_MESSAGE + "1]")
        assert (await socket.receive_json_from())["type"] == "problem"


async def test_a_long_message_is_complained_of_and_the_line_stays() -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        await socket.send_to(text_data="{" + " " * LONGEST_MESSAGE + "}")
        assert (await socket.receive_json_from())["code"] == "request_too_large"
        longest = {"type": "text", "text": "\N{AUTOMOBILE}" * 1000}
        await socket.send_json_to(longest)
        assert await socket.receive_nothing(0.05)  # the longest words that are allowed are


async def test_words_are_typed_so_often_a_minute() -> None:
    session = await a_session()
    async with line() as socket:
        await socket.send_json_to(hello(session))
        await socket.receive_json_from()
        for _ in range(TEXTS_PER_MINUTE + 1):
            await socket.send_json_to({"type": "text", "text": "はい"})
        assert (await socket.receive_json_from(10))["code"] == "too_many_messages"
