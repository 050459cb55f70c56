"""`/metrics` for Prometheus: of this process alone; each replica is asked for its own.

In front of everything else, as it is asked by our address, and for an engine that runs apart too.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import django.db
from channels.db import database_sync_to_async
from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.environment import LOOPBACK
from config.threads import Application, Receive, Scope, Send
from reservations import clock, shared_redis
from reservations.messages import outbox
from reservations.models import Message
from voice import budget, draining
from voice.call import registry
from voice.call.relay.transport import find_running
from voice.providers import circuit

log = logging.getLogger(__name__)

PATH = "/metrics"
# A proxy on this machine asks from loopback as well; one of these is its mark.
PROXIED = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip", b"via"})


def mount(application: Application) -> Application:
    """`application`, with `/metrics` for who may read it, and 404 there for everybody else."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await application(scope, receive, send)
            return
        may_read = scope["method"] == "GET" and is_allowed(scope)
        body = await database_sync_to_async(write_all, thread_sensitive=False)() if may_read else b""
        kind = CONTENT_TYPE_LATEST.encode()
        headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200 if may_read else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    if engine := getattr(application, "engine", None):  # as `engine.mount` says
        serve.engine = engine  # type: ignore[attr-defined]
    return serve


def is_allowed(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    if settings.METRICS_TOKEN:
        shown = headers.get(b"authorization", b"")
        return hmac.compare_digest(shown, f"Bearer {settings.METRICS_TOKEN}".encode())
    address = (scope.get("client") or ("",))[0]
    return address in LOOPBACK and not settings.BEHIND_PROXY and PROXIED.isdisjoint(headers)


def write_all() -> bytes:
    return generate_latest(REGISTRY)


class EngineCollector(Collector):
    """What is found out when it is asked for, of an engine."""

    def __init__(self, engine: Any) -> None:
        """`engine`: `voice.engine.http.engine.Engine`."""
        self.engine = engine

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked of anybody at the start."""
        return []

    def collect(self) -> Iterator[Metric]:
        return read_process(self.engine)


class StateCollector(Collector):
    """The same of the server, and of its engine (None: it has none)."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked of the database at the start."""
        return []

    def collect(self) -> Iterator[Metric]:
        held = list(registry.list_held())
        relayed = sum(find_running(session_id) is not None for session_id in held)
        calls = GaugeMetricFamily("uketsuke_calls_live", "Calls that this process holds.", labels=["way"])
        calls.add_metric(["relayed"], relayed)
        calls.add_metric(["direct"], len(held) - relayed)
        yield calls
        yield from read_process(self.engine)
        yield gauge("uketsuke_redis_away", "1 while Redis does not answer.", shared_redis.is_away())
        open_now = circuit.is_open(settings.VOICE_PROVIDER)
        yield gauge("uketsuke_provider_circuit_open", "1 while the provider is left alone.", open_now)
        for read in (read_outbox, read_budget):
            yield from survive_database(read)


def read_process(engine: Any) -> Iterator[Metric]:
    """What a server and an engine that runs apart tell alike; `engine`: None where this process has none."""
    yield gauge("uketsuke_draining", "1 while this process is about to end.", draining.is_begun())
    if engine:
        yield gauge("uketsuke_engine_sessions", "Sessions of this engine.", engine.switchboard.sessions)
        waiting = engine.models.stt_waiting
        yield gauge("uketsuke_engine_stt_waiting", "Turns whose words wait for recognition.", waiting)


def read_outbox() -> list[Metric]:
    found = GaugeMetricFamily("uketsuke_outbox_messages", "Messages not sent, in all.", labels=["state"])
    found.add_metric(["waiting"], Message.objects.filter(outbox.WAITING).count())
    found.add_metric(["failed"], Message.objects.filter(outbox.FAILED).count())
    return [found]


def read_budget() -> list[Metric]:
    share = budget.find_share(clock.now())
    return [gauge("uketsuke_budget_used_ratio", "Of the budget that is the nearest to its end.", share)]


def survive_database(read: Callable[[], list[Metric]]) -> list[Metric]:
    """What else there is to say is said while the database is away."""
    try:
        return read()
    except django.db.Error:
        log.warning("%s: the database did not answer", read.__name__, exc_info=True)
        return []


def gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(value))
