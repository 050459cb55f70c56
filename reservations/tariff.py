"""Reads the tariff's tables for pricing.py: the rate that counts, extras, drop-off fees, cancellation fees.

Of several rates a shop's own goes before the company's, and among these a season's before the usual one; of
seasons that overlap, the later begun. The day of the pickup on the shop's wall decides the season.
An extra is also found by the words that people have for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from reservations import clock, pricing, speech
from reservations.errors import NoDropOff, UnknownExtra
from reservations.models import CancellationFee, DropOff, Extra, Location, Rate, Reservation, sql
from reservations.pricing import Addition, Charges, FeeStep, Quote
from reservations.values import Price, Rental, Shop
from reservations.vehicle_classes import fold_name

# An extra with such a key is also asked for in these words.
WORDS: dict[str, tuple[str, ...]] = {
    "child-seat": (
        "チャイルドシート", "ベビーシート", "ジュニアシート",
        "child seat", "baby seat", "car seat", "booster",
    ),
    "cover": (
        "免責補償", "免責補償制度", "免責", "補償", "保険",
        "cdw", "collision damage waiver", "insurance",
    ),
    "cover-noc": (
        "noc", "noc補償", "ノンオペレーションチャージ", "フルサポート", "フル補償", "安心パック",
        "full cover", "full insurance",
    ),
    "etc": ("etcカード", "イーティーシー", "etc card", "toll card"),
    "winter-tyres": (
        "スタッドレス", "スタッドレスタイヤ", "冬タイヤ", "スノータイヤ",
        "winter tyres", "winter tires", "snow tyres", "snow tires", "studless",
    ),
}  # fmt: skip
WORDS["cover-noc"] += tuple(f"免責補償{joint}noc" for joint in ("と", "+", "＋", "・", "プラス"))

NOT_WANTED = re.compile(
    r"(?:なし|無し|不要|(?:要|い)らない|(?:要|い)りません)[。.]?$|^(?:no|none|not|without)\b", re.IGNORECASE
)


def drop_refused(wanted: Iterable[str]) -> list[str]:
    """Without 「補償なし」 or "none", which a model may list for a caller who wants nothing."""
    return [word for word in wanted if not NOT_WANTED.search(word.strip())]


def find_extra(spoken: str, offered: Iterable[Extra]) -> Extra | None:
    """The extra that `spoken` names wholly, or in part where only one has it; the longest word wins."""
    wanted = fold_name(spoken)
    if not wanted:
        return None
    forms = [(form, extra) for extra in offered for form in forms_of(extra)]
    if whole := [extra for form, extra in forms if form == wanted]:
        return whole[0]
    # 「チャイルドシート付き」 holds a form whole; of 免責補償とNOC補償 the longer one is meant.
    # Two letters would be found in too many words.
    inside = [(len(form), extra) for form, extra in forms if len(form) > 2 and form in wanted]
    if inside:
        return max(inside, key=lambda found: found[0])[1]
    around = {extra.pk: extra for form, extra in forms if len(wanted) > 2 and wanted in form}
    return next(iter(around.values())) if len(around) == 1 else None


def forms_of(extra: Extra) -> list[str]:
    words = (extra.pk, extra.name, extra.name_en, *WORDS.get(extra.pk, ()))
    return [form for word in words if (form := fold_name(word))]


def drop_included(keys: Iterable[str]) -> list[str]:
    """Each once; `cover-noc` holds `cover`, so who asked for both is charged for the larger one."""
    once = list(dict.fromkeys(keys))
    return [key for key in once if not any(other.startswith(f"{key}-") for other in once)]


def quote(
    location: Shop | Location,
    vehicle_class: str,
    pickup_at: datetime,
    return_at: datetime,
    *,
    extras: Sequence[str] = (),
    return_location: Shop | Location | None = None,
) -> Quote | None:
    """The price now; None where no rate is known for the class: then the shop tells it.

    One query; one more with extras, one more where the car comes back to another shop.
    """
    of_one = quotes(
        location, [vehicle_class], pickup_at, return_at, extras=extras, return_location=return_location
    )
    return of_one.get(vehicle_class)


def agree_price(
    location: Shop | Location,
    vehicle_class: str,
    pickup_at: datetime,
    return_at: datetime,
    extras: Sequence[str] = (),
    return_location: Shop | Location | None = None,
) -> Price:
    """The price as a booking keeps it."""
    found = quote(
        location, vehicle_class, pickup_at, return_at, extras=extras, return_location=return_location
    )
    if found is None:
        return Price(extras=extras)
    return Price(found.total, found.as_document()["lines"], extras)


def price_of(rental: Rental) -> Price:
    """The price of a rental by today's tariff."""
    return agree_price(
        rental.location,
        rental.vehicle_class,
        rental.pickup_at,
        rental.return_at,
        rental.extras,
        rental.return_location,
    )


