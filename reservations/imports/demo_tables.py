"""The demo company's tariff, inspections and answers to questions: each where nobody has made any yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import yaml
from django.db import transaction

from reservations.imports import demo
from reservations.models import Answer, CancellationFee, DropOff, Extra, Rate, Season, Vehicle
from reservations.values import Columns

# class: up to 6, 12 and 24 hours, each further 24 hours, each extra hour
USUAL = {
    "compact": (5_940, 6_600, 8_250, 6_930, 1_210),
    "suv": (8_800, 9_900, 12_650, 10_450, 1_760),
    "minivan": (11_000, 12_650, 16_500, 13_200, 2_200),
    "sedan": (8_250, 9_350, 11_880, 9_900, 1_650),
    "kei": (5_280, 5_830, 7_150, 5_940, 1_100),
}
# Japanese and English name, first day and last day; the last may lie in the next year
SEASONS = [
    ("年末年始", "New Year", (12, 28), (1, 4)),
    ("ゴールデンウィーク", "Golden Week", (4, 29), (5, 5)),
    ("お盆", "Obon", (8, 10), (8, 16)),
]
DEARER_PERCENT, STEP = 20, 110
EXTRAS = [
    ("child-seat", "チャイルドシート", "Child seat", Extra.Per.DAY, 550, 1_100),
    ("cover", "免責補償", "Collision damage waiver", Extra.Per.DAY, 1_100, None),
    ("cover-noc", "免責補償とNOC補償", "Collision damage waiver with NOC cover", Extra.Per.DAY, 1_650, None),
    ("etc", "ETCカード", "ETC card", Extra.Per.RENTAL, 330, None),
    ("winter-tyres", "スタッドレスタイヤ", "Winter tyres", Extra.Per.DAY, 1_650, None),
]
WITHIN_A_REGION, BETWEEN_REGIONS = 2_200, 33_000
ISLANDS = {"札幌"}  # no car goes by ferry
CANCELLATION = [(6, 20, 6_600), (2, 30, 6_600), (0, 50, 6_600)]
AHEAD = timedelta(days=365)
COLUMNS = ("hours_6", "hours_12", "hours_24", "further_day", "extra_hour")


@transaction.atomic
def add_demo_tariff(today: date) -> int:
    """How many lines were written: none where anybody has made a tariff."""
    if any(table.objects.exists() for table in (Rate, Season, Extra, DropOff, CancellationFee)):
        return 0
    seasons = Season.objects.bulk_create(list_coming_seasons(today))
    rates = [Rate(vehicle_class=kind, **name_columns(yen)) for kind, yen in USUAL.items()]
    rates += [
        Rate(vehicle_class=kind, season=season, **name_columns(tuple(map(raise_price, yen))))
        for season in seasons
        for kind, yen in USUAL.items()
    ]
    extras = [
        Extra(key=key, name=name, name_en=name_en, per=per, amount=amount, cap=cap)
        for key, name, name_en, per, amount, cap in EXTRAS
    ]
    fees = [CancellationFee(days_before=days, percent=part, cap=cap) for days, part, cap in CANCELLATION]
    written = (
        len(seasons),
        len(Rate.objects.bulk_create(rates)),
        len(Extra.objects.bulk_create(extras)),
        len(DropOff.objects.bulk_create(list_drop_offs())),
        len(CancellationFee.objects.bulk_create(fees)),
    )
    return sum(written)


def name_columns(yen: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(COLUMNS, yen, strict=True))


def raise_price(yen: int) -> int:
    """The season's addition, up to the next round figure."""
    return -(-yen * (100 + DEARER_PERCENT) // (100 * STEP)) * STEP


def list_coming_seasons(today: date) -> list[Season]:
    """The seasons that a pickup within the year to come may fall into."""
    found = []
    for year in range(today.year - 1, today.year + 2):
        for name, name_en, first, last in SEASONS:
            begins = date(year, *first)
            ends = date(year + (last < first), *last)
            if ends >= today and begins <= today + AHEAD:
                found.append(Season(name=name, name_en=name_en, first_day=begins, last_day=ends))
    return sorted(found, key=lambda season: season.first_day)


def list_drop_offs() -> Iterator[DropOff]:
    regions = {shop[0]: shop[3] for shop in demo.SHOPS}
    for origin, destination in permutations(regions, 2):
        there, back = regions[origin], regions[destination]
        fee: int | None = WITHIN_A_REGION if there == back else BETWEEN_REGIONS
        if there != back and {there, back} & ISLANDS:
            fee = None
        yield DropOff(origin_id=origin, destination_id=destination, fee=fee)


# --- when the cars' inspections end (車検満了日)

SOONEST, STEP_DAYS = 25, 9  # one car is marked as due soon, and no hand-over of today asks because of it
SHUFFLE = 7  # no shop has all its cars inspected at once


def add_demo_inspections(today: date) -> int:
    """How many cars of the demo got a date: those that had none, and for a year those whose date is past. No
    document of a car names it, and what anybody has entered stays."""
    cars = list(Vehicle.objects.filter(location__in=[shop[0] for shop in demo.SHOPS]).order_by("-pk"))
    due = []
    for index, car in enumerate(cars):
        if car.inspection_until is None:
            place = index * SHUFFLE % len(cars)
            car.inspection_until = today + timedelta(days=SOONEST + place * STEP_DAYS)
            due.append(car)
        elif car.inspection_until < today:
            car.inspection_until = today + timedelta(days=365)
            due.append(car)
    return Vehicle.objects.bulk_update(due, ["inspection_until"])


# --- answers to questions

ANSWERS = Path(__file__).with_name("demo_answers.yaml")


def read_demo_answers() -> dict[str, Columns]:
    """The columns of each answer, by topic."""
    found: dict[str, Columns] = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    return found


def add_demo_answers() -> int:
    """How many answers were written: none where anybody has written any."""
    if Answer.objects.exists():
        return 0
    rows = [Answer(topic=topic, **columns) for topic, columns in read_demo_answers().items()]
    return len(Answer.objects.bulk_create(rows))
