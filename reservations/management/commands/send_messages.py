"""`manage.py send_messages`: the worker of the outbox in a process of its own."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reservations.management.stopping import stopping
from reservations.messages import outbox


class Command(BaseCommand):
    help = "Send e-mails and short messages, and end holds that ran out, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, and end")
        parser.add_argument("--every", type=float, default=outbox.EVERY, help="seconds between two looks")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        stop = threading.Event()
        with stopping(stop):
            if once:
                self.stdout.write(f"{outbox.run_round(stop)} messages sent")
            else:
                self.stdout.write(f"Looking for messages every {every:g} s. Stop with Ctrl-C.")
                outbox.work(every, stop)
