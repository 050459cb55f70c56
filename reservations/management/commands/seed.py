"""`manage.py seed [--file F] [--reset] [--demo-day]`: the demo company, or the documents of a file."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reservations import clock, repositories
from reservations.errors import Busy, StoreUnavailable
from reservations.imports import demo, demo_replay, demo_tables, documents, load
from reservations.imports.fields import Malformed
from reservations.management.database import refuse_unready_database
from reservations.repositories.orm.transactions import run_with_retries
from reservations.values import Document


class Command(BaseCommand):
    help = "Fill the tables with the demo company, or with the documents of a file; says what it changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="locations and reservations as JSON")
        parser.add_argument("--reset", action="store_true", help="empty the tables first")
        parser.add_argument(
            "--demo-day",
            action="store_true",
            help="with the demo company: make today a busy day at its counters",
        )

    def handle(self, *args: Any, **options: Any) -> str:
        path: Path | None = options["file"]
        reset, with_day = options["reset"], options["demo_day"]
        if path and with_day:
            raise CommandError("--demo-day is the demo company's: it does not go with --file.")
        refuse_unready_database()  # which is no rival, to try again against
        try:
            batch = documents.read_batch(content_of(path) if path else demo_content())
            if (path is None or reset) and (
                theirs := repositories.current().find_external_shops(batch.locations)
            ):
                return self.left_alone(theirs, reset=reset)
            report = run_with_retries(partial(load_documents, batch, is_demo=path is None, reset=reset))
            day = run_with_retries(add_day) if with_day else ""
        except Malformed as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        except Busy as error:
            why = "Others were writing the same rows all the time. Nothing was changed: do it again."
            raise CommandError(why) from error
        except StoreUnavailable as error:
            raise CommandError(str(error)) from error
        return ("Emptied first. " if reset else "") + f"Seed: {report.describe()}{day}"

    def left_alone(self, theirs: list[str], *, reset: bool) -> str:
        """The record of a company is not ours to fill with a demo, or to empty."""
        named = ", ".join(theirs[:3]) + (" and others" if len(theirs) > 3 else "")
        if reset:
            raise CommandError(f"The record has shops of its own ({named}). Empty it by hand, if it must be.")
        return f"Seed: the record has shops of its own ({named}): the demo company is not added."


def add_day() -> str:
    """What was made of today, as a sentence after the report's."""
    if own := demo_replay.find_own_data():
        return f"\nDemo day: this record is left alone, as {own}"
    made = demo_replay.add_demo_day(clock.now())
    parts = ", ".join(f"{count} {kind}" for kind, count in made.items())
    return f"\nDemo day: {parts} made." if parts else "\nDemo day: it is there."


def load_documents(batch: documents.Batch, *, is_demo: bool, reset: bool) -> load.Report:
    source = "seed" if is_demo else "import"
    report = load.load_batch(batch, source=source, reset=reset, skip_taken=is_demo)
    if is_demo and (lines := demo_tables.add_demo_tariff(today())):
        report.made["tariff lines"] += lines
    if is_demo and (dates := demo_tables.add_demo_inspections(today())):
        report.made["inspection dates"] += dates
    if is_demo and (answers := demo_tables.add_demo_answers()):
        report.made["answers"] += answers
    return report


def content_of(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Malformed(f"{path}: is not valid JSON: {error}") from error


def demo_content() -> Document:
    return {"locations": demo.describe_shops(today()), "reservations": demo.describe_reservations(today())}


def today() -> date:
    return clock.today(ZoneInfo("Asia/Tokyo"))
