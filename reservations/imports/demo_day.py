"""The demo company's day at the counter, as a plan: who rents what and when, by the shop's clock. Pure.

A day's timetable depends on its date alone, so the days ahead that one day books are there when they come.
Beside it stands what a clerk has to see at any hour: who is late, who waits for that car, who has not come.
No telephone number here can be rung (no local one begins with 1, and +1 …-555-01… is kept for films), and no
mail can arrive (`.invalid`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from reservations.values import Customer

ZONE = ZoneInfo("Asia/Tokyo")
MAIL_DOMAIN = "demo.invalid"
OPENS, CLOSES = time(8), time(20)
SATURDAY = 5
DAYS_AHEAD = 6
QUARTER = timedelta(minutes=15)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

# name, kana, telephone ("" where none was left), language
PEOPLE = [
    ("佐藤花子", "サトウ ハナコ", "+81310000101", "ja"),
    ("鈴木健太", "スズキ ケンタ", "+81310000102", "ja"),
    ("高橋由美子", "タカハシ ユミコ", "+81310000103", "ja"),
    ("Sarah Miller", "サラ ミラー", "+12015550104", "en"),
    ("髙島誠", "タカシマ マコト", "+81310000105", "ja"),
    ("伊藤さくら", "イトウ サクラ", "+81310000106", "ja"),
    ("渡辺剛", "ワタナベ ツヨシ", "", "ja"),
    ("山本陽介", "ヤマモト ヨウスケ", "+81310000108", "ja"),
    ("James Carter", "ジェームズ カーター", "+12015550109", "en"),
    ("中村美咲", "ナカムラ ミサキ", "+81310000110", "ja"),
    ("小林直樹", "コバヤシ ナオキ", "+81310000111", "ja"),
    ("加藤恵", "カトウ メグミ", "", "ja"),
    ("吉田翔", "ヨシダ ショウ", "+81310000113", "ja"),
    ("Olivia Davis", "オリビア デイビス", "+12015550114", "en"),
    ("斎藤博", "サイトウ ヒロシ", "+81310000115", "ja"),
    ("松本愛", "マツモト アイ", "+81310000116", "ja"),
    ("木村拓海", "キムラ タクミ", "+81310000117", "ja"),
    ("林真理子", "ハヤシ マリコ", "+81310000118", "ja"),
    ("清水隆", "シミズ タカシ", "+81310000119", "ja"),
    ("Michael Chen", "マイケル チェン", "+12015550120", "en"),
    ("山崎彩", "ヤマザキ アヤ", "+81310000121", "ja"),
    ("森田悠斗", "モリタ ユウト", "+81310000122", "ja"),
    ("阿部千尋", "アベ チヒロ", "", "ja"),
    ("池田亮", "イケダ リョウ", "+81310000124", "ja"),
    ("橋本奈々", "ハシモト ナナ", "+81310000125", "ja"),
    ("岡田誠一", "オカダ セイイチ", "+81310000126", "ja"),
    ("前田萌", "マエダ モエ", "+81310000127", "ja"),
    ("Grace Kim", "グレース キム", "+12015550128", "en"),
    ("石川大樹", "イシカワ ダイキ", "+81310000129", "ja"),
    ("小川典子", "オガワ ノリコ", "+81310000130", "ja"),
    ("後藤慎也", "ゴトウ シンヤ", "", "ja"),
    ("長谷川文", "ハセガワ アヤ", "+81310000132", "ja"),
    ("Lucas Martin", "ルカ マルタン", "+12015550133", "en"),
    ("村上俊介", "ムラカミ シュンスケ", "+81310000134", "ja"),
]
NOTES = {
    4: "チャイルドシートは2歳用。",
    8: "Will arrive by Shinkansen; may be ten minutes late.",
    14: "前回のETC利用分を精算すること。",
}
# The largest shop, and the one that a clerk's list begins with; what the keys of its rentals end with.
WATCHED = (("tokyo-ekimae", ""), ("shin-osaka", "-osaka"))
FATES = ("late", "at_risk", "waiting", "held", "cancelled", "no_show")
# shop, class, hour of pickup and of return (over 24: the next day), extras. Those of AHEAD are booked days
# before; they leave a car of their class free. Saturdays of 東京駅前店 are `demo.WEEK`'s alone.
AHEAD: list[tuple[str, str, float, float, list[str]]] = [
    ("tokyo-ekimae", "compact", 8.5, 12, []),
    ("tokyo-ekimae", "compact", 10, 20, ["cover"]),
    ("shinjuku", "compact", 9, 15, ["etc"]),
    ("shinagawa", "compact", 10, 19, []),
    ("shin-osaka", "compact", 9, 12, ["child-seat"]),
    ("sapporo", "compact", 12, 18, ["winter-tyres"]),
]
TODAY: list[tuple[str, str, float, float, list[str]]] = [
    *AHEAD,
    ("tokyo-ekimae", "minivan", 9, 18, ["child-seat", "etc"]),
    ("tokyo-ekimae", "suv", 9.5, 17, ["cover-noc"]),
    ("tokyo-ekimae", "compact", 12.5, 19, []),
    ("tokyo-ekimae", "suv", 17, 32, ["cover"]),
    ("shinjuku", "minivan", 10, 18, ["child-seat"]),
    ("shinjuku", "kei", 13, 17, []),
    ("shinjuku", "suv", 8, 20, ["etc", "cover"]),
    ("shinagawa", "suv", 11, 35, ["cover"]),
    ("shinagawa", "kei", 9, 12, []),
    ("shin-osaka", "minivan", 8, 19, ["etc"]),
    ("shin-osaka", "kei", 14, 20, []),
    ("sapporo", "suv", 9, 33, ["winter-tyres", "cover"]),
    ("sapporo", "kei", 10, 16, []),
    ("shin-osaka", "compact", 13, 20, ["etc"]),
    ("shin-osaka", "minivan", 10.5, 17, []),
    ("shin-osaka", "suv", 9, 18, ["cover"]),
]
# Cars out of service: shop, class, days from today, hours, why.
OUT_OF_SERVICE: list[tuple[str, str, int, int, int, str]] = [
    ("shinjuku", "sedan", 0, 8, 20, "車検 / Inspection"),
    ("tokyo-ekimae", "kei", 2, 9, 17, "タイヤ交換 / Tyre change"),
    ("sapporo", "suv", 1, 8, 20, "バンパー修理 / Bumper repair"),
]


# A car of the demo is driven this far on a day, rented or not: its mileage depends on the moment alone.
KM_A_DAY = 45
NEW_ON = date(2026, 1, 1)


@dataclass(frozen=True)
class PlannedRental:
    """`key` names it once and for all: it is in the customer's address. `classes`: the first that is free.

    fate: what becomes of it: "" (it leaves and comes back in time), "late" (is still out), "late_return"
        (came back late), "waiting" (the customer has not come), "held", "cancelled", "no_show", "at_risk"
        (wants the car of the one that is late).
    mail_failed: its confirmation could not be delivered.
    """

    key: str
    shop: str
    classes: tuple[str, ...]
    pickup_at: datetime
    return_at: datetime
    booked_at: datetime
    customer: Customer
    language: str
    extras: tuple[str, ...] = ()
    fate: str = ""
    mail_failed: bool = False


@dataclass(frozen=True)
class PlannedBlock:
    shop: str
    vehicle_class: str
    starts_at: datetime
    ends_at: datetime
    reason: str


def plan_rentals(now: datetime) -> list[PlannedRental]:
    """Of the day of `now`, and of those ahead that are booked by then; in the order of their booking."""
    today = now.astimezone(ZONE).date()
    found = [*plan_timetable(today, TODAY, now), *plan_around(now)]
    for ahead in range(1, DAYS_AHEAD + 1):
        found += plan_timetable(today + timedelta(days=ahead), AHEAD, now)
    return sorted(found, key=lambda planned: planned.booked_at)


def plan_timetable(
    day: date, timetable: list[tuple[str, str, float, float, list[str]]], now: datetime
) -> Iterator[PlannedRental]:
    for index, (shop, kind, start, end, extras) in enumerate(timetable):
        if shop == "tokyo-ekimae" and day.weekday() == SATURDAY and kind in {"compact", "minivan"}:
            continue
        pickup_at = to_moment(day, start)
        booked_at = min(
            pickup_at - timedelta(days=1 + index % 9, minutes=17 * index % 50),
            now - timedelta(minutes=23 * index + 7 * day.day),
        )
        customer, language = describe_person(day.toordinal() * 7 + index, f"{day:%Y%m%d}-{index}")
        yield PlannedRental(
            f"{day:%Y%m%d}-{index}", shop, (kind,), pickup_at, to_moment(day, end), booked_at, customer,
            language, tuple(extras), fate="late_return" if index in {0, 4, 14} else "",
            mail_failed=index == 9,
        )  # fmt: skip


def plan_around(now: datetime) -> Iterator[PlannedRental]:
    """What needs a clerk's eye at this very hour; outside of the opening hours, as it was at the last one."""
    day = now.astimezone(ZONE).date()
    due, shortly = find_last_open(now - 75 * MINUTE), find_last_open(now - 20 * MINUTE)
    soon = find_next_open(now + 45 * MINUTE)
    yesterday, tomorrow = day - timedelta(days=1), day + timedelta(days=1)
    left = to_moment(due.date() - timedelta(days=1), 10)
    until = to_moment(soon.date(), 20) if soon.hour < 16 else to_moment(soon.date() + timedelta(days=1), 12)
    kinds = ("sedan", "kei", "suv")
    cases: list[tuple[str, tuple[str, ...], datetime, datetime, datetime]] = [
        ("late", kinds, left, due, left - 30 * HOUR),
        ("at_risk", kinds, soon, until, due - 4 * HOUR),
        ("waiting", ("kei", "suv"), shortly, move_into_hours(shortly + 5 * HOUR), left),
        ("held", kinds, to_moment(tomorrow, 16), to_moment(tomorrow, 20), now - 6 * MINUTE),
        ("cancelled", ("kei", "suv"), to_moment(tomorrow, 9), to_moment(tomorrow, 13), now - 30 * HOUR),
        ("no_show", kinds, to_moment(yesterday, 14), to_moment(yesterday, 19), to_moment(yesterday, 9)),
    ]
    watched = [(*where, *case) for where in WATCHED for case in cases]
    for index, (shop, ending, fate, classes, pickup_at, return_at, booked_at) in enumerate(watched):
        key = f"{day:%Y%m%d}-{fate}{ending}"
        customer, language = describe_person(day.toordinal() * 7 + len(TODAY) + index, key)
        extras = ("cover",) if index % 2 else ()
        yield PlannedRental(
            key, shop, classes, pickup_at, return_at, booked_at, customer, language, extras, fate
        )


