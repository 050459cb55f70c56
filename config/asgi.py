"""The product as one ASGI application: Django, the page's socket, and the embedded engine."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_asgi_application()  # before anything that needs the app registry

from config import engine, threads  # noqa: E402
from voice.call.supervisor import supervise  # noqa: E402
from voice.routing import websocket_urlpatterns  # noqa: E402

pages = threads.reuse_threads(django)
application = engine.mount(
    supervise(ProtocolTypeRouter({"http": pages, "websocket": URLRouter(websocket_urlpatterns)}))
)
