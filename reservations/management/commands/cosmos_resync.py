"""`manage.py cosmos_resync [--check] [--location X]`: mirror and calendars against the whole record."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reservations.errors import StoreUnavailable
from reservations.repositories.mirror import require_cosmos


class Command(BaseCommand):
    help = "Compare the mirror and the cars' calendars with Cosmos DB, and mend what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell; exit code 1 if anything differs")
        parser.add_argument("--location", default="", help="only this shop")

    def handle(self, *args: Any, check: bool, location: str, **options: Any) -> None:
        require_cosmos()
        from reservations.repositories.mirror.resync import resync

        try:
            report = resync(check=check, location=location, tell=self.stdout.write)
        except StoreUnavailable as error:
            raise CommandError(f"{error} What was told until here is so; run it again.") from error
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(report.counts.items()))
        self.stdout.write(
            f"{'Found' if check else 'Found and mended what can be mended'}: {told or 'nothing'}."
        )
        if check and not report.clean:
            sys.exit(1)
