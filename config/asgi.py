"""The product as one ASGI application: Django, the page's socket, and the embedded engine."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_asgi_application()  # before anything that needs the app registry

from prometheus_client import REGISTRY  # noqa: E402

from config import engine, metrics, probes, shutdown, threads, tracing  # noqa: E402
from config.staff.sockets import staff_sockets  # noqa: E402
from voice.call.supervisor import supervise  # noqa: E402
from voice.routing import websocket_urlpatterns  # noqa: E402


def serve_pages() -> threads.Application:
    """Django. The probes have a thread of their own: a busy server would else look like a dead one."""
    pages = shutdown.count_requests(threads.share_threads(django, threads.REQUEST_THREADS))
    asked = threads.share_threads(django, 1)

    async def serve(scope: threads.Scope, receive: threads.Receive, send: threads.Send) -> None:
        await (asked if scope["path"] in probes.PATHS else pages)(scope, receive, send)

    return serve


application = engine.mount(
    supervise(
        ProtocolTypeRouter(
            {"http": serve_pages(), "websocket": URLRouter([*websocket_urlpatterns, *staff_sockets])}
        )
    )
)
embedded = getattr(application, "engine", None)  # the engine's own application, where it lives here
REGISTRY.register(metrics.StateCollector(embedded and embedded.state.engine))
application = metrics.mount(application)
traces = tracing.start()  # sent to their end when the process ends
