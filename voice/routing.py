"""The WebSocket paths of the page."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from voice.call.relay.page import relay
from voice.page_socket import PageSocketConsumer, SameOrigin

websocket_urlpatterns = [
    path("ws/session", SameOrigin(PageSocketConsumer.as_asgi(), settings.ALLOWED_HOSTS)),
    path("ws/realtime", SameOrigin(relay, settings.ALLOWED_HOSTS)),
]
