"""`manage.py serve`: the whole product on one port."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import https
from reservations.errors import StoreUnavailable
from reservations.management.database import refuse_unready_database


class Command(BaseCommand):
    help = "Serve the page, the API, the admin and the embedded engine on one port."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        refuse_taken_port(host, port)
        has_tls = settings.HTTPS and not settings.BEHIND_PROXY
        if has_tls:
            refuse_taken_port("127.0.0.1", port + 1)
        refuse_store()
        refuse_unready_database()
        connection.close()  # requests are served by other threads, each with its own
        if not settings.IS_ENGINE_URL_GIVEN:
            # The command line may say another host or port than the environment, which the settings know.
            settings.ENGINE_URL = https.describe_own_url(host, port, has_tls=has_tls)
        from config import http_door, shutdown
        from config.asgi import application

        engine = getattr(application, "engine", None)
        if engine:
            threading.Thread(target=self.warm, args=[engine], daemon=True).start()
        self.tell_addresses(port)
        from twisted.internet import reactor as running

        from voice.call import registry, supervisor

        reactor: Any = running  # what it is, is decided when it is imported

        def count_live() -> int:
            in_engine = engine.state.engine.switchboard.sessions if engine else 0
            return len(registry.list_held()) + in_engine

        def get_ready() -> None:
            http_door.bound_requests(server)
            if has_tls:
                https.listen(server, host, port, *find_certificate())
            watch_over_calls()
            # Later: the reactor installs its own handler as it begins to run.
            reactor.callLater(
                0, lambda: shutdown.drain_on_sigterm(server, count_live, let_go=supervisor.stop)
            )

        server: Any = server_class(with_engine=engine is not None)(
            application=application,
            # One that speaks https reaches itself, as the engine, by http on loopback.
            endpoints=[
                https.describe_endpoint("127.0.0.1", port + 1)
                if has_tls
                else https.describe_endpoint(host, port)
            ],
            server_name="uketsuke",
            application_close_timeout=30,
            # It would believe the leftmost address, which the client itself writes: voice/api/addresses.py.
            proxy_forwarded_address_header=None,
            http_timeout=http_door.ANSWER_SECONDS,
            # No conversation is longer, and a page that still has its token dials again.
            websocket_timeout=settings.SESSION_MAX_MINUTES * 60,
            ready_callable=get_ready,
        )
        freeze_what_is_loaded()
        with sending_messages():
            server.run()

    def tell_addresses(self, port: int) -> None:
        scheme = "https" if settings.HTTPS and not settings.BEHIND_PROXY else "http"
        at = f"{scheme}://localhost:{port}"
        self.stdout.write(f"\n  Talk:   {at}/\n  Staff:  {at}/admin/")
        if settings.IS_TRIED_IN_LAN:
            for address in https.find_addresses():
                self.stdout.write(f"  Or from another device in this network: https://{address}:{port}/")
            self.stdout.write(
                "  The certificate was made on the spot, for trying: the browser warns of it once."
            )
            self.stdout.write("  For callers, set HTTPS_CERTIFICATE and HTTPS_KEY, or BEHIND_PROXY=1.")
        self.stdout.write("  Stop with Ctrl-C.\n\n")

    def warm(self, engine: Any) -> None:
        """Load the speech models while the first caller still reads the page."""
        started = time.monotonic()
        self.stdout.write("  Loading the speech models …")
        engine.state.warm()
        freeze_what_is_loaded()
        self.stdout.write(f"  Speech models are ready ({time.monotonic() - started:.1f} s).")


def find_certificate() -> tuple[Path, Path | None]:
    """The one that is given and its key, or one that is made on the spot."""
    if settings.HTTPS_CERTIFICATE is None or settings.IS_TRIED_IN_LAN:
        return https.make_certificate(settings.VAR_DIR, https.find_addresses())
    return settings.HTTPS_CERTIFICATE, settings.HTTPS_KEY


def server_class(*, with_engine: bool) -> Any:
    """The engine's own daphne where it is mounted: it, and what it needs, may not be installed elsewhere."""
    if not with_engine:
        from daphne import server

        return server.Server
    from voice.engine.http.server import Server

    return Server


def freeze_what_is_loaded() -> None:
    """What is loaded by now stays: the collector need not look through it again while callers speak, as every
    look stops all of them for as long as it takes."""
    gc.collect()
    gc.freeze()


def watch_over_calls() -> None:
    """Calls that lost their holder come to us; at our end, ours may go to another at once."""
    from twisted.internet import reactor as running
    from twisted.internet.defer import Deferred

    from voice.call import supervisor

    reactor: Any = running  # what it is, is decided when it is imported

    def leave() -> Deferred[None]:
        return Deferred.fromFuture(asyncio.ensure_future(supervisor.stop()))

    reactor.callLater(0, supervisor.start)
    reactor.addSystemEventTrigger("before", "shutdown", leave)


@contextmanager
def sending_messages() -> Iterator[None]:
    """The outbox's worker beside the server, if it shall be here; at the end it finishes its message."""
    if not settings.MESSAGES_IN_PROCESS:
        yield
        return
    stop = threading.Event()
    worker = threading.Thread(target=send_until, args=[stop], name="outbox", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=settings.EMAIL_TIMEOUT)


def send_until(stop: threading.Event) -> None:
    from reservations.messages import outbox

    try:
        outbox.work(outbox.EVERY, stop)
    finally:
        connection.close()


def refuse_store() -> None:
    """With Cosmos DB, one that would book a car twice, or does not let us in."""
    if settings.RESERVATION_STORE != "cosmos":
        return
    from reservations.repositories.cosmos.diagnostics import refuse_many_write_regions

    try:
        refuse_many_write_regions()
    except StoreUnavailable as error:
        raise CommandError(str(error)) from error


def refuse_taken_port(host: str, port: int) -> None:
    """Say what to do before anything is loaded: the server itself would only log it, and end."""
    try:
        with socket.create_server((host, port), reuse_port=False):
            pass
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host}:{port}: {error.strerror}. "
            f"Stop what listens there, or choose another port: PORT={port + 1} make run"
        ) from error
