"""The staff's list of bookings with a million of them: its pages, its filters and its search.

Runs with DATABASE_URL of a throwaway database, in a process of its own: apart.py starts it, for each of both.
"""

from __future__ import annotations

import argparse
import logging
import os
import time

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from reservations.models import Reservation
from tests.benchmarks import booking_rows
from tests.benchmarks.figures import Table

LIST = "/admin/reservations/reservation/"
ROUNDS = 7
ASKED = (
    ("first page", ""),
    ("page 3", "?p=3"),
    ("from a day of the past", "?from=2025-06-01"),
    ("gone on with, two years back", "?after=past~2024-12-01T01:00:00%2B00:00~" + "f" * 32),
    ("one status", "?status=confirmed"),
    ("one shop", "?location__id__exact=s3"),
    ("search: a frequent family name", "?q=鈴木"),
    ("search: a full name, spelt otherwise", "?q=高橋　はなこ"),
    ("search: a name that nobody has", "?q=勅使河原"),
    ("search: a number", "?q=H-654321"),
    ("search: a telephone", "?q=090-1234-5678"),
    ("search: the end of a telephone", "?q=5678"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reservations", type=int, default=1_000_000)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if connection.vendor == "sqlite":
        booking_rows.fill_sqlite(str(connection.settings_dict["NAME"]), arguments.reservations)
    else:
        booking_rows.fill(os.environ["DATABASE_URL"], arguments.reservations)
    measure(Table())


def measure(table: Table) -> None:
    logging.disable(logging.INFO)  # a line for each request
    clerk, _made = User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)
    client = Client(headers={"accept-language": "ja"}, SERVER_NAME="localhost")
    client.force_login(clerk)
    print(f"{connection.vendor}, {Reservation.objects.count():,} bookings", flush=True)
    for name, query in ASKED:
        seconds, worked = [], []
        for _ in range(ROUNDS):
            began, before = time.monotonic(), time.process_time()
            answer = client.get(LIST + query)
            seconds.append(time.monotonic() - began)
            worked.append(time.process_time() - before)
            assert answer.status_code == 200, answer
        table.row(name, seconds[1:], "s", limit=0.3)
        print(f"  of it {sorted(worked)[len(worked) // 2]:.3f} s of this process", flush=True)