def plan_blocks(now: datetime) -> list[PlannedBlock]:
    today = now.astimezone(ZONE).date()
    return [
        PlannedBlock(
            shop,
            kind,
            to_moment(today + timedelta(days=ahead), start),
            to_moment(today + timedelta(days=ahead), end),
            why,
        )
        for shop, kind, ahead, start, end, why in OUT_OF_SERVICE
    ]


def read_odometer(car: str, when: datetime) -> int:
    """In km; never less than at an earlier moment."""
    driven = (when.astimezone(ZONE) - to_moment(NEW_ON, 0)) / timedelta(days=1) * KM_A_DAY
    return 2_000 + crc32(car.encode()) % 40_000 + max(int(driven), 0)


def describe_person(index: int, key: str) -> tuple[Customer, str]:
    """Everybody has an address of their own, by which the rental is found again; and their language."""
    index %= len(PEOPLE)
    name, kana, phone, language = PEOPLE[index]
    return Customer(name, kana, phone, make_address(key), NOTES.get(index, "")), language


def make_address(key: str) -> str:
    return f"demo-{key}@{MAIL_DOMAIN}"


def list_marks(day: date) -> list[str]:
    """The addresses that are there once the day was made, whatever else was refused."""
    return [make_address(f"{day:%Y%m%d}-{fate}") for fate in FATES]


