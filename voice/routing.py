"""The WebSocket paths of the page."""

from __future__ import annotations

from django.urls import path

from voice.call.relay.page import relay
from voice.page_socket import PageSocketConsumer
from voice.socket_door import guard

websocket_urlpatterns = [
    path("ws/session", guard(PageSocketConsumer.as_asgi())),
    path("ws/realtime", guard(relay)),
]
