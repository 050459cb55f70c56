"""The WebSocket paths of the page."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from voice.activity import ActivityConsumer, SameOrigin
from voice.relay.page import relay

websocket_urlpatterns = [
    path("ws/session", SameOrigin(ActivityConsumer.as_asgi(), settings.ALLOWED_HOSTS)),
    path("ws/realtime", SameOrigin(relay, settings.ALLOWED_HOSTS)),
]
