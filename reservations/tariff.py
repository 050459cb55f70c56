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
    forms = [(form, extra) for extra in offered for form in list_forms(extra)]
    if whole := [extra for form, extra in forms if form == wanted]:
        return whole[0]
    # 「チャイルドシート付き」 holds a form whole; of 免責補償とNOC補償 the longer one is meant.
    # Two letters would be found in too many words.
    inside = [(len(form), extra) for form, extra in forms if len(form) > 2 and form in wanted]
    if inside:
        return max(inside, key=lambda found: found[0])[1]
    around = {extra.pk: extra for form, extra in forms if len(wanted) > 2 and wanted in form}
    return next(iter(around.values())) if len(around) == 1 else None


def list_forms(extra: Extra) -> list[str]:
    """All by which an extra may be asked for: key, names and WORDS, folded as `fold_name` does."""
    words = (extra.pk, extra.name, extra.name_en, *WORDS.get(extra.pk, ()))
    return [form for word in words if (form := fold_name(word))]


def drop_included(keys: Iterable[str]) -> list[str]:
    """The keys, each once; `cover-noc` holds `cover`, so who asked for both is charged for the larger one."""
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
    """The price of a rental by today's tariff; None where no rate is known for the class: the shop tells it.

    `extras` are keys. Raises UnknownExtra, and NoDropOff where no car may be brought back to that shop. One
    query; one more with extras, one more where the car comes back to another shop.
    """
    of_one = quote_classes(
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
    """The price as a booking keeps it, without a sum where no rate is known. Raises as `quote`."""
    found = quote(
        location, vehicle_class, pickup_at, return_at, extras=extras, return_location=return_location
    )
    if found is None:
        return Price(extras=extras)
    return Price(found.total, found.as_document()["lines"], extras)


def reckon_price(rental: Rental) -> Price:
    """The price of a rental by today's tariff, as a booking keeps it. Raises as `quote`."""
    return agree_price(
        rental.location,
        rental.vehicle_class,
        rental.pickup_at,
        rental.return_at,
        rental.extras,
        rental.return_location,
    )


def quote_classes(
    location: Shop | Location,
    vehicle_classes: Sequence[str],
    pickup_at: datetime,
    return_at: datetime,
    *,
    extras: Sequence[str] = (),
    return_location: Shop | Location | None = None,
) -> dict[str, Quote]:
    """As `quote`, for several classes in as many queries as for one; classes without a rate are left out."""
    fee = find_drop_off_fee(location, return_location)
    additions = read_additions(extras)
    rates = read_rates(location, vehicle_classes, clock.local(pickup_at, location.timezone).date())
    return {
        kind: pricing.reckon(rates[kind], pickup_at, return_at, additions, fee)
        for kind in vehicle_classes
        if kind in rates
    }


def read_rates(location: Shop | Location, vehicle_classes: Iterable[str], day: date) -> dict[str, Charges]:
    """The charges that count for a pickup on `day`, by class; a class without a rate is left out."""
    wanted = set(vehicle_classes)
    fitting = [found for found in sql.read_rates(location.id, day) if found[0].vehicle_class in wanted]

    def rank(found: tuple[Rate, date | None]) -> tuple[bool, date, int]:
        rate, begun = found
        return (rate.location_id is not None, begun or date.min, rate.season_id or 0)

    # The last one written wins: the weightiest.
    return {rate.vehicle_class: read_charges(rate) for rate, _begun in sorted(fitting, key=rank)}


def read_charges(rate: Rate) -> Charges:
    """The charges that a row of the tariff has."""
    return Charges(rate.hours_6, rate.hours_12, rate.hours_24, rate.further_day, rate.extra_hour)


def find_drop_off_fee(location: Shop | Location, return_location: Shop | Location | None) -> int | None:
    """The fee in yen for a return at another shop; None where it is the same one or none is named.

    Raises NoDropOff for a pair that is not in the table: it is not offered.
    """
    if return_location is None or return_location.id == location.id:
        return None
    pair = DropOff.objects.filter(origin=location.id, destination=return_location.id)
    fee = pair.values_list("fee", flat=True).first()
    if fee is None:
        raise NoDropOff(origin=location.name_in, destination=return_location.name_in)
    return fee


def read_additions(keys: Sequence[str]) -> list[Addition]:
    """The extras of these keys, in the order of the wish; raises UnknownExtra. One that is offered no longer
    keeps its price for whoever has it."""
    if not keys:
        return []
    rows = Extra.objects.in_bulk(list(keys))
    for key in keys:
        if key not in rows:
            raise describe_unknown(key, list_extras())
    return [read_addition(rows[key]) for key in drop_included(keys)]


def read_addition(row: Extra) -> Addition:
    """The extra that a row of the tariff has."""
    per_day = row.per == Extra.Per.DAY
    return Addition(row.pk, row.name, row.name_en or row.name, row.amount, per_day, row.cap)


def list_extras() -> list[Extra]:
    """The extras that are offered now; one query."""
    return list(Extra.objects.filter(active=True))


def find_extra_keys(said: Sequence[str]) -> list[str]:
    """The keys of offered extras that a caller named by key or in words, in either language. Raises
    UnknownExtra."""
    wishes = drop_refused(said)
    if not wishes:
        return []
    rows = list_extras()
    found = [(word, find_extra(word, rows)) for word in wishes]
    for word, extra in found:
        if extra is None:
            raise describe_unknown(word, rows)
    return drop_included(extra.pk for _word, extra in found if extra)


def describe_unknown(word: str, rows: Sequence[Extra]) -> UnknownExtra:
    """The refusal of an extra that is not offered; it lists those that are."""

    def list_names(language: str) -> str:
        names = [row.name_in(language) for row in rows]
        return speech.of(language).list_names(names)

    return UnknownExtra(word, list_names if rows else None)


def find_cancellation_fee(reservation: Reservation | Rental, at: datetime) -> int:
    """What cancelling at `at` costs in yen, of the basic charge agreed on; what is only held costs
    nothing."""
    agreed = [line["amount"] for line in reservation.price_lines if line["key"] == pricing.BASE]
    if not agreed or reservation.hold_expires_at:  # confirming takes that away
        return 0
    zone = reservation.location.timezone
    steps = [FeeStep(row.days_before, row.percent, row.cap) for row in CancellationFee.objects.all()]
    day, pickup_day = (clock.local(moment, zone).date() for moment in (at, reservation.pickup_at))
    return pricing.reckon_cancellation_fee(agreed[0], day, pickup_day, steps)
