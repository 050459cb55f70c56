"""The doctor names what is ill, and what to mend."""

from __future__ import annotations

import asyncio
import io

import pytest
from django.core.management import CommandError, call_command

from tests.fakes.realtime import FakeRealtime, Reply
from voice.providers.base import Provider

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


async def doctor() -> str:
    out = io.StringIO()
    try:
        await asyncio.to_thread(call_command, "doctor", stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


async def test_a_provider_that_answers_is_well(azure: Provider) -> None:
    assert "ok    Provider: azure gives sessions of gpt-realtime" in await doctor()


async def test_a_wrong_key_is_named(azure: Provider, fake: FakeRealtime) -> None:
    fake.script("/client_secrets", Reply(401))
    said = await doctor()
    assert "MEND  Provider: azure answered 401" in said
    assert "Check the API key" in said
    assert "need mending" in said
