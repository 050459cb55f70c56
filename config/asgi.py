"""The product as one ASGI application: Django, the page's socket, and the embedded engine."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_asgi_application()  # before anything that needs the app registry

from config import engine, probes, threads  # noqa: E402
from voice.call.supervisor import supervise  # noqa: E402
from voice.routing import websocket_urlpatterns  # noqa: E402

REQUEST_THREADS = 20  # as many connections to the database; PostgreSQL has a hundred for all who ask it


def serve_pages() -> threads.Application:
    """Django. Who asks whether we live does not stand in the queue of those whom we serve."""
    pages, asked = threads.share_threads(django, REQUEST_THREADS), threads.share_threads(django, 1)

    async def serve(scope: threads.Scope, receive: threads.Receive, send: threads.Send) -> None:
        await (asked if scope["path"] in probes.PATHS else pages)(scope, receive, send)

    return serve


application = engine.mount(
    supervise(ProtocolTypeRouter({"http": serve_pages(), "websocket": URLRouter(websocket_urlpatterns)}))
)
