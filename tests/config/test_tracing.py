"""Traces reach a collector: from the request to the tool, the database and the provider's own id."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import AsyncClient, Client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pytest_django import Settings

from config import checks, tracing
from reservations import clock
from reservations import tracing as spans
from tests.fakes.realtime import FakeRealtime, Reply
from voice import sessions
from voice.models import Session
from voice.providers import base

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db(transaction=True)]


class Collector(ThreadingHTTPServer):
    """Takes what is sent to it, as OTLP over HTTP says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiving)
        self.spans: list[Any] = []

    def find(self, name: str) -> Any:
        (found,) = [span for span in self.spans if span.name == name]
        return found


class Receiving(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces"
        assert isinstance(self.server, Collector)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def collector(settings: Settings) -> Iterator[Collector]:
    """It has all spans as soon as `shutdown` of what it is given has been called."""
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.OTEL_EXPORTER_OTLP_ENDPOINT = f"http://127.0.0.1:{server.server_port}"
        yield server
        spans.use_tracer(None)
        connection_created.disconnect(tracing.watch_connection)
        if tracing.trace_statement in connection.execute_wrappers:
            connection.execute_wrappers.remove(tracing.trace_statement)
        server.shutdown()
        thread.join()


def attributes(span: Any) -> dict[str, Any]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_a_tool_call_is_one_trace_from_the_request_to_the_database(collector: Collector) -> None:
    provider = tracing.start()
    tracing.watch_connection(connection)
    session = Session.objects.create(created_at=clock.now(), provider="azure", model="m", tool_mode="browser")
    answer = Client().post(
        "/api/functions/list_locations",
        {},
        content_type="application/json",
        headers={"X-Session-Token": sessions.issue_token(session.id, "ja")},
    )
    provider.shutdown()
    request = collector.find("POST /api/functions/list_locations")
    tool = collector.find("tool list_locations")
    statements = [span for span in collector.spans if span.name == "database SELECT"]
    assert attributes(request)["http.response.status_code"] == answer.status_code == 200
    assert attributes(request)["uketsuke.request"] == answer["X-Request-ID"]
    assert attributes(request)["uketsuke.session"] == attributes(tool)["uketsuke.session"] == session.id
    assert attributes(tool)["uketsuke.outcome"] == "ok"
    assert {span.trace_id for span in [tool, *statements]} == {request.trace_id}
    assert tool.parent_span_id == request.span_id
    assert tool.span_id in {span.parent_span_id for span in statements}
    assert attributes(statements[0])["db.query.text"].startswith("SELECT ")


async def test_a_conversation_that_begins_has_the_providers_id(
    collector: Collector, settings: Settings
) -> None:
    async with FakeRealtime().running() as fake:
        settings.VOICE_PROVIDER = "azure"
        settings.AZURE_OPENAI_ENDPOINT, settings.AZURE_OPENAI_API_KEY = fake.endpoint, "the-key"
        secret = '{"value": "ek_1", "expires_at": 4000000000}'
        fake.script("/client_secrets", Reply(200, secret, {"x-request-id": "req_of_theirs"}))
        provider = tracing.start()
        answer = await AsyncClient().post("/api/realtime/session", {}, content_type="application/json")
        assert answer.status_code == 200
        provider.shutdown()
        await base.close_client()
    request, minted = collector.find("POST /api/realtime/session"), collector.find("provider client_secrets")
    assert minted.trace_id == request.trace_id
    assert attributes(minted)["provider.request_id"] == "req_of_theirs"


def test_what_goes_wrong_is_noted_by_its_kind_alone(collector: Collector) -> None:
    provider = tracing.start()
    with pytest.raises(ValueError, match="山田"), spans.span("work"):
        raise ValueError("山田太郎")
    with spans.span("statement", is_part=True) as part:
        assert part is None, "of nothing that is traced"
    provider.shutdown()
    work = collector.find("work")
    assert attributes(work) == {"error.type": "ValueError"}
    assert "山田" not in str(collector.spans)


def test_without_a_collector_nothing_is_traced(settings: Settings) -> None:
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = ""
    assert tracing.start() is None
    with spans.span("work") as span:
        assert span is None


def test_traces_without_their_packages_are_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = "http://collector:4318"
    assert list(checks.check_tracing()) == []
    monkeypatch.setattr(checks, "is_installed", lambda _package: False)
    assert [message.id for message in checks.check_tracing()] == ["config.E023"]
