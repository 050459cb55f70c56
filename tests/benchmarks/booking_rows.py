"""Fills a migrated database with a company's reservations: many shops of ten cars, each with its past."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg

from reservations import clock

TABLE = "reservations_reservation"
A_CAR = 1000  # reservations
AHEAD = 100  # of them
CARS = 10  # a shop

# Customers have these names, with and without a space between the two parts.
FAMILIES = (
    "佐藤",
    "鈴木",
    "髙橋",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "渡邊",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
)
GIVEN = (
    "花子",
    "太郎",
    "健",
    "美咲",
    "翔",
    "陽菜",
    "大輔",
    "さくら",
    "ハナコ",
    "Mary",
    "直樹",
    "由美",
    "誠",
    "恵",
)
NAMES = [f"{family}{space}{given}" for family in FAMILIES for given in GIVEN for space in ("", " ")]

SHOPS = """
INSERT INTO reservations_location (id, name, name_en, region, region_en, address, address_en, phone, timezone,
  opens_at, closes_at, directions, directions_en, map_url, turnaround_minutes, lead_minutes, horizon_days,
  shortest_minutes, longest_days, document)
SELECT 's' || n, '店舗' || n, 'Shop ' || n, '地域' || n / 10, 'Region ' || n / 10, '', '', '', 'Asia/Tokyo',
  '08:00', '20:00', '', '', '', 0, 0, 36500, 0, 365, '{}'
FROM generate_series(0, %(shops)s - 1) AS n
"""
HOURS = """
INSERT INTO reservations_weeklyhours (location_id, weekday, opens_at, closes_at)
SELECT 's' || n, weekday, '08:00', '20:00'
FROM generate_series(0, %(shops)s - 1) AS n, generate_series(5, 6) AS weekday
"""
RATES = """
INSERT INTO reservations_rate (vehicle_class, hours_6, hours_12, hours_24, further_day, extra_hour)
VALUES ('compact', 5500, 6600, 8800, 6600, 1100), ('minivan', 9900, 12100, 14300, 12100, 1650),
  ('suv', 8800, 9900, 12100, 9900, 1650)
"""
VEHICLES = """
INSERT INTO reservations_vehicle (id, location_id, vehicle_class, registration, manufacturer, model, active,
  document)
SELECT 's' || n || '-' || car, 's' || n,
  (ARRAY['compact', 'compact', 'compact', 'minivan', 'suv'])[car / 2 + 1],
  '品川 500 わ ' || car, 'トヨタ', 'ヤリス', true, '{}'
FROM generate_series(0, %(shops)s - 1) AS n, generate_series(0, %(cars)s - 1) AS car
"""
# Of each car's bookings the last AHEAD are still to come, three days of four, each car on other days, so that
# a class is seldom full; the others ended, one a day back into the past. Ids in order are written faster.
RESERVATIONS = """
INSERT INTO reservations_reservation (id, number, location_id, vehicle_id, vehicle_class, pinned, pickup_at,
  return_at, blocked_until, status, source, session_id, customer_name, customer_kana, customer_phone,
  customer_email, language, notes, price, price_lines, extras, consents, document, created_at, updated_at)
SELECT lpad(to_hex(row_number() OVER ()), 32, '0')::uuid, 'H-' || row_number() OVER (), car.location_id,
  car.id, car.vehicle_class, false,
  day + interval '10 hours', day + interval '18 hours', day + interval '18 hours',
  CASE WHEN ahead < 0 THEN 'returned' ELSE 'confirmed' END, 'agent', md5(car.id || ahead),
  (%(names)s::text[])[1 + abs(hashtext(car.id || ahead)) %% %(count)s], '',
  '+8190' || lpad((abs(hashtext(ahead || car.id)) %% 100000000)::text, 8, '0'),
  '', 'ja', '', 6600, '[]', '[]', '[]', '{}', day - interval '30 days',
  day - interval '30 days'
FROM reservations_vehicle AS car,
  generate_series(%(ahead)s - %(a_car)s, %(ahead)s - 1) AS ahead,
  LATERAL (SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Tokyo') AT TIME ZONE 'Asia/Tokyo'
    + interval '1 day' * CASE WHEN ahead < 0 THEN ahead
      ELSE 1 + 4 * (ahead / 3) + (ahead + right(car.id, 1)::int) %% 4 END AS day) AS days
"""


def fill(conninfo: str, reservations: int) -> float:
    """Seconds that it took."""
    began = time.monotonic()
    shops = max(1, reservations // (A_CAR * CARS))
    counts: dict[str, Any] = {"shops": shops, "cars": CARS, "a_car": A_CAR, "ahead": AHEAD}
    counts |= {"names": NAMES, "count": len(NAMES)}
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        for statement in (SHOPS, HOURS, RATES, VEHICLES):
            connection.execute(statement, counts if "%(" in statement else None)
        with without_indexes(connection):
            connection.execute(RESERVATIONS, counts)
        connection.execute("VACUUM ANALYZE")
    return time.monotonic() - began


@contextmanager
def without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Row by row they cost ten times of what they cost when they are built at the end."""
    constraints = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype IN ('u', 'x', 'f')",
        [TABLE],
    ).fetchall()
    for name, _definition in constraints:
        connection.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}")
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname <> %s",
        [TABLE, f"{TABLE}_pkey"],
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        connection.execute(definition)
    for name, definition in constraints:
        connection.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} {definition}")