def to_moment(day: date, hour: float) -> datetime:
    """The instant of `hour` o'clock on `day`; from 24 on, of the next day."""
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)


def find_last_open(moment: datetime) -> datetime:
    """The last quarter of an hour up to `moment` at which the demo's shops are open."""
    wall = moment.astimezone(ZONE)
    wall -= timedelta(minutes=wall.minute % 15, seconds=wall.second, microseconds=wall.microsecond)
    if wall.time() < OPENS:
        return to_moment(wall.date() - timedelta(days=1), 19.5)
    return min(wall, to_moment(wall.date(), 20))


def find_next_open(moment: datetime) -> datetime:
    """The next quarter of an hour from `moment` on at which a car can still leave for an hour."""
    wall = find_next_quarter(moment)
    if wall.time() < OPENS:
        return to_moment(wall.date(), 8)
    return wall if wall <= to_moment(wall.date(), 19) else to_moment(wall.date() + timedelta(days=1), 9)


def find_next_quarter(moment: datetime) -> datetime:
    wall = (moment + QUARTER).astimezone(ZONE)
    return wall - timedelta(minutes=wall.minute % 15, seconds=wall.second, microseconds=wall.microsecond)


def move_into_hours(wall: datetime) -> datetime:
    """`wall`, or where the shop is closed then, the next noon: somebody must be there to take the car."""
    if OPENS <= wall.time() <= CLOSES:
        return wall
    return to_moment(wall.date() + timedelta(days=wall.time() > CLOSES), 12)
