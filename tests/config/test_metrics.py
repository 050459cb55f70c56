"""`/metrics` is for operators alone, says what the dashboard asks for, and names nobody."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator  # that of channels leaves connections open
from django.db import DatabaseError, InterfaceError
from django.test import Client
from prometheus_client import REGISTRY
from pytest_django import Settings

from config import metrics
from config.asgi import application
from reservations.limits import windows
from tests.product import ROOT
from voice import budget

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db(transaction=True)]
DASHBOARD = ROOT / "deploy" / "grafana" / "uketsuke.json"
KINDS = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}


async def read(client: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/metrics",
        "client": (client, 5000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    asking: Any = ApplicationCommunicator(application, scope)  # type: ignore[no-untyped-call]
    await asking.send_input({"type": "http.request", "body": b""})
    start = await asking.receive_output(timeout=30)
    body = (await asking.receive_output(timeout=30))["body"]
    await asking.wait(timeout=30)
    return start["status"], body.decode()


async def test_who_asks_from_this_machine_reads_what_is_counted() -> None:
    status, text = await read()
    assert status == 200
    for line in ('uketsuke_calls_live{way="direct"} 0.0', "uketsuke_budget_used_ratio 0.0", "python_info"):
        assert line in text


@pytest.mark.parametrize(
    ("client", "headers", "behind_proxy"),
    [
        ("192.0.2.7", {}, False),
        ("127.0.0.1", {}, True),
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.7"}, False),
        ("127.0.0.1", {"x_forwarded_proto": "https"}, False),
        ("", {}, False),
    ],
)
async def test_strangers_are_told_that_there_is_nothing(
    client: str, headers: dict[str, str], behind_proxy: bool, settings: Settings
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    assert await read(client, **headers) == (404, "")


@pytest.mark.parametrize(
    ("shown", "status"), [("Bearer good", 200), ("Bearer bad", 404), ("good", 404), ("", 404)]
)
async def test_with_a_token_only_who_shows_it_reads(shown: str, status: int, settings: Settings) -> None:
    settings.METRICS_TOKEN = "good"
    assert (await read("192.0.2.7", authorization=shown))[0] == status
    assert (await read("127.0.0.1", authorization=shown))[0] == status


@pytest.mark.parametrize("fault", [DatabaseError, InterfaceError])
async def test_what_needs_no_database_is_said_without_it(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def fail(_now: object) -> float:
        raise fault

    monkeypatch.setattr(budget, "find_share", fail)
    status, text = await read()
    assert (status, "uketsuke_calls_live" in text, "uketsuke_budget" in text) == (200, True, False)


def list_names() -> set[str]:
    """Of our own series, as Prometheus knows them."""
    families = [family for family in REGISTRY.collect() if family.name.startswith("uketsuke_")]
    engine = {"uketsuke_engine_sessions", "uketsuke_engine_stt_waiting"}
    return {family.name + ending for family in families for ending in KINDS[family.type]} | engine


def test_each_metric_that_the_dashboard_names_exists() -> None:
    written = DASHBOARD.read_text(encoding="utf-8")
    assert len(json.loads(written)["panels"]) == 15
    named = set(re.findall(r"\buketsuke_\w+", written))
    assert len(named) > 15
    assert named - list_names() == set()


def test_each_metric_is_explained() -> None:
    page = (ROOT / "docs" / "observability.md").read_text(encoding="utf-8")
    families = {re.sub("_(total|bucket|sum|count)$", "", name) for name in list_names()}
    assert [name for name in sorted(families) if name not in page] == []


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_limit_that_is_met_is_counted_without_whose_it_is() -> None:
    before = sample("uketsuke_limits_met_total", limit="test")
    for _ in range(3):
        windows.take(windows.Limit("test.somebody", 1))
    assert sample("uketsuke_limits_met_total", limit="test") == before + 2


def test_a_request_and_its_refusal_are_counted_by_route() -> None:
    labels = {"method": "POST", "route": "/api/functions/list_locations", "status": "401"}
    before = (
        sample("uketsuke_http_requests_total", **labels),
        sample("uketsuke_problems_total", code="missing_token"),
    )
    Client().post("/api/functions/list_locations?secret=1", {}, content_type="application/json")
    after = (
        sample("uketsuke_http_requests_total", **labels),
        sample("uketsuke_problems_total", code="missing_token"),
    )
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1]


def test_the_engine_here_tells_its_queue() -> None:
    class Engine:
        class switchboard:  # noqa: N801
            sessions = 2

        class models:  # noqa: N801
            stt_waiting = 3

    found = {family.name: family.samples[0].value for family in metrics.EngineCollector(Engine).collect()}
    assert found == {
        "uketsuke_draining": 0,
        "uketsuke_engine_sessions": 2,
        "uketsuke_engine_stt_waiting": 3,
    }
