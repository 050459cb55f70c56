"""The doctor names what is ill, and what to mend."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Iterator
from email.utils import formatdate

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import Settings

from reservations.models import Location
from reservations.repositories.cosmos import client
from tests.fakes import chat
from tests.fakes.realtime import FakeRealtime, Reply
from tests.reservations.repositories.cosmos import scripted
from voice.providers.base import Provider

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db(transaction=True)]


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


def migrated(*to: str) -> None:
    try:
        call_command("migrate", *to, verbosity=0)
    finally:
        connections.close_all()


async def test_a_provider_that_answers_is_well(azure: Provider) -> None:
    assert "ok    Provider: azure gives sessions of gpt-realtime" in await doctor()


async def test_a_wrong_key_is_named(azure: Provider, fake: FakeRealtime, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+00:00"  # a day on which no model of it is switched off
    fake.script("/client_secrets", Reply(401))
    said = await doctor()
    assert "MEND  Provider: azure answered 401" in said
    assert "Check the API key" in said
    lines = said.count("  ok    ") + said.count("  MEND  ")
    assert said.endswith(f"1 of {lines} needs mending.")  # as many as there are to read


async def test_a_clock_that_is_not_the_providers_is_named(azure: Provider, fake: FakeRealtime) -> None:
    ten_minutes_ago = formatdate(time.time() - 600, usegmt=True)
    fake.script("/client_secrets", Reply(200, '{"value": "ek_1"}', {"Date": ten_minutes_ago}))
    said = await doctor()
    assert "MEND  Clock: this machine is 10 minutes ahead of the provider" in said
    assert "NTP" in said


async def test_a_clock_that_agrees_is_well(azure: Provider, fake: FakeRealtime) -> None:
    fake.script("/client_secrets", Reply(200, '{"value": "ek_1"}', {"Date": formatdate(usegmt=True)}))
    said = await doctor()
    assert "ok    Clock: agrees with the provider" in said
    assert ("agrees with the database" in said) == (connection.vendor == "postgresql")


async def test_a_clock_that_was_stopped_is_told(azure: Provider, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    assert "Clock: stands still at 2026-12-01T09:00:00+09:00" in await doctor()


async def test_a_database_without_its_tables_is_named(azure: Provider) -> None:
    await asyncio.to_thread(migrated, "voice", "zero")
    try:
        said = await doctor()
    finally:
        await asyncio.to_thread(migrated)
    assert "MEND  Database: it lacks" in said
    assert "manage.py migrate" in said


async def test_a_store_that_lacks_its_containers_is_named(azure: Provider, settings: Settings) -> None:
    settings.RESERVATION_STORE, settings.COSMOS_KEY = "cosmos", scripted.KEY
    with scripted.account() as account:
        settings.COSMOS_ENDPOINT = account.url
        account.script("/colls/reservations", scripted.Reply(404))
        said = await doctor()
        client.close()
    assert f"ok    Store: {account.url} lets us in with a key, and one region writes" in said
    assert "MEND  Store: there is no container rentacar-db/reservations" in said
    assert "cosmos_init" in said


async def test_transcription_that_is_refused_is_named_with_what_to_mend(
    azure: Provider, fake: FakeRealtime
) -> None:
    error = {"param": "session.audio.input.transcription.model", "message": "no such deployment"}
    fake.script("/client_secrets", Reply(400, json.dumps({"error": error})))
    said = await doctor()
    assert "ok    Provider: azure gives sessions" in said
    assert "MEND  Transcription: azure refuses to transcribe with whisper" in said
    assert "REALTIME_TRANSCRIPTION_MODEL" in said


async def test_a_model_that_was_switched_off_is_named(azure: Provider, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-15T09:00:00+00:00"
    assert "MEND  Model: REALTIME_TRANSCRIPTION_MODEL=whisper: whisper was switched off" in await doctor()
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+00:00"
    said = await doctor()
    assert "ok    Model: REALTIME_TRANSCRIPTION_MODEL=whisper: whisper is switched off by azure on" in said


async def test_the_doctor_asks_for_transcription_as_a_call_would(azure: Provider, fake: FakeRealtime) -> None:
    await asyncio.to_thread(a_shop)
    await doctor()
    (posted,) = fake.posted_to("/client_secrets")
    assert posted.json["session"]["audio"]["input"]["transcription"]["prompt"] == "千歳店"


def a_shop() -> None:
    Location.objects.create(id="c", name="千歳店")
    connections.close_all()


@pytest.fixture
def endpoint(settings: Settings) -> Iterator[chat.ChatEndpoint]:
    with chat.ChatEndpoint().running() as endpoint:
        settings.DIALOGUE_URL, settings.DIALOGUE_MODEL = endpoint.url, chat.MODEL
        endpoint.script(chat.answer("ready"))
        yield endpoint


async def test_a_chat_endpoint_that_answers_is_well(azure: Provider, endpoint: chat.ChatEndpoint) -> None:
    said = await doctor()
    assert f"ok    Dialogue: {endpoint.url} lets us in" in said
    assert "ok    Dialogue: scripted began to answer after" in said
    (request,) = endpoint.requests
    assert request.body["tools"][0]["function"]["name"] == "note_check"


async def test_a_model_that_the_endpoint_has_not_is_named_with_those_it_has(
    azure: Provider, endpoint: chat.ChatEndpoint, settings: Settings
) -> None:
    settings.DIALOGUE_MODEL = "qwen3"
    endpoint.models = ["llama3.3:70b", "mistral:7b"]
    said = await doctor()
    assert "MEND  Dialogue: qwen3 is not among its models" in said
    assert "Set DIALOGUE_MODEL to one of: llama3.3:70b, mistral:7b." in said
    endpoint.models = ["qwen3:latest"]
    assert "MEND  Dialogue" not in await doctor()
    endpoint.models = None
    assert "MEND  Dialogue" not in await doctor()


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (chat.Reply(['{"error": "wrong"}'], 401, "application/json"), "Check DIALOGUE_API_KEY."),
        (chat.Reply(["scripted does not support tools"], 400, "text/plain"), "does not support tools"),
        (chat.Reply(["<html></html>"], 200, "text/html"), "it usually ends in /v1"),
        (chat.Reply(chat.end()), "answered nothing that can be said"),
        (chat.Reply([*chat.say("<think>hm</think>"), *chat.end()]), "answered nothing that can be said"),
    ],
)
async def test_a_chat_endpoint_that_fails_is_named_with_what_to_mend(
    azure: Provider, endpoint: chat.ChatEndpoint, reply: chat.Reply, told: str
) -> None:
    endpoint.script(reply)
    said = await doctor()
    assert "MEND  Dialogue" in said
    assert told in said


async def test_a_slow_chat_endpoint_is_named(
    azure: Provider, endpoint: chat.ChatEndpoint, settings: Settings
) -> None:
    settings.DIALOGUE_WAIT_SECONDS = 0
    assert "raise DIALOGUE_WAIT_SECONDS" in await doctor()


async def test_a_chat_endpoint_out_of_reach_is_named(azure: Provider, settings: Settings) -> None:
    settings.DIALOGUE_URL, settings.DIALOGUE_MODEL = "http://127.0.0.1:9/v1", "m"
    said = await doctor()
    assert "MEND  Dialogue: 127.0.0.1 cannot be reached (ConnectError)." in said


async def test_messages_that_go_to_nobody_are_told(azure: Provider, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    said = await doctor()
    assert "customers get none (EMAIL_URL)" in said
    assert "customers get none (SMS_SENDER)" in said
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.SMS_SENDER = "mail.example.com", "ours.sms.Sender"
    said = await doctor()
    assert "ok    Mail: goes by mail.example.com" in said
    assert "ok    Short messages: go by ours.sms.Sender" in said