def overlaps(conninfo: str) -> int:
    """Pairs of bookings of one car that overlap, asked without the constraint's help."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(
            """
            SELECT count(*) FROM (
              SELECT pickup_at, lag(blocked_until) OVER (PARTITION BY vehicle_id ORDER BY pickup_at) AS before
              FROM reservations_reservation
              WHERE status IN ('held', 'confirmed', 'out', 'blocked')) AS bookings
            WHERE before > pickup_at
            """
        ).fetchone()
        return int(row[0]) if row else -1


# --- on SQLite


def fill_sqlite(file: str, reservations: int) -> float:
    """The same company in a file: as SQLite knows neither series nor arrays, its rows are made here."""
    began = time.monotonic()
    shops = max(1, reservations // (A_CAR * CARS))
    with sqlite3.connect(file) as connection:
        kept = connection.execute(
            "SELECT type, name, sql FROM sqlite_master "
            "WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('index', 'trigger')",
            [TABLE],
        ).fetchall()
        for kind, name, _sql in kept:
            connection.execute(f"DROP {kind} {name}")
        insert(connection, "reservations_location", make_shops(shops))
        insert(connection, "reservations_weeklyhours", make_hours(shops))
        insert(connection, "reservations_vehicle", make_cars(shops))
        insert(connection, TABLE, make_reservations(shops))
        for _kind, _name, sql in kept:
            connection.execute(sql)
    connection.execute("ANALYZE")
    connection.close()
    return time.monotonic() - began


def insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """What is not named is 0 or "", but for what may be empty."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    blank = {
        name: None if not required else ("" if "char" in kind or kind == "text" else 0)
        for _number, name, kind, required, _default, key in columns
        if not key or "char" in kind
    }
    names = list(blank)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    connection.executemany(statement, ([{**blank, **row}[name] for name in names] for row in rows))


def make_shops(shops: int) -> Iterator[dict[str, Any]]:
    for n in range(shops):
        yield {
            "id": f"s{n}",
            "name": f"店舗{n}",
            "name_en": f"Shop {n}",
            "region": f"地域{n // 10}",
            "timezone": "Asia/Tokyo",
            "opens_at": "08:00:00",
            "closes_at": "20:00:00",
            "horizon_days": 36500,
            "longest_days": 365,
            "document": "{}",
        }


def make_hours(shops: int) -> Iterator[dict[str, Any]]:
    for n in range(shops):
        for weekday in (5, 6):
            yield {
                "location_id": f"s{n}",
                "weekday": weekday,
                "opens_at": "08:00:00",
                "closes_at": "20:00:00",
            }


def make_cars(shops: int) -> Iterator[dict[str, Any]]:
    for n in range(shops):
        for car in range(CARS):
            yield {
                "id": f"s{n}-{car}",
                "location_id": f"s{n}",
                "vehicle_class": class_of(car),
                "registration": f"品川 500 わ {car}",
                "manufacturer": "トヨタ",
                "model": "ヤリス",
                "active": 1,
                "document": "{}",
            }


def class_of(car: int) -> str:
    return ("compact", "compact", "compact", "minivan", "suv")[car // 2]


def make_reservations(shops: int) -> Iterator[dict[str, Any]]:
    """As RESERVATIONS has them."""
    today = (clock.now() + timedelta(hours=9)).replace(hour=0, minute=0, second=0, microsecond=0)
    number = 0
    for n in range(shops):
        for car in range(CARS):
            for ahead in range(AHEAD - A_CAR, AHEAD):
                number += 1
                days = ahead if ahead < 0 else 1 + 4 * (ahead // 3) + (ahead + car) % 4
                day = today - timedelta(hours=9) + timedelta(days=days)
                back = f"{day + timedelta(hours=18):%Y-%m-%d %H:%M:%S}"
                written = f"{day - timedelta(days=30):%Y-%m-%d %H:%M:%S}"
                mixed = zlib.crc32(f"s{n}-{car}{ahead}".encode())
                yield {
                    "id": f"{number:032x}",
                    "number": f"H-{number}",
                    "location_id": f"s{n}",
                    "vehicle_id": f"s{n}-{car}",
                    "vehicle_class": class_of(car),
                    "pickup_at": f"{day + timedelta(hours=10):%Y-%m-%d %H:%M:%S}",
                    "return_at": back,
                    "blocked_until": back,
                    "status": "returned" if ahead < 0 else "confirmed",
                    "source": "agent",
                    "session_id": f"{mixed:x}",
                    "customer_name": NAMES[mixed % len(NAMES)],
                    "customer_phone": f"+8190{mixed % 100_000_000:08}",
                    "language": "ja",
                    "price": 6600,
                    **dict.fromkeys(("price_lines", "extras", "consents"), "[]"),
                    **dict.fromkeys(("sheets", "document"), "{}"),
                    "created_at": written,
                    "updated_at": written,
                }
