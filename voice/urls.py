"""The HTTP paths of talking."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import path

from voice import booking_page, views
from voice.api import functions
from voice.api import views as api
from voice.mcp import http as mcp

urlpatterns = [
    path("", views.page, name="page"),
    path("s/<str:location_id>", views.page, name="shop-page"),
    path("api/realtime/session", api.start_session, name="realtime-session"),
    path("api/realtime/calls", api.answer_offer, name="realtime-calls"),
    path("api/realtime/renewal", api.answer_renewal, name="realtime-renewal"),
    path("api/realtime/transcript", api.keep_report, name="realtime-transcript"),
    path("api/realtime/hangup", api.hang_up, name="realtime-hangup"),
    *booking_page.urlpatterns,
    *functions.urlpatterns,
]
if find_spec("mcp"):  # the SDK is an extra of the installation
    urlpatterns.append(path("mcp", mcp.answer_request, name="mcp"))
