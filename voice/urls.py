"""The HTTP paths of talking."""

from __future__ import annotations

from django.urls import path

from voice import views
from voice.api import functions
from voice.api import views as api

urlpatterns = [
    path("", views.page, name="page"),
    path("s/<str:location_id>", views.page, name="shop-page"),
    path("api/realtime/session", api.session, name="realtime-session"),
    path("api/realtime/calls", api.calls, name="realtime-calls"),
    path("api/realtime/renewal", api.renewed, name="realtime-renewal"),
    path("api/realtime/transcript", api.transcript, name="realtime-transcript"),
    path("api/realtime/hangup", api.hangup, name="realtime-hangup"),
    *functions.urlpatterns,
]
