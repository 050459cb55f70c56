"""Each request leaves one line, with ids to find the rest by, and without what was asked."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from structlog.contextvars import bound_contextvars, clear_contextvars

from config.logs import build_formatter
from reservations import clock
from voice import sessions
from voice.models import Session

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]
ReadLines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def read_lines() -> Iterator[ReadLines]:
    """What was logged until now."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(build_formatter(as_json=True))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_tool_call_has_a_line_for_its_request_and_one_for_the_tool(read_lines: ReadLines) -> None:
    session = Session.objects.create(created_at=clock.now(), provider="azure", model="m", tool_mode="browser")
    token = sessions.issue_token(session.id, "ja")
    answer = Client().post(
        "/api/functions/list_locations?name=消尾",
        {},
        content_type="application/json",
        headers={"X-Session-Token": token},
    )
    access = next(line for line in read_lines() if line["logger"] == "config.access")
    tool = next(line for line in read_lines() if line["logger"] == "voice.tool_access")
    assert access["event"].startswith("POST /api/functions/list_locations 200 ")
    assert tool["event"].startswith("tool list_locations: ok, ")
    for line in (access, tool):
        assert (line["request"], line["session"]) == (answer["X-Request-ID"], session.id)
    assert "消尾" not in str(read_lines())


@pytest.mark.parametrize(
    ("hops", "given", "is_kept"),
    [(1, "a1b2c3d4e5", True), (0, "a1b2c3d4e5", False), (1, "a b\n", False), (1, "short", False)],
)
def test_a_proxy_that_is_trusted_names_the_request(
    hops: int, given: str, is_kept: bool, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = hops
    answer = Client().get("/api/schema", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is is_kept
    assert len(answer["X-Request-ID"]) >= 8


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/nothing/of/ours/R-402-7315", "unknown"),
        (
            "/admin/reservations/reservation/R-402-7315/change/",
            "/admin/reservations/reservation/<path:object_id>",
        ),
    ],
)
def test_what_stands_in_an_address_is_not_logged(path: str, route: str, read_lines: ReadLines) -> None:
    Client().get(path)
    (access,) = [line for line in read_lines() if line["logger"] == "config.access"]
    assert f"GET {route}" in access["event"]
    assert "402-7315" not in str(read_lines())


def test_a_line_for_people_has_the_ids_behind_it() -> None:
    clear_contextvars()
    with bound_contextvars(session="s123"):
        record = logging.LogRecord("voice.call", logging.INFO, __file__, 1, "the call %s", ("ended",), None)
        written = build_formatter(as_json=False).format(record)
    assert written.endswith("INFO voice.call: the call ended [session=s123]")
