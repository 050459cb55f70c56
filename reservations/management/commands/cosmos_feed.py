"""`manage.py cosmos_feed`: follows what changes in Cosmos DB into the mirror."""

from __future__ import annotations

import logging
import threading
from argparse import ArgumentParser
from typing import Any

import django.db
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reservations.errors import StoreUnavailable
from reservations.management.stopping import stopping
from reservations.repositories.mirror import require_cosmos

log = logging.getLogger(__name__)
CONTAINERS = ("locations", "reservations")  # shops first: reservations name them


class Command(BaseCommand):
    help = "Write what changes in Cosmos DB into the mirror, until SIGTERM or Ctrl-C. Of several, one works."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="read to the end, and end")
        parser.add_argument("--every", type=float, default=1.0, help="seconds between two looks")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        require_cosmos()
        from reservations.repositories.mirror.feed import Feed

        feeds = [Feed(container) for container in CONTAINERS]
        stop = threading.Event()
        try:
            with stopping(stop):
                if once:
                    self.stdout.write(f"{sum(feed.catch_up() for feed in feeds)} documents read")
                else:
                    self.stdout.write(f"Following Cosmos DB every {every:g} s. Stop with Ctrl-C.")
                while not once and not stop.is_set():
                    look(feeds)
                    stop.wait(every)
        except StoreUnavailable as error:
            raise CommandError(str(error)) from error
        finally:
            for feed in feeds:
                feed.let_go()


def look(feeds: list[Any]) -> None:
    """A record or a database that is away for a while ends no worker."""
    try:
        for feed in feeds:
            if count := feed.catch_up():
                log.info("%s documents of %s", count, feed.container)
    except (StoreUnavailable, django.db.Error) as error:
        log.warning("The feed waits: %s", error)
        connection.close()
    except Exception:
        log.exception("A round of the feed failed")
