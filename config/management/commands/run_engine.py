"""`manage.py run_engine`: the embedded realtime engine alone, for another server or any GA client."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from prometheus_client import REGISTRY

from config.management.commands.serve import freeze_what_is_loaded, refuse_taken_port


class Command(BaseCommand):
    help = "Serve the embedded realtime engine alone, without the reservation system."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT + 1)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        refuse_taken_port(host, port)
        from twisted.internet import reactor as running

        from config import engine, http_door, https, metrics, shutdown
        from voice.engine.http.server import Server

        application = engine.build()
        its: Any = application.state.engine
        REGISTRY.register(metrics.EngineCollector(its))
        reactor: Any = running  # what it is, is decided when it is imported
        scheme = "https" if settings.HTTPS_CERTIFICATE else "http"
        self.stdout.write(f"\n  Engine: {scheme}://{host}:{port}/openai/v1/realtime\n")
        self.stdout.write("  To use it, start the product with:")
        self.stdout.write(
            f"    VOICE_PROVIDER=embedded ENGINE_URL={scheme}://{host}:{port} ENGINE_API_KEY=<the same key>"
        )
        self.stdout.write(
            f"  The key of this engine is ENGINE_API_KEY, or in {settings.VAR_DIR / 'engine_key'}."
        )
        self.stdout.write("  Loading the speech models …")
        self.stdout.flush()
        application.state.warm()
        freeze_what_is_loaded()

        def say_ready() -> None:
            """Whoever started this command may connect from this line on."""
            http_door.bound_requests(server)
            if settings.HTTPS_CERTIFICATE:
                https.listen(server, host, port, settings.HTTPS_CERTIFICATE, settings.HTTPS_KEY)
            # Later: the reactor installs its own handler as it begins to run.
            reactor.callLater(0, lambda: shutdown.drain_on_sigterm(server, lambda: its.switchboard.sessions))
            self.stdout.write("  Speech models are ready. Stop with Ctrl-C.\n\n")
            self.stdout.flush()

        server: Any = Server(
            application=metrics.mount(engine.serve_alone(application)),
            endpoints=[https.describe_endpoint(host, port)],
            server_name="uketsuke-engine",
            http_timeout=http_door.ANSWER_SECONDS,
            ready_callable=say_ready,
        )
        if settings.HTTPS_CERTIFICATE:
            server.endpoints = []  # by https alone, as it gets ready; daphne is not made without any
        server.run()