def quotes(
    location: Shop | Location,
    vehicle_classes: Sequence[str],
    pickup_at: datetime,
    return_at: datetime,
    *,
    extras: Sequence[str] = (),
    return_location: Shop | Location | None = None,
) -> dict[str, Quote]:
    """As `quote`, for several classes in as many queries as for one; classes without a rate are left out."""
    fee = drop_off(location, return_location)
    additions = additions_of(extras)
    rates = rates_of(location, vehicle_classes, clock.local(pickup_at, location.timezone).date())
    return {
        kind: pricing.reckon(rates[kind], pickup_at, return_at, additions, fee)
        for kind in vehicle_classes
        if kind in rates
    }


def rates_of(location: Shop | Location, vehicle_classes: Iterable[str], day: date) -> dict[str, Charges]:
    """What counts for a pickup on `day`, by class."""
    wanted = set(vehicle_classes)
    fitting = [found for found in sql.read_rates(location.id, day) if found[0].vehicle_class in wanted]

    def rank(found: tuple[Rate, date | None]) -> tuple[bool, date, int]:
        rate, begun = found
        return (rate.location_id is not None, begun or date.min, rate.season_id or 0)

    # The last one written wins: the weightiest.
    return {rate.vehicle_class: charges(rate) for rate, _begun in sorted(fitting, key=rank)}


def charges(rate: Rate) -> Charges:
    return Charges(rate.hours_6, rate.hours_12, rate.hours_24, rate.further_day, rate.extra_hour)


def drop_off(location: Shop | Location, return_location: Shop | Location | None) -> int | None:
    """The fee for a return at another shop; a pair that is not in the table is not offered."""
    if return_location is None or return_location.id == location.id:
        return None
    pair = DropOff.objects.filter(origin=location.id, destination=return_location.id)
    fee = pair.values_list("fee", flat=True).first()
    if fee is None:
        raise NoDropOff(origin=location.name_in, destination=return_location.name_in)
    return fee


def additions_of(keys: Sequence[str]) -> list[Addition]:
    """By key, in the order of the wish. One that is offered no longer keeps its price for whoever has it."""
    if not keys:
        return []
    rows = Extra.objects.in_bulk(list(keys))
    for key in keys:
        if key not in rows:
            raise unknown(key, list_extras())
    return [addition(rows[key]) for key in drop_included(keys)]


def addition(row: Extra) -> Addition:
    per_day = row.per == Extra.Per.DAY
    return Addition(row.pk, row.name, row.name_en or row.name, row.amount, per_day, row.cap)


def list_extras() -> list[Extra]:
    """Those that are offered now; one query."""
    return list(Extra.objects.filter(active=True))


def extra_keys(said: Sequence[str]) -> list[str]:
    """The keys of offered extras that a caller named by key or in words, in either language."""
    wishes = drop_refused(said)
    if not wishes:
        return []
    rows = list_extras()
    found = [(word, find_extra(word, rows)) for word in wishes]
    for word, extra in found:
        if extra is None:
            raise unknown(word, rows)
    return drop_included(extra.pk for _word, extra in found if extra)


def unknown(word: str, rows: Sequence[Extra]) -> UnknownExtra:
    def list_names(language: str) -> str:
        names = [row.name_in(language) for row in rows]
        return speech.of(language).list_names(names)

    return UnknownExtra(word, list_names if rows else None)


def cancellation_fee(reservation: Reservation | Rental, at: datetime) -> int:
    """What cancelling at `at` costs, of the basic charge agreed on; what is only held costs nothing."""
    agreed = [line["amount"] for line in reservation.price_lines if line["key"] == pricing.BASE]
    if not agreed or reservation.hold_expires_at:  # confirming takes that away
        return 0
    zone = reservation.location.timezone
    steps = [FeeStep(row.days_before, row.percent, row.cap) for row in CancellationFee.objects.all()]
    day, pickup_day = (clock.local(moment, zone).date() for moment in (at, reservation.pickup_at))
    return pricing.cancellation_fee(agreed[0], day, pickup_day, steps)
