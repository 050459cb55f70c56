"""The doctor names what is ill, and what to mend."""

from __future__ import annotations

import asyncio
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from tests.fakes.realtime import FakeRealtime, Reply
from voice.providers.base import Provider

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


async def doctor() -> str:
    return await asyncio.to_thread(examined)


def examined() -> str:
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError as error:
        out.write(str(error))
    finally:
        connections.close_all()
    return out.getvalue()


async def test_a_provider_that_answers_is_well(azure: Provider) -> None:
    assert "ok    Provider: azure gives sessions of gpt-realtime" in await doctor()


async def test_a_wrong_key_is_named(azure: Provider, fake: FakeRealtime) -> None:
    fake.script("/client_secrets", Reply(401))
    said = await doctor()
    assert "MEND  Provider: azure answered 401" in said
    assert "Check the API key" in said
    assert "need mending" in said
