"""Every path of the product stands in docs/security.md, with what a stranger gets there; and gets that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config import engine, metrics, probes
from config.staff.sockets import staff_sockets
from tests.house.test_sizes import ROOT
from voice.routing import websocket_urlpatterns

# Below these each path has a handler of its own: Django's admin, its language switch, the engine.
WHOLE = ("/admin/", "/i18n/")
MOUNTED = {metrics.PATH, *probes.PATHS, *(f"{prefix.rstrip('/')}/…" for prefix in engine.PREFIXES)}
TOOL = re.compile(r"^/api/functions/\w+$")


def list_routes() -> Iterator[str]:
    for entry in get_resolver().url_patterns:
        inner = entry.url_patterns if isinstance(entry, URLResolver) and not str(entry.pattern) else [entry]
        yield from (name_route(each) for each in inner)
    yield from (name_route(each) for each in (*websocket_urlpatterns, *staff_sockets))


def name_route(entry: URLPattern | URLResolver) -> str:
    """As the page writes it: the name of an argument alone; all tools by one line."""
    route = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(entry.pattern))
    return "/api/functions/<name>" if TOOL.match(route) else route


def read_table() -> list[tuple[list[str], str]]:
    """Paths, and what a stranger gets."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    table = page.split("## Every door", 1)[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`/.+?) \| .+? \| (.+?) \|$", table, re.MULTILINE)
    return [(re.findall(r"`(/[^`]*)`", paths), got) for paths, got in rows]


STRANGERS = [
    (path, int(got[:3])) for paths, got in read_table() for path in paths if re.match(r"\d{3}\b", got)
]


@pytest.mark.unit
def test_every_door_stands_in_the_table_once_and_no_other() -> None:
    listed = [path for paths, _got in read_table() for path in paths]
    assert sorted(listed) == sorted({*list_routes(), *MOUNTED})


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.either
@pytest.mark.usefixtures("uncollected_static_files")
@pytest.mark.parametrize(("path", "status"), STRANGERS)
def test_a_stranger_gets_what_the_table_says(path: str, status: int, client: Client) -> None:
    asked = re.sub(r"<\w+>", "nobody-knows", path.replace("<name>", "list_locations"))
    answer: Any
    if asked.startswith(("/api/realtime", "/api/functions", "/mcp")):
        answer = client.post(asked, "{}", content_type="application/json")
    else:
        answer = client.get(asked)
    assert answer.status_code == status
