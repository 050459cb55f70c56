"""A scripted endpoint, and a session that it answers in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from tests.fakes.chat import MODEL, ChatEndpoint
from tests.voice.engine.stage import Stage
from voice.engine.interfaces import Call, Prompt, Say
from voice.engine.settings import ChatSettings

BY_RULE = "The rules speak."

Open = Callable[..., AbstractAsyncContextManager[Stage]]


def speak_by_rule(prompt: Prompt) -> list[Say | Call]:
    return [Say(BY_RULE, "en")]


@pytest.fixture
def endpoint() -> Iterator[ChatEndpoint]:
    with ChatEndpoint().running() as endpoint:
        yield endpoint


@pytest.fixture
def limits() -> dict[str, Any]:
    """How long the endpoint is awaited, where a test does not say so: longer than a busy machine takes."""
    return dict.fromkeys(
        ("connect_seconds", "first_token_seconds", "token_seconds", "answer_seconds", "filler_seconds"), 60
    )


@pytest.fixture
def talk(endpoint: ChatEndpoint, limits: dict[str, Any]) -> Open:
    @asynccontextmanager
    async def begin(**session: Any) -> AsyncIterator[Stage]:
        chat = ChatSettings(url=endpoint.url, model=MODEL, api_key="sk-1", **limits)
        async with Stage(chat=chat, dialogue=speak_by_rule, **session) as stage:
            yield stage

    return begin
