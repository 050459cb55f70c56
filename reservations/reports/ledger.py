"""What the Road Transport Act wants of a rental company: 貸渡簿, the ledger of rentals, and 貸渡実績報告書,
the figures of a business year (April to March, to be sent in by 31 May).

What this product does not record is a column that stays empty, to be filled in by hand. The titles are the
authorities' own, in Japanese whatever the language.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from reservations import clock, vehicle_classes
from reservations.models import Location, Reservation, Vehicle
from reservations.reports.csv_file import Cell
from reservations.reports.usage import Scope
from reservations.sheets import OF_STEPS

LEDGER_HEAD = (
    "予約番号", "借受人の氏名", "借受人の住所", "運転者の氏名", "運転者の住所", "運転免許の種類",
    "運転免許証の番号", "自動車登録番号", "車種クラス", "貸渡日時", "返還日時", "貸渡事業所", "返還事業所",
    "走行キロ", "使用目的・行先", "乗車人員", "事故の有無", "貸渡料金（円）",
)  # fmt: skip
YEAR_HEAD = ("事業所", "車種クラス", "車両数", "貸渡回数", "延貸渡日数", "走行キロ", "貸渡料金（円）")
HANDED_OVER = (Reservation.Status.OUT, Reservation.Status.RETURNED)
DAY = timedelta(days=1)


def list_rentals(scope: Scope) -> Iterator[list[Cell]]:
    """The ledger's rows, by when the cars left: rentals whose car was handed over in the period."""
    for row in select_rentals(scope).iterator():
        back = row.returned_at
        shop = row.return_location or row.location
        yield [
            row.number,
            row.customer_name,
            *([""] * 5),
            row.vehicle.plate,
            vehicle_classes.name(row.vehicle_class, "ja"),
            write_time(row.picked_up_at or row.pickup_at, row.location.timezone),
            write_time(back, shop.timezone) if back else "",
            row.location.name,
            shop.name,
            count_kilometres(row),
            *([""] * 3),
            row.price,
        ]


def select_rentals(scope: Scope) -> QuerySet[Reservation]:
    """The rentals that left in the span of `scope`, or were to."""
    left = Q(picked_up_at__gte=scope.start, picked_up_at__lt=scope.end)
    planned = Q(picked_up_at=None, pickup_at__gte=scope.start, pickup_at__lt=scope.end)
    rows = Reservation.objects.filter(scope.at("location"), left | planned, status__in=HANDED_OVER)
    return rows.select_related("location", "return_location", "vehicle").order_by("picked_up_at", "number")


def write_time(at: datetime, zone: str) -> str:
    """An instant by the clock of a shop, for a spreadsheet."""
    return f"{clock.local(at, zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class BusinessYear:
    """The one that begins in April of `year`."""

    year: int

    @property
    def first_day(self) -> date:
        return date(self.year, 4, 1)

    @property
    def end(self) -> date:
        """The day after its last one."""
        return date(self.year + 1, 4, 1)


def list_year(scope: Scope) -> Iterator[list[Cell]]:
    """The yearly figures, a row for each shop and class, and one for each shop in sum. A rental counts where
    and when its car left, with each 24 hours that were begun as a day; the cars are those for hire today."""
    rentals: Counter[tuple[str, str]] = Counter()
    days: Counter[tuple[str, str]] = Counter()
    revenue: Counter[tuple[str, str]] = Counter()
    kilometres: Counter[tuple[str, str]] = Counter()
    for row in select_rentals(scope).iterator():
        key = (row.location_id, row.vehicle.vehicle_class)
        rentals[key] += 1
        days[key] += count_days(row)
        revenue[key] += row.price or 0
        kilometres[key] += count_kilometres(row) or 0
    cars: Counter[tuple[str, str]] = Counter(
        Vehicle.objects.filter(scope.at("location"), active=True).values_list("location_id", "vehicle_class")
    )
    for shop in Location.objects.filter(scope.at("pk")).order_by("pk"):
        kinds = {kind for place, kind in {*rentals, *cars} if place == shop.pk}
        keys = [(shop.pk, kind) for kind in sorted(kinds, key=vehicle_classes.order)]
        for key in keys:
            name = vehicle_classes.name(key[1], "ja")
            yield [shop.name, name, cars[key], rentals[key], days[key], kilometres[key], revenue[key]]
        counted = (cars, rentals, days, kilometres, revenue)
        yield [shop.name, "合計", *(sum(counts[key] for key in keys) for counts in counted)]


def count_kilometres(row: Reservation) -> int | None:
    """By the sheets of the hand-over and of the return; None where one of them does not say."""
    out, back = (row.sheets.get(step, {}).get("mileageKm") for step in OF_STEPS)
    return back - out if out is not None and back is not None and back >= out else None


def count_days(row: Reservation) -> int:
    """Each 24 hours that were begun; of a car that is still out, those that are booked."""
    lasted = (row.returned_at or row.return_at) - (row.picked_up_at or row.pickup_at)
    return max(math.ceil(lasted / DAY), 1)
