"""The paths of the tools' HTTP API: one per tool, so that OpenAPI tells them apart, and one for the rest."""

from __future__ import annotations

from django.urls import URLPattern, path

from reservations.api.functions import unknown, view_of
from reservations.tools import TOOLS

urlpatterns: list[URLPattern] = [
    *(path(f"api/functions/{tool.name}", view_of(tool), name=tool.name) for tool in TOOLS.values()),
    path("api/functions/<str:name>", unknown),
]
