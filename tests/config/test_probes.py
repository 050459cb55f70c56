"""What a load balancer asks: by our address, of a process that may be busy, and as a stranger."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from channels.testing import ApplicationCommunicator
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from config import probes
from config.asgi import serve_pages
from voice import draining
from voice.providers import circuit

PROBES = ["/livez", "/readyz"]
SECRET = 'connection to server at "db.internal" (10.0.0.7), port 5432 failed: FATAL: password of "clerk"'


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("host", ["10.0.0.5", "10.0.0.5:8000", "[fd00::7]", "nobody.example", "\xff"])
def test_a_probe_is_answered_whatever_host_it_names(path: str, host: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["desk.example.com"]
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(path, headers={"host": host})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert Client().get("/", headers={"host": host}).status_code != 200


@pytest.mark.db
@pytest.mark.django_db
def test_a_stranger_is_not_told_why_we_are_not_ready(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError(SECRET)

    monkeypatch.setattr(probes, "_last_reasons", "")
    monkeypatch.setattr(connection, "cursor", fail)
    with caplog.at_level(logging.ERROR):
        answer = Client().get("/readyz")
    assert (answer.status_code, json.loads(answer.content)) == (503, {"status": "unavailable"})
    assert SECRET in caplog.text


def break_channel_layer(settings: Settings, _monkeypatch: pytest.MonkeyPatch) -> None:
    backend = "config.redis_backends.LastingChannelLayer"
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": {"url": "redis://127.0.0.1:1/0"}}}


def break_cache(settings: Settings, _monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def break_provider(settings: Settings, _monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(circuit.FAILURES):
        circuit.note_failure(settings.VOICE_PROVIDER)


def begin_draining(_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "_is_begun", True)


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (break_channel_layer, "channel layer: no answer"),
        (break_cache, "cache: NotReady"),
        (break_provider, "provider: NotReady: embedded failed"),
        (begin_draining, "draining: NotReady"),
    ],
)
def test_who_cannot_serve_a_caller_is_not_ready(
    harm: Callable[[Settings, pytest.MonkeyPatch], None],
    reason: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.VOICE_PROVIDER = "embedded"
    monkeypatch.setattr(probes, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(probes, "_last_reasons", "")
    harm(settings, monkeypatch)
    answers = [Client().get("/readyz") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].json() == {"status": "unavailable"}
    told = [record for record in caplog.records if record.name == "config.probes"]
    assert [record.levelname for record in told] == ["ERROR"], "once, not for each probe"
    assert reason in told[0].getMessage()


@pytest.mark.unit
async def test_the_server_itself_answers_a_probe() -> None:
    """By way of the threads that probes have for themselves."""
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/livez",
        "query_string": b"",
        "headers": [(b"host", b"10.0.0.5")],
    }
    socket = ApplicationCommunicator(serve_pages(), scope)
    await socket.send_input({"type": "http.request", "body": b""})
    assert (await socket.receive_output(timeout=30))["status"] == 200
    await socket.receive_output(timeout=30)
    await socket.wait(timeout=30)
