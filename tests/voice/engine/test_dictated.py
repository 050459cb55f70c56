"""Words that a client dictates are said as they are, and no dialogue is asked."""

from __future__ import annotations

from typing import Any

import pytest
from openai import AsyncOpenAI

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("words", ["少々お待ちください。", "One moment please."])
async def test_dictated_words_are_said_literally_and_call_nothing(sdk: AsyncOpenAI, words: str) -> None:
    async with sdk.realtime.connect(model="uketsuke-engine") as connection:
        await connection.response.create(
            response={"metadata": {"say": words, "asked": "e1"}, "instructions": "Say exactly: " + words}
        )
        done: Any = None
        while done is None or done.type != "response.done":
            done = await connection.recv()
        (item,) = done.response.output
        assert [part.transcript for part in item.content] == [words]
        assert done.response.metadata == {"say": words, "asked": "e1"}
