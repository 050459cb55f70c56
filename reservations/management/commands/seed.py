"""`manage.py seed [--file F] [--reset]`: the demo company, or the documents of a file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from reservations import clock, demo, demo_tariff, documents, importing
from reservations.reading import Malformed


class Command(BaseCommand):
    help = "Fill the tables with the demo company, or with the documents of a file; says what it changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="locations and reservations as JSON")
        parser.add_argument("--reset", action="store_true", help="empty the tables first")

    def handle(self, *args: Any, **options: Any) -> str:
        path: Path | None = options["file"]
        try:
            batch = documents.read(content_of(path) if path else demo_content())
            with transaction.atomic():
                report = importing.bring_in(
                    batch,
                    source="import" if path else "seed",
                    reset=options["reset"],
                    skip_taken=path is None,
                )
                if path is None and (lines := demo_tariff.bring(today())):
                    report.made["tariff lines"] += lines
        except Malformed as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        return ("Emptied first. " if options["reset"] else "") + f"Seed: {report.sentence()}"


def content_of(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Malformed(f"{path}: is not valid JSON: {error}") from error


def demo_content() -> dict[str, Any]:
    return {"locations": demo.locations(today()), "reservations": demo.reservations(today())}


def today() -> date:
    return clock.today(ZoneInfo("Asia/Tokyo"))
