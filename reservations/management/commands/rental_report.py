"""`manage.py rental_report`: the ledger of rentals (貸渡簿), or the yearly figures (貸渡実績報告書)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reservations import clock
from reservations.models import Location
from reservations.models.booking import bounds
from reservations.reports import csv_file, ledger
from reservations.reports.usage import Scope


class Command(BaseCommand):
    help = "Write the ledger of rentals, or the figures of a business year (April to March), as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        of_days = kinds.add_parser("ledger", help="貸渡簿: each rental whose car left in a period")
        of_days.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="DAY")
        of_days.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="DAY")
        of_year = kinds.add_parser("yearly", help="貸渡実績報告書: the sums of each shop and class")
        of_year.add_argument(
            "--year", type=int, help="in whose April it begins; the one that ended last when not given"
        )
        for each in (of_days, of_year):
            each.add_argument("--shop", action="append", help="the id of a shop; may be given again")
            each.add_argument("--output", type=Path, help="the file; standard output when not given")

    def handle(
        self, *args: Any, kind: str, shop: list[str] | None, output: Path | None, **given: Any
    ) -> None:
        if shop and (unknown := set(shop) - set(Location.objects.values_list("pk", flat=True))):
            raise CommandError(f"There is no shop {', '.join(sorted(unknown))}.")
        ids = frozenset(shop) if shop else None
        if kind == "ledger":
            if given["last"] < given["first"]:
                raise CommandError("The last day is before the first one.")
            scope = make_scope(ids, given["first"], given["last"] + timedelta(days=1))
            text = csv_file.write(ledger.LEDGER_HEAD, ledger.list_rentals(scope))
        else:
            year = ledger.BusinessYear(
                given["year"] or find_last_year(clock.today(ZoneInfo(settings.TIME_ZONE)))
            )
            scope = make_scope(ids, year.first_day, year.end)
            text = csv_file.write(ledger.YEAR_HEAD, ledger.list_year(scope))
        if output is None:
            self.stdout.write(text, ending="")
            return
        output.write_text(text, encoding="utf-8", newline="")
        output.chmod(0o600)  # customers' names
        self.stderr.write(f"{output} written.")


def make_scope(ids: frozenset[str] | None, first: date, end: date) -> Scope:
    """From the beginning of the day `first` to that of `end`, by the calendar of TIME_ZONE."""
    return Scope(ids, bounds(first, settings.TIME_ZONE)[0], bounds(end, settings.TIME_ZONE)[0])


def find_last_year(today: date) -> int:
    """In which year the business year began that ended last."""
    return today.year - (1 if today.month >= 4 else 2)
